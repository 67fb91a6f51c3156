from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "shop.pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from shop.blog.document_checks import checks

        from .products_named import unknown_products

        checks.append(unknown_products)
