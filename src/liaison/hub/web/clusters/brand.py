"""The colours of a cluster, as a stylesheet with an address of its own, and its logo."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import brand_of, get_cluster
from liaison.hub.directory.logos import SIZES, read_logo
from liaison.hub.web.layout.views import found_or_404

_FOR_GOOD = "public, max-age=31536000, immutable"


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
    answer["Cache-Control"] = _FOR_GOOD
    return answer


@require_safe
@login_not_required
def logo(request: HttpRequest, slug: str, digest: str, size: int) -> HttpResponse:
    """Answer with the logo of a cluster; another one has another address."""
    cluster = found_or_404(get_cluster, slug)
    if cluster.logo.get("digest") != digest or size not in SIZES:
        raise Http404
    try:
        answer = HttpResponse(read_logo(digest, size), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    answer["Cache-Control"] = _FOR_GOOD
    return answer
