"""What the rules need to know of organisations: read for many at once, in few questions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control.choices import DAYS_FAILED
from liaison.hub.data_control.models import WebsiteVisit
from liaison.hub.directory.choices import FigureKind, NameKind, TermsOf
from liaison.hub.directory.models import (
    Figure,
    Identifier,
    MapEntry,
    Organisation,
    OrganisationName,
    OrganisationRole,
    OrganisationTerm,
    Place,
)
from liaison.hub.directory.visibility import Sight, organisations_in
from liaison.hub.membership.queries import organisations_of
from liaison.hub.taxonomies.queries import Demand, demands_of
from liaison.opendata.resolution.entries import domain_of

# Others that are alike are told up to so many.
_MOST_TOLD = 5


@dataclass
class Facts:
    """
    What the rules look at.

    :ivar places: of each the country, and whether it has coordinates
    :ivar head_count: the newest one, what is counted before an estimate; None for none
    :ivar demands: what the cluster asks of terms
    :ivar terms: which terms it has of the taxonomies of these, by their keys
    :ivar website_fails: how its web site fails, since when, where it leads; None where it does not
    :ivar last_sign_ins: of each person who answers for it
    """

    organisation: Organisation
    has_number: bool = False
    places: list[tuple[str, bool]] = field(default_factory=list)
    head_count: int | None = None
    has_certificate_over: bool = False
    demands: Sequence[Demand] = ()
    terms: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    is_member: bool = False
    website_fails: dict[str, str] | None = None
    last_sign_ins: list[dt.datetime | None] = field(default_factory=list)


@dataclass(frozen=True)
class Shared:
    """Keys of organisations by what several have: a web site, a name in a country."""

    sites: dict[str, list[int]] = field(default_factory=dict)
    names: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    named: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def with_site_of(self, organisation: Organisation) -> list[int]:
        """Return the keys of others with its web site."""
        found = self.sites.get(domain_of(organisation.website), [])
        return [key for key in found if key != organisation.pk][:_MOST_TOLD]

    def with_name_of(self, organisation: Organisation) -> list[int]:
        """Return the keys of others in its country with one of its names."""
        names = self.named.get(organisation.pk, [])
        found = {key for name in names for key in self.names[name]} - {organisation.pk}
        return sorted(found)[:_MOST_TOLD]


def entries_of(cluster: Cluster) -> QuerySet[Organisation]:
    """Return the living members and those on the sector map that the cluster's team sees."""
    own = frozenset({cluster.pk})
    seen = organisations_in(Sight(inside=own, strategic=own, team=own)).living()
    mapped = MapEntry.objects.filter(cluster=cluster).values("organisation")
    members = organisations_of([cluster.pk])
    return seen.filter(pk__in=mapped) | seen.filter(pk__in=members)


def shared_among(entries: QuerySet[Organisation]) -> Shared:
    """
    Return what several of these organisations share.

    Only what is shared is kept; on the way there a few bytes for each organisation.
    """
    sites: dict[str, list[int]] = defaultdict(list)
    names: dict[tuple[str, str], list[int]] = defaultdict(list)
    said = entries.order_by("pk").values_list("pk", "website", "plain", "country")
    for key, website, plain, country in said.iterator():
        if domain := domain_of(website):
            sites[domain].append(key)
        names[plain, country].append(key)
    further = OrganisationName.objects.filter(organisation__in=entries.values("pk"), until=None)
    told = further.exclude(kind__in=(NameKind.ACRONYM, NameKind.FORMER)).order_by("pk")
    for key, plain, country in told.values_list(
        "organisation", "plain", "organisation__country"
    ).iterator():
        if key not in names[plain, country]:
            names[plain, country].append(key)
    shared_names = {name: keys for name, keys in names.items() if len(keys) > 1}
    named: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for name, keys in shared_names.items():
        for key in keys:
            named[key].append(name)
    shared_sites = {site: keys for site, keys in sites.items() if len(keys) > 1}
    return Shared(shared_sites, shared_names, dict(named))


def read_facts(keys: Sequence[int], *, cluster: Cluster, today: dt.date) -> list[Facts]:
    """Return what the rules look at of these organisations; ten questions however many."""
    demands = demands_of([cluster.pk])
    found = {
        each.pk: Facts(each, demands=demands) for each in Organisation.objects.filter(pk__in=keys)
    }
    for key in _of(Identifier, keys).filter(until=None).values_list("organisation", flat=True):
        found[key].has_number = True
    for key, country, latitude in _of(Place, keys).values_list(
        "organisation", "country", "latitude"
    ):
        found[key].places.append((country, latitude is not None))
    counted = _of(Figure, keys).filter(kind=FigureKind.HEAD_COUNT)
    # The newest last; of one day an estimate before what was counted.
    for key, value in counted.order_by("on", "-is_estimated").values_list("organisation", "value"):
        found[key].head_count = value
    over = _of(OrganisationTerm, keys).filter(subject=TermsOf.CERTIFICATES, until__lt=today)
    for key in over.values_list("organisation", flat=True):
        found[key].has_certificate_over = True
    visits = _of(WebsiteVisit, keys).filter(days_failed__gte=DAYS_FAILED)
    # Of the address that it has now.
    for each in visits.filter(website=F("organisation__website")):
        found[each.organisation_id].website_fails = {
            "answers": each.answers,
            "since": each.fails_since.isoformat(),
            "led_to": each.led_to,
        }
    if demands:
        _read_terms(found, demands)
    members = organisations_of([cluster.pk]).filter(organisation__in=keys)
    for key in members.values_list("organisation", flat=True):
        found[key].is_member = True
    owners = _of(OrganisationRole, keys).filter(
        role=Role.ORGANISATION_OWNER, person__is_active=True
    )
    for key, at in owners.values_list("organisation", "person__last_login"):
        found[key].last_sign_ins.append(at)
    return [found[key] for key in sorted(found)]


def _read_terms(found: dict[int, Facts], demands: Sequence[Demand]) -> None:
    wanted = [demand.taxonomy.pk for demand in demands]
    rows = _of(OrganisationTerm, found).filter(term__version__taxonomy__in=wanted)
    for row in rows.with_meaning():
        term = row.meant
        found[row.organisation_id].terms[term.version.taxonomy_id].add(term.pk)


def _of(model: Any, keys: Iterable[int]) -> Any:
    return model.objects.filter(organisation__in=keys)
