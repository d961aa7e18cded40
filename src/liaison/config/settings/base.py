"""What holds in every installation. Values that differ come from the environment (LIAISON_…)."""

import os
from pathlib import Path

import dj_database_url
import platformdirs
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from liaison.config.settings.accounts import *  # noqa: F403  (settings are one namespace, cut by subject)
from liaison.hub.core.countries import COUNTRIES_TOO

PACKAGE = Path(__file__).resolve().parents[2]
DATA_FOLDER = Path(os.environ.get("LIAISON_DATA") or platformdirs.user_data_dir("liaison"))

SECRET_KEY = os.environ.get("LIAISON_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "liaison.hub.audit",
    "liaison.hub.accounts",
    "liaison.hub.clusters",
    "liaison.hub.jobs",
    "liaison.hub.notifications",
    "liaison.hub.postbox",
    "liaison.hub.identities",
    "liaison.hub.taxonomies",
    "liaison.hub.directory",
    "liaison.hub.clocks",
    "liaison.hub.membership",
    "liaison.hub.claims",
    "liaison.hub.listings",
    "liaison.hub.interests",
    "liaison.hub.change_requests",
    "liaison.hub.watching",
    "liaison.hub.collecting",
    "liaison.hub.bulk_edits",
    "liaison.hub.upkeep",
    "liaison.hub.data_control",
    "liaison.hub.partner_search",
    "liaison.hub.support",
    "liaison.hub.interactions",
    "liaison.hub.skill_cards",
    "liaison.hub.collaborations",
    "liaison.hub.introductions",
    "liaison.hub.agreements",
    "liaison.hub.policy_needs",
    "liaison.hub.lifecycle",
    "liaison.hub.enrichment",
    "liaison.hub.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_countries",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: an open page says so itself and stands on a list with its reason.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liaison.hub.web.layout.views.NotReadyMiddleware",
]

ROOT_URLCONF = "liaison.config.urls"
WSGI_APPLICATION = "liaison.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Each folder of pages keeps its own templates; ours come before those of the libraries.
        "DIRS": sorted((PACKAGE / "hub" / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liaison.hub.web.layout.context.page_frame",
            ],
            "libraries": {
                "components": "liaison.hub.web.components.templatetags.components",
            },
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        env="LIAISON_DATABASE",
        default=f"sqlite:///{DATA_FOLDER / 'liaison.sqlite3'}",
        # A server may close a connection that waits too long; ask before using it again.
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file closes nothing.
    DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for a writer, and a writer takes its turn instead of failing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
# Shared by all workers: attempts to sign in are counted together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
    # Answers as drawn, a few megabytes in each process; they hold needs, so they never leave it.
    "answers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("de", _("German"))]
LOCALE_PATHS = [PACKAGE / "hub" / "locale"]
TIME_ZONE = "Europe/Luxembourg"
# Whose public holidays are no working days (ISO 3166-1, two letters).
COUNTRY = os.environ.get("LIAISON_COUNTRY", "LU").upper()
FORMAT_MODULE_PATH = "liaison.config.formats"
COUNTRIES_OVERRIDE = COUNTRIES_TOO
USE_I18N = True
USE_TZ = True

# What people upload; answered by pages that look at who asks, never served as it lies there.
# Whether data control visits web sites on this machine and in private networks: never on a site.
LIAISON_VISITS_INSIDE = False
MEDIA_ROOT = DATA_FOLDER / "media"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [PACKAGE / "hub" / "web" / "components" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Nothing on a page comes from anywhere but this site.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "liaison.hub.web.layout.views.csrf_failure"

# A need fits on a few pages; whoever sends more made a mistake or means harm.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# An entry has several fields for each name, number and place, and an import may bring hundreds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Where the harvested sources and the index lie (see `liaison harvest` and `liaison index`).
INDEX_FOLDER = DATA_FOLDER / "index"
# Where people reach the site; for links in letters.
SITE_ADDRESS = os.environ.get("LIAISON_ADDRESS", "http://localhost:8000")
# A mail server that does not answer holds nobody up for longer, in seconds.
EMAIL_TIMEOUT = 60
# The mailbox where answers and letters that come back arrive, as imaps://person:password@host/INBOX,
# and its e-mail address; servers deliver what goes to name+anything@ to name@. Empty: none.
INBOX = os.environ.get("LIAISON_INBOX", "")
REPLIES_TO = os.environ.get("LIAISON_REPLIES_TO", "")
# The secret with which a mail server signs what it hands in instead; empty: it may not.
INBOX_KEY = os.environ.get("LIAISON_INBOX_KEY", "")
# An OpenSearch server that finds organisations by words, and its index; empty: the database does.
LIAISON_SEARCH = os.environ.get("LIAISON_SEARCH", "")
# A program that looks into files of cases: it gets each on its standard input and ends with 0 where
# it finds nothing; empty: none.
LIAISON_FILE_SCANNER = os.environ.get("LIAISON_FILE_SCANNER", "")
# The cluster shown where an address names none; empty: the first one set up.
LIAISON_CLUSTER = os.environ.get("LIAISON_CLUSTER", "")
# For so many days the names of people whom a team met are kept; named people choose themselves.
NAMES_MET_ARE_KEPT_FOR_DAYS = int(os.environ.get("LIAISON_NAMES_MET_KEPT_FOR_DAYS", "730"))
