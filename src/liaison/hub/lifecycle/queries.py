"""Which imports there were."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q

from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.identifiers import WrongIdentifier, normalised
from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle.models import ImportRun
from liaison.opendata.resolution.entries import key_of

_LENGTH_OF_A_CODE = 8


def imports(*, for_user: Any) -> Any:
    """Return the imports that were written, the newest first; all of them for the software."""
    runs = ImportRun.objects.order_by("-written_at", "-pk")
    return runs if for_user is None else runs.visible_to(for_user)


def get_import(code: str, *, for_user: Any) -> ImportRun:
    """Return an import by its code; raises ImportRun.DoesNotExist."""
    return imports(for_user=for_user).get(code=code)


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
