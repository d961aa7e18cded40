"""Who may sign in, how, and for how long."""

import os

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = "home:index"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {
        # Length is what counts; rules about digits and signs only make passwords hard to keep.
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Two weeks for those who ask to be remembered; for the others until the browser is closed.
SESSION_COOKIE_AGE = 14 * 24 * 3600
# A link to set a new password.
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "liaison.hub.web.accounts.sign_in.SignIn"
ACCOUNT_FORMS = {
    "login": "liaison.hub.web.accounts.forms.SignInForm",
    "signup": "liaison.hub.web.accounts.forms.SignUpForm",
    "request_login_code": "liaison.hub.web.accounts.forms.SignInLetterForm",
    "confirm_login_code": "liaison.hub.web.accounts.forms.SignInCodeForm",
    "reset_password": "liaison.hub.web.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "liaison.hub.web.accounts.forms.NewPasswordForm",
    "set_password": "liaison.hub.web.accounts.forms.FirstPasswordForm",
    "change_password": "liaison.hub.web.accounts.forms.OtherPasswordForm",
    "add_email": "liaison.hub.web.accounts.forms.OtherAddressForm",
    "reauthenticate": "liaison.hub.web.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# One address a person; a new one counts once its owner has confirmed it.
ACCOUNT_CHANGE_EMAIL = True
# By a link that works in any browser; it opens a page, and only the button there confirms.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody learns here whether an address is known: pages answer alike, the letter tells its owner.
ACCOUNT_PREVENT_ENUMERATION = True
# People hear of every change to how they sign in, in case it was not theirs.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Seconds; the code and the link that carries it.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Each proxy in front appends the address it saw; 0 where people reach the server directly. Without
# the right number all visitors would share the limits on attempts, or could slip out of them.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LIAISON_PROXIES", "0"))

MFA_ADAPTER = "liaison.hub.web.accounts.sign_in.SecondFactor"
MFA_FORMS = {
    "authenticate": "liaison.hub.web.accounts.forms.AppCodeForm",
    "activate_totp": "liaison.hub.web.accounts.forms.SetUpAppForm",
    "add_webauthn": "liaison.hub.web.accounts.forms.AddKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Liaison"
MFA_PASSKEY_LOGIN_ENABLED = True
