from django.urls import path

from . import views

app_name = "recommendations"
urlpatterns = [path("v1/events", views.events, name="events")]
