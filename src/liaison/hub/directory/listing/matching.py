"""The organisations that answer a selection, as questions to the database."""

import datetime as dt
from dataclasses import dataclass, replace
from math import cos, radians

from django.db.models import Case, F, FloatField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import ACos, Cos, Least, Radians, Sin
from django.utils import timezone

from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.listing.members import is_member_of
from liaison.hub.directory.listing.selections import EARTH, FACETS, Near, Selection, Sort
from liaison.hub.directory.lookup import Question
from liaison.hub.directory.lookup.finding import score_of_words, with_few_described
from liaison.hub.directory.lookup.opensearch import led_to
from liaison.hub.directory.lookup.questions import telling_terms
from liaison.hub.directory.models import LookupWord, Organisation, OrganisationTerm, Place
from liaison.hub.directory.models.organisations import VERIFIED_FIRST, aged_by
from liaison.hub.directory.visibility import Sight, organisations_in

# Kilometres from one parallel to the next.
_DEGREE = 111.2
_NEAREST_TO_A_POLE = 0.01


# Where so few answer a text they are named, which makes each further question a short one.
_FEW = 1_000


Terms = tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True)
class Asked:
    """
    A text as it is looked for.

    :ivar wholly: whether organisations must have all its words; else any of them
    :ivar few: the keys of all that answer it, whoever may see them; None if they are many. An
        index beside the database names so many of those that answer best
    """

    question: Question
    wholly: bool
    few: tuple[int, ...] | None = None


def ask(question: Question, *, wholly: bool) -> Asked:
    """Return a text as it is looked for; asks once who answers it: an index, or the database."""
    led = led_to(question, wholly=wholly)
    asked = Asked(question, wholly, few=led)
    if led is not None:
        return asked
    answering = _with_words(asked).values_list("organisation", flat=True).distinct()
    keys = tuple(answering[: _FEW + 1]) if question.known else ()
    return replace(asked, few=keys) if len(keys) <= _FEW else asked


def within(
    sight: Sight, *, asked: Asked | None = None, near: Near | None = None
) -> QuerySet[Organisation]:
    """Return what a reader sees that answers a text near a place, whatever else is chosen."""
    found = organisations_in(sight).living()
    if asked:
        found = found.filter(_answers(asked))
    return found.filter(pk__in=_around(near).values("organisation")) if near else found


def having(terms: Terms, *, today: dt.date) -> Q:
    """Return those that have, of each subject, one of the terms today, or one below it."""
    has = Q()
    for subject, keys in terms:
        held = OrganisationTerm.objects.valid_on(today)
        by = "focus_area" if subject == TermsOf.FOCUS_AREAS else "term__placements__above"
        has &= Q(pk__in=held.filter(**{f"{by}__in": keys}).values("organisation"))
    return has


def narrowed(
    found: QuerySet[Organisation], selection: Selection, *, today: dt.date
) -> QuerySet[Organisation]:
    """Return those that have what was chosen of each facet, and the terms on a day."""
    if selection.terms:
        found = found.filter(having(selection.terms, today=today))
    for facet, values in selection.chosen:
        if values:
            found = found.filter(**{f"{FACETS[facet]}__in": values})
    if selection.cluster:
        found = found.filter(map_entries__cluster__slug=selection.cluster)
    if selection.member:
        found = found.filter(is_member_of(selection.member))
    return found


def sorted_keys(
    found: QuerySet[Organisation], selection: Selection, asked: Asked | None
) -> QuerySet[Organisation, int]:
    """Return the keys of organisations in the order that was chosen."""
    near = selection.near
    if selection.sort == Sort.VERIFIED:
        found = found.order_by(VERIFIED_FIRST, "plain", "pk")
    elif selection.sort == Sort.NEAREST and near:
        places = _around(near).filter(organisation=OuterRef("pk")).values("organisation")
        nearest = places.annotate(nearest=Min("distance")).values("nearest")
        found = found.annotate(away=Subquery(nearest)).order_by("away", "plain", "pk")
    elif selection.sort == Sort.BEST and asked:
        words = LookupWord.objects.filter(organisation=OuterRef("pk"), word__in=_readings(asked))
        score = words.values("organisation").annotate(score=score_of_words(asked.question))
        found = found.annotate(score=Subquery(score.values("score")))
        aged = Case(When(aged_by(timezone.localdate()), then=Value(1)), default=Value(0))
        found = found.order_by("-score", aged, "plain", "pk")
    else:
        found = found.order_by("plain", "pk")
    return found.values_list("pk", flat=True)


def _answers(asked: Asked) -> Q:
    if asked.few is not None:
        return Q(pk__in=asked.few)
    return Q(pk__in=_with_words(asked).values("organisation"))


def _with_words(asked: Asked) -> QuerySet[LookupWord]:
    """Return words that lead to organisations with all words of a text, or with any of them."""
    if not asked.wholly:
        # By the rarest words alone: those that very many have would let in very many.
        telling = list(telling_terms(asked.question.known))
        found = _any_of([reading for term in telling for reading in term.readings])
        return with_few_described(found, number=sum(term.number for term in telling))
    rarest, *others = asked.question.known
    found = _any_of(list(rarest.readings))
    for each in others:
        found = found.filter(organisation__in=_any_of(list(each.readings)).values("organisation"))
    return with_few_described(found, number=rarest.number)


def _readings(asked: Asked) -> list[str]:
    return [reading for term in asked.question.known for reading in term.readings]


def _any_of(words: list[str]) -> QuerySet[LookupWord]:
    return LookupWord.objects.filter(word__in=words)


def _around(near: Near) -> QuerySet[Place]:
    """Return the places in a circle, each with its distance in kilometres; by index a box first."""
    up = near.kilometres / _DEGREE
    wide = up / max(cos(radians(near.latitude)), _NEAREST_TO_A_POLE)
    box = Place.objects.filter(
        latitude__range=(near.latitude - up, near.latitude + up),
        longitude__range=(near.longitude - wide, near.longitude + wide),
    )
    return box.annotate(distance=_distance(near)).filter(distance__lte=near.kilometres)


def _distance(near: Near) -> ACos:
    here, there = Radians(Value(near.latitude)), Radians(F("latitude"))
    across = Cos(Radians(F("longitude") - Value(near.longitude)))
    cosine = Sin(here) * Sin(there) + Cos(here) * Cos(there) * across
    angle = ACos(Least(Value(1.0), cosine, output_field=FloatField()))
    return angle * Value(EARTH)
