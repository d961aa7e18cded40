"""A taxonomy's terms as a file, and a file as the terms of its draft."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.lifecycle.tables import UnusableFile, file_in_pieces
from liaison.hub.lifecycle.taxonomy_files import COLUMNS, TermsFile, read_terms, rows_of_terms
from liaison.hub.taxonomies import actions, policies, queries
from liaison.hub.taxonomies.written_terms import Mistake, mistakes_in
from liaison.hub.web.components.downloads import as_download
from liaison.hub.web.layout.views import sent
from liaison.hub.web.taxonomies.forms import FileForm
from liaison.hub.web.taxonomies.views import of_own_cluster

MISTAKES_SHOWN = 50


@require_safe
@never_cache
@of_own_cluster
def export(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponseBase:
    """Give the terms that the page of the taxonomy shows: of its draft, else of the newest."""
    may_edit = policies.can_edit(request.user, shown)
    version = next(iter(queries.versions_of(shown, with_draft=may_edit)), None)
    if version is None:
        raise Http404
    rows = rows_of_terms(queries.terms_of(version))
    return as_download(file_in_pieces(COLUMNS, rows, "csv"), f"{shown.slug}-{version.number}.csv")


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def bring(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponseBase:
    """Have a file be the draft; or give it back with what is wrong in it."""
    if not policies.can_edit(request.user, shown):
        raise PermissionDenied
    form, mistakes = FileForm(sent(request), request.FILES or None), list[Mistake]()
    if form.is_valid():
        try:
            read = _read(form.cleaned_data["file"])
            mistakes = mistakes_in(read.terms)
            if "check" in request.POST:
                return _checked(read, mistakes)
            if not mistakes:
                return _written(request, shown, read)
        except UnusableFile as refusal:
            form.add_error("file", str(refusal))
        except actions.NoTerms:
            form.add_error(
                "file", _("The file is empty. Please choose one with headings and rows.")
            )
    context = {
        "form": form,
        "taxonomy": shown,
        "name": shown.name_in(get_language()),
        "mistakes": mistakes[:MISTAKES_SHOWN],
        "further": max(len(mistakes) - MISTAKES_SHOWN, 0),
        "columns": _explained(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "taxonomies/bring.html", context, status=status)


def _written(request: HttpRequest, shown: Any, read: TermsFile) -> HttpResponse:
    actions.fill_draft(shown, read.terms, by=request.user, now=timezone.now())
    messages.success(
        request, _("The draft says what the file says. Look through it, then publish.")
    )
    return redirect("taxonomies:taxonomy", shown.slug)


def _checked(read: TermsFile, mistakes: list[Mistake]) -> HttpResponseBase:
    headings, *rows = read.with_mistakes(mistakes)
    return as_download(file_in_pieces(headings, rows, "csv"), "terms-checked.csv")


def _read(file: Any) -> TermsFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / get_valid_filename(file.name or "terms.csv")
        with path.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        return read_terms(path)


def _explained() -> list[tuple[str, str]]:
    return [
        ("code", _("Needed; letters, digits and hyphens. Organisations keep a term by its code.")),
        ("parent", _("The code of the term it lies under; empty at the top.")),
        ("name_en", _("Needed; the name in English.")),
        ("name_fr", _("The name in French; where it is empty, the English one is shown.")),
        ("name_de", _("The name in German; where it is empty, the English one is shown.")),
        ("definition", _("What is meant, at most 1,000 characters.")),
        ("former_codes", _("Codes that earlier versions had for it, with a semicolon between.")),
    ]
