"""Which organisation is never to be suggested, and why; validation only."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.partner_search.choices import LONGEST_NOTE, ExclusionReason
from liaison.hub.web.layout.fields import WrittenField

# What stands before the identifier in the address of an organisation's page.
PAGES_OF_ORGANISATIONS = "/organisations/"


class ExclusionForm(forms.Form):
    """One organisation that is not to be suggested any more."""

    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_(
            "The address of its page here, or its identifier: "
            "nine digits (PIC), or https://ror.org/ and what follows."
        ),
        # An address; longer than any identifier.
        max_length=500,
        error_messages={"required": _("Please say which organisation you mean.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("Reason"))
    note = WrittenField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, reasons: Iterable[ExclusionReason], note_is_for: Any, **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in reasons]
        self.fields["note"].help_text = note_is_for

    def clean_organisation(self) -> str:
        """Return the identifier, also where the address of a page was entered."""
        entered = self.cleaned_data["organisation"]
        _before, is_page, identifier = entered.partition(PAGES_OF_ORGANISATIONS)
        if not is_page:
            return entered
        return unquote(identifier.partition("?")[0].partition("#")[0]).rstrip("/")
