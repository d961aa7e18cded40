"""Skills, certificates, facilities, sub-sectors and focus areas on the form of an entry."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.editing import Entry, named_by, over_or_ending
from liaison.hub.directory.editing.terms import Offered
from liaison.hub.taxonomies.queries import Demand
from liaison.hub.web.layout.fields import LimitedField

Named = Mapping[str, Any] | None
AllOffered = Mapping[str, Sequence[Offered]] | None
_LANGUAGES = [
    ("", pgettext_lazy("language of a name", "Any")),
    ("en", lazy("English")),
    ("fr", lazy("French")),
    ("de", lazy("German")),
]
# What is asked of a row beside the term, by subject; all keep what they have.
_ASKED: dict[str, tuple[str, ...]] = {
    TermsOf.FOCUS_AREAS: (),
    TermsOf.SUB_SECTORS: ("note",),
    TermsOf.SKILLS: ("words", "language", "note"),
    TermsOf.CERTIFICATES: ("words", "number", "issuer", "since", "until", "note"),
    TermsOf.FACILITIES: ("words", "language", "note"),
    TermsOf.OTHER: ("words", "language", "note"),
}
# A row in the order of `directory.editing.terms`.
_FIELDS = ("term", "words", "language", "since", "until", "number", "issuer", "note")
_INDENT = "– "


@dataclass(frozen=True)
class Section:
    """
    The rows of one subject on the form.

    :ivar what: what each row is, in words
    :ivar is_sent: whether the form was sent with it; what was not sent stays as it is
    :ivar demands: what is asked of its terms
    """

    code: str
    rows: Any
    title: str
    what: str
    help: str
    is_sent: bool = True
    demands: tuple[Demand, ...] = ()

    @property
    def id(self) -> str:
        """The id of its heading."""
        return str(self.rows.prefix)

    @property
    def asks(self) -> list[str]:
        """What is asked of its terms, in sentences."""
        return [
            *(asks_for(each) for each in self.demands if each.is_required),
            *(_one_only(each) for each in self.demands if not each.allows_several),
        ]


class TermForm(forms.Form):
    """A term, or own words for what is in no list."""

    term = forms.ChoiceField(label=pgettext_lazy("of a controlled list", "Term"), required=False)
    words = LimitedField(label=lazy("Or in your own words"), max_length=150, required=False)
    language = forms.ChoiceField(label=lazy("Language"), choices=_LANGUAGES, required=False)
    number = LimitedField(label=lazy("Number"), max_length=100, required=False)
    issuer = LimitedField(label=lazy("Issued by"), max_length=200, required=False)
    since = forms.DateField(
        label=lazy("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=lazy("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = LimitedField(label=lazy("Note"), max_length=300, required=False)

    once, stands_twice = "term", lazy("This stands here twice. Remove one of the two rows.")

    def __init__(
        self, *arguments: Any, code: str, choices: list[Any], known: Mapping[str, str], **more: Any
    ) -> None:
        """
        :param choices: of the list of terms
        :param known: names of keys that are no longer offered, but stand here already
        """
        super().__init__(*arguments, **more)
        self.code = code
        asked = _ASKED[code.removeprefix("terms:")]
        for name in _FIELDS[1:]:
            if name not in asked:
                # Kept as it is: an import may have brought it.
                self.fields[name].widget = forms.HiddenInput()
        said = str(self["term"].value() or "")
        others = [(said, known[said])] if said in known else []
        field: Any = self.fields["term"]
        field.choices = [("", "–"), *choices, *others]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("term") and said.get("words", "").strip():
            self.add_error(
                "words", _("Choose from the list or write your own words; for both take two rows.")
            )
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        extra = any(said.get(name) for name in ("number", "issuer", "since", "until", "note"))
        if extra and not said.get("term") and not said.get("words", "").strip():
            self.add_error("term", _("Choose from the list what this is, or write it in words."))
        return said

    def row(self) -> list[Any] | None:
        """Return the row; None for one that says nothing."""
        said = self.cleaned_data
        words = " ".join(said.get("words", "").split())
        if not said.get("term") and not words:
            return None
        texts = [said.get(name, "").strip() for name in ("number", "issuer", "note")]
        language = said.get("language", "") if words else ""
        return [said["term"], words, language, _day(said, "since"), _day(said, "until"), *texts]

    def key(self) -> Any:
        """Return what no other row may say; None for a row that says nothing."""
        row = self.row()
        return row and (self.code, row[0], row[1], row[5])

    def hidden(self) -> list[Any]:
        """Return the fields that are kept as they are."""
        return [field for field in self.hidden_fields() if field.name != "DELETE"]


def sections_of(
    entry: Entry,
    data: QueryDict | None,
    offered: Mapping[str, Sequence[Offered]],
    rows_of: Callable[[Any], Any],
    demands: Sequence[Demand] = (),
) -> list[Section]:
    """Return the sections of the form: those with something to choose or to write."""
    sections = []
    keys = [row[0] for subject in TermsOf.values for row in entry.get(f"terms:{subject}", ())]
    known = {key: _named(each) for key, each in named_by(keys).items()} if keys else {}
    texts = _texts()
    for subject, (what, help_) in texts.items():
        code = f"terms:{subject}"
        own = entry.get(code, ())
        if not own and not offered.get(subject) and not is_free(subject):
            continue
        prefix = f"terms-{subject}"
        there = {each.key for each in offered.get(subject, ())}
        # A form that was opened before the site knew of these terms comes without them.
        is_sent = data is not None and f"{prefix}-TOTAL_FORMS" in data
        said = [dict(zip(_FIELDS, row, strict=True)) for row in own]
        rows = rows_of(TermForm)(
            data if is_sent else None,
            prefix=prefix,
            initial=None if is_sent else said,
            form_kwargs={
                "code": code,
                "choices": _choices(offered.get(subject, ())),
                "known": {row[0]: known[row[0]] for row in own if row[0] in known.keys() - there},
            },
        )
        own_demands = tuple(each for each in demands if each.taxonomy.subject == subject)
        sections.append(Section(code, rows, label_of(code), what, help_, is_sent, own_demands))
    return sections


def asks_for(demand: Demand) -> str:
    """Say that a term of a taxonomy is asked for."""
    return _("Choose from the list “%(list)s”: your cluster asks for it.") % {
        "list": _named(demand.taxonomy)
    }


def refuse_unmet(section: Section) -> list[str]:
    """
    Say at the rows of a section that is valid what is asked and not there, or there twice.

    :returns: what was said; "" for what was said at a row
    """
    forms_ = section.rows.forms
    rows = section.rows.entry().get(section.code, [])
    said = []
    for demand in section.demands:
        number = demand.number_in(row[0] for row in rows)
        if demand.is_required and not number:
            said.append(_say_at(forms_[-1:], asks_for(demand)))
        elif not demand.allows_several and number > 1:
            of_it = [form for form in forms_ if _counts(form, demand)]
            said.append(_say_at(of_it[1:], _one_only(demand)))
    return said


def _counts(form: Any, demand: Demand) -> bool:
    said = form.cleaned_data
    return not said.get("DELETE") and bool(demand.number_in([said.get("term") or ""]))


def _say_at(forms_: Sequence[Any], words: str) -> str:
    if not forms_ or forms_[0].cleaned_data.get("DELETE"):
        return words
    forms_[0].add_error("term", words)
    return ""


def _one_only(demand: Demand) -> str:
    return _("Choose one of the list “%(list)s” only: your cluster wants no more.") % {
        "list": _named(demand.taxonomy)
    }


def is_free(subject: str) -> bool:
    """Tell whether own words will do for what no list has."""
    return subject in (TermsOf.SKILLS, TermsOf.CERTIFICATES, TermsOf.FACILITIES)


def label_of(code: str) -> str:
    """Return what a field of terms is called."""
    return str(TermsOf(code.removeprefix("terms:")).label)


def in_words(rows: Sequence[Sequence[Any]], named: Named = None) -> list[str]:
    """Return what rows of terms say, a line for each; see `names_in` for those of many."""
    if named is None:
        named = named_by([row[0] for row in rows if row[0]])
    return [_in_words(row, named) for row in rows]


def names_in(changes: Iterable[Any]) -> Mapping[str, Any]:
    """Return the terms by their keys that many changes of entries tell of, asked for together."""
    values = [
        rows for each in changes if each.field.startswith("terms:") for rows in (each.old, each.new)
    ]
    return named_by(list({row[0] for rows in values for row in rows or () if row[0]}))


def endings(entry: Entry, *, today: dt.date) -> list[str]:
    """Return in words what of an entry is over, or will be within 60 days."""
    found = []
    for subject in (TermsOf.CERTIFICATES, *TermsOf):
        rows = entry.get(f"terms:{subject.value}", ())
        for row, is_over in over_or_ending(rows, today=today):
            name = in_words([[row[0], row[1], "", None, None, *row[5:6], "", ""]])[0]
            day = date_format(dt.date.fromisoformat(row[4]), "DATE_FORMAT")
            words = (
                _("“%(name)s” ended on %(day)s.") if is_over else _("“%(name)s” ends on %(day)s.")
            )
            found.append(words % {"name": name, "day": day})
    return list(dict.fromkeys(found))


def _in_words(row: Sequence[Any], named: Mapping[str, Any]) -> str:
    key, words, _language, since, until, number, issuer, note = row
    name = _named(named[key]) if key in named else words or key
    more = ", ".join(filter(None, [number, issuer, note]))
    what = _("%(name)s (%(more)s)") % {"name": name, "more": more} if more else name
    days = " – ".join([since or "", until or ""]).strip() if since or until else ""
    return f"{what}, {days}" if days else what


def _named(each: Any) -> str:
    return str(each.name_in(get_language()))


def _choices(offered: Sequence[Offered]) -> list[Any]:
    """Return choices in groups, one for each taxonomy or cluster; one alone needs none."""
    groups: list[Any] = []
    for _name, each in groupby(offered, key=lambda one: one.group):
        members = list(each)
        options = [(one.key, _INDENT * one.depth + _named(one.named)) for one in members]
        groups.append((_group_name(members[0]), options))
    return groups[0][1] if len(groups) == 1 else groups


def _group_name(offered: Offered) -> str:
    version = getattr(offered.named, "version", None)
    return _named(version.taxonomy) if version else offered.group


def _texts() -> dict[str, tuple[str, str]]:
    """Return of each subject what each row is, and how it is filled in."""
    return {
        TermsOf.FOCUS_AREAS: (
            _("Focus area"),
            _("What your cluster concentrates on and you work on too."),
        ),
        TermsOf.SUB_SECTORS: (
            _("Sub-sector"),
            _("As the mapping of the sector classes organisations."),
        ),
        TermsOf.SKILLS: (
            pgettext_lazy("a row of the form", "Skill or service"),
            _("What you can do for others. Choose from the list, or say it in your own words."),
        ),
        TermsOf.CERTIFICATES: (
            _("Certificate"),
            _("With the last day on which each is valid; we say here when one is about to end."),
        ),
        TermsOf.FACILITIES: (
            _("Facility"),
            _("What you have that others may ask to use."),
        ),
        TermsOf.OTHER: (pgettext_lazy("a row of the form", "Other term"), ""),
    }


def _day(said: Mapping[str, Any], name: str) -> str | None:
    day = said.get(name)
    return day.isoformat() if day else None
