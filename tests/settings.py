"""The shop's own settings, in a folder of their own and with nothing that a test does not need."""

import atexit
import os
import shutil
import tempfile

# A variable of the developer's shell must not reach the tests; DATABASE_URL comes from __main__.py.
for _name in ("ALLOWED_HOSTS", "DEBUG", "EMAIL_URL", "LANGUAGE_CODE", "REDIS_URL", "SITE_URL"):
    os.environ.pop(_name, None)
os.environ["AFTERGLOW_VAR"] = tempfile.mkdtemp(prefix="afterglow-test-")
os.environ["DEMO"] = "1"  # so that /dev/ can be tested; refused elsewhere by its own tests
atexit.register(shutil.rmtree, os.environ["AFTERGLOW_VAR"], ignore_errors=True)

from shop.settings import *  # noqa: E402, F403
from shop.settings import (  # noqa: E402
    DATABASES,
    RECOMMENDATIONS,
    STATIC_ROOT,
    STORAGES,
    VAR,
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file: threads lock each other out of a database in memory, without any patience.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# What a test before left in the database is not looked for; see test_own_rows.py.
RECOMMENDATIONS = RECOMMENDATIONS | {"KNOWLEDGE_SECONDS": None}  # type: ignore[assignment]
# Hashed names need collected files; the running shop of `live_shop` has them.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir()
