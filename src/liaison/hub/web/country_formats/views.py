"""The formats of countries, for whoever runs the installation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.directory import formats
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.country_formats.forms import FormatForm
from liaison.hub.web.layout.views import found_or_404, sent

LONGEST_TRIED = 50
_WRITTEN_IN_LINES = ("number_forms", "postcode_forms")


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    if not formats.may_change(request.user):
        raise Http404
    kept = [(country_name(each.country), each) for each in formats.country_formats()]
    context = {"formats": sorted(kept, key=lambda each: each[0])}
    return render(request, "country_formats/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, country: str) -> HttpResponse:
    kept = found_or_404(formats.get_country_format, country, for_user=request.user)
    form = FormatForm(sent(request), initial=_initial(kept))
    if form.is_valid():
        said = dict(form.cleaned_data)
        is_verified = said.pop("is_verified")
        formats.change_format(
            country, said, is_verified=is_verified, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("country_formats:edit", country)
    tried = request.GET.get("number", "").strip()[:LONGEST_TRIED]
    context = {
        "format": kept,
        "name": country_name(country),
        "form": form,
        "tried": tried,
        "fits": bool(tried) and formats.as_format(kept).accepts(tried),
    }
    status = 422 if form.is_bound else 200
    return render(request, "country_formats/edit.html", context, status=status)


def _initial(kept: Any) -> dict[str, Any]:
    initial = {name: getattr(kept, name) for name in FormatForm.base_fields if hasattr(kept, name)}
    initial |= {name: "\n".join(initial[name]) for name in _WRITTEN_IN_LINES}
    return initial | {"is_verified": kept.verified_on is not None}
