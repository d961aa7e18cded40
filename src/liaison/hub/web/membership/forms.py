"""What people enter about applications and memberships; validation only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from liaison.hub.directory.choices import Kind, SizeClass
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.membership.actions import Described, Representative
from liaison.hub.membership.choices import (
    END_REASONS,
    LONGEST_ANSWER,
    LONGEST_FACT,
    LONGEST_MESSAGE,
    AnswerKind,
    AskedFact,
    Category,
    Choice,
    CommitmentKind,
    RefusalReason,
)
from liaison.hub.web.components.countries import country_names
from liaison.hub.web.components.number_formats import (
    number_hint,
    number_note,
    postcode_hint,
    postcode_note,
)
from liaison.hub.web.layout.fields import LimitedField, WrittenField

# Before the code of a question, so that no question can have the name of another field.
ANSWER = "answer-"
ADDS_ENTRY = "new"


def with_none(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *choices]


class SearchForm(forms.Form):
    """The name under which an organisation may stand in the directory."""

    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


_COLUMNS = {
    AskedFact.CITY: Column.CITY,
    AskedFact.WEBSITE: Column.WEBSITE,
    AskedFact.ADDRESS: Column.ADDRESS,
    AskedFact.POSTCODE: Column.POSTCODE,
    AskedFact.SIZE_CLASS: Column.SIZE_CLASS,
    AskedFact.FOUNDED_YEAR: Column.FOUNDED_YEAR,
    AskedFact.NACE: Column.NACE,
    AskedFact.RCS: Column.RCS_NUMBER,
    AskedFact.REGISTER: Column.REGISTER_NUMBER,
    AskedFact.VAT: Column.VAT_NUMBER,
    AskedFact.LEI: Column.LEI,
    AskedFact.ROR: Column.ROR_ID,
    AskedFact.PIC: Column.PIC,
}


class DescribedForm(forms.Form):
    """
    An organisation that the directory does not have yet.

    :param asked: what the cluster asks beyond name, kind and country, and what must be answered
    """

    name = LimitedField(label=_("Legal name"), help_text=_("As it is registered."), max_length=300)
    kind = forms.ChoiceField(label=_("What it is"), choices=with_none(Kind.choices))
    country = forms.ChoiceField(label=_("Country"))
    SAID_BY_ALL = ("name", "kind", "country")

    def __init__(
        self, *args: Any, asked: Mapping[AskedFact, bool] | None = None, **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.fields["country"].choices = with_none(country_names(dict(countries)).items())
        self.asked = dict(asked or {})
        for fact, is_required in self.asked.items():
            self.fields[fact.value] = _field_for(fact, is_required=is_required)
        if register := self.fields.get(AskedFact.REGISTER.value):
            register.help_text = number_hint(str(self["country"].value() or ""))
        if postcode := self.fields.get(AskedFact.POSTCODE.value):
            postcode.help_text = postcode_hint(str(self["country"].value() or ""))
        self.order_fields([*self.SAID_BY_ALL, *(fact.value for fact in self.asked), "category"])

    def let_be_incomplete(self) -> None:
        """Accept that facts are missing: whoever comes back later need not know all of them."""
        for fact in self.asked:
            self.fields[fact.value].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for fact in self.asked:
            if text := said.get(fact.value):
                said[fact.value] = self._read(fact, text, country=said.get("country", ""))
        return said

    def _read(self, fact: AskedFact, text: str, *, country: str) -> str:
        """Return what was entered in the form in which it is kept; "" where it cannot be."""
        this_year = timezone.localdate().year
        try:
            value = value_of(_COLUMNS[fact], text, country=country, this_year=this_year)
        except WrongCell as wrong:
            self.add_error(fact.value, str(wrong))
            return ""
        # Of which register it is says the country beside it.
        kept = str(value or "")
        return kept.partition(":")[2] if fact == AskedFact.REGISTER else kept

    @property
    def unchecked(self) -> list[str]:
        """What could not be checked of it, in sentences; only of a valid form."""
        said = self.cleaned_data
        notes = {AskedFact.REGISTER: number_note, AskedFact.POSTCODE: postcode_note}
        told = [note(said["country"]) for fact, note in notes.items() if said.get(fact.value)]
        return [sentence for sentence in told if sentence]

    @property
    def described(self) -> Described:
        """What was entered; only of a valid form."""
        said = {fact.value: self.cleaned_data[fact.value] for fact in self.asked}
        own = {name: said.pop(name, "") for name in ("city", "website")}
        own |= {name: self.cleaned_data[name] for name in self.SAID_BY_ALL}
        return Described(**own, facts=said)


class CategoryForm(forms.Form):
    """As what an organisation of the directory wants to become a member."""

    category = forms.ChoiceField(
        label=_("As what it wants to become a member"), choices=with_none(Category.choices)
    )

    @property
    def described(self) -> Described | None:
        return None


class DescribedCategoryForm(CategoryForm, DescribedForm):
    """The same for one that is described here, whose description can still be corrected."""

    @property
    def described(self) -> Described:
        return DescribedForm.described.fget(self)


def _field_for(fact: AskedFact, *, is_required: bool) -> forms.Field:
    if fact == AskedFact.SIZE_CLASS:
        return forms.ChoiceField(
            label=fact.label, choices=with_none(SizeClass.choices), required=is_required
        )
    attributes = {"inputmode": "url", "autocomplete": "url"} if fact == AskedFact.WEBSITE else {}
    return LimitedField(
        label=fact.label,
        required=is_required,
        max_length=LONGEST_FACT,
        widget=forms.TextInput(attrs=attributes),
    )


class QuestionsForm(forms.Form):
    """The cluster's own questions, in the reader's language."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, questions: Iterable[Any], answered: Mapping[str, str]
    ) -> None:
        super().__init__(
            data, initial={f"{ANSWER}{code}": value for code, value in answered.items()}
        )
        for question in questions:
            self.fields[f"{ANSWER}{question.code}"] = _field_of(question)

    def let_be_incomplete(self) -> None:
        """Accept empty answers: whoever comes back later need not have answered everything."""
        for field in self.fields.values():
            field.required = False

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by the code of the question, as it is kept."""
        return {
            name.removeprefix(ANSWER): "" if value is None else str(value)
            for name, value in self.cleaned_data.items()
        }


class RepresentativeForm(forms.Form):
    """Who speaks for the organisation, what they declare, and what they agree to."""

    name = LimitedField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    function = LimitedField(
        label=_("Your function in the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    has_authority = forms.BooleanField(
        label=_("I am allowed to speak for this organisation and to apply in its name.")
    )
    accepts_charter = forms.BooleanField(
        label=_("I have read the charter and accept it for the organisation.")
    )
    lets_be_read = forms.BooleanField(
        label=_(
            "The cluster team, and the committee if it decides, may read this application and keep "
            "it as long as the membership lasts."
        )
    )
    lets_be_listed = forms.BooleanField(
        label=_("The organisation may be named among the members (optional)."), required=False
    )

    use_required_attribute = False

    def let_be_incomplete(self) -> None:
        for field in self.fields.values():
            field.required = False

    @property
    def representative(self) -> Representative:
        """What was entered; only of a valid form."""
        return Representative(**self.cleaned_data)


class SaidForm(forms.Form):
    """A few words that somebody waits for, or may write."""

    said = WrittenField(max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(
        self, data: Any = None, *, label: Any, help_text: Any = "", required: bool = True
    ) -> None:
        super().__init__(data)
        said = self.fields["said"]
        said.label, said.help_text, said.required = label, help_text, required
        said.widget.is_required = required


class RefusalForm(forms.Form):
    """Why an application is refused."""

    reason = forms.ChoiceField(label=_("Reason"), choices=with_none(RefusalReason.choices))
    said = WrittenField(
        label=_("What you write to the applicant"),
        help_text=_("It goes out by e-mail together with the reason."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ApprovalForm(forms.Form):
    """Which entry of the directory the new member is, where that is not clear."""

    entry = forms.ChoiceField(label=_("The organisation in the directory"))

    def __init__(self, data: Any = None, *, candidates: Iterable[Any]) -> None:
        super().__init__(data)
        known = [(str(each.public_id), _entry_in_words(each)) for each in candidates]
        if known:
            self.fields["entry"].choices = with_none(
                [*known, (ADDS_ENTRY, _("None of these: add a new entry"))]
            )
        else:
            del self.fields["entry"]


class VoteForm(forms.Form):
    """A vote on an application."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=with_none(Choice.choices))
    said = WrittenField(
        label=_("Why"),
        help_text=_("Read by the team and the committee, not by the applicant."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommitmentForm(forms.Form):
    """By what a member showed its commitment."""

    kind = forms.ChoiceField(label=_("Kind"), choices=with_none(CommitmentKind.choices))
    what = LimitedField(label=_("What"), max_length=300)
    on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    source = LimitedField(
        label=_("Where it can be checked"),
        help_text=_("A page, minutes, a report. Please name no persons."),
        max_length=300,
    )


class RecordForm(forms.Form):
    """A membership that began before it was kept here."""

    category = forms.ChoiceField(label=_("Member as"), choices=with_none(Category.choices))
    since = forms.DateField(label=_("Member since"), widget=forms.DateInput(attrs={"type": "date"}))
    is_listed = forms.BooleanField(
        label=_("It agreed to be named among the members."), required=False
    )


class EndForm(forms.Form):
    """Why a membership ends."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=with_none((reason.value, reason.label) for reason in END_REASONS),
    )
    said = WrittenField(
        label=_("In words"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _field_of(question: Any) -> forms.Field:
    language = get_language()
    what: dict[str, Any] = {
        "label": question.text_in(language, field="text"),
        "help_text": question.text_in(language, field="help"),
        "required": question.is_required,
    }
    match question.kind:
        case AnswerKind.LONG_TEXT:
            rows = forms.Textarea(attrs={"rows": 5})
            return WrittenField(max_length=LONGEST_ANSWER, widget=rows, **what)
        case AnswerKind.CHOICE:
            offered = [(each["en"], each.get(language) or each["en"]) for each in question.choices]
            return forms.ChoiceField(choices=with_none(offered), **what)
        case AnswerKind.YES_NO:
            offered = [("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(choices=with_none(offered), **what)
        case AnswerKind.NUMBER:
            return forms.DecimalField(
                max_digits=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **what
            )
        case AnswerKind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **what)
        case _:
            return LimitedField(max_length=LONGEST_ANSWER, **what)


def _entry_in_words(organisation: Any) -> str:
    return ", ".join(filter(None, [organisation.name, organisation.city, organisation.country]))
