"""The rules, each a few lines: what it finds of one organisation, or nothing."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.hub.data_control.checking.facts import Facts, Shared
from liaison.hub.data_control.choices import Rule
from liaison.hub.directory.choices import Kind, SizeClass, State
from liaison.hub.directory.texts import HEADLINE, LANGUAGES, LONGEST, TEXTS, is_outdated

Details = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """
    By what entries are looked at.

    :ivar days_fresh: after so many days an entry counts as aged
    :ivar languages: in which texts are wanted
    """

    rules: Collection[Rule]
    today: dt.date
    days_fresh: int
    languages: Sequence[str]
    shared: Shared


def findings_of(facts: Facts, asked: Asked) -> dict[Rule, Details]:
    """Return what is wrong with an organisation's entry, by the rule that says so."""
    found = {rule: _RULES[rule](facts, asked) for rule in asked.rules}
    return {rule: details for rule, details in found.items() if details is not None}


def _if(is_wrong: bool, **details: Any) -> Details | None:
    return details if is_wrong else None


def _unverified(facts: Facts, asked: Asked) -> Details | None:
    seen = facts.organisation.verified_on or facts.organisation.created_at.date()
    return _if((asked.today - seen).days > asked.days_fresh)


def _no_number(facts: Facts, asked: Asked) -> Details | None:
    return _if(not facts.has_number)


def _no_website(facts: Facts, asked: Asked) -> Details | None:
    return _if(not facts.organisation.website)


def _website_twice(facts: Facts, asked: Asked) -> Details | None:
    others = asked.shared.with_site_of(facts.organisation)
    return _if(bool(others), others=others)


def _recorded_twice(facts: Facts, asked: Asked) -> Details | None:
    others = asked.shared.with_name_of(facts.organisation)
    return _if(bool(others), others=others)


def _no_coordinates(facts: Facts, asked: Asked) -> Details | None:
    return _if(not any(is_on_map for _country, is_on_map in facts.places))


def _place_without_country(facts: Facts, asked: Asked) -> Details | None:
    return _if(any(not country for country, _is_on_map in facts.places))


def _no_kind(facts: Facts, asked: Asked) -> Details | None:
    return _if(facts.organisation.kind == Kind.OTHER)


def _no_headline(facts: Facts, asked: Asked) -> Details | None:
    texts = facts.organisation.texts
    return _if(not any(texts.get(f"{HEADLINE}_{language}") for language in LANGUAGES))


def _translation_missing(facts: Facts, asked: Asked) -> Details | None:
    texts = facts.organisation.texts
    missing = [
        f"{kind}_{language}"
        for kind in LONGEST
        if any(texts.get(f"{kind}_{language}") for language in LANGUAGES)
        for language in LANGUAGES
        if language in asked.languages and not texts.get(f"{kind}_{language}")
    ]
    return _if(bool(missing), texts=missing)


def _translation_outdated(facts: Facts, asked: Asked) -> Details | None:
    texts = facts.organisation.texts
    outdated = [code for code in TEXTS if texts.get(code) and is_outdated(code, texts)]
    return _if(bool(outdated), texts=outdated)


def _size_disagrees(facts: Facts, asked: Asked) -> Details | None:
    said, people = facts.organisation.size_class, facts.head_count
    return _if(bool(said) and people is not None and SizeClass.of(people) != said)


def _certificate_over(facts: Facts, asked: Asked) -> Details | None:
    return _if(facts.has_certificate_over)


def _term_missing(facts: Facts, asked: Asked) -> Details | None:
    missing = [
        demand.taxonomy.pk
        for demand in facts.demands
        if demand.is_required and not facts.terms[demand.taxonomy.pk]
    ]
    return _if(bool(missing), taxonomies=missing)


def _website_fails(facts: Facts, asked: Asked) -> Details | None:
    return facts.website_fails


def _terms_too_many(facts: Facts, asked: Asked) -> Details | None:
    crowded = [
        demand.taxonomy.pk
        for demand in facts.demands
        if not demand.allows_several and len(facts.terms[demand.taxonomy.pk]) > 1
    ]
    return _if(bool(crowded), taxonomies=crowded)


def _member_without_owner(facts: Facts, asked: Asked) -> Details | None:
    return _if(facts.is_member and not facts.last_sign_ins)


def _owner_never_signed_in(facts: Facts, asked: Asked) -> Details | None:
    return _if(bool(facts.last_sign_ins) and not any(facts.last_sign_ins))


def _ceased_member(facts: Facts, asked: Asked) -> Details | None:
    return _if(facts.is_member and facts.organisation.state == State.CEASED)


_RULES: dict[Rule, Callable[[Facts, Asked], Details | None]] = {
    Rule.UNVERIFIED: _unverified,
    Rule.NO_NUMBER: _no_number,
    Rule.NO_WEBSITE: _no_website,
    Rule.WEBSITE_TWICE: _website_twice,
    Rule.NO_COORDINATES: _no_coordinates,
    Rule.PLACE_WITHOUT_COUNTRY: _place_without_country,
    Rule.NO_KIND: _no_kind,
    Rule.NO_HEADLINE: _no_headline,
    Rule.TRANSLATION_MISSING: _translation_missing,
    Rule.TRANSLATION_OUTDATED: _translation_outdated,
    Rule.SIZE_DISAGREES: _size_disagrees,
    Rule.CERTIFICATE_OVER: _certificate_over,
    Rule.TERM_MISSING: _term_missing,
    Rule.WEBSITE_FAILS: _website_fails,
    Rule.TERMS_TOO_MANY: _terms_too_many,
    Rule.RECORDED_TWICE: _recorded_twice,
    Rule.MEMBER_WITHOUT_OWNER: _member_without_owner,
    Rule.OWNER_NEVER_SIGNED_IN: _owner_never_signed_in,
    Rule.CEASED_MEMBER: _ceased_member,
}
