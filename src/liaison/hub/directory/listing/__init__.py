"""The directory as a list: narrowed by text, facets and distance, sorted, counted, page by page."""

from liaison.hub.directory.listing.counting import Counted
from liaison.hub.directory.listing.reading import (
    Listing,
    Profile,
    UnknownOrganisation,
    all_listed,
    get_profile,
    get_visible,
    list_organisations,
    nearest_town,
    numbers_of_members_shown,
    numbers_on_maps,
    organisations_answering,
    organisations_open_to_all,
    readers_clusters,
    this_minute,
)
from liaison.hub.directory.listing.relations import Related
from liaison.hub.directory.listing.selections import FACETS, MEMBER, Near, Selection, Sort
from liaison.hub.directory.listing.told_above import tell_of_profiles
from liaison.hub.directory.listing.vocabulary import Vocabulary, vocabulary_of

__all__ = [
    "FACETS",
    "MEMBER",
    "Counted",
    "Listing",
    "Near",
    "Profile",
    "Related",
    "Selection",
    "Sort",
    "UnknownOrganisation",
    "Vocabulary",
    "all_listed",
    "get_profile",
    "get_visible",
    "list_organisations",
    "nearest_town",
    "numbers_of_members_shown",
    "numbers_on_maps",
    "organisations_answering",
    "organisations_open_to_all",
    "readers_clusters",
    "tell_of_profiles",
    "this_minute",
    "vocabulary_of",
]
