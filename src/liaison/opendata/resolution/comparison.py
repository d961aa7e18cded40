"""
How much speaks for two entries being the same organisation, and in which words.

Every observation counts so many points, positive or negative, as weights of evidence do (Fellegi
and Sunter, 1969); their sum decides: linked, left to people, or refused. What the points are worth
was set by reading pairs, and is checked on pairs judged by hand.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from liaison.opendata.resolution.entries import EXCLUSIVE_SCHEMES, Entry
from liaison.opendata.resolution.names import (
    SETTING_APART,
    SORTS_OF_UNIVERSITY,
    Likeness,
    Name,
    likeness,
    weight_of,
)

# Points from which a pair is linked, and from which people are asked.
LINK, ASK = 5.5, 3.0
_NEAR, _FAR = 30.0, 80.0
# What two names must share before an acronym that one of them adds is taken for nothing.
_ENOUGH_TOLD = 4.0
_UNIVERSITY = frozenset({"university", "academy"})
_KILOMETRES_PER_DEGREE = 111.2


class Verdict(StrEnum):
    """What follows from a comparison."""

    LINKED = "linked"
    ASKED = "asked"
    REFUSED = "refused"


class Observation(StrEnum):
    """What was seen of a pair; each has a sentence for people in `SENTENCES`."""

    SAME_NAME = "same_name"
    SAME_LETTERS = "same_letters"
    SAME_WORDS = "same_words"
    NAMES_ALIKE = "names_alike"
    NAMES_SHARE_WORDS = "names_share_words"
    NAMES_UNLIKE = "names_unlike"
    NAME_SAYS_LITTLE = "name_says_little"
    SAME_ACRONYM = "same_acronym"
    NAME_IS_ACRONYM = "name_is_acronym"
    ONE_IS_SET_APART = "one_is_set_apart"
    NUMBERS_DIFFER = "numbers_differ"
    ONE_SAYS_MORE = "one_says_more"
    SAME_DOMAIN = "same_domain"
    SHARED_DOMAIN = "shared_domain"
    OTHER_DOMAIN = "other_domain"
    SAME_TOWN = "same_town"
    FAR_APART = "far_apart"
    OTHER_COUNTRY = "other_country"
    SAME_KIND = "same_kind"
    OTHER_KIND = "other_kind"
    SAME_VAT = "same_vat"
    NO_LONGER_ACTIVE = "no_longer_active"
    DIFFERENT_PICS = "different_pics"
    DIFFERENT_VATS = "different_vats"
    RIVAL = "rival"
    SUCCESSOR = "successor"


SENTENCES = {
    Observation.SAME_NAME: "They have the same name.",
    Observation.SAME_LETTERS: "Their names have the same letters, spaced otherwise.",
    Observation.SAME_WORDS: "Their names have the same words in another order.",
    Observation.NAMES_ALIKE: "Their names are almost the same.",
    Observation.NAMES_SHARE_WORDS: "Their names share words.",
    Observation.NAMES_UNLIKE: "Their names have little in common.",
    Observation.NAME_SAYS_LITTLE: "The name is one that several may have.",
    Observation.SAME_ACRONYM: "They have the same acronym.",
    Observation.NAME_IS_ACRONYM: "The name of one is the acronym of the other.",
    Observation.ONE_IS_SET_APART: "One name says that it is a part, a hospital or an arm.",
    Observation.NUMBERS_DIFFER: "The numbers in their names differ.",
    Observation.ONE_SAYS_MORE: "One name says more than the other; it may be a part of it.",
    Observation.SAME_DOMAIN: "They have the same web domain, and nobody else has it.",
    Observation.SHARED_DOMAIN: "They have the same web domain, and others have it too.",
    Observation.OTHER_DOMAIN: "They have different web domains.",
    Observation.SAME_TOWN: "They are in the same town or nearby.",
    Observation.FAR_APART: "They are far apart.",
    Observation.OTHER_COUNTRY: "They are in different countries.",
    Observation.SAME_KIND: "They are of the same kind.",
    Observation.OTHER_KIND: "They are of different kinds.",
    Observation.SAME_VAT: "They have the same VAT number.",
    Observation.NO_LONGER_ACTIVE: "One of them is no longer active.",
    Observation.DIFFERENT_PICS: "They have different PICs; only people join these.",
    Observation.DIFFERENT_VATS: "They have different VAT numbers; only people join these.",
    Observation.RIVAL: "Another entry fits as well.",
    Observation.SUCCESSOR: "The registry names one as the successor of the other.",
}


class Seen(NamedTuple):
    """An observation and the points it counts."""

    what: Observation
    points: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Two entries beside each other.

    :ivar points: sum of what was seen; the more, the likelier they are the same
    """

    one: Entry
    other: Entry
    seen: tuple[Seen, ...]

    @property
    def points(self) -> float:
        """Return the sum of all points."""
        return sum(each.points for each in self.seen)

    @property
    def verdict(self) -> Verdict:
        """Return what follows; entries that differ in a PIC or VAT number are never linked."""
        if self.points < ASK:
            return Verdict.REFUSED
        return Verdict.LINKED if self.points >= LINK and not self.is_for_people else Verdict.ASKED

    @property
    def is_for_people(self) -> bool:
        """Tell whether only people may join the two: other PICs, VAT numbers or countries."""
        return (
            differ_in_exclusive(self.one, self.other)
            or "" != self.one.country != self.other.country != ""
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the observations' codes, the weightiest first."""
        return tuple(each.what.value for each in sorted(self.seen, key=_weight))


def _weight(seen: Seen) -> float:
    return -abs(seen.points)


def exclusive_values(entry: Entry) -> dict[str, str]:
    """Return the identifiers of an entry of which an organisation has one, by scheme."""
    scheme, _, value = entry.key.partition(":")
    values = {scheme: value, "vat": entry.vat}
    return {each: values[each] for each in EXCLUSIVE_SCHEMES if values.get(each)}


def differ_in_exclusive(one: Entry, other: Entry) -> bool:
    """Tell whether two entries have different PICs, or different VAT numbers."""
    others = exclusive_values(other)
    return any(
        others.get(scheme, value) != value for scheme, value in exclusive_values(one).items()
    )


def compare(one: Entry, other: Entry) -> Comparison:
    """Return what is seen of two entries."""
    seen = [
        *_names_seen(one, other),
        *_domains_seen(one, other),
        *_places_seen(one, other),
        *_kinds_seen(one, other),
        *_numbers_seen(one, other),
    ]
    return Comparison(one, other, tuple(seen))


def name_points(one: Entry, other: Entry) -> float:
    """Return what the names of two entries alone say, in points."""
    return sum(each.points for each in _names_seen(one, other))


def _names_seen(one: Entry, other: Entry) -> Iterator[Seen]:
    towns = _common_towns(one, other)
    acronyms = one.acronyms | other.acronyms
    of_companies = one.kind == other.kind == "company"
    best = max(
        (
            _compare_names(left, right, towns, acronyms, of_companies=of_companies)
            for left, right in product(one.names, other.names)
        ),
        key=lambda seen: sum(each.points for each in seen),
        default=[],
    )
    yield from best
    if one.acronyms & other.acronyms:
        # All companies of a group have its acronym.
        yield Seen(Observation.SAME_ACRONYM, 0.5 if of_companies else 1.5)
    elif _is_acronym_of(one, other) or _is_acronym_of(other, one):
        yield Seen(Observation.NAME_IS_ACRONYM, 0.5 if of_companies else 1.5)


def _is_acronym_of(one: Entry, other: Entry) -> bool:
    return any(len(name.words) == 1 and name.words[0] in other.acronyms for name in one.names)


def _common_towns(one: Entry, other: Entry) -> frozenset[str]:
    if _distance(one, other) <= _NEAR:
        return one.towns | other.towns
    return one.towns & other.towns


def _compare_names(
    one: Name,
    other: Name,
    towns: frozenset[str],
    acronyms: frozenset[str],
    *,
    of_companies: bool,
) -> list[Seen]:
    if one.words == other.words:
        return _same(Observation.SAME_NAME, 5.0, one, other, towns)
    if "".join(one.words) == "".join(other.words):
        return _same(Observation.SAME_LETTERS, 4.5, one, other, towns)
    like = _without(likeness(one.words, other.words, towns=towns), acronyms)
    if towns & set(like.only_one) and towns & set(like.only_other):
        # Each names another town: "Municipality of X", "Municipality of Y".
        towns = frozenset()
        like = likeness(one.words, other.words)
    if like.share > 0.99:
        return _same(Observation.SAME_WORDS, 4.0, one, other, towns)
    seen = [_alike(like), *_told_apart(one, other, like, towns, of_companies=of_companies)]
    return [*seen, _OF_A_PART] if "part" in (one.kind, other.kind) else seen


def _without(like: Likeness, acronyms: frozenset[str]) -> Likeness:
    """Take away what one adds to its name that is only an acronym of it."""
    if like.told < _ENOUGH_TOLD:
        return like
    return Likeness(
        like.share,
        like.told,
        tuple(word for word in like.only_one if word not in acronyms),
        tuple(word for word in like.only_other if word not in acronyms),
    )


# It may be the body above: "University of Engineering - National University".
_OF_A_PART = Seen(Observation.NAME_SAYS_LITTLE, -3.0)


def _same(
    what: Observation, points: float, one: Name, other: Name, towns: frozenset[str]
) -> list[Seen]:
    told = sum(weight_of(word, towns) for word in set(one.words))
    seen = [Seen(what, points + min(0.3 * told, 3.5))]
    if "part" in (one.kind, other.kind):
        seen.append(_OF_A_PART)
    elif _is_short(one) or (what is Observation.SAME_WORDS and told < _ENOUGH_TOLD):
        # "Hanoi University of Science", "University of Science of Hanoi": two of one town.
        seen.append(Seen(Observation.NAME_SAYS_LITTLE, -1.5))
    return seen


def _is_short(name: Name) -> bool:
    return len(name.words) == 1 and (len(name.words[0]) <= 4 or weight_of(name.words[0]) < 2)


def _alike(like: Likeness) -> Seen:
    if not like.only_one and not like.only_other:
        return Seen(Observation.NAMES_ALIKE, 4.0)
    for least, points in ((0.9, 4.0), (0.8, 3.0), (0.7, 2.0)):
        if like.share >= least:
            return Seen(Observation.NAMES_ALIKE, points)
    if like.share >= 0.4:
        return Seen(Observation.NAMES_SHARE_WORDS, 0.5)
    return Seen(Observation.NAMES_UNLIKE, -1.5)


def _told_apart(
    one: Name, other: Name, like: Likeness, towns: frozenset[str], *, of_companies: bool
) -> Iterator[Seen]:
    left = {SETTING_APART[word] for word in like.only_one if word in SETTING_APART}
    right = {SETTING_APART[word] for word in like.only_other if word in SETTING_APART}
    if left != right:
        yield Seen(Observation.ONE_IS_SET_APART, -3.0)
    elif _sort(one, like.only_one) != _sort(other, like.only_other):
        yield Seen(Observation.ONE_IS_SET_APART, -2.0)
    if _numbers(like.only_one) or _numbers(like.only_other):
        yield Seen(Observation.NUMBERS_DIFFER, -3.0)
    if bool(like.only_one) != bool(like.only_other):
        more = like.only_one or like.only_other
        if of_companies or any(weight_of(word, towns) > 2 for word in more):
            # A company that says more is mostly a subsidiary; a university often says its town.
            yield Seen(Observation.ONE_SAYS_MORE, _less(more, towns) if of_companies else -0.5)


def _less(more: tuple[str, ...], towns: frozenset[str]) -> float:
    """Return what it costs a company to say more: little for its country or town."""
    return -2.0 if any(weight_of(word, towns) > 2 for word in more) else -0.5


def _sort(name: Name, only: tuple[str, ...]) -> frozenset[str]:
    """Return what sort of university a name says, in words that the other name has not."""
    return SORTS_OF_UNIVERSITY & set(only) if _UNIVERSITY & set(name.words) else frozenset()


def _numbers(words: tuple[str, ...]) -> bool:
    return any(word.isdigit() for word in words)


def _domains_seen(one: Entry, other: Entry) -> Iterator[Seen]:
    if not one.domain or not other.domain:
        return
    if domains_differ(one.domain, other.domain):
        yield Seen(Observation.OTHER_DOMAIN, -0.5)
    elif one.domain != other.domain:
        return
    elif one.domain_shared or other.domain_shared:
        yield Seen(Observation.SHARED_DOMAIN, 1.5)
    else:
        yield Seen(Observation.SAME_DOMAIN, 5.0)


def domains_differ(one: str, other: str) -> bool:
    """Tell whether two domains are neither the same nor one a part of the other."""
    return one != other and not one.endswith(f".{other}") and not other.endswith(f".{one}")


def _places_seen(one: Entry, other: Entry) -> Iterator[Seen]:
    distance = _distance(one, other)
    if one.country and other.country and one.country != other.country:
        yield Seen(Observation.OTHER_COUNTRY, -4.0)
    elif one.towns & other.towns or distance <= _NEAR:
        yield Seen(Observation.SAME_TOWN, 1.0)
    elif far_apart(one, other):
        yield Seen(Observation.FAR_APART, -2.5)


def far_apart(one: Entry, other: Entry) -> bool:
    """Tell whether two entries are known to be in different places."""
    return not one.towns & other.towns and _FAR < _distance(one, other) < math.inf


def _distance(one: Entry, other: Entry) -> float:
    """Return the kilometres between two entries; infinite where a place is unknown."""
    if one.point is None or other.point is None:
        return math.inf
    north = one.point[0] - other.point[0]
    east = (one.point[1] - other.point[1]) * math.cos(math.radians(one.point[0]))
    return math.hypot(north, east) * _KILOMETRES_PER_DEGREE


def _kinds_seen(one: Entry, other: Entry) -> Iterator[Seen]:
    kinds = {one.kind, other.kind}
    if len(kinds) == 1 and "other" not in kinds:
        yield Seen(Observation.SAME_KIND, 0.5)
    elif kinds == {"company", "university"} or kinds == {"company", "public"}:
        yield Seen(Observation.OTHER_KIND, -1.5)
    if {one.status, other.status} & {"inactive", "withdrawn"}:
        yield Seen(Observation.NO_LONGER_ACTIVE, -2.5)


def _numbers_seen(one: Entry, other: Entry) -> Iterator[Seen]:
    ones, others = exclusive_values(one), exclusive_values(other)
    if one.vat and one.vat == other.vat:
        yield Seen(Observation.SAME_VAT, 4.0)
    elif "vat" in ones and "vat" in others:
        yield Seen(Observation.DIFFERENT_VATS, -3.0)
    if "pic" in ones and "pic" in others and ones["pic"] != others["pic"]:
        yield Seen(Observation.DIFFERENT_PICS, 0.0)
