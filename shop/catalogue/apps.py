from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "shop.catalogue"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
