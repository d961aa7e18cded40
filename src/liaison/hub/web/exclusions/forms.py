"""Which organisation is never to be suggested, and why; validation only."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.partner_search.choices import LONGEST_NOTE, ExclusionReason
from liaison.hub.web.layout.fields import WrittenField
from liaison.matching import Organisation

# What stands before the identifier in the address of an organisation's page.
PAGES_OF_ORGANISATIONS = "/organisations/"


class ExclusionForm(forms.Form):
    """One organisation that is not to be suggested any more."""

    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_(
            "One of its names, the address of its page here, or its identifier: "
            "nine digits (PIC), or https://ror.org/ and what follows."
        ),
        # An address; longer than any identifier.
        max_length=500,
        error_messages={"required": _("Please say which organisation you mean.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # Its identifier, once somebody chose among several of the name they entered.
    chosen = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
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
        self.candidates: list[Organisation] = []

    def offer(self, candidates: list[Organisation]) -> None:
        """Let people choose among those that they may mean; say so if there are none."""
        self.candidates = candidates
        if candidates:
            self.add_error("organisation", _("Which of these do you mean? Please choose one."))
        else:
            self.add_error(
                "organisation", _("We know no organisation with this name or identifier.")
            )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        if entered.get("chosen"):
            entered["organisation"] = entered["chosen"]
        return entered

    def clean_organisation(self) -> str:
        """Return the identifier, also where the address of a page was entered."""
        entered = self.cleaned_data["organisation"]
        _before, is_page, identifier = entered.partition(PAGES_OF_ORGANISATIONS)
        if not is_page:
            return entered
        return unquote(identifier.partition("?")[0].partition("#")[0]).rstrip("/")
