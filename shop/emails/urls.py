from django.urls import path

from . import views, waiting_views

app_name = "emails"
urlpatterns = [
    path("newsletter/", views.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>/", views.confirm, name="confirm"),
    path("back-in-stock/", waiting_views.wait, name="wait"),
    path("back-in-stock/confirm/<str:token>/", waiting_views.confirm, name="confirm_waiting"),
    path("back-in-stock/stop/<str:token>/", waiting_views.stop, name="stop_waiting"),
    path("mail/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
