"""Which organisations stand on the sector map of a cluster."""

from django.db import models

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models.organisations import Organisation


class MapEntry(models.Model):
    """An organisation belongs to a cluster's sector, member of the cluster or not."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="map_entries")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="map_entries"
    )
    since = models.DateField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_stands_on_the_map_of_a_cluster_once",
                fields=["cluster", "organisation"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.cluster})"
