"""Whom somebody may ask to meet, and for which organisation."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from liaison.hub.directory.choices import State as OrganisationState
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.queries import current_id, get_described
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.introductions.models import Introduction

NoOrganisation = Organisation.DoesNotExist


@dataclass(frozen=True)
class Asked:
    """
    Whom somebody would like to meet: an organisation of the directory, or one of open data alone.

    :ivar open_data_id: "" for one of the directory
    """

    organisation: Organisation | None
    open_data_id: str
    name: str
    country: str

    @property
    def fields(self) -> dict[str, Any]:
        """Return what names it in an introduction."""
        return {
            "asked_organisation": self.organisation,
            "asked_open_data_id": self.open_data_id,
        }

    @property
    def counted_as(self) -> str:
        """Return under which id its requests are counted, together with those from searches."""
        if self.organisation is None:
            return self.open_data_id
        if self.organisation.open_data_id:
            return current_id(self.organisation.open_data_id)
        return f"directory:{self.organisation.public_id}"


def asked_of_directory(public_id: uuid.UUID, *, for_user: Any) -> Asked:
    """Return one that the user may see as somebody to be asked; raises NoOrganisation."""
    seen = organisations_visible_to(for_user).living()
    return entry_asked(seen.exclude(state=OrganisationState.CEASED).get(public_id=public_id))


def asked_of_open_data(organisation_id: str, *, for_user: Any) -> Asked:
    """
    Return one of open data as somebody to be asked; as its entry, if the user may see one of it.

    :raises UnknownOrganisation: if no source knows it
    """
    described = get_described(organisation_id, for_user=for_user)
    seen = organisations_visible_to(for_user).living()
    entry = seen.filter(open_data_id=described.id).first()
    if entry is not None:
        return entry_asked(entry)
    return Asked(None, described.id, described.name, described.country)


def asked_in(introduction: Introduction) -> Asked:
    """Return whom an introduction asks."""
    if introduction.asked_organisation is not None:
        return entry_asked(introduction.asked_organisation)
    return Asked(
        None,
        introduction.asked_open_data_id,
        introduction.asked_name,
        introduction.asked_country,
    )


def own_organisations(*, for_user: Any) -> list[Organisation]:
    """Return the organisations for which a person may ask, by name."""
    if not for_user.is_authenticated:
        return []
    own = Organisation.objects.filter(roles__person=for_user).living()
    return list(own.distinct().order_by("name", "pk"))


def organisations_to_ask_for(person: Any, *, for_user: Any) -> list[Organisation]:
    """Return the organisations for which a person may ask, as far as a user may see them."""
    own = organisations_visible_to(for_user).living().filter(roles__person=person)
    return list(own.distinct().order_by("name", "pk"))


def known_as(asked: Asked, prefix: str = "") -> Q:
    """
    Return what finds an organisation under its entry or under its id in open data.

    :param prefix: of the fields `organisation` and `open_data_id`
    """
    entry, same = asked.organisation, Q()
    id_ = entry.open_data_id if entry else asked.open_data_id
    if entry:
        same |= Q((f"{prefix}organisation", entry))
    if id_:
        same |= Q((f"{prefix}open_data_id", id_))
        same |= Q((f"{prefix}organisation__open_data_id", id_))
    return same


def entry_asked(organisation: Organisation) -> Asked:
    """Return an organisation of the directory as somebody to be asked."""
    return Asked(organisation, "", organisation.name, organisation.country)
