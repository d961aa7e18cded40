"""People, for those who run the installation."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from liaison.hub.accounts.models import User

# One door: the back office has the same sign-in, limits and second factor as the site.
admin.site.login = secure_admin_login(admin.site.login)


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "language", "is_active", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["full_name", "email"]
    # The address and the password change by way of letters to their owner, not here.
    fields = ["full_name", "email", "language", "is_active", "is_staff", "groups", "joined_at"]
    readonly_fields = ["email", "joined_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        # Whoever could change accounts could make themselves anything.
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
