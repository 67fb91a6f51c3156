from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shop.search"
    verbose_name = "Search"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
