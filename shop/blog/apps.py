from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "shop.blog"
    verbose_name = "Blog"
