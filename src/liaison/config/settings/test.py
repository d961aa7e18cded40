"""Settings of the tests: fast hashing, mail in memory, plain static files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("LIAISON_DATA", tempfile.mkdtemp(prefix="liaison-tests-"))

from liaison.config.settings.base import *  # noqa: F403
from liaison.config.settings.base import CACHES, STORAGES

DATA_FOLDER = Path(os.environ["LIAISON_DATA"])
SECRET_KEY = "only for the tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
