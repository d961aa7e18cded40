"""Settings of the demonstration: this machine only, e-mails as files, no outside service."""

from liaison.config.settings.base import *  # noqa: F403
from liaison.config.settings.base import DATA_FOLDER

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_FOLDER / "mail"
