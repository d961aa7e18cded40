"""Taking over what open data says of a linked organisation, or dismissing it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from liaison.hub.audit.actions import record_done
from liaison.hub.directory.actions import OnBehalf, edit_organisation
from liaison.hub.directory.choices import Teller
from liaison.hub.directory.editing import read_entry
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.provenance import Verified, write_origin
from liaison.hub.enrichment.actions.findings import look_again
from liaison.hub.enrichment.actions.steps import (
    editable,
)
from liaison.hub.enrichment.models import Dismissal
from liaison.hub.enrichment.proposals import Proposal
from liaison.hub.enrichment.queries import facts_of, undismissed


class ProposalGone(Exception):
    """The source does not say this any more, or the entry says it by now."""


def apply_facts(
    public_id: uuid.UUID, ids: Iterable[str], *, by: Any, now: dt.datetime
) -> list[Proposal]:
    """
    Have the entry say what open data says; the source and its day stand with each field.

    :param ids: of the proposals
    :returns: what was taken over
    :raises NotAllowed: if `by` may not edit the organisation
    :raises ProposalGone: if one of the proposals is none any more
    :raises ChangedMeanwhile: if somebody changed the entry at the same moment
    :raises NumberTaken: if a number is that of another organisation
    """
    organisation = editable(public_id, by=by)
    proposals = {each.id: each for each in facts_of(organisation)[1]}
    wanted = list(dict.fromkeys(ids))
    if not wanted or not set(wanted) <= proposals.keys():
        raise ProposalGone
    return _apply(organisation, [proposals[each] for each in wanted], by=by, now=now)


def apply_facts_missing_here(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> list[Proposal]:
    """
    Take over all that is proposed, was not dismissed, and on which the entry says nothing.

    :returns: what was taken over
    :raises: as `apply_facts`, but for `ProposalGone`
    """
    organisation = editable(public_id, by=by)
    proposed = undismissed(organisation, facts_of(organisation)[1])
    empty = [each for each in proposed if each.is_empty_here]
    return _apply(organisation, empty, by=by, now=now)


def dismiss_fact(public_id: uuid.UUID, id_: str, *, by: Any, now: dt.datetime) -> Proposal:
    """
    Do not propose a fact any more, until the source says something else.

    :raises NotAllowed: if `by` may not edit the organisation
    :raises ProposalGone: if it is not proposed any more
    """
    organisation = editable(public_id, by=by)
    proposal = {each.id: each for each in facts_of(organisation)[1]}.get(id_)
    if proposal is None:
        raise ProposalGone
    with transaction.atomic():
        Dismissal.objects.get_or_create(
            organisation=organisation,
            aspect=proposal.aspect.value,
            value=proposal.written,
            defaults={"by": by, "at": now},
        )
        _record(organisation, "organisation.fact_dismissed", proposal, by=by, now=now)
    look_again(organisation, now=now)
    return proposal


def propose_fact_again(public_id: uuid.UUID, id_: str, *, by: Any, now: dt.datetime) -> Proposal:
    """
    Take back that a fact was dismissed.

    :raises NotAllowed: if `by` may not edit the organisation
    :raises ProposalGone: if it was not dismissed, or the source does not say it any more
    """
    organisation = editable(public_id, by=by)
    proposal = {each.id: each for each in facts_of(organisation)[1]}.get(id_)
    if proposal is None:
        raise ProposalGone
    with transaction.atomic():
        gone, _models = Dismissal.objects.filter(
            organisation=organisation, aspect=proposal.aspect.value, value=proposal.written
        ).delete()
        if not gone:
            raise ProposalGone
        _record(organisation, "organisation.fact_proposed_again", proposal, by=by, now=now)
    look_again(organisation, now=now)
    return proposal


def _apply(
    organisation: Organisation, proposals: Sequence[Proposal], *, by: Any, now: dt.datetime
) -> list[Proposal]:
    if not proposals:
        return []
    seen = read_entry(organisation)
    wanted = dict(seen)
    origins: dict[str, dict[str, str] | None] = {}
    for proposal in proposals:
        proposal.put_into(wanted)
        for code in proposal.codes:
            origin = Verified(_publisher(proposal.source), on=proposal.on)
            origins.setdefault(code, write_origin(origin))
    edit_organisation(
        organisation.public_id,
        seen=seen,
        wanted=wanted,
        on_behalf=OnBehalf(origins=origins, teller=Teller.OPEN_DATA),
        by=by,
        now=now,
    )
    look_again(organisation, now=now)
    return list(proposals)


def _publisher(source: str) -> str:
    """Return a source as it stands beside a field, for readers."""
    return {"ror": "ROR", "cordis": "CORDIS", "h2020": "CORDIS", "fp7": "CORDIS"}.get(
        source, "OpenAlex" if source.startswith("openalex") else source
    )


def _record(
    organisation: Organisation, verb: str, proposal: Proposal, *, by: Any, now: dt.datetime
) -> None:
    record_done(
        verb,
        organisation.public_id,
        by=by,
        now=now,
        aspect=proposal.aspect.value,
        source=proposal.source,
    )
