"""Keeping files for a form that could not be sent, so that nobody has to choose them again."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from liaison.hub.core import files
from liaison.hub.core.files import Checked, nothing_kept_in_vain
from liaison.hub.support.choices import KEPT_FOR, KEPT_ONCE_SENT, MOST_KEPT
from liaison.hub.support.models import KeptUpload
from liaison.hub.support.queries import kept_uploads


def keep_uploads(
    form: str,
    uploads: Sequence[Checked],
    *,
    beside: Collection[uuid.UUID] = (),
    by: Any,
    now: dt.datetime,
) -> list[KeptUpload]:
    """
    Keep files for a form of a person, and erase those kept for it that they do not want any more.

    Of one person MOST_KEPT are kept at most, whatever the form; what comes after them is not.

    :param beside: those kept before that they still want
    :returns: all that are kept for the form now
    """
    with nothing_kept_in_vain():
        _erase(KeptUpload.objects.filter(person=by, form=form).exclude(public_id__in=beside))
        room = max(0, MOST_KEPT - KeptUpload.objects.filter(person=by).count())
        for upload in uploads[:room]:
            KeptUpload.objects.create(
                person=by,
                form=form,
                name=upload.name,
                kind=upload.kind.name,
                size=len(upload.content),
                path=files.keep(upload, of="support"),
                kept_at=now,
            )
    return kept_uploads(form, for_user=by, now=now)


def let_run_out(form: str, *, by: Any, now: dt.datetime) -> None:
    """Have what is kept for a form of a person erased soon: it is sent."""
    sent = KeptUpload.objects.filter(person=by, form=form)
    sent.update(kept_at=now - KEPT_FOR + KEPT_ONCE_SENT)


def forget_uploads_of(person: Any) -> None:
    """Erase whatever is kept for a person."""
    _erase(KeptUpload.objects.filter(person=person))


def forget_old_uploads(*, now: dt.datetime) -> int:
    """Erase what was kept for a form that nobody sent; return how many files."""
    return _erase(KeptUpload.objects.filter(kept_at__lte=now - KEPT_FOR))


@transaction.atomic
def _erase(uploads: Any) -> int:
    found = dict(uploads.select_for_update().values_list("pk", "path"))
    for path in found.values():
        transaction.on_commit(partial(files.forget, path))
    KeptUpload.objects.filter(pk__in=found).delete()
    return len(found)
