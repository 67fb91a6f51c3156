from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "shop.checkout"
    verbose_name = "Checkout"

    def ready(self) -> None:
        from . import settle_order  # noqa: F401 - listens to payment_settled
