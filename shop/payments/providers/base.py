"""What a payment provider does for us. One file per provider; settings.PAYMENT_PROVIDERS names it.

Every method but `methods` and `read_webhook` may talk to the outside: never call them inside a
transaction. All of them may be called twice for the same payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shop.payments.models import Payment, Refund

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ProviderError(Exception):
    """Whatever went wrong at the provider; the sentence says what."""


class ProviderUnavailable(ProviderError):
    """No answer. What was asked for may have happened; ask again."""


class NotSupported(ProviderError):
    """This provider cannot do that."""


class AlreadyCaptured(ProviderError):
    """Too late to cancel: the money has been taken."""


class RefundRefused(ProviderError):
    pass


class WebhookRefused(ProviderError):
    """Not signed by the provider, too old, or unreadable."""


class Outcome(StrEnum):
    OPEN = "open"
    CAPTURED = "captured"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Method:
    """A way to pay. Credit is listed last and never chosen beforehand (domain.md 1.2)."""

    key: str
    name: "StrPromise | str"
    description: "StrPromise | str"
    is_credit: bool = False


@dataclass(frozen=True)
class Started:
    provider_reference: str
    # Where the shopper pays; empty where she need not leave the shop.
    pay_url: str = ""


@dataclass(frozen=True)
class Report:
    """How a payment stands, in our words."""

    reference: str
    outcome: Outcome
    amount: int
    currency: str
    # Of the webhook that told it; empty where we asked ourselves.
    event_id: str = ""


class Provider:
    name: str

    def methods(self) -> list[Method]:
        raise NotImplementedError

    def start(self, payment: Payment) -> Started:
        """The same payment again is the same charge."""
        raise NotImplementedError

    def capture(self, payment: Payment) -> None:
        raise NotSupported(f"{self.name} captures by itself.")

    def fetch(self, payment: Payment) -> Report:
        """How the payment stands at the provider; OPEN for one it has never heard of."""
        raise NotImplementedError

    def cancel(self, payment: Payment) -> None:
        """What the provider knows can no longer be captured; AlreadyCaptured where it has been.

        One it has never heard of stays unknown to it, and must not be started afterwards.
        """
        raise NotSupported(f"{self.name} cannot cancel a payment.")

    def refund(self, refund: Refund) -> None:
        raise NotSupported(f"{self.name} cannot refund.")

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Report:
        """Raises WebhookRefused where it is not genuine."""
        raise NotImplementedError
