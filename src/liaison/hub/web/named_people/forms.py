"""What is told of a person of an organisation, and who may see it; validation only."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.people.actions import Chosen, Told
from liaison.hub.web.layout.fields import LimitedField

_PHONE = re.compile(r"\+?[\d\s()/.\-]{5,}")


def _languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def _check_phone(text: str) -> None:
    if not _PHONE.fullmatch(text):
        raise ValidationError(gettext("Write a telephone number in digits, such as +352 26 12 34."))


class ToldForm(forms.Form):
    """Who it is, and what they do."""

    full_name = LimitedField(label=_("Name"), max_length=200)
    function = LimitedField(
        label=_("Function"),
        help_text=_("Such as: head of research."),
        max_length=200,
        required=False,
    )
    phone = LimitedField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        validators=[_check_phone],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    languages = LimitedField(
        label=_("Languages"),
        help_text=_("Such as: English, French, Luxembourgish."),
        max_length=100,
        required=False,
    )
    focus = LimitedField(
        label=_("Ask this person about"),
        help_text=_("A few words, such as: clinical studies, licences."),
        max_length=300,
        required=False,
    )

    @property
    def told(self) -> Told:
        """What was entered; only of a valid form."""
        names = ToldForm.base_fields
        return Told(**{name: " ".join(self.cleaned_data[name].split()) for name in names})


class PersonForm(ToldForm):
    """Somebody whom a colleague names."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We ask them there, by letter, who may see any of this."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of our letter"), choices=_languages)
    field_order = ["full_name", "function", "email", "language"]


class ChoiceForm(ToldForm):
    """What a person lets others see of themselves."""

    shown_to = forms.ChoiceField(
        label=_("Who sees that I am a person of this organisation, and what I do there?"),
        choices=ShownTo.choices,
    )
    email_shown_to = forms.ChoiceField(
        label=_("Who sees my e-mail address?"),
        help_text=_("Never more people than see your name."),
        choices=ShownTo.choices,
    )
    phone_shown_to = forms.ChoiceField(
        label=_("Who sees my telephone number?"),
        help_text=_("Never more people than see your name."),
        choices=ShownTo.choices,
    )
    CHOSEN = ("shown_to", "email_shown_to", "phone_shown_to")

    @property
    def chosen(self) -> Chosen:
        """Who may see what; only of a valid form."""
        return Chosen(**{name: ShownTo(self.cleaned_data[name]) for name in self.CHOSEN})


def said_of(person: Any) -> dict[str, Any]:
    """Return what a form says of a person when it is opened."""
    return {name: getattr(person, name) for name in (*ToldForm.base_fields, *ChoiceForm.CHOSEN)}
