"""What people enter to speak for an organisation; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.claims.choices import LONGEST_MESSAGE, ORGANISATION_ROLES
from liaison.hub.web.layout.fields import WrittenField

ROLES = [(role.value, role.label) for role in ORGANISATION_ROLES]


class SearchForm(forms.Form):
    """The name of an organisation in the directory."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class ClaimForm(forms.Form):
    """As what somebody wants to act for an organisation."""

    role = forms.ChoiceField(label=_("As what"), choices=ROLES)
    said = WrittenField(
        label=_("What is your part in the organisation?"),
        help_text=_("Read by those who decide. Your name and address stand beside it."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AddressForm(forms.Form):
    """Your address at the organisation, without the part that is known."""

    box = forms.CharField(max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, domain: str) -> None:
        super().__init__(data)
        self.domain = domain
        self.fields["box"].label = _("Your e-mail address there, up to @%(domain)s") % {
            "domain": domain
        }

    @property
    def address(self) -> str:
        """The whole address; only of a valid form."""
        box = self.cleaned_data["box"].strip().lower()
        return f"{box.removesuffix(f'@{self.domain}')}@{self.domain}"


class RefusalForm(forms.Form):
    """Why somebody may not act for an organisation."""

    said = WrittenField(
        label=_("Why"),
        help_text=_("It goes out by e-mail."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InvitationForm(forms.Form):
    """Who is to act for an organisation too."""

    address = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
