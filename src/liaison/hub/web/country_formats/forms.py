"""What numbers of a country look like, and a number to try; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.formats import CHECKS
from liaison.hub.directory.patterns import WrongForm, read_forms
from liaison.hub.web.layout.fields import LimitedField, WrittenField

_NAME = {"max_length": 200, "required": False}
_FORMS_HELP = _(
    "One form a line: 9 stands for any digit, A for any letter, everything else for itself. Spaces,"
    " dots and hyphens do not count."
)


class FormatForm(forms.Form):
    """The format of a country."""

    register_en = LimitedField(label=_("Name of the register in English"), **_NAME)
    register_fr = LimitedField(label=_("Name of the register in French"), **_NAME)
    register_de = LimitedField(label=_("Name of the register in German"), **_NAME)
    number_forms = WrittenField(
        label=_("Forms of its numbers"), help_text=_FORMS_HELP, max_length=2000, required=False
    )
    number_example = LimitedField(label=_("Example of a number"), max_length=50, required=False)
    check_digits = forms.ChoiceField(label=_("Check digits"), required=False)
    postcode_forms = WrittenField(
        label=_("Forms of postcodes"), help_text=_FORMS_HELP, max_length=1000, required=False
    )
    postcode_example = LimitedField(label=_("Example of a postcode"), max_length=20, required=False)
    source = LimitedField(
        label=_("Where you compared it"),
        help_text=_("Such as the address of the register’s own explanation."),
        max_length=300,
        required=False,
    )
    is_verified = forms.BooleanField(
        label=_("I compared this with the register: refuse what has another form"),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["check_digits"]
        field.choices = [("", gettext("Not checked")), *((each, each) for each in CHECKS)]

    def clean_number_forms(self) -> list[str]:
        return self._read("number_forms")

    def clean_postcode_forms(self) -> list[str]:
        return self._read("postcode_forms")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_verified") and not said.get("source", "").strip():
            self.add_error("source", gettext("Please say where you compared it."))
        return said

    def _read(self, name: str) -> list[str]:
        try:
            return read_forms(self.cleaned_data[name])
        except WrongForm as wrong:
            words = gettext("“%(form)s” is no form. Write up to 50 signs, such as 9999 or A99.")
            raise forms.ValidationError(words % {"form": str(wrong)}) from wrong
