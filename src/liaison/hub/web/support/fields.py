"""Files in forms: several at once, each looked into before anything is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from liaison.hub.support.choices import MOST_FILES
from liaison.hub.support.files import (
    LARGEST_FILE,
    Checked,
    Empty,
    NotScanned,
    TooLarge,
    UnusableFile,
    Upload,
    check,
)

_MEBIBYTE = 1024 * 1024
_SHOWN = 60


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of a word; cleaned to what may be kept."""

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
                " at most, of at most 10 MB each. If something in the form has to be corrected,"
                " please choose them once more."
            ),
            widget=_SeveralFiles(),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                self.error_messages["too_many"], code="too_many", params={"most": MOST_FILES}
            )
        found, wrong = [], []
        for file in sent:
            try:
                found.append(_checked(file))
            except UnusableFile as unusable:
                wrong.append(_why(unusable))
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _checked(file: Any) -> Checked:
    # Not even read where it says itself that it is too large.
    if file.size > LARGEST_FILE:
        raise TooLarge(file.name)
    return check(Upload(file.name, file.read()))


def _why(unusable: UnusableFile) -> str:
    name = unusable.name[:_SHOWN]
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
