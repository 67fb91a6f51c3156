from django.conf import settings
from django.utils.module_loading import import_string

from .base import Method, Provider


def get_provider(name: str) -> Provider:
    """KeyError for a name that settings.PAYMENT_PROVIDERS does not have."""
    provider: Provider = import_string(settings.PAYMENT_PROVIDERS[name])()
    return provider


def payment_methods() -> list[Method]:
    """What checkout offers, in the order it must be shown: credit last."""
    methods = get_provider(settings.PAYMENT_PROVIDER).methods()
    return sorted(methods, key=lambda method: method.is_credit)
