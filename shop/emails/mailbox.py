"""Mail of the embedded shop stays in a folder, a file per message; /dev/mail/ reads it."""

import os
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"\d{19,}-[0-9a-f]{32}")


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


class EmailBackend(BaseEmailBackend):
    """Delivers into the folder. A file is complete as soon as its name is seen."""

    def send_messages(self, email_messages: Sequence[mail.EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():019d}-{uuid.uuid4().hex}"
            unfinished = folder() / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            os.replace(unfinished, folder() / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Delivered:
    """One message as it lies in the folder."""

    name: str

    @property
    def path(self) -> Path:
        return folder() / f"{self.name}.eml"

    @cached_property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.path.read_bytes(), policy=default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101  # what this policy makes
        return parsed

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def recipient(self) -> str:
        return str(self.message["To"])

    @property
    def date(self) -> datetime:
        moment = parsedate_to_datetime(str(self.message["Date"]))
        # "-0000", as Django writes it, is read as a moment without a zone; it is UTC.
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


def delivered() -> Iterator[Delivered]:
    """All messages, newest first."""
    for path in sorted(folder().glob("*.eml"), reverse=True):
        if NAME.fullmatch(path.stem):
            yield Delivered(path.stem)


def find(name: str) -> Delivered | None:
    if not NAME.fullmatch(name):
        return None
    found = Delivered(name)
    return found if found.path.exists() else None
