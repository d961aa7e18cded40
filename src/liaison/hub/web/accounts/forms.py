"""What people enter about themselves and about roles; validation only."""

from typing import Any, ClassVar

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from liaison.hub.accounts.choices import CLUSTER_ROLES

LONGEST_NAME = 200


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        help_text=_("As others should see it."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class InOurWords:
    """Calls the fields of the library's forms by our words, and does without texts inside them."""

    labels: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for name, field in self.fields.items():
            # What stands in a field vanishes as soon as one writes, and is hard to read.
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(InOurWords, LoginForm):
    """Address and password; a way to a new password stands beside it on the page."""

    labels: ClassVar = {
        "login": _("E-mail address"),
        "password": _("Password"),
        "remember": _("Keep me signed in for two weeks on this device"),
    }

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["password"].help_text = ""


class SignUpForm(InOurWords, SignupForm):
    """The library's form, and the name."""

    labels: ClassVar = {"email": _("E-mail address"), "password1": _("Password")}
    full_name = _name_field()
    field_order = ["full_name", "email", "password1"]

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that only you would put together do well."
        )


class SignInLetterForm(InOurWords, RequestLoginCodeForm):
    """Where to send the letter that signs in."""

    labels: ClassVar = {"email": _("E-mail address")}


class SignInCodeForm(InOurWords, ConfirmLoginCodeForm):
    """The code from the letter; whoever came by its link finds it filled in."""

    labels: ClassVar = {"code": _("Code from the e-mail")}

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["code"].initial = context.request.GET.get("code", "")


class ForgottenPasswordForm(InOurWords, ResetPasswordForm):
    """Where to send the link to a new password."""

    labels: ClassVar = {"email": _("E-mail address")}


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):
    """The new password, after the link from the letter."""

    labels: ClassVar = {"password1": _("New password"), "password2": _("The same once more")}


class FirstPasswordForm(InOurWords, SetPasswordForm):
    """A password for someone who had none."""

    labels: ClassVar = {"password1": _("New password"), "password2": _("The same once more")}


class OtherPasswordForm(InOurWords, ChangePasswordForm):
    """Another password, by someone who knows the one in use."""

    labels: ClassVar = {
        "oldpassword": _("The password you have now"),
        "password1": _("New password"),
        "password2": _("The same once more"),
    }


class OtherAddressForm(InOurWords, AddEmailForm):
    """Another address to sign in with."""

    labels: ClassVar = {"email": _("New e-mail address")}


class ConfirmPasswordForm(InOurWords, ReauthenticateForm):
    """The password once more, before something that protects the account is changed."""

    labels: ClassVar = {"password": _("Password")}


class AppCodeForm(InOurWords, AuthenticateForm):
    """The second step of signing in: a code from the app, or one kept for emergencies."""

    labels: ClassVar = {"code": _("Code from your app, or a recovery code")}


class SetUpAppForm(InOurWords, ActivateTOTPForm):
    """The first code that an app shows, as proof that it was set up."""

    labels: ClassVar = {"code": _("The six digits")}


class AddKeyForm(InOurWords, AddWebAuthnForm):
    """A new passkey or security key; the browser fills in the rest."""

    labels: ClassVar = {
        "name": _("A name by which you know it"),
        "passwordless": _("Let it sign me in without a password"),
    }

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["passwordless"].help_text = _(
            "The key then asks for your fingerprint, your face or its own code."
        )


class ProfileForm(forms.Form):
    """How a person is called here, and in which language we write to them."""

    full_name = _name_field()
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("We write to you in this language."),
        choices=settings.LANGUAGES,
    )


class GrantRoleForm(forms.Form):
    """Who is to hold which role in the cluster."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person needs an account here first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in CLUSTER_ROLES],
    )
