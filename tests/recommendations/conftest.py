from pathlib import Path

import pytest
from pytest_django import Settings

from .host import settings as host_settings

HOST = Path(host_settings.__file__).parent


@pytest.fixture
def host(settings: Settings) -> None:
    """The site without a shop, inside the settings of the test run."""
    settings.RECOMMENDATIONS = host_settings.RECOMMENDATIONS | {"KNOWLEDGE_SECONDS": None}
    settings.ROOT_URLCONF = host_settings.ROOT_URLCONF
    settings.LANGUAGE_CODE = host_settings.LANGUAGE_CODE
    settings.MIDDLEWARE = host_settings.MIDDLEWARE
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HOST / "templates"],
            "APP_DIRS": True,
        }
    ]
