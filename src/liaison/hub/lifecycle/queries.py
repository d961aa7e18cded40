"""Which imports and mergers there were, and which organisations look alike."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from liaison import opendata
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.identifiers import WrongIdentifier, normalised
from liaison.hub.directory.listing import Selection, all_listed
from liaison.hub.directory.lookup.finding import find_among
from liaison.hub.directory.models import Identifier, Organisation
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.choices import DraftState, RunState
from liaison.hub.lifecycle.exporting import HEADINGS, rows_of
from liaison.hub.lifecycle.models import ImportDraft, ImportRun, Merger
from liaison.hub.lifecycle.tables import file_in_pieces
from liaison.opendata.resolution.entries import key_of

_LENGTH_OF_A_CODE = 8
# Nobody judges more pairs at a sitting.
MOST_PAIRS = 200
NoMerger = Merger.DoesNotExist
NoImport = ImportRun.DoesNotExist


@dataclass(frozen=True)
class LikelyPair:
    """
    Two organisations of the directory that look alike.

    :ivar reasons: codes of `identities.choices.REASONS`, the weightiest first
    """

    one: Organisation
    other: Organisation
    reasons: tuple[str, ...]


def mergers(*, for_user: Any) -> Any:
    """Return the mergers there were, undone or not, the newest first."""
    found = Merger.objects.visible_to(for_user).select_related("merged_by", "undone_by")
    return found.order_by("-merged_at", "-pk")


def get_merger(public_id: UUID, *, for_user: Any) -> Merger:
    """Return a merger; raises NoMerger."""
    return mergers(for_user=for_user).get(public_id=public_id)


def mergeable(*, for_user: Any) -> QuerySet[Organisation]:
    """Return the organisations that `for_user` may merge: those a manager of clusters may edit."""
    if for_user.is_superuser or Cluster.objects.managed_by(for_user).exists():
        return editable_by(for_user)
    return Organisation.objects.none()


def find_mergeable(text: str, *, for_user: Any, top: int = 20) -> list[Organisation]:
    """Return the organisations that `for_user` may merge and mean by a text, likeliest first."""
    found = find_among(mergeable(for_user=for_user), text, top=top) if text.strip() else []
    return [each.organisation for each in found]


def likely_pairs(*, for_user: Any) -> list[LikelyPair]:
    """
    Return pairs that imports noted as alike and that nobody has judged, the likeliest first.

    :raises DecisionRefused: if what people decided cannot be read
    """
    noted = _noted_pairs()
    ids = {each for pair in noted for each in pair}
    there = {
        str(each.public_id): each for each in mergeable(for_user=for_user).filter(public_id__in=ids)
    }
    decisions = opendata.read_decisions(Path(settings.DATA_FOLDER))
    keys = _keys_of(there.values()) if len(decisions) else {}
    pairs = (
        LikelyPair(there[one], there[other], reasons)
        for (one, other), reasons in noted.items()
        if one in there and other in there and not _is_judged(one, other, keys, decisions)
    )
    return list(islice(pairs, MOST_PAIRS))


def imports(*, for_user: Any) -> Any:
    """Return the imports that were written, the newest first; all of them for the software."""
    runs = ImportRun.objects.order_by("-written_at", "-pk")
    return runs if for_user is None else runs.visible_to(for_user)


def get_import(code: str, *, for_user: Any) -> ImportRun:
    """Return an import by its code; raises ImportRun.DoesNotExist."""
    return imports(for_user=for_user).get(code=code)


def drafts(*, for_user: Any) -> Any:
    """Return the files that were uploaded and are not written yet, the newest first."""
    found = ImportDraft.objects.visible_to(for_user).exclude(state=DraftState.WRITTEN)
    return found.select_related("uploaded_by", "cluster").order_by("-uploaded_at", "-pk")


def get_draft(public_id: UUID, *, for_user: Any) -> ImportDraft:
    """Return a file that was uploaded, written or not; raises ImportDraft.DoesNotExist."""
    found = ImportDraft.objects.visible_to(for_user).select_related("cluster", "run")
    return found.get(public_id=public_id)


def clusters_to_import_for(*, for_user: Any) -> Any:
    """Return the clusters in whose name `for_user` may import."""
    return Cluster.objects.managed_by(for_user).distinct().order_by("name")


def listed_as_file(selection: Selection, ending: str, *, for_user: Any) -> Iterator[bytes]:
    """
    Yield, piece by piece, a file with all organisations of a selection that `for_user` may see.

    It has the columns of other exports, so it can be imported again without a change.

    :param ending: "csv" or "xlsx"
    """
    return file_in_pieces(HEADINGS, rows_of(all_listed(selection, for_user=for_user)), ending)


def these_as_file(keys: Iterable[int], ending: str, *, for_user: Any) -> Iterator[bytes]:
    """
    Yield such a file with some organisations in this order, as far as `for_user` may see them.

    :param keys: of organisations in the database
    :param ending: "csv" or "xlsx"
    """
    keys = list(keys)
    visible = organisations_visible_to(for_user).filter(pk__in=keys)
    seen = set(visible.values_list("pk", flat=True))
    return file_in_pieces(HEADINGS, rows_of(key for key in keys if key in seen), ending)


def chosen_as_file(public_ids: Iterable[UUID], ending: str, *, for_user: Any) -> Iterator[bytes]:
    """Yield, as `listed_as_file` does, some organisations by name, as far as they may be seen."""
    chosen = organisations_visible_to(for_user).living().filter(public_id__in=list(public_ids))
    keys = chosen.order_by("plain", "pk").values_list("pk", flat=True)
    return file_in_pieces(HEADINGS, rows_of(keys), ending)


def key_of_organisation(text: str) -> str:
    """
    Return the key under which pair decisions know an organisation of the directory.

    :param text: its public id, or a PIC or ROR identifier of its own
    :raises Organisation.DoesNotExist: if the directory has none of these
    """
    organisation = _organisation(text.strip())
    numbers = dict(
        organisation.identifiers.filter(scheme__in=[Scheme.PIC, Scheme.ROR], until=None)
        .order_by("-pk")
        .values_list("scheme", "value")
    )
    for scheme in (Scheme.PIC, Scheme.ROR):
        if scheme in numbers:
            return key_of(scheme.value, numbers[scheme])
    return key_of("organisation", str(organisation.public_id))


def next_code(sha256: str) -> str:
    """Return the code under which an import of the file with this checksum is kept next."""
    beginning = sha256[:_LENGTH_OF_A_CODE]
    before = ImportRun.objects.filter(code__startswith=f"{beginning}-").count()
    return f"{beginning}-{before + 1}"


def _organisation(text: str) -> Organisation:
    try:
        return Organisation.objects.get(public_id=UUID(text))
    except ValueError:
        pass
    for scheme in (Scheme.PIC, Scheme.ROR):
        with suppress(WrongIdentifier):
            number = normalised(scheme, text)
            numbered = Q(identifiers__scheme=scheme, identifiers__value=number)
            return Organisation.objects.get(numbered, identifiers__until=None)
    raise Organisation.DoesNotExist


def _noted_pairs() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return pairs of public ids and what speaks for them, each pair once, the likeliest first."""
    points: dict[tuple[str, str], float] = {}
    reasons: dict[tuple[str, str], tuple[str, ...]] = {}
    for pair in _kept_with_imports():
        one, other = sorted([pair["one"]["organisation"], pair["other"]["organisation"]])
        points[one, other] = pair["points"]
        reasons[one, other] = tuple(pair["reasons"])
    return {pair: reasons[pair] for pair in sorted(points, key=lambda each: -points[each])}


def _kept_with_imports() -> Iterator[dict[str, Any]]:
    written = ImportRun.objects.filter(state=RunState.WRITTEN).order_by("written_at", "pk")
    for pairs in written.values_list("likely_duplicates", flat=True):
        yield from pairs


def _keys_of(organisations: Iterable[Organisation]) -> dict[str, list[str]]:
    """Return by public id the keys under which people may have decided on organisations."""
    keys = {each.pk: [f"organisation:{each.public_id}"] for each in organisations}
    numbers = Identifier.objects.filter(
        organisation__in=keys, scheme__in=[Scheme.PIC, Scheme.ROR], until=None
    )
    for key, scheme, value in numbers.values_list("organisation", "scheme", "value"):
        keys[key].append(key_of(scheme, value))
    return {own[0].partition(":")[2]: own for own in keys.values()}


def _is_judged(one: str, other: str, keys: dict[str, list[str]], decisions: Any) -> bool:
    pairs = product(keys.get(one, ()), keys.get(other, ()))
    return any(decisions.on(*pair) is not None for pair in pairs)
