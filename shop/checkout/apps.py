from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "shop.checkout"
    verbose_name = "Checkout"

    def ready(self) -> None:
        from . import receivers, settle_order  # noqa: F401 - they listen to signals
