from django.apps import AppConfig


class EmailsConfig(AppConfig):
    name = "shop.emails"
    verbose_name = "Emails"

    def ready(self) -> None:
        from . import messages, receivers, tell_waiting  # noqa: F401
