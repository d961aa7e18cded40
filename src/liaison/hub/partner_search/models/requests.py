"""How often organisations were asked for, so that nobody is asked too often. Tells of no person."""

import datetime as dt

from django.db import models
from django.db.models import Q

from liaison.hub.partner_search.choices import REQUESTS_ARE_COUNTED_FOR


class SoughtOrganisation(models.Model):
    """
    An organisation that people of a cluster asked to meet.

    Its row is the lock under which requests are counted: two people who ask at the same moment
    take their turns at it, so the cap holds.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="+")
    organisation_id = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sought_organisation_stands_once_in_a_cluster",
                fields=["cluster", "organisation_id"],
            ),
            models.CheckConstraint(
                name="sought_organisation_is_an_organisation", condition=~Q(organisation_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.organisation_id


class IntroductionRequestQuerySet(models.QuerySet["IntroductionRequest"]):
    def counted_at(self, now: dt.datetime):
        """Those that still weigh on the organisation."""
        return self.filter(asked_at__gt=now - REQUESTS_ARE_COUNTED_FOR)


class IntroductionRequest(models.Model):
    """
    Somebody asked to be introduced to an organisation.

    It stays when the search behind it is forgotten, since the organisation was bothered all the
    same; for that reason it does not say who asked, nor why.
    """

    sought = models.ForeignKey(
        SoughtOrganisation, on_delete=models.CASCADE, related_name="requests"
    )
    asked_at = models.DateTimeField(db_index=True)

    objects = IntroductionRequestQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
