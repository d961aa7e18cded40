"""Taxonomies, to look at; they are changed on the site, where versions and rings are watched."""

from django.contrib import admin

from liaison.hub.taxonomies.models import Taxonomy, TaxonomyVersion


class VersionInline(admin.TabularInline):
    model = TaxonomyVersion
    extra = 0
    can_delete = False
    fields = readonly_fields = ("number", "state", "valid_from", "valid_until", "source")

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Taxonomy)
class TaxonomyAdmin(admin.ModelAdmin):
    list_display = ["name_en", "subject", "cluster"]
    inlines = [VersionInline]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
