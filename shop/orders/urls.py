from django.urls import path

from . import views

app_name = "orders"
urlpatterns = [
    path("orders/<str:number>/<str:token>/", views.order, name="order"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("withdraw/received/<str:key>/", views.withdrawal, name="withdrawal"),
    path("withdraw/<str:key>/", views.withdraw_review, name="withdraw_review"),
    path("withdraw/<str:key>/confirm/", views.withdraw_confirm, name="withdraw_confirm"),
]
