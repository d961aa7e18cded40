"""Drafts of contacts out of the mails that somebody of a team forwards to the register."""

import datetime as dt
import hashlib
import re
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.queries import people_in_team
from liaison.hub.directory.lookup import find_organisations
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions import messages, policies, queries
from liaison.hub.interactions.actions import (
    NotAllowed,
    Written,
    record,
    remove_interaction,
    write_contact,
)
from liaison.hub.interactions.choices import MOST_ORGANISATIONS, NoteSeenBy
from liaison.hub.interactions.forwards import read_forwarded
from liaison.hub.interactions.mail_files import Found, TookPart, TooLarge, UnreadableFile
from liaison.hub.interactions.models import Interaction

# Names that stand beside addresses and are looked up in the directory.
_NAMES_LOOKED_UP = 10
_PARTS = re.compile(r"[()|]|\s[-–/]\s")
# From so likely on a name stands for an organisation; a person checks it either way.
_CLEAR = 0.95


@transaction.atomic
def draft_from_mail(
    raw: bytes, *, cluster: Cluster, by: Any, now: dt.datetime
) -> Interaction | None:
    """
    Write a draft out of a mail, which `by` confirms on a page, and write them a letter with it.

    The subject becomes the summary; the rest a note that they alone see. The same mail does
    nothing a second time; an invitation that is sent anew changes the draft, and takes it away
    where the meeting is cancelled. Nobody hears of what needs nothing to be done.

    :returns: the draft that is to be confirmed; None where nothing is to be done
    :raises NotAllowed: if `by` is not in the cluster's team
    """
    if not policies.can_keep_register(by, cluster):
        raise NotAllowed
    try:
        found = read_forwarded(raw)
    except (TooLarge, UnreadableFile):
        messages.tell_unreadable(cluster, to=by, now=now)
        return None
    draft = _taken(found, cluster, by=by, now=now)
    if draft is not None:
        messages.ask_to_confirm(draft, to=by, now=now)
    return draft


def _taken(found: Found, cluster: Cluster, *, by: Any, now: dt.datetime) -> Interaction | None:
    origin = hashlib.sha256(found.origin.encode()).hexdigest() if found.origin else ""
    same = Interaction.objects.filter(cluster=cluster, origin=origin) if origin else None
    own = same.filter(written_by=by).select_for_update().first() if same is not None else None
    if own is not None:
        return _brought_up_to_date(own, found, by=by, now=now)
    if found.is_cancelled or (same is not None and same.kept().exists()):
        return None
    draft = Interaction(
        cluster=cluster,
        written_by=by,
        written_at=now,
        origin=origin,
        origin_sequence=found.sequence,
    )
    try:
        with transaction.atomic():
            write_contact(draft, _written(found, cluster, by), as_draft=True, by=by)
    except IntegrityError:
        # The same mail at the same moment: the constraint decides who of two came first.
        if not Interaction.objects.filter(cluster=cluster, written_by=by, origin=origin).exists():
            raise
        return None
    record("interaction.logged", draft, by=by, now=now)
    return draft


def _brought_up_to_date(
    draft: Interaction, found: Found, *, by: Any, now: dt.datetime
) -> Interaction | None:
    """Change a draft as an invitation says that was sent anew; what a person kept stays."""
    is_open = draft.is_draft and draft.removed_at is None
    if not is_open or found.sequence < draft.origin_sequence:
        return None
    if found.is_cancelled:
        remove_interaction(draft.public_id, by=by, now=now)
        return None
    said = (draft.kind, draft.happened_at, draft.is_timed)
    says = (found.kind, found.happened_at, found.is_timed)
    if found.sequence == draft.origin_sequence and says == said:
        return None
    is_untouched = draft.version == 1
    draft.version += 1
    draft.origin_sequence = found.sequence
    draft.happened_at, draft.is_timed = found.happened_at, found.is_timed
    draft.save()
    if is_untouched:
        write_contact(draft, _written(found, draft.cluster, by), as_draft=True, by=by)
    record("interaction.changed", draft, by=by, now=now)
    return draft


def _written(found: Found, cluster: Cluster, by: Any) -> Written:
    team = {each.email.lower(): each for each in people_in_team(cluster)} | {by.email.lower(): by}
    there = {each.address for each in found.people}
    others = [each for each in found.people if each.address not in team and not _is_ours(each)]
    organisations = _organisations(others, by)
    named = queries.people_named_by(organisations)
    names = {each.name.casefold() for each in others if each.name}
    summary, _empty, note = found.text.partition("\n\n")
    return Written(
        kind=found.kind,
        happened_at=found.happened_at,
        is_timed=found.is_timed,
        summary=summary,
        note=note,
        note_seen_by=NoteSeenBy.WRITER,
        organisations=tuple(each.public_id for each in organisations),
        colleagues=tuple(
            each.public_id for address, each in team.items() if address in there or each == by
        ),
        named=tuple(
            each.public_id
            for each in named
            if each.email.lower() in there or each.full_name.casefold() in names
        ),
    )


def _organisations(others: list[TookPart], by: Any) -> list[Organisation]:
    """Return with whom a contact likely was: by the domains of addresses, else by names."""
    own = by.email.rpartition("@")[2].lower()
    # The team's own house takes part in all its mails.
    strangers = [each for each in others if each.address.rpartition("@")[2] != own]
    domains = {each.address.rpartition("@")[2] for each in strangers}
    found = {each.pk: each for each in queries.organisations_at(domains, for_user=by)}
    # "Claire Weber (Moselle Sensors)" names two.
    parts = (part.strip() for each in strangers for part in _PARTS.split(each.name))
    for name in list(dict.fromkeys(filter(None, parts)))[:_NAMES_LOOKED_UP]:
        for likely in find_organisations(name, for_user=by, top=1):
            if likely.score >= _CLEAR and not likely.is_described:
                found.setdefault(likely.organisation.pk, likely.organisation)
    return list(found.values())[:MOST_ORGANISATIONS]


def _is_ours(someone: TookPart) -> bool:
    """Say whether it is an address of this site: mails go to it, nobody was met there."""
    mailbox, _at, domain = settings.REPLIES_TO.lower().partition("@")
    local, _at, at = someone.address.partition("@")
    return bool(domain) and at == domain and local.split("+")[0] == mailbox
