from django.apps import AppConfig


class EmailsConfig(AppConfig):
    name = "shop.emails"
    verbose_name = "Emails"

    def ready(self) -> None:
        from . import messages, receivers  # noqa: F401
