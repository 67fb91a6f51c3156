"""A small site without a shop: training notes and a bathroom shelf, paired by the same engine."""

SECRET_KEY = "only for tests"
DEBUG = True
USE_TZ = True
USE_I18N = True
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["recommendations", "tests.recommendations.host"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ROOT_URLCONF = "tests.recommendations.host.urls"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska")]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
RECOMMENDATIONS = {
    "CONTENT_SOURCE": "tests.recommendations.host.sources.Plans",
    "PRODUCT_SOURCE": "tests.recommendations.host.sources.Shelf",
}
