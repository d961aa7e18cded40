"""Clusters and their focus areas. Roles are handed out on the site, where it is written down."""

from django.contrib import admin

from liaison.hub.clusters.models import Cluster, FocusArea


class FocusAreaInline(admin.StackedInline):
    model = FocusArea
    extra = 0


@admin.register(Cluster)
class ClusterAdmin(admin.ModelAdmin):
    list_display = ["name", "managing_body", "host"]
    inlines = [FocusAreaInline]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
