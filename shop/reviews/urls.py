from django.urls import path

from . import views

app_name = "reviews"
urlpatterns = [
    path("products/<slug:slug>/reviews/", views.reviews_of, name="product"),
    path("reviews/write/<str:key>/", views.write, name="write"),
]
