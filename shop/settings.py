"""All settings of the shop. Every environment variable is read here (readers: environment.py).

With no variable set this is the embedded shop: SQLite, mail and keys in `var/`.
docs/operations.md lists the variables.
"""

from pathlib import Path

from celery.schedules import crontab, schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("AFTERGLOW_VAR", BASE_DIR / "var")
env.join_demo(VAR / "demo-environment")

# --- who may reach it -------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", VAR / "secret-key")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS") or LOCAL_HOSTS
# DEMO opens /dev/mail/; on a public name that would show customers' mail to anyone.
DEMO = env.flag("DEMO")
if DEMO and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise ImproperlyConfigured(
        "DEMO=1 is refused: ALLOWED_HOSTS names a public host; the demo answers on "
        f"{', '.join(LOCAL_HOSTS)} only."
    )
SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000", schemes=("https", "http"))
if DEMO and not env.is_local(SITE_URL):
    raise ImproperlyConfigured(
        f"DEMO=1 is refused: SITE_URL is the public address {SITE_URL}; a demo is reached from "
        "this machine only, for example at http://127.0.0.1:8000."
    )
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
    # The admin's own widgets set style attributes.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
}

# --- what it is made of -----------------------------------------------------------------------
INSTALLED_APPS = [
    "shop.demo",
    "shop.pages",
    "shop.api",
    "shop.emails",
    "shop.checkout",
    "shop.reviews",
    "shop.search",
    "shop.orders",
    "shop.catalogue",
    "shop.blog",
    "shop.customers",
    "shop.payments",
    "recommendations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.public_page.PathLanguageMiddleware",
    "shop.control_characters.RefuseControlCharacters",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.pages.context.shop",
            ],
        },
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- where it keeps things --------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", VAR / "shop.sqlite3")}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "shop" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- broker, cache, workers -------------------------------------------------------------------
# Without Redis: Celery's filesystem transport and Django's database cache (demo only).
REDIS_URL = env.address("REDIS_URL", schemes=("redis", "rediss", "unix"))
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "django_cache",
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker"),
        "data_folder_out": str(VAR / "broker"),
        "control_folder": str(VAR / "broker-control"),
    }
    for _broker_folder in ("broker", "broker-control"):
        (VAR / _broker_folder).mkdir(exist_ok=True)
# What must survive lives in the database; tasks only say "drain", so results are not kept and a
# lost or repeated message does no harm.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "drain-mail": {"task": "shop.emails.tasks.drain_outbox", "schedule": schedule(10)},
    "announce-orders": {"task": "shop.orders.tasks.announce_overdue", "schedule": schedule(30)},
    "settle-payments": {"task": "shop.payments.tasks.ask_for_silent", "schedule": schedule(10)},
    "send-refunds": {"task": "shop.payments.tasks.send_refunds", "schedule": schedule(30)},
    "delete-old-bags": {
        "task": "shop.checkout.tasks.delete_old_bags",
        "schedule": crontab(hour="3", minute="20"),
    },
    "render-pictures": {
        "task": "shop.catalogue.tasks.render_pictures",
        "schedule": schedule(60),
    },
    "tell-waiting": {"task": "shop.emails.tell_waiting.tell_waiting", "schedule": schedule(60)},
    "forget-old-mails": {
        "task": "shop.emails.tasks.forget_mails",
        "schedule": crontab(hour=2, minute=30),
    },
    "draw-picks": {"task": "recommendations.tasks.draw_slot", "schedule": schedule(60)},
    # Pages only store events, so no request waits for a broker that does not answer.
    "count-events": {
        "task": "recommendations.tasks.fold",
        "schedule": schedule(1),
        "options": {"expires": 5},
    },
    "forget-events": {
        "task": "recommendations.tasks.forget",
        "schedule": crontab(hour=2, minute=40),
    },
    "rebuild-search": {
        "task": "shop.search.tasks.rebuild_search",
        "schedule": crontab(hour="3", minute="40"),
    },
    "test-bank": {"task": "shop.payments.tasks.answer_test_charges", "schedule": schedule(5)},
}

# --- languages, time, money -------------------------------------------------------------------
LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en", choices=("en", "sv"))
LOCALE_PATHS = [BASE_DIR / "shop" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
CURRENCY = "SEK"

# --- mail -------------------------------------------------------------------------------------
_mail = env.mail("EMAIL_URL")
EMAIL_BACKEND = str(_mail["EMAIL_BACKEND"])
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = str(_mail.get("EMAIL_HOST", ""))
EMAIL_PORT = int(str(_mail.get("EMAIL_PORT", 25)))
EMAIL_HOST_USER = str(_mail.get("EMAIL_HOST_USER", ""))
EMAIL_HOST_PASSWORD = str(_mail.get("EMAIL_HOST_PASSWORD", ""))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL", False))
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS", False))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.email_address("DEFAULT_FROM_EMAIL", "Afterglow <hello@afterglow.example>")

# --- the merchant (shown in footer, mails and on receipts) ------------------------------------
COMPANY = {
    "name": env.text("COMPANY_NAME", "Afterglow Hudvård AB"),
    "street": env.text("COMPANY_STREET", "Storgatan 1"),
    "postcode": env.text("COMPANY_POSTCODE", "111 22"),
    "city": env.text("COMPANY_CITY", "Stockholm"),
    "country": env.country("COMPANY_COUNTRY", "SE"),
    "organisation_number": env.text("COMPANY_ORGANISATION_NUMBER", "000000-0000"),
    "vat_number": env.text("COMPANY_VAT_NUMBER", "SE000000000001"),
    "email": env.email_address("COMPANY_EMAIL", "hello@afterglow.example"),
}
# For products of this brand the merchant is the responsible person.
BRAND = env.text("COMPANY_BRAND", "Afterglow")

# --- payments ---------------------------------------------------------------------------------
PAYMENT_PROVIDER = env.text("PAYMENT_PROVIDER", "test", choices=("test",))
if PAYMENT_PROVIDER == "test" and not env.given("PAYMENT_PROVIDER") and not env.is_local(SITE_URL):
    raise ImproperlyConfigured(
        f"PAYMENT_PROVIDER is not set, and SITE_URL is the public address {SITE_URL}: orders would "
        "be paid at the test bank, with no money. PAYMENT_PROVIDER=test says that this is meant."
    )
PAYMENT_PROVIDERS = {"test": "shop.payments.providers.test.TestProvider"}
# What the test provider answers, and after how many seconds.
TEST_PAYMENT_OUTCOME = env.text(
    "TEST_PAYMENT_OUTCOME", "captured", choices=("captured", "declined", "silent")
)
TEST_PAYMENT_DELAY = env.number("TEST_PAYMENT_DELAY", 1)
TEST_PAYMENT_SECRET = env.secret("TEST_PAYMENT_SECRET", VAR / "test-payment-secret")
# How long stock waits for a payment before it is sold to someone else.
PAYMENT_WINDOW_MINUTES = env.number("PAYMENT_WINDOW_MINUTES", 30, least=1)

# --- the pairing engine -----------------------------------------------------------------------
RECOMMENDATIONS = {
    "CONTENT_SOURCE": "shop.pairing.Articles",
    "PRODUCT_SOURCE": "shop.pairing.Products",
    "PURCHASE_HISTORY": "shop.pairing.Purchases",
}

# --- the shop as JSON ------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # Nothing here belongs to one visitor, so nobody signs in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PAGINATION_CLASS": "shop.api.pagination.Pages",
}

LOG_LEVEL = env.text("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
