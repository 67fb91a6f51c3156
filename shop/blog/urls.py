from django.urls import path

from . import views
from .feeds import Journal

app_name = "blog"
urlpatterns = [
    path("journal/", views.article_list, name="list"),
    path("journal/feed/", Journal(), name="feed"),
    path("journal/<slug:slug>/", views.article, name="article"),
    path("movements/", views.exercise_list, name="exercises"),
    path("movements/<slug:slug>/", views.exercise, name="exercise"),
]
