"""What can be done with taxonomies: drafting, editing, publishing, using, copying."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies import policies
from liaison.hub.taxonomies.choices import ObjectType, Relation, VersionState
from liaison.hub.taxonomies.models import (
    Crosswalk,
    Taxonomy,
    TaxonomyUse,
    TaxonomyVersion,
    Term,
    TermPlacement,
)
from liaison.hub.taxonomies.queries import terms_without_way
from liaison.hub.taxonomies.written_terms import Mistake, WrittenTerm, mistakes_in

NAMES = ("name_en", "name_fr", "name_de")
OF_TERM = (*NAMES, "definition", "synonyms", "former_codes", "position")
# Sent, in the transaction that does it, for parts above that count by terms: which `taxonomy`.
terms_changed = Signal()


class NotAllowed(PermissionDenied):
    """This person may not do this to this taxonomy."""


class NotADraft(Exception):
    """The version is published, so it never changes; a new version is drafted instead."""


class AlreadyDrafted(Exception):
    """The taxonomy has a draft already; there is one at a time."""


class NotPublished(Exception):
    """The taxonomy has no version in force, so there is nothing to use or copy."""


class CodeTaken(Exception):
    """Another term of the version, or another taxonomy, has this code."""


class Ring(Exception):
    """
    A term would lie under itself.

    :ivar terms: of the ring, each lying under the next one, the first once more at the end
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__(" < ".join(term.code for term in terms))
        self.terms = list(terms)


class WaysMissing(Exception):
    """
    Terms of the version before are gone, and nobody says what became of them.

    :ivar terms: those terms
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__(", ".join(term.code for term in terms))
        self.terms = list(terms)


class WrongRows(Exception):
    """
    Rows are no terms of a version, so nothing was written.

    :ivar mistakes: all of them, in the order of the rows
    """

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(len(mistakes))
        self.mistakes = list(mistakes)


class NoTerms(Exception):
    """A version without a term is not published."""


def create_taxonomy(
    values: Mapping[str, Any], *, cluster: Cluster, by: Any, now: dt.datetime
) -> Taxonomy:
    """
    Make a taxonomy of a cluster with an empty draft.

    :param values: slug, subject and the names
    :raises NotAllowed: if `by` does not manage the cluster
    :raises CodeTaken: if another taxonomy of the installation has this slug
    """
    if not policies.can_manage(by, cluster.pk):
        raise NotAllowed
    try:
        with transaction.atomic():
            taxonomy = Taxonomy.objects.create(cluster=cluster, created_at=now, **values)
            TaxonomyVersion.objects.create(taxonomy=taxonomy, number=1)
            _record("taxonomy.created", taxonomy, by=by, now=now)
    except IntegrityError as error:
        raise CodeTaken from error
    return taxonomy


@transaction.atomic
def draft_version(taxonomy: Taxonomy, *, by: Any, now: dt.datetime) -> TaxonomyVersion:
    """
    Begin a new version with the terms of the one in force.

    :raises NotAllowed: if `by` may not edit the taxonomy
    :raises AlreadyDrafted: if there is a draft
    """
    taxonomy = _locked(taxonomy, by=by)
    versions = list(taxonomy.versions.order_by("-number"))
    if any(each.is_draft for each in versions):
        raise AlreadyDrafted
    number = versions[0].number + 1 if versions else 1
    draft = TaxonomyVersion.objects.create(taxonomy=taxonomy, number=number)
    last = next((each for each in versions if each.state == VersionState.PUBLISHED), None)
    if last:
        _copy_terms(list(last.terms.all()), draft)
    _record("taxonomy.drafted", taxonomy, by=by, now=now, version=number)
    return draft


@transaction.atomic
def discard_draft(draft: TaxonomyVersion, *, by: Any, now: dt.datetime) -> None:
    """
    Remove a draft with all that was written in it, that a term ends among it.

    :raises NotAllowed: if `by` may not edit the taxonomy
    :raises NotADraft: if it is published by now
    """
    draft = _locked_draft(draft, by=by)
    _record("taxonomy.discarded", draft.taxonomy, by=by, now=now, version=draft.number)
    _ends(draft.taxonomy).delete()
    draft.delete()


@transaction.atomic
def save_term(
    draft: TaxonomyVersion,
    code: str,
    values: Mapping[str, Any],
    *,
    parent: str = "",
    was: str = "",
    by: Any,
    now: dt.datetime,
) -> Term:
    """
    Add a term to a draft, or change one.

    :param was: the code of the one that is changed; "" for a new one
    :param parent: the code of the term it is to lie under; "" for none
    :raises NotADraft: if it is published by now
    :raises CodeTaken: if another term has the code
    :raises Ring: if it would lie under itself
    :raises Term.DoesNotExist: if the parent, or the one that is changed, is gone meanwhile
    """
    draft = _locked_draft(draft, by=by)
    term = draft.terms.get(code=was) if was else Term(version=draft, position=_last(draft) + 1)
    if code != was and draft.terms.filter(code=code).exists():
        raise CodeTaken(code)
    if was and code != was:
        term.former_codes = [*dict.fromkeys([*term.former_codes, was])]
    for name in values.keys() & set(OF_TERM):
        setattr(term, name, values[name])
    term.code = code
    term.parent = draft.terms.get(code=parent) if parent else None
    _check_no_ring(term, {each.pk: each for each in draft.terms.all()})
    term.save()
    # It is there, so the one in force that it comes from does not end.
    _ends(draft.taxonomy).filter(older__code__in={code, was}).delete()
    _record("taxonomy.term_saved", draft.taxonomy, by=by, now=now, term=code)
    return term


@transaction.atomic
def remove_term(draft: TaxonomyVersion, code: str, *, by: Any, now: dt.datetime) -> None:
    """
    Take a term out of a draft; those below it lie under its parent then.

    :raises NotADraft: if it is published by now
    """
    draft = _locked_draft(draft, by=by)
    term = draft.terms.get(code=code)
    term.children.update(parent=term.parent)
    term.delete()
    _record("taxonomy.term_removed", draft.taxonomy, by=by, now=now, term=code)


@transaction.atomic
def fill_draft(
    taxonomy: Taxonomy, rows: Sequence[WrittenTerm], *, by: Any, now: dt.datetime
) -> TaxonomyVersion:
    """
    Have the draft say what rows say, in their order, and nothing else; begin one if there is none.

    Terms whose codes stay, or which a row had under a former code, stay with their other words.

    :raises NotAllowed: if `by` may not edit the taxonomy
    :raises WrongRows: if a row has a mistake
    :raises NoTerms: if there is no row
    """
    taxonomy = _locked(taxonomy, by=by)
    if not rows:
        raise NoTerms
    if mistakes := mistakes_in(rows):
        raise WrongRows(mistakes)
    draft = taxonomy.versions.filter(state=VersionState.DRAFT).first()
    draft = draft or draft_version(taxonomy, by=by, now=now)
    terms = _terms_written(draft, rows)
    draft.terms.exclude(pk__in=[term.pk for term in terms.values() if term.pk]).delete()
    Term.objects.bulk_update((term for term in terms.values() if term.pk), ["code", *OF_TERM], 200)
    Term.objects.bulk_create([term for term in terms.values() if not term.pk], 200)
    for row in rows:
        terms[row.code].parent = terms[row.parent] if row.parent else None
    Term.objects.bulk_update(terms.values(), ["parent"], 200)
    _record("taxonomy.filled", taxonomy, by=by, now=now, version=draft.number, terms=len(terms))
    return draft


@transaction.atomic
def say_way(
    draft: TaxonomyVersion,
    older: str,
    *,
    newer: str = "",
    relation: Relation,
    share: int | None = None,
    note: str = "",
    by: Any,
    now: dt.datetime,
) -> Crosswalk:
    """
    Say what becomes of a term of the version before; what was said of the two before is replaced.

    :param newer: the code of a term of the draft; "" where the relation says that it ends
    :raises NotADraft: if it is published by now
    :raises Term.DoesNotExist: if there is no such term
    """
    draft = _locked_draft(draft, by=by)
    before = _in_force(draft.taxonomy)
    term = Term.objects.get(version=before, code=older)
    if relation == Relation.NONE:
        term.leads_to.all().delete()
    else:
        # It does not end where it leads somewhere.
        term.leads_to.filter(newer=None).delete()
    line, _is_new = Crosswalk.objects.update_or_create(
        older=term,
        newer=draft.terms.get(code=newer) if relation != Relation.NONE else None,
        defaults={
            "relation": relation,
            "share": share,
            "note": note,
            "said_by": by,
            "said_on": now.date(),
        },
    )
    _record("taxonomy.way_said", draft.taxonomy, by=by, now=now, term=older, relation=relation)
    return line


@transaction.atomic
def take_back_way(draft: TaxonomyVersion, line_id: int, *, by: Any, now: dt.datetime) -> None:
    """Take back a line of the crosswalk into a draft."""
    draft = _locked_draft(draft, by=by)
    line = Crosswalk.objects.filter(pk=line_id, older__version=_in_force(draft.taxonomy))
    line.delete()
    _record("taxonomy.way_taken_back", draft.taxonomy, by=by, now=now)


@transaction.atomic
def publish(draft: TaxonomyVersion, *, by: Any, now: dt.datetime) -> None:
    """
    Put a draft into force, in the place of the version before.

    :raises NotADraft: if somebody else was faster
    :raises NoTerms: if it is empty
    :raises Ring: if a term lies under itself
    :raises WaysMissing: if terms are gone and nobody says what became of them
    """
    draft = _locked_draft(draft, by=by)
    terms = {term.pk: term for term in draft.terms.all()}
    if not terms:
        raise NoTerms
    for term in terms.values():
        _check_no_ring(term, terms)
    if missing := terms_without_way(draft):
        raise WaysMissing(missing)
    put_in_force(draft, by=by, now=now)
    _record("taxonomy.published", draft.taxonomy, by=by, now=now, version=draft.number)


def put_in_force(draft: TaxonomyVersion, *, by: Any, now: dt.datetime) -> None:
    """Give a checked draft the place of the version before; in the transaction of the caller."""
    today = now.date()
    earlier = draft.taxonomy.versions.filter(state=VersionState.PUBLISHED)
    for before in earlier:
        before.state = VersionState.RETIRED
        before.valid_until = before.valid_until or max(before.valid_from or today, today)
        before.save()
    draft.state, draft.published_at, draft.published_by = VersionState.PUBLISHED, now, by
    draft.valid_from = draft.valid_from or today
    draft.save()
    place_terms(draft.taxonomy)
    terms_changed.send(Taxonomy, taxonomy=draft.taxonomy)


def place_terms(taxonomy: Taxonomy) -> None:
    """Work out anew under which terms in force each published term counts."""
    TermPlacement.objects.filter(below__version__taxonomy=taxonomy).delete()
    versions = taxonomy.versions.exclude(state=VersionState.DRAFT).order_by("-number")
    same: dict[int, Term] = {}
    newest: dict[str, Term] = {}
    for version in versions.prefetch_related("terms__leads_to"):
        terms = list(version.terms.all())
        for term in terms:
            if version.state == VersionState.PUBLISHED:
                same[term.pk] = term
            elif (now := _same_as(term, newest)) is not None and now.pk in same:
                same[term.pk] = same[now.pk]
        newest = {term.code: term for term in terms}
    in_force = {term.pk: term for term in same.values()}
    TermPlacement.objects.bulk_create(
        TermPlacement(below_id=key, above=above, distance=distance)
        for key, term in same.items()
        for distance, above in enumerate(_upwards(term, in_force))
    )


def use_taxonomy(
    taxonomy: Taxonomy,
    *,
    cluster: Cluster,
    object_type: ObjectType,
    is_used: bool,
    is_required: bool = False,
    allows_several: bool = True,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Switch a taxonomy on or off in a cluster, for one type of object; what was given stays.

    :param is_required: ask for one of its terms at least
    :param allows_several: let a thing have more than one of its terms
    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotPublished: if it has no version in force, or is another cluster's draft
    """
    if not policies.can_manage(by, cluster.pk):
        raise NotAllowed
    with transaction.atomic():
        taxonomy = Taxonomy.objects.select_for_update().get(pk=taxonomy.pk)
        if is_used:
            if _in_force(taxonomy) is None:
                raise NotPublished
            TaxonomyUse.objects.update_or_create(
                cluster=cluster,
                taxonomy=taxonomy,
                object_type=object_type,
                defaults={"is_required": is_required, "allows_several": allows_several},
            )
        else:
            TaxonomyUse.objects.filter(
                cluster=cluster, taxonomy=taxonomy, object_type=object_type
            ).delete()
        verb = "taxonomy.switched_on" if is_used else "taxonomy.switched_off"
        _record(
            *(verb, taxonomy),
            of=cluster.slug,
            object_type=object_type,
            is_required=is_required,
            allows_several=allows_several,
            by=by,
            now=now,
        )
        terms_changed.send(Taxonomy, taxonomy=taxonomy)


@transaction.atomic
def copy_taxonomy(theirs: Taxonomy, *, cluster: Cluster, by: Any, now: dt.datetime) -> Taxonomy:
    """
    Take another cluster's published terms into a taxonomy of one's own, as a draft.

    Once more brings what is new or changed there into the draft of the copy; what one added oneself
    stays. Nothing of their drafts is read.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotPublished: if theirs has no version in force
    """
    if not policies.can_manage(by, cluster.pk) or theirs.cluster_id == cluster.pk:
        raise NotAllowed
    # One after another, so that two who copy at once make one copy.
    theirs = Taxonomy.objects.select_for_update().get(pk=theirs.pk)
    source = _in_force(theirs)
    if source is None:
        raise NotPublished
    names = {name: getattr(theirs, name) for name in NAMES}
    copy, is_new = Taxonomy.objects.get_or_create(
        cluster=cluster,
        copied_from=theirs,
        defaults=names
        | {
            "slug": _free_slug(f"{cluster.slug}-{theirs.slug}"),
            "subject": theirs.subject,
            "created_at": now,
        },
    )
    if is_new:
        draft = TaxonomyVersion.objects.create(taxonomy=copy, number=1)
    else:
        draft = copy.versions.filter(state=VersionState.DRAFT).first() or draft_version(
            copy, by=by, now=now
        )
    _take_over(list(source.terms.all()), draft)
    draft.source = f"{theirs} ({theirs.cluster or 'Liaison'}), {source.number}"[:300]
    draft.save()
    _record("taxonomy.copied", copy, by=by, now=now, version=draft.number)
    return copy


def _copy_terms(terms: Sequence[Term], draft: TaxonomyVersion) -> None:
    copies = {term.pk: Term(version=draft, code=term.code, **_said(term)) for term in terms}
    Term.objects.bulk_create(copies.values())
    below = [term for term in terms if term.parent_id]
    for term in below:
        copies[term.pk].parent = copies[term.parent_id]
    Term.objects.bulk_update([copies[term.pk] for term in below], ["parent"])


def _take_over(terms: Sequence[Term], draft: TaxonomyVersion) -> None:
    known = {term.code: term for term in draft.terms.all()}
    codes = {term.pk: term.code for term in terms}
    for term in terms:
        own = known.setdefault(term.code, Term(version=draft, code=term.code))
        for name, value in _said(term).items():
            setattr(own, name, value)
        own.save()
    for term in terms:
        known[term.code].parent = known[codes[term.parent_id]] if term.parent_id else None
        known[term.code].save()
    drafted = {term.pk: term for term in known.values()}
    for term in drafted.values():
        _check_no_ring(term, drafted)


def _terms_written(draft: TaxonomyVersion, rows: Sequence[WrittenTerm]) -> dict[str, Term]:
    """Return by their codes the terms that rows say; those known so far are the ones they are."""
    known = {term.code: term for term in draft.terms.all()}
    written = {row.code for row in rows}
    terms = {}
    for position, row in enumerate(rows, start=1):
        former = (code for code in row.former_codes if code in known and code not in written)
        term = known.get(row.code) or known.pop(next(former, ""), None) or Term(version=draft)
        term.code, term.position, term.definition = row.code, position, row.definition
        term.former_codes = list(row.former_codes)
        for name in NAMES:
            setattr(term, name, getattr(row, name))
        terms[row.code] = term
    return terms


def _said(term: Term) -> dict[str, Any]:
    return {name: getattr(term, name) for name in OF_TERM}


def _same_as(term: Term, newer: Mapping[str, Term]) -> Term | None:
    """Return the term of the next version that is the same; what somebody says of it counts."""
    lines = list(term.leads_to.all())
    if not lines:
        found = newer.get(term.code)
        if found is None:
            renamed = (each for each in newer.values() if term.code in each.former_codes)
            found = next(renamed, None)
        return found
    same = [line for line in lines if line.relation == Relation.SAME]
    if len(lines) != 1 or not same:
        return None
    return next((each for each in newer.values() if each.pk == same[0].newer_id), None)


def _upwards(term: Term, terms: Mapping[int, Term]) -> list[Term]:
    """Return a term and those above it."""
    path = [term]
    while (above := path[-1].parent_id) in terms:
        path.append(terms[above])
    return path


def _check_no_ring(term: Term, terms: Mapping[int, Term]) -> None:
    """Raise Ring if a term lies under itself; a ring above it is told of one that lies in it."""
    path, passed = [term], set()
    while (above := path[-1].parent_id) is not None and above not in passed:
        if above == term.pk:
            raise Ring([*path, term])
        passed.add(above)
        path.append(terms[above])


def _locked(taxonomy: Taxonomy, *, by: Any) -> Taxonomy:
    """Return a taxonomy that nobody else changes until the transaction ends."""
    taxonomy = Taxonomy.objects.select_for_update().get(pk=taxonomy.pk)
    if not policies.can_edit(by, taxonomy):
        raise NotAllowed
    return taxonomy


def _locked_draft(draft: TaxonomyVersion, *, by: Any) -> TaxonomyVersion:
    """Return a draft as it is now, once it is this person's turn."""
    taxonomy = _locked(draft.taxonomy, by=by)
    found = TaxonomyVersion.objects.filter(pk=draft.pk).first()
    if found is None or not found.is_draft:
        raise NotADraft
    found.taxonomy = taxonomy
    return found


def _in_force(taxonomy: Taxonomy) -> TaxonomyVersion | None:
    return taxonomy.versions.filter(state=VersionState.PUBLISHED).first()


def _ends(taxonomy: Taxonomy) -> QuerySet[Crosswalk]:
    """Return the lines that say of terms in force that they end."""
    return Crosswalk.objects.filter(older__version=_in_force(taxonomy), newer=None)


def _last(draft: TaxonomyVersion) -> int:
    return max(draft.terms.values_list("position", flat=True), default=0)


def _free_slug(wanted: str) -> str:
    slug, number = wanted[:50], 1
    while Taxonomy.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted[:46]}-{number}"
    return slug


def _record(verb: str, taxonomy: Taxonomy, *, by: Any, now: dt.datetime, **details: Any) -> None:
    record_done(
        verb,
        taxonomy.slug,
        cluster=taxonomy.cluster.slug if taxonomy.cluster else "",
        by=by,
        now=now,
        **details,
    )
