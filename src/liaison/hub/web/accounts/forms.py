"""What people enter about themselves and about roles; validation only."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, SignupForm
from allauth.core import context
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


class SignUpForm(SignupForm):
    """The library's form, and the name."""

    full_name = _name_field()
    field_order = ["full_name", "email", "password1"]

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["email"].label = _("E-mail address")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that only you would put together do well."
        )


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code from the letter; whoever came by its link finds it filled in."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["code"].label = _("Code from the e-mail")
        self.fields["code"].initial = context.request.GET.get("code", "")


class ProfileForm(forms.Form):
    """How a person is called here, and in which language we write to them."""

    full_name = _name_field()
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("We write to you in this language."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
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
        widget=forms.RadioSelect,
    )
