"""Terms and ways from one version to the next, as the team writes them; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.taxonomies.choices import Relation, Subject
from liaison.hub.web.layout.fields import LimitedField

LARGEST_FILE = 2 << 20
_NAME = {"max_length": 150, "required": False}


class TermForm(forms.Form):
    """A term of a draft."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens; it stands in addresses and files."),
        error_messages={"required": _("Please give it a code.")},
    )
    parent = forms.ChoiceField(label=_("Lies under"), required=False)
    name_en = LimitedField(
        label=_("Name in English"),
        max_length=150,
        error_messages={"required": _("Please give it a name in English.")},
    )
    name_fr = LimitedField(label=_("Name in French"), **_NAME)
    name_de = LimitedField(label=_("Name in German"), **_NAME)
    definition = LimitedField(
        label=_("Definition"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: Any, parents: list[tuple[str, str]], **more: Any) -> None:
        """:param parents: codes and names of terms it may lie under"""
        super().__init__(*arguments, **more)
        field: Any = self.fields["parent"]
        field.choices = [("", "–"), *parents]


class TaxonomyForm(forms.Form):
    """A taxonomy that is new and has no term yet."""

    name_en = LimitedField(
        label=_("Name in English"),
        max_length=150,
        error_messages={"required": _("Please give it a name in English.")},
    )
    name_fr = LimitedField(label=_("Name in French"), **_NAME)
    name_de = LimitedField(label=_("Name in German"), **_NAME)
    subject = forms.ChoiceField(
        label=pgettext_lazy("of a taxonomy", "What its terms say"), choices=Subject.choices
    )
    slug = forms.SlugField(
        label=_("Code"),
        max_length=50,
        help_text=_("Small letters, digits and hyphens; it stands in addresses and files."),
        error_messages={"required": _("Please give it a code.")},
    )


class FileForm(forms.Form):
    """A file of terms."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV of any program, or Excel (.xlsx), up to 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose one with headings and rows."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Leave some of it out."))
        return file


class WayForm(forms.Form):
    """What becomes of a term of the version before."""

    older = forms.SlugField()
    newer = forms.SlugField(required=False)
    relation = forms.ChoiceField(choices=Relation.choices)
    share = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        error_messages={
            "invalid": _("A share is a whole number from 0 to 100."),
            "min_value": _("A share is a whole number from 0 to 100."),
            "max_value": _("A share is a whole number from 0 to 100."),
        },
    )
    note = LimitedField(max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("relation") != Relation.NONE and not said.get("newer"):
            self.add_error("newer", _("Please choose which term it becomes."))
        return said
