"""What somebody finds of two organisations, and why; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import NameKind
from liaison.hub.lifecycle.choices import NAME_BECOMES
from liaison.hub.web.layout.fields import ReasonField

MERGE, DIFFERENT = "merge", "different"


class JudgementForm(forms.Form):
    """Whether two organisations are one; its buttons say so."""

    because = ReasonField()
    name_becomes = forms.ChoiceField(
        label=_("What the second legal name becomes"),
        help_text=_("It is found by this name still."),
        choices=[(kind.value, kind.label) for kind in NAME_BECOMES],
        initial=NameKind.ALIAS,
        required=False,
    )
    despite_numbers = forms.BooleanField(
        label=_("I have checked it: both numbers are of this one organisation."), required=False
    )
    despite_visibility = forms.BooleanField(
        label=_(
            "I have checked it: all who see the entry that is kept may see what the other one"
            " tells."
        ),
        required=False,
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    judgement = forms.ChoiceField(choices=[(MERGE, MERGE), (DIFFERENT, DIFFERENT)])

    def __init__(
        self, *arguments: Any, asks_for_numbers: bool, asks_for_visibility: bool, **options: Any
    ) -> None:
        """
        :param asks_for_numbers: whether it must be confirmed that both numbers are of one
        :param asks_for_visibility: whether it must be confirmed that more people may see it
        """
        super().__init__(*arguments, **options)
        self.asks_for_numbers = asks_for_numbers
        self.asks_for_visibility = asks_for_visibility

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("judgement") == MERGE:
            self._check_confirmed(said)
        said["name_becomes"] = said.get("name_becomes") or NameKind.ALIAS
        return said

    def _check_confirmed(self, said: dict[str, Any]) -> None:
        if self.asks_for_numbers and not said.get("despite_numbers"):
            self.add_error(
                "despite_numbers",
                _("Their numbers differ. Please check them and confirm, or keep the two apart."),
            )
        if self.asks_for_visibility and not said.get("despite_visibility"):
            self.add_error(
                "despite_visibility",
                _(
                    "More people would see what the second entry tells. Please confirm that they"
                    " may, or keep the other entry instead."
                ),
            )
