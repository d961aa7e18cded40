"""Files in forms: several at once, each looked into before anything is kept."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from liaison.hub.core.files import (
    LARGEST_FILE,
    Checked,
    Empty,
    Kind,
    NotScanned,
    TooLarge,
    UnusableFile,
    Upload,
    check,
    read,
)
from liaison.hub.support.choices import MOST_FILES

_MEBIBYTE = 1024 * 1024
_SHOWN = 60
_GONE = gettext_lazy(
    "A file that was attached is kept no longer: that is for a day. Please choose it once more."
)


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; what they are is for `FilesForm` to say."""

    default_error_messages = {
        "too_many": ngettext_lazy(
            "Please choose %(most)d file at most.", "Please choose %(most)d files at most.", "most"
        ),
    }

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Files"),
            required=False,
            help_text=gettext_lazy(
                "PDF, pictures, texts and documents of office programs without macros; five files"
                " at most, of at most 10 MB each."
            ),
            widget=_SeveralFiles(),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise self.too_many()
        return list(sent)

    def too_many(self) -> forms.ValidationError:
        return forms.ValidationError(
            self.error_messages["too_many"], code="too_many", params={"most": MOST_FILES}
        )


class FilesForm(forms.Form):
    """
    What brings files: those chosen now, and those kept since the form could not be sent.

    :ivar checked: of those chosen now, the ones that can be taken, also where others cannot
    :ivar uploads: of a valid form all it brings
    """

    kept = forms.MultipleChoiceField(
        label=gettext_lazy("Attached already"),
        help_text=gettext_lazy("Take the tick away from a file that shall not come along."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _GONE},
    )
    files = FilesField()

    def __init__(self, *args: Any, kept: Sequence[Any] = (), **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.checked: list[Checked] = []
        self.uploads: list[Checked] = []
        self._offer(kept)

    @property
    def ticked(self) -> list[Any]:
        """Of those that are kept, the ones that shall come along; of a form that was checked."""
        chosen = self.cleaned_data.get("kept", [])
        return [each for each in self.kept_files if str(each.public_id) in chosen]

    def show_kept(self, kept: Sequence[Any]) -> None:
        """Show files as attached, all of them ticked."""
        self._offer(kept)
        if self.is_bound:
            self.data = self.data.copy()
            self.data.setlist(self.add_prefix("kept"), [str(each.public_id) for each in kept])

    def clean_files(self) -> list[Checked]:
        wrong = []
        for file in self.cleaned_data["files"]:
            try:
                self.checked.append(_checked(file))
            except UnusableFile as unusable:
                wrong.append(_why(unusable))
        if wrong:
            raise forms.ValidationError(wrong)
        return self.checked

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            kept = [_read(each) for each in self.ticked]
        except FileNotFoundError:
            self.add_error("kept", _GONE)
            return said
        self.uploads = [*kept, *self.checked]
        if len(self.uploads) > MOST_FILES:
            self.add_error("files", cast(FilesField, self.fields["files"]).too_many())
        return said

    def _offer(self, kept: Sequence[Any]) -> None:
        self.kept_files = list(kept)
        choices = [
            (str(each.public_id), f"{each.name} ({filesizeformat(each.size)})") for each in kept
        ]
        field = self.fields["kept"]
        field.choices = choices  # type: ignore[attr-defined]
        field.initial = [key for key, _name in choices]


def _read(kept: Any) -> Checked:
    return Checked(kept.name, Kind[kept.kind], read(kept.path))


def _checked(file: Any) -> Checked:
    # Not even read where it says itself that it is too large.
    if file.size > LARGEST_FILE:
        raise TooLarge(file.name)
    return check(Upload(file.name, file.read()))


def _why(unusable: UnusableFile) -> str:
    # Marks that mislead the eye are not shown.
    name = "".join(sign for sign in unusable.name if sign.isprintable())[:_SHOWN]
    if isinstance(unusable, TooLarge):
        said = _("“%(name)s” is too large. A file may have %(size)d MB, a picture 30 megapixels.")
        return said % {"name": name, "size": LARGEST_FILE // _MEBIBYTE}
    if isinstance(unusable, Empty):
        return _("“%(name)s” is empty. Please choose another file.") % {"name": name}
    if isinstance(unusable, NotScanned):
        return _(
            "“%(name)s” was not taken: it may be harmful, or could not be looked into. Please "
            "send it in another form."
        ) % {"name": name}
    return _(
        "“%(name)s” cannot be taken. Send it as a PDF, a picture (PNG, JPEG, WebP), a text, or a "
        "document of an office program without macros."
    ) % {"name": name}
