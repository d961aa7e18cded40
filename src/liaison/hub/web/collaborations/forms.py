"""What people write about collaborations; validation only."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.collaborations.actions import Facts
from liaison.hub.collaborations.choices import (
    CURRENCIES,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    NEXT,
    AgreementKind,
    ClusterPart,
    CollaborationKind,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.web.layout.fields import LimitedField, NameField, WrittenField

_DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "error_messages": {
        "invalid": _("Please write the day as year-month-day: 2026-11-02."),
        "required": _("Please give a day."),
    },
}
_EARLIEST, _LATEST = 1990, 2100
_LATER = (
    "funder",
    "call",
    "amount",
    "currency",
    "amount_of_year",
    "is_amount_open",
    "agreement",
    "signed_on",
)


class FactsForm(forms.Form):
    """What the team knows of a collaboration."""

    title = NameField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("Others may read it once you open it: name no partner in it."),
        error_messages={"required": _("Please give it a title.")},
    )
    summary = WrittenField(
        label=_("In everyday words"),
        required=False,
        max_length=LONGEST_SUMMARY,
        help_text=_("What it is good for. Others may read it too once you open it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a collaboration", "Kind"), choices=CollaborationKind.choices
    )
    began_on = forms.DateField(label=_("Since when there is the idea"), **_DAY)
    cluster_part = forms.ChoiceField(
        label=_("What the cluster did"), choices=ClusterPart.choices, initial=ClusterPart.BROKERED
    )
    cluster_part_since = forms.DateField(label=_("Since when"), **_DAY)
    origin = forms.ChoiceField(label=_("What it came of"), choices=Origin.choices)
    funder = NameField(label=_("Funder"), required=False, max_length=LONGEST_NAME)
    call = NameField(
        label=pgettext_lazy("for proposals", "Call"), required=False, max_length=LONGEST_NAME
    )
    amount = forms.DecimalField(
        label=_("Value"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        error_messages={
            "invalid": _("Please write an amount in digits, such as 250000."),
            "min_value": _("Please write an amount of nought or more."),
        },
    )
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[(each, each) for each in CURRENCIES]
    )
    amount_of_year = forms.IntegerField(
        label=_("Of which year"),
        required=False,
        min_value=_EARLIEST,
        max_value=_LATEST,
        error_messages={"invalid": _("Please write the year in four digits.")},
    )
    is_amount_open = forms.BooleanField(
        label=_("Whoever may read it may read its value too"), required=False
    )
    agreement = forms.ChoiceField(
        label=_("Agreement"), required=False, choices=[("", "—"), *AgreementKind.choices]
    )
    signed_on = forms.DateField(label=_("Signed on"), required=False, **_DAY)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("signed_on") and not said.get("agreement") and "agreement" not in self.errors:
            self.add_error("agreement", _("Please say what was signed, or leave the day empty."))
        signed_on = said.get("signed_on")
        if signed_on and signed_on > timezone.localdate():
            self.add_error("signed_on", _("Please give a day that is not in the future."))
        return said

    @property
    def at_first(self) -> list[Any]:
        """What is known of an idea."""
        return [field for field in self.visible_fields() if field.name not in _LATER]

    @property
    def later(self) -> list[Any]:
        """What comes to it later: who gives how much, and what is signed."""
        return [field for field in self.visible_fields() if field.name in _LATER]

    @property
    def shows_later(self) -> bool:
        """Say whether something of it is there, or has to be looked at again."""
        return any(
            field.errors or (field.value() and field.name != "currency") for field in self.later
        )

    @property
    def facts(self) -> Facts:
        """What was written, of a form that is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if said["amount"] is None:
            said |= {"currency": "", "amount_of_year": None}
        elif not said["currency"]:
            said["currency"] = CURRENCIES[0]
        return Facts(**said)


class GoOnForm(forms.Form):
    """To which stage a collaboration goes on."""

    to = forms.ChoiceField(label=_("Next stage"))
    said = WrittenField(
        label=_("What happened"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stage: Stage) -> None:
        super().__init__(data, initial={"seen": stage})
        seen = (data or {}).get("seen", stage)
        to: Any = self.fields["to"]
        to.choices = [(each.value, each.label) for each in NEXT.get(seen, ())]


class FindForm(forms.Form):
    """Which organisation takes part."""

    q = LimitedField(
        label=_("Find an organisation"),
        max_length=200,
        required=False,
        help_text=_("In the directory, and in open data from everywhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PartnerForm(forms.Form):
    """What a partner does, and whether it leads."""

    role = forms.ChoiceField(label=_("What it does"), choices=PartnerRole.choices)
    is_lead = forms.BooleanField(label=_("It leads the collaboration"), required=False)


class PartForm(forms.Form):
    """Whether one's organisation takes part, and to whom it may be named."""

    takes_part = forms.ChoiceField(
        label=_("Does your organisation take part?"),
        choices=[("yes", _("Yes, it takes part")), ("no", _("No, it takes no part"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether it takes part.")},
    )
    named_to = forms.ChoiceField(
        label=_("To whom may it be named as a partner?"),
        choices=NamedTo.choices,
        initial=NamedTo.NOBODY,
        help_text=_("The other partners and the cluster team know it anyway. You can change it."),
        widget=forms.RadioSelect,
    )

    @property
    def said(self) -> dict[str, Any]:
        return {
            "takes_part": self.cleaned_data["takes_part"] == "yes",
            "named_to": NamedTo(self.cleaned_data["named_to"]),
        }


class RecordedForm(PartForm):
    """What a partner without anybody here told the team."""

    source = NameField(
        label=_("Where it can be read"),
        max_length=LONGEST_NAME,
        help_text=_("A letter or an agreement with its day; no names of people."),
        error_messages={"required": _("Please say where its answer can be read.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["takes_part"].label = _("Does it take part?")
        self.fields["named_to"].help_text = ""


class OpenForm(forms.Form):
    """Who may read a collaboration."""

    openness = forms.ChoiceField(
        label=_("Who reads it"), choices=Openness.choices, widget=forms.RadioSelect
    )


class JudgeForm(forms.Form):
    """An answer to one question about flagships, with a reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please answer with yes or no.")},
    )
    reason = WrittenField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Please say in a few words why.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
