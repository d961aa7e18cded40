"""What a control found, in words, and where each finding is put right."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.data_control.choices import Rule
from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.taxonomies.queries import taxonomies_by_key
from liaison.hub.web.components.figures import Dated, draw_series
from liaison.hub.web.entry_editing.presenting import label_of

# The place on the form of an entry where something is put right; of texts it is the text's own.
_ANCHORS = {
    Rule.UNVERIFIED: "correct",
    Rule.NO_NUMBER: "numbers",
    Rule.NO_WEBSITE: "id_website",
    Rule.WEBSITE_FAILS: "id_website",
    Rule.WEBSITE_TWICE: "id_website",
    Rule.NO_COORDINATES: "id_latitude",
    Rule.PLACE_WITHOUT_COUNTRY: "id_country",
    Rule.NO_KIND: "id_kind",
    Rule.SIZE_DISAGREES: "id_size_class",
    Rule.CERTIFICATE_OVER: "terms-certificates",
    Rule.CEASED_MEMBER: "id_state",
}


@dataclass(frozen=True)
class ShownFinding:
    """
    A finding.

    :ivar label: what is wrong
    :ivar told: more of it: which texts, which lists of terms
    :ivar others: names and public ids of organisations that are alike
    :ivar address: where it is put right
    """

    rule: str
    label: str
    told: str
    others: list[tuple[str, Any]]
    address: str
    is_settled: bool = False


@dataclass(frozen=True)
class ShownRun:
    """One control in the trend: when, of how many entries, how much was found."""

    at: Any
    organisations: int
    findings: int


def show_finding(
    finding: Any, *, others: list[tuple[str, Any]], is_settled: bool = False
) -> ShownFinding:
    """Return what to show of a finding."""
    texts = finding.details.get("texts", ())
    return ShownFinding(
        finding.rule,
        label_of_rule(finding.rule),
        ", ".join([*(label_of(code) for code in texts), *_lists(finding), *_answer(finding)]),
        others,
        _address(finding),
        is_settled,
    )


def _lists(finding: Any) -> list[str]:
    """Return the names of the taxonomies that a finding is about."""
    found = taxonomies_by_key(finding.details.get("taxonomies", ()))
    return [each.name_in(get_language()) for each in found]


def _answer(finding: Any) -> list[str]:
    """Say how a web site answers, and since when it does so."""
    details = finding.details
    answers = {
        "elsewhere": _("it leads to %(host)s"),
        "not_found": _("there is no such page"),
        "not_at_all": _("it does not answer"),
        "with_an_error": _("it answers with an error"),
        "with_a_wrong_certificate": _("its certificate is not valid"),
        "inside": _("its address is in a private network"),
    }
    if details.get("answers") not in answers:
        return []
    day = date_format(dt.date.fromisoformat(details["since"]), "DATE_FORMAT")
    said = answers[details["answers"]] % {"host": details["led_to"]}
    return [_("%(answer)s (since %(day)s)") % {"answer": said, "day": day}]


def label_of_rule(code: str) -> str:
    """Return a rule in words; its code where this version does not know it any more."""
    return str(Rule(code).label) if code in Rule.values else code


def show_rules(counts: dict[str, int], rules: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return the rules of a control: code, words, how many; those with most first."""
    shown = [(code, label_of_rule(code), counts.get(code, 0)) for code in rules]
    return sorted(shown, key=lambda each: -each[2])


def show_trend(runs: Iterable[Any], rule: str = "") -> tuple[list[ShownRun], Any]:
    """
    Return controls over time, the newest first, and their picture.

    :param rule: count what this one found alone
    """
    shown = [ShownRun(run.completed_at, run.organisations, _number(run, rule)) for run in runs]
    # Of one day the last one is drawn.
    by_day = {localdate(each.at): each.findings for each in shown}
    return shown[::-1], draw_series([Dated(day, number) for day, number in by_day.items()])


def _number(run: Any, rule: str) -> int:
    return run.counts.get(rule, 0) if rule else sum(run.counts.values())


def _address(finding: Any) -> str:
    public_id = finding.organisation.public_id
    if finding.rule == Rule.RECORDED_TWICE:
        return reverse("merging:index")
    if finding.rule in (Rule.MEMBER_WITHOUT_OWNER, Rule.OWNER_NEVER_SIGNED_IN):
        return reverse("directory:profile", args=[public_id])
    if finding.rule in (Rule.TERM_MISSING, Rule.TERMS_TOO_MANY):
        return f"{reverse('entry_editing:edit', args=[public_id])}#{_subject_section(finding)}"
    anchor = _ANCHORS.get(finding.rule) or f"id_{_text(finding)}"
    return f"{reverse('entry_editing:edit', args=[public_id])}#{anchor}"


def _subject_section(finding: Any) -> str:
    found = taxonomies_by_key(finding.details.get("taxonomies", ()))
    return next((f"terms-{each.subject}" for each in found), "")


def _text(finding: Any) -> str:
    language = (get_language() or "")[:2]
    own = f"headline_{language if language in LANGUAGES else LANGUAGES[0]}"
    return next(iter(finding.details.get("texts", ())), own)
