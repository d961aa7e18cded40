"""What people enter about an agreement; validation only."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.agreements.choices import DOCUMENT_KINDS, LONGEST_TERM
from liaison.hub.core.files import (
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
_DAY = {"type": "date"}


class DocumentField(forms.FileField):
    """A PDF or DOCX; cleaned to what may be kept, None for none."""

    default_error_messages = {"required": gettext_lazy("Please choose the document.")}

    def __init__(self, *, label: Any, required: bool) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=gettext_lazy(
                "A PDF or a Word document (DOCX) without macros, of 10 MB at most."
            ),
            widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        if not data:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            # Not even read where it says itself that it is too large.
            if data.size > LARGEST_FILE:
                raise TooLarge(data.name)
            checked = check(Upload(data.name, data.read()))
        except UnusableFile as unusable:
            raise forms.ValidationError(_why(unusable)) from unusable
        if checked.kind not in DOCUMENT_KINDS:
            raise forms.ValidationError(_wrong_kind())
        return checked


class BringForm(forms.Form):
    """The document that both are to sign."""

    document = DocumentField(label=gettext_lazy("Document"), required=True)


class SignForm(forms.Form):
    """That one of the two has signed, and when."""

    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Please say on which day it was signed."),
            "invalid": gettext_lazy("Please write the day as 2027-03-31."),
        },
    )
    # Which document was there to be signed, so that nobody signs another one unread.
    of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    document = DocumentField(label=gettext_lazy("Signed document"), required=False)
    valid_until = forms.DateField(
        label=gettext_lazy("Last day of the agreement"),
        help_text=gettext_lazy("Leave it empty if it names none, or if it stands here already."),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Please write the day as 2027-03-31.")},
    )

    def __init__(
        self,
        *args: Any,
        sides: list[tuple[str, str]],
        of: uuid.UUID | None,
        today: dt.date,
        **keywords: Any,
    ) -> None:
        """
        :param sides: who may have signed; the team chooses where there are two
        :param of: the document that is to be signed
        """
        super().__init__(*args, initial={"of": of}, **keywords)
        self.sides, self.today = sides, today
        if not self.is_bound:
            self.fields["signed_on"].initial = today
        if len(sides) > 1:
            self.fields["side"] = forms.ChoiceField(
                label=gettext_lazy("Who has signed?"), choices=sides, widget=forms.RadioSelect
            )
            self.order_fields(["side", "signed_on", "document", "valid_until"])

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.today - LONGEST_TERM:
            raise forms.ValidationError(_("This day is too long ago."))
        return day

    def clean_valid_until(self) -> dt.date | None:
        return _last_day(self.cleaned_data["valid_until"], self.today)

    @property
    def only_one(self) -> str:
        """The name of the only one who has not signed yet; "" where both have not."""
        return self.sides[0][1] if len(self.sides) == 1 else ""

    @property
    def side(self) -> str:
        """Who has signed. Of a valid form."""
        return self.cleaned_data.get("side") or self.sides[0][0]


class LastDayForm(forms.Form):
    """Until when an agreement counts."""

    valid_until = forms.DateField(
        label=gettext_lazy("Last day of the agreement"),
        help_text=gettext_lazy(
            "Empty: it names none. An earlier day counts at once, a later one once both of you "
            "have agreed. Both hear of it a month before."
        ),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Please write the day as 2027-03-31.")},
    )

    def __init__(self, *args: Any, today: dt.date, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.today = today

    def clean_valid_until(self) -> dt.date | None:
        return _last_day(self.cleaned_data["valid_until"], self.today)


def _last_day(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day is not None and day <= today:
        raise forms.ValidationError(_("The last day has to be after today."))
    if day is not None and day > today + LONGEST_TERM:
        raise forms.ValidationError(_("Please choose a day within twenty years."))
    return day


def _why(unusable: UnusableFile) -> str:
    if isinstance(unusable, TooLarge):
        said = _("This file is too large. It may have %(size)d MB.")
        return said % {"size": LARGEST_FILE // _MEBIBYTE}
    if isinstance(unusable, Empty):
        return _("This file is empty. Please choose another one.")
    if isinstance(unusable, NotScanned):
        return _(
            "This file was not taken: it may be harmful, or could not be looked into. Please save "
            "it anew as a PDF."
        )
    return _wrong_kind()


def _wrong_kind() -> str:
    return _("This file cannot be taken. Please save it as a PDF or as a DOCX without macros.")
