from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "shop.customers"
    verbose_name = "Customers"
