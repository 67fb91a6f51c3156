from django.urls import path

from . import views

app_name = "catalogue"
urlpatterns = [
    path("shop/", views.product_list, name="list"),
    path("shop/<slug:slug>/", views.category, name="category"),
    path("products/<slug:slug>/", views.product, name="product"),
]
