from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def shop(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the merchant, and this page's address in the other language."""
    other = "sv" if (get_language() or "en").startswith("en") else "en"
    return {
        "company": settings.COMPANY,
        "site_url": settings.SITE_URL,
        "demo": settings.DEMO,
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
    }
