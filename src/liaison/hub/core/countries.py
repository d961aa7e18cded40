"""Countries that ISO 3166-1 lacks, and the codes by which they go all the same."""

from django.utils.translation import gettext_lazy as _

# As the European Union writes it in calls and statistics.
COUNTRIES_TOO = {"XK": {"name": _("Kosovo"), "alpha3": "XKX"}}
