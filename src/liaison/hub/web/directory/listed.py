"""
Organisations in the list, as they are drawn.

Put together here and not by a template: a page has twenty of them, and this takes a fourth of the
time. The words of what is chosen from few are translated once a language.
"""

from functools import lru_cache
from html import escape
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Kind, SizeClass, State, TermsOf
from liaison.hub.directory.listing.members import ShownMembership
from liaison.hub.directory.listing.reading import Listed
from liaison.hub.directory.listing.reasons import Reason
from liaison.hub.membership.choices import Category
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.logos import IN_LISTS, draw_logo
from liaison.hub.web.directory.texts import headline_of

# Letters of its own words that are shown.
_LONGEST = 160


def draw(listed: Listed, *, may_gather: bool = False, with_box: bool = False) -> SafeString:
    """
    Return one organisation as an entry of the list; whatever is not ours is escaped.

    :param may_gather: whether to offer its reader to add it to a collection
    :param with_box: whether it can be ticked, to be edited together with others
    """
    organisation = listed.organisation
    address = reverse("directory:profile", args=[organisation.public_id])
    capitals = " capitals" if organisation.name.isupper() else ""
    link = f'<a href="{address}">{escape(organisation.name)}</a>'
    parts = [
        _box(organisation) if with_box else "",
        f'<h3 class="listed__name{capitals}">{link}</h3>',
        _why(listed),
        _headline(organisation),
        f'<p class="listed__who">{escape(" · ".join(filter(None, _who(listed))))}</p>',
    ]
    if notes := [*_memberships(listed), *_notes(organisation)]:
        parts.append(f'<p class="listed__notes">{" ".join(notes)}</p>')
    if may_gather:
        add, words = reverse("collecting:add", args=[organisation.public_id]), _add_words()
        label = escape(f"{words}: {organisation.name}")
        parts.append(f'<p class="small"><a href="{add}" aria-label="{label}">{words}</a></p>')
    logo = draw_logo(organisation, size=IN_LISTS)
    return mark_safe(f'<li class="listed listed--drawn">{logo}<div>{"".join(parts)}</div></li>\n')


def _add_words() -> str:
    return escape(gettext("Add to a collection"))


def _box(organisation: Any) -> str:
    words = escape(gettext("Choose %(name)s") % {"name": organisation.name})
    box = f'name="organisation" value="{organisation.public_id}" form="together"'
    label = f'<span class="visually-hidden">{words}</span>'
    return f'<label class="choice listed__box"><input type="checkbox" {box}> {label}</label>'


def _why(listed: Listed) -> str:
    """Return by what it was found, where that is not the name that stands above."""
    if listed.found_by:
        words = escape(gettext("Found as “%(name)s”") % {"name": listed.found_by})
        return f'<p class="listed__also">{words}</p>'
    return _reason(listed.organisation, listed.reason) if listed.reason else ""


def _reason(organisation: Any, reason: Reason) -> str:
    headline = headline_of(organisation)
    if not reason.subject and headline and reason.words in headline.text:
        # It stands below in any case.
        return ""
    named, language = reason.named, reason.language
    said = named.name_in(get_language()) if named else Truncator(reason.words).chars(_LONGEST)
    lang = f' lang="{language}"' if language and language != get_language() else ""
    words = escape(gettext("%(what)s: %(value)s")) % {
        "what": escape(_words_of_subjects(get_language())[reason.subject]),
        "value": f"<span{lang}>{escape(said)}</span>",
    }
    return f'<p class="listed__also">{words}</p>'


def _headline(organisation: Any) -> str:
    headline = headline_of(organisation)
    if headline is None:
        return ""
    lang = "" if headline.language == get_language() else f' lang="{headline.language}"'
    return f'<p class="listed__headline"{lang}>{escape(headline.text)}</p>'


def _who(listed: Listed) -> list[str]:
    """Return what it is, where, how far away and how large, in words; "" for what is not known."""
    organisation = listed.organisation
    where = ", ".join(filter(None, [organisation.city, country_name(organisation.country)]))
    away = ""
    if listed.kilometres is not None:
        number = number_format(round(listed.kilometres), use_l10n=True, force_grouping=True)
        away = gettext("%(number)s km away") % {"number": number}
    return [
        _word(Kind, organisation.kind),
        where,
        away,
        _word(SizeClass, organisation.size_class),
    ]


def _memberships(listed: Listed) -> list[str]:
    return [f'<span class="tag">{escape(in_words(each))}</span>' for each in listed.member_of]


def in_words(membership: ShownMembership) -> str:
    """Return of which cluster an organisation is a member, and as what."""
    category = _word(Category, membership.category)
    return gettext("Member of %(cluster)s (%(category)s)") % {
        "cluster": membership.cluster,
        "category": category,
    }


def _notes(organisation: Any) -> list[str]:
    notes = []
    if organisation.state != State.ACTIVE:
        notes.append(f'<span class="tag">{escape(_word(State, organisation.state))}</span>')
    if organisation.visibility != Visibility.PUBLIC:
        seen = gettext("Seen by: %(who)s") % {"who": _word(Visibility, organisation.visibility)}
        notes.append(f'<span class="tag">{escape(seen)}</span>')
    if organisation.invented:
        invented = escape(gettext("Invented example"))
        notes.append(f'<span class="tag tag--invented">{invented}</span>')
    years = organisation.years_unverified(timezone.localdate())
    if years > 0:
        notes.append(f'<span class="quiet small">{escape(unverified_for(years))}</span>')
    elif organisation.verified_on:
        day = date_format(organisation.verified_on, "DATE_FORMAT")
        verified = escape(gettext("Verified on %(day)s") % {"day": day})
        notes.append(f'<span class="quiet small">{verified}</span>')
    return notes


def unverified_for(years: int) -> str:
    """Say for how many years nobody verified an entry."""
    said = ngettext(
        "Nobody has verified this for %(number)d year.",
        "Nobody has verified this for %(number)d years.",
        years,
    )
    return said % {"number": years}


@lru_cache(maxsize=10)
def _words_of_subjects(language: str | None) -> dict[str, str]:
    return _words(TermsOf, language) | {"": gettext("In its own words")}


def _word(choices: Any, code: str) -> str:
    return _words(choices, get_language()).get(code, "")


@lru_cache(maxsize=50)
def _words(choices: Any, language: str | None) -> dict[str, str]:
    return {code: str(label) for code, label in choices.choices}
