"""Which mails there are. A mail is one function of messages.py and three templates of its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shop.customers.models import Basis

from .models import OutgoingMail

Context = dict[str, Any]
Compose = Callable[[OutgoingMail], Context]


class NotWanted(Exception):
    """Raised while composing: this mail has lost its sense. Its words are kept as the reason."""


@dataclass(frozen=True)
class Mail:
    kind: str
    basis: Basis
    useful_for: timedelta
    context: Compose


MAILS: dict[str, Mail] = {}


def mail(*, basis: Basis, useful_for: timedelta) -> Callable[[Compose], Compose]:
    """Register a function as the mail of its name.

    `basis` is why the law lets us send it; there is no default, and what is none is refused.
    `useful_for` counts from the moment it is due: later it is dropped.
    """
    if not isinstance(basis, Basis):
        raise TypeError(f"A mail needs a legal basis (customers.models.Basis), not {basis!r}.")

    def register(compose: Compose) -> Compose:
        kind = compose.__name__
        if kind in MAILS:
            raise ValueError(f"Two mails are called {kind!r}.")
        MAILS[kind] = Mail(kind, basis, useful_for, compose)
        return compose

    return register
