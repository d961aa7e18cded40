"""Settings of a public site: behind HTTPS, its names and its mail server from the environment."""

import os

from liaison.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = os.environ.get("LIAISON_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

EMAIL_HOST = os.environ.get("LIAISON_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("LIAISON_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LIAISON_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LIAISON_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LIAISON_MAIL_TLS", "yes") == "yes"
DEFAULT_FROM_EMAIL = os.environ.get("LIAISON_MAIL_FROM", "liaison@localhost")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = os.environ.get("LIAISON_HTTPS", "yes") == "yes"
SITE_ADDRESS = os.environ.get("LIAISON_ADDRESS") or (
    f"https://{ALLOWED_HOSTS[0]}" if SECURE_SSL_REDIRECT else f"http://{ALLOWED_HOSTS[0]}"
)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL_REDIRECT else 0
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
