from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from recommendations.views import events
from shop.same_origin import same_origin_post

urlpatterns = [
    path("admin/", admin.site.urls),
    path("payments/", include("shop.payments.urls")),
    # In front of the plugin's own: what our pages report comes from our pages.
    path("recommendations/v1/events", same_origin_post(events)),
    path("recommendations/", include("recommendations.urls")),
    # The embedded shop serves its own uploads; a grown-up one lets its web server do it.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
if settings.DEMO:
    urlpatterns.append(path("dev/mail/", include("shop.emails.dev")))

urlpatterns += i18n_patterns(
    path("", include("shop.pages.urls")),
    path("", include("shop.catalogue.urls")),
    path("", include("shop.blog.urls")),
    path("", include("shop.checkout.urls")),
    path("", include("shop.orders.urls")),
    path("", include("shop.reviews.urls")),
    path("", include("shop.emails.urls")),
    path("api/", include("shop.api.urls")),
    prefix_default_language=False,
)
