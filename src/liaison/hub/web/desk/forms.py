"""What is chosen of a desk, and what is done to what was ticked on it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from liaison.hub.clocks.choices import MOST_AT_ONCE, Deed, Section, Whose
from liaison.hub.clocks.kinds import kinds
from liaison.hub.clocks.queries import Chosen

DAYS = (1, 2, 3, 5, 10)


def chosen_of(query: Any) -> Chosen:
    """Return what the address says; what it says wrongly counts as not said."""
    return Chosen(
        section=_one_of(Section, query.get("show", ""), Section.TO_DO),
        kind=query.get("kind", "")[:40].replace("\x00", ""),
        whose=_one_of(Whose, query.get("whose", ""), Whose.ALL),
        cluster=query.get("cluster", "")[:50].replace("\x00", ""),
    )


class FilterForm(forms.Form):
    """By what the desk is narrowed; sent by GET."""

    kind = forms.ChoiceField(label=gettext_lazy("What waits"), required=False)
    whose = forms.ChoiceField(label=gettext_lazy("Who has it"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)

    def __init__(self, chosen: Chosen, clusters: list[Any]) -> None:
        super().__init__(
            initial={"kind": chosen.kind, "whose": chosen.whose, "cluster": chosen.cluster}
        )
        self.fields["kind"].choices = [("", pgettext("of what waits", "All"))] + [
            (each.code, each.words) for each in kinds()
        ]
        self.fields["whose"].choices = Whose.choices
        if len(clusters) < 2:
            del self.fields["cluster"]
        else:
            names = [(each.slug, each.name) for each in clusters]
            self.fields["cluster"].choices = [("", pgettext("of what waits", "All")), *names]


class DeedForm(forms.Form):
    """What is to be done with what was ticked."""

    deed = forms.ChoiceField(choices=Deed.choices)
    to = forms.ChoiceField(label=gettext_lazy("Colleague"), required=False)
    working_days = forms.TypedChoiceField(
        label=gettext_lazy("Working days"), coerce=int, required=False, empty_value=1
    )

    def __init__(self, data: Any, colleagues: list[Any]) -> None:
        super().__init__(data)
        self._people = {str(each.public_id): each for each in colleagues}
        self._ticked = data.getlist("clock") if data else []
        one = data.get("take", "") if data else ""
        if one:
            # The button of a row stands for a tick there and nowhere else.
            self._ticked = [one]
            self.data = data.copy()
            self.data["deed"] = Deed.TAKE_OVER.value
        self.fields["to"].choices = [
            (key, each.full_name or each.email) for key, each in self._people.items()
        ]
        self.fields["working_days"].choices = [(days, _days(days)) for days in DAYS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["clocks"] = self._public_ids()
        if not cleaned["clocks"]:
            raise forms.ValidationError(
                _("Nothing is ticked. Please choose one thing or more first.")
            )
        if len(cleaned["clocks"]) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(most)d things can be changed at once.") % {"most": MOST_AT_ONCE}
            )
        cleaned["to"] = self._people.get(cleaned.get("to", ""))
        if cleaned.get("deed") == Deed.ASSIGN and cleaned["to"] is None:
            raise forms.ValidationError(_("Please choose the colleague who is to have it."))
        return cleaned

    def _public_ids(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(each) for each in self._ticked]
        except ValueError:
            raise forms.ValidationError(
                _("Something on the page was not readable. Please load it again.")
            ) from None


def _days(number: int) -> str:
    sentence = ngettext("by %(number)d working day", "by %(number)d working days", number)
    return sentence % {"number": number}


def _one_of(choices: Any, value: str, otherwise: Any) -> Any:
    return choices(value) if value in choices.values else otherwise
