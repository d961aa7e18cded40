"""The colours of a cluster, as a stylesheet with an address of its own."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import brand_of, get_cluster
from liaison.hub.web.layout.views import found_or_404


@require_safe
@login_not_required
def stylesheet(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """Answer with the styles; under this address they never change, so browsers keep them."""
    brand = brand_of(found_or_404(get_cluster, slug))
    if brand is None:
        raise Http404
    if brand.digest != digest:
        # A page that was drawn before the colour changed gets the new one.
        return HttpResponseRedirect(reverse("brand", args=[slug, brand.digest]))
    answer = HttpResponse(brand.styles, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
