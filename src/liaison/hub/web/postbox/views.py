"""Where a mail server hands in the mails that arrive, in the place of a mailbox."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liaison.hub.postbox.actions import receive
from liaison.hub.postbox.choices import LARGEST_MAIL


@login_not_required
@csrf_exempt
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """
    Take one mail as it arrived (message/rfc822); its signature shows that our mail server sends it.

    The header X-Liaison-Signature has the HMAC-SHA256 of the body under LIAISON_INBOX_KEY, in
    hexadecimal digits. The same mail handed in again changes nothing.
    """
    if not settings.INBOX_KEY:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > LARGEST_MAIL:
        return HttpResponse("Too large.\n", status=413, content_type="text/plain")
    try:
        raw = request.read(LARGEST_MAIL + 1)
    except (OSError, RequestDataTooBig):
        return HttpResponse("It broke off.\n", status=400, content_type="text/plain")
    if len(raw) > LARGEST_MAIL:
        return HttpResponse("Too large.\n", status=413, content_type="text/plain")
    signature = hmac.new(settings.INBOX_KEY.encode(), raw, hashlib.sha256).hexdigest()
    if not constant_time_compare(signature, request.headers.get("X-Liaison-Signature", "")):
        return HttpResponse("Not signed by us.\n", status=403, content_type="text/plain")
    outcome = receive(raw, now=timezone.now())
    return HttpResponse(f"{outcome.value}\n", content_type="text/plain")
