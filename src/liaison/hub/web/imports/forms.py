"""What somebody says of a file and of how it is written; validation only."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.core.choices import Visibility
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.guessing import SeenColumn
from liaison.hub.web.layout.fields import LimitedField


class UploadForm(forms.Form):
    """The file, and in whose name it is imported."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose one with headings and rows."),
        },
    )
    cluster = forms.ModelChoiceField(queryset=None, label=_("For which cluster?"), empty_label=None)

    def __init__(self, *arguments: Any, clusters: Any, **options: Any) -> None:
        """:param clusters: those in whose name the reader may import"""
        super().__init__(*arguments, **options)
        field: Any = self.fields["cluster"]
        field.queryset = clusters


class ColumnsForm(forms.Form):
    """For each column of a file what it holds."""

    def __init__(self, *arguments: Any, seen: Sequence[SeenColumn], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.seen = seen
        choices = [("", _("leave it out")), *Column.choices]
        for place, each in enumerate(seen):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=each.label,
                choices=choices,
                initial=each.column.value if each.column else "",
                required=False,
            )

    @property
    def rows(self) -> Iterator[tuple[SeenColumn, Any]]:
        """Yield each column with its field."""
        for place, each in enumerate(self.seen):
            yield each, self[f"column-{place}"]

    @property
    def said(self) -> dict[str, str]:
        """What each column holds, by its label; "" for one that is left out."""
        return {
            each.label: self.cleaned_data[f"column-{place}"] for place, each in enumerate(self.seen)
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [value for value in said.values() if value]
        if Column.NAME not in chosen:
            raise forms.ValidationError(
                _("No column holds the names of the organisations. Please say which one does.")
            )
        for value in dict.fromkeys(chosen):
            if chosen.count(value) > 1:
                raise forms.ValidationError(
                    _("Several columns are taken for “%(field)s”. Please keep one of them.")
                    % {"field": Column(value).label}
                )
        return said


class WriteForm(forms.Form):
    """How what is compared is written."""

    source = LimitedField(
        label=_("From where is this?"),
        help_text=_("Readers see it beside each field, such as “Sector mapping 2026”."),
        max_length=300,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may see the organisations that are new?"),
        choices=[each for each in Visibility.choices if each[0] != Visibility.PRIVATE],
        initial=Visibility.PUBLIC,
    )
    is_mapped = forms.BooleanField(required=False, initial=True)

    def __init__(self, *arguments: Any, cluster: str, **options: Any) -> None:
        """:param cluster: its name"""
        super().__init__(*arguments, **options)
        self.fields["is_mapped"].label = _(
            "Put all organisations of the file on the sector map of %(cluster)s"
        ) % {"cluster": cluster}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("visibility") != Visibility.PUBLIC and not said.get("is_mapped"):
            self.add_error(
                "is_mapped",
                _(
                    "Organisations that not everybody sees belong on the map: else your team would"
                    " not see them either."
                ),
            )
        return said
