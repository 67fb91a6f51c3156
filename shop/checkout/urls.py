from django.urls import path

from . import views

app_name = "checkout"
urlpatterns = [
    path("bag/", views.bag, name="bag"),
    path("bag/add/", views.add, name="add"),
    path("bag/change/", views.change, name="change"),
    path("bag/count/", views.count, name="count"),
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/stop/<str:number>/<str:token>/", views.stop, name="stop"),
]
