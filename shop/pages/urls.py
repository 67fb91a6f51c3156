from django.urls import path

from . import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("journal/<slug:slug>/for-my-skin/", views.for_my_skin, name="for_my_skin"),
    path("info/<slug:slug>/", views.info, name="info"),
]
