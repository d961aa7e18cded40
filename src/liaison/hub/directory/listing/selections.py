"""What a reader of the directory chose to see."""

from dataclasses import dataclass
from math import acos, cos, radians, sin

from django.db import models
from django.utils.translation import pgettext_lazy

# Facets, and the fields of an organisation behind them; on whose map it stands, and of whom
# it is a member, are none of them.
FACETS = {"kind": "kind", "country": "country", "size": "size_class", "state": "state"}
CLUSTER = "cluster"
MEMBER = "member"
# Kilometres.
EARTH = 6371.0


class Sort(models.TextChoices):
    """What comes first."""

    BEST = "best", pgettext_lazy("what comes first", "Best match")
    NAME = "name", pgettext_lazy("what comes first", "Name")
    VERIFIED = "verified", pgettext_lazy("what comes first", "Verified most recently")
    NEAREST = "nearest", pgettext_lazy("what comes first", "Nearest")


@dataclass(frozen=True)
class Near:
    """A place on earth, in degrees, and how far around it one looks, in kilometres."""

    latitude: float
    longitude: float
    kilometres: float

    def distance_to(self, latitude: float, longitude: float) -> float:
        """Return how far away a place is, in kilometres."""
        here, there = radians(self.latitude), radians(latitude)
        across = cos(radians(longitude - self.longitude))
        cosine = sin(here) * sin(there) + cos(here) * cos(there) * across
        # A hair above 1, for a place and itself, has no angle.
        return EARTH * acos(min(cosine, 1.0))


@dataclass(frozen=True)
class Selection:
    """
    What a reader chose; what is empty narrows nothing.

    :ivar chosen: for each facet the values of which one must be there, by the facet's name
    :ivar terms: likewise by subject (`choices.TermsOf`) the keys of terms in force, or of focus
        areas; whoever has a term below one has it too
    :ivar cluster: the slug of the cluster on whose sector map organisations stand
    :ivar member: that of the cluster of which they are members; not the same
    """

    text: str = ""
    chosen: tuple[tuple[str, frozenset[str]], ...] = ()
    terms: tuple[tuple[str, frozenset[int]], ...] = ()
    cluster: str = ""
    member: str = ""
    near: Near | None = None
    sort: Sort = Sort.BEST

    def of(self, facet: str) -> frozenset[str]:
        """Return the values chosen of a facet; none narrows nothing."""
        return dict(self.chosen).get(facet, frozenset())
