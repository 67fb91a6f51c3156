from django.urls import path

from . import glossary_views, seen_views, views

app_name = "catalogue"
urlpatterns = [
    path("shop/", views.product_list, name="list"),
    path("shop/<slug:slug>/", views.category, name="category"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("seen/", seen_views.seen, name="seen"),
    path("ingredients/", glossary_views.ingredients, name="ingredients"),
    path("ingredients/<slug:slug>/", glossary_views.ingredient, name="ingredient"),
]
