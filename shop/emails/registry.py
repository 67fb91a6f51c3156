"""Which mails there are. A mail is one function of messages.py and three templates of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shop.customers.models import Basis

if TYPE_CHECKING:
    from .models import OutgoingMail

Context = dict[str, Any]
Compose = Callable[["OutgoingMail"], Context]
Check = Callable[["OutgoingMail"], object]


class NotWanted(Exception):
    """Raised by a mail's check or while composing: it has lost its sense. Its words are kept."""


@dataclass(frozen=True)
class Mail:
    kind: str
    basis: Basis
    useful_for: timedelta
    context: Compose
    check: Check | None = None

    def why_not(self, row: OutgoingMail) -> str:
        """What has taken the sense from it since it was queued; empty where nothing has."""
        try:
            if self.check:
                self.check(row)
        except NotWanted as why:
            return str(why)
        return ""


MAILS: dict[str, Mail] = {}


def mail(
    *, basis: Basis, useful_for: timedelta, check: Check | None = None
) -> Callable[[Compose], Compose]:
    """Register a function as the mail of its name.

    `basis` is why the law lets us send it; there is no default, and what is none is refused.
    `useful_for` counts from the moment it is due: later it is dropped.
    `check` is asked at every try, also where the words are written already; it raises NotWanted.
    """
    if not isinstance(basis, Basis):
        raise TypeError(f"A mail needs a legal basis (customers.models.Basis), not {basis!r}.")

    def register(compose: Compose) -> Compose:
        kind = compose.__name__
        if kind in MAILS:
            raise ValueError(f"Two mails are called {kind!r}.")
        MAILS[kind] = Mail(kind, basis, useful_for, compose, check)
        return compose

    return register
