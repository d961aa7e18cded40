"""What people write about change requests; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.change_requests.choices import LONGEST_MESSAGE, LONGEST_PROMISE, Scope
from liaison.hub.change_requests.policies import REVIEWABLE
from liaison.hub.web.entry_editing.presenting import label_of
from liaison.hub.web.layout.fields import WrittenField


class SaidForm(forms.Form):
    """A few words."""

    def __init__(self, *args: Any, label: str, help_text: str, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["said"] = WrittenField(
            label=label,
            help_text=help_text,
            max_length=LONGEST_MESSAGE,
            error_messages={"required": _("Please write a few words.")},
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class RuleForm(forms.Form):
    """Which changes a cluster looks at, and how fast."""

    scope = forms.ChoiceField(
        label=_("Which changes your team looks at before they show"),
        choices=Scope.choices,
        widget=forms.RadioSelect,
    )
    codes = forms.MultipleChoiceField(
        label=_("Fields"),
        help_text=_("Only where changes of chosen fields are looked at."),
        required=False,
        choices=lambda: [(code, label_of(code)) for code in REVIEWABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    answers_within_days = forms.IntegerField(
        label=_("Working days within which members get an answer"),
        help_text=_("Monday to Friday; public holidays count as working days."),
        min_value=1,
        max_value=LONGEST_PROMISE,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (
            said.get("scope") == Scope.CHOSEN
            and not said.get("codes")
            and "codes" not in self.errors
        ):
            self.add_error("codes", _("Please choose one field at least."))
        return said
