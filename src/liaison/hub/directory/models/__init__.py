"""Organisations: what they are called and numbered, where they are, who speaks for them."""

from liaison.hub.directory.models.changes import FieldChange
from liaison.hub.directory.models.country_formats import CountryFormat
from liaison.hub.directory.models.figures import Figure
from liaison.hub.directory.models.identifiers import Identifier
from liaison.hub.directory.models.lookup_words import LookupWord
from liaison.hub.directory.models.maps import MapEntry
from liaison.hub.directory.models.names import OrganisationName
from liaison.hub.directory.models.organisations import Organisation
from liaison.hub.directory.models.people import OrganisationPerson, TakenOut
from liaison.hub.directory.models.places import Place
from liaison.hub.directory.models.relations import Relation
from liaison.hub.directory.models.roles import OrganisationRole
from liaison.hub.directory.models.terms import OrganisationTerm
from liaison.hub.directory.models.worked_out import WorkedOut, is_worked_out

__all__ = [
    "CountryFormat",
    "FieldChange",
    "Figure",
    "Identifier",
    "LookupWord",
    "MapEntry",
    "Organisation",
    "OrganisationName",
    "OrganisationPerson",
    "OrganisationRole",
    "OrganisationTerm",
    "Place",
    "Relation",
    "TakenOut",
    "WorkedOut",
    "is_worked_out",
]
