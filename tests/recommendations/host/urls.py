from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from .things import PLANS


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in PLANS:
        raise Http404
    return render(request, "host/plan.html", {"plan": PLANS[slug]})


urlpatterns = [
    path("plans/<slug:slug>/", plan, name="plan"),
    path("recommendations/", include("recommendations.urls")),
]
