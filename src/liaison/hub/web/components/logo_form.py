"""The form by which a logo is uploaded, for organisations and clusters alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.directory.logos import (
    FEWEST_PIXELS_A_SIDE,
    LARGEST_FILE,
    MOST_PIXELS,
    Logo,
    NoPicture,
    TooLarge,
    TooSmall,
    UnusableLogo,
    keep_logo,
)

_MEBIBYTE, _MILLION = 1024 * 1024, 1_000_000


class LogoForm(forms.Form):
    """A picture to be the logo."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy(
            "A PNG, JPEG or WebP file of at most 2 MB, best with nothing around the logo. It is"
            " written anew, without what cameras and programs add to it."
        ),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("This file is empty. Please choose another."),
        },
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    kept: Logo | None = None

    def clean_logo(self) -> Any:
        file = self.cleaned_data["logo"]
        try:
            # Not even read where it says itself that it is too large.
            if file.size > LARGEST_FILE:
                raise TooLarge
            self.kept = keep_logo(file.read())
        except UnusableLogo as unusable:
            raise forms.ValidationError(_why(unusable)) from unusable
        return file


def _why(unusable: UnusableLogo) -> str:
    if isinstance(unusable, TooLarge):
        return _(
            "This picture is too large. A file may have %(size)d MB and %(pixels)d million pixels;"
            " save it smaller."
        ) % {"size": LARGEST_FILE // _MEBIBYTE, "pixels": MOST_PIXELS // _MILLION}
    if isinstance(unusable, TooSmall):
        return _(
            "This picture is too small to be told apart. Choose one with at least %(side)d pixels"
            " on each side."
        ) % {"side": FEWEST_PIXELS_A_SIDE}
    assert isinstance(unusable, NoPicture)
    return _(
        "This is no picture that can be used here. Save the logo as PNG, JPEG or WebP; an SVG file"
        " may hold programs, so it is not taken."
    )
