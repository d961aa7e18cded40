"""The history, to be read only."""

from django.contrib import admin

from liaison.hub.audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["at", "verb", "subject", "actor", "cluster"]
    list_filter = ["verb", "cluster"]
    search_fields = ["subject", "actor"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
