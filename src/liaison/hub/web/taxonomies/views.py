"""The list of taxonomies, one of them as a tree, its draft, and what is decided about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.directory.actions import move_to_term
from liaison.hub.directory.editing import UnknownTerm
from liaison.hub.directory.tagging import get_row, organisations_by_term, rows_to_look_at
from liaison.hub.taxonomies import actions, policies, queries
from liaison.hub.taxonomies.choices import ObjectType, Relation
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.taxonomies.forms import TaxonomyForm, TermForm, WayForm
from liaison.hub.web.taxonomies.previewing import preview

MOST_LOOKED_AT = 50


def of_own_cluster(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the cluster whose site this is, if the reader manages it, and the taxonomy."""

    @wraps(page)
    def answer(request: HttpRequest, slug: str = "", **keywords: Any) -> HttpResponse:
        cluster = cluster_of(request)
        if not policies.can_manage(request.user, cluster.pk):
            raise PermissionDenied
        if not slug:
            return page(request, cluster, **keywords)
        found = found_or_404(queries.get_taxonomy, slug, cluster=cluster, for_user=request.user)
        try:
            return page(request, cluster, found, **keywords)
        except actions.NotADraft:
            messages.info(request, _("A colleague has just published it."))
            return redirect("taxonomies:taxonomy", slug)

    return answer


@require_safe
@never_cache
@of_own_cluster
def index(request: HttpRequest, cluster: Any) -> HttpResponse:
    used = queries.uses_of(cluster)
    shown = [
        {
            "taxonomy": each,
            "name": each.name_in(get_language()),
            "subject": each.get_subject_display(),
            "is_used": (each.pk, ObjectType.ORGANISATION) in used,
            "is_own": each.cluster_id == cluster.pk,
        }
        for each in queries.taxonomies_for(cluster, for_user=request.user)
    ]
    return render(request, "taxonomies/index.html", {"taxonomies": shown})


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def new(request: HttpRequest, cluster: Any) -> HttpResponse:
    """Make a taxonomy that has no term yet."""
    form = TaxonomyForm(sent(request))
    if form.is_valid():
        try:
            if form.cleaned_data["slug"] == "new":
                raise actions.CodeTaken
            made = actions.create_taxonomy(
                form.cleaned_data, cluster=cluster, by=request.user, now=timezone.now()
            )
        except actions.CodeTaken:
            form.add_error("slug", _("Another taxonomy has this code. Choose another one."))
        else:
            messages.success(request, _("The taxonomy is there. Add its terms, then publish."))
            return redirect("taxonomies:taxonomy", made.slug)
    status = 422 if form.is_bound else 200
    return render(request, "taxonomies/new.html", {"form": form}, status=status)


@require_safe
@never_cache
@of_own_cluster
def taxonomy(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    return _page(request, cluster, shown)


@require_POST
@of_own_cluster
def draft(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    try:
        actions.draft_version(shown, by=request.user, now=timezone.now())
    except actions.AlreadyDrafted:
        messages.info(request, _("There is a draft already. Here it is."))
    else:
        messages.success(request, _("The draft has the terms of the version in force."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def use(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    object_type = request.POST.get("object_type", "")
    if object_type not in ObjectType.values:
        raise Http404
    try:
        actions.use_taxonomy(
            shown,
            cluster=cluster,
            object_type=ObjectType(object_type),
            is_used=request.POST.get("use") == "on",
            is_required=request.POST.get("required") == "on",
            # Who only switches it on says nothing of it yet.
            allows_several="one" not in request.POST,
            by=request.user,
            now=timezone.now(),
        )
    except actions.NotPublished:
        messages.error(request, _("It has no version in force yet. Publish one first."))
    else:
        messages.success(request, _("Saved. What organisations have of it stays."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def copy(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    try:
        own = actions.copy_taxonomy(shown, cluster=cluster, by=request.user, now=timezone.now())
    except actions.NotPublished:
        messages.error(request, _("It has no version in force yet. Publish one first."))
        return redirect("taxonomies:index")
    except actions.Ring as ring:
        messages.error(request, _ring(ring))
        return redirect("taxonomies:index")
    messages.success(request, _("Its terms are in your draft. Look through them, then publish."))
    return redirect("taxonomies:taxonomy", own.slug)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def publish(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    """Show what a draft would change; put it in force."""
    version = _draft_of(shown)
    if request.method == "GET":
        context = preview(shown, version, cluster_id=cluster.pk)
        return render(request, "taxonomies/preview.html", context)
    try:
        actions.publish(version, by=request.user, now=timezone.now())
    except actions.NoTerms:
        messages.error(request, _("There is no term in it yet. Add one first."))
    except actions.WaysMissing:
        messages.error(request, _("Please say first what became of the terms that are gone."))
    except actions.Ring as ring:
        messages.error(request, _ring(ring))
    else:
        words = _("Version %(number)d is in force.") % {"number": version.number}
        messages.success(request, words)
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def discard(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    actions.discard_draft(_draft_of(shown), by=request.user, now=timezone.now())
    messages.success(request, _("The draft is gone. The version in force is as it was."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def way(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("taxonomies:taxonomy", shown.slug)
    said = form.cleaned_data
    found_or_404(
        actions.say_way,
        _draft_of(shown),
        said["older"],
        newer=said["newer"],
        relation=Relation(said["relation"]),
        share=said["share"],
        note=said["note"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Noted what became of it."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def take_back(request: HttpRequest, cluster: Any, shown: Any, line_id: int) -> HttpResponse:
    """Take back what was said of a term that is gone, or that changed."""
    actions.take_back_way(_draft_of(shown), line_id, by=request.user, now=timezone.now())
    messages.success(request, _("That is taken back."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_POST
@of_own_cluster
def move(request: HttpRequest, cluster: Any, shown: Any, row_id: int) -> HttpResponse:
    """Give an organisation the term in force that it is to have."""
    found_or_404(get_row, row_id, for_user=request.user)
    try:
        move_to_term(row_id, request.POST.get("to", ""), by=request.user, now=timezone.now())
    except UnknownTerm as error:
        raise Http404 from error
    messages.success(request, _("The organisation has the new term."))
    return redirect("taxonomies:taxonomy", shown.slug)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def term(request: HttpRequest, cluster: Any, shown: Any, code: str = "") -> HttpResponse:
    """Add a term to the draft, or change one."""
    version = _draft_of(shown)
    was = found_or_404(queries.get_term, version, code) if code else None
    parents = [
        (each.term.code, "– " * each.depth + each.term.name_in(get_language()))
        for each in queries.tree_of(version)
        if each.term.code != code
    ]
    form = TermForm(sent(request), parents=parents, initial=_as_entered(was))
    if form.is_valid():
        said = dict(form.cleaned_data)
        own, parent = said.pop("code"), said.pop("parent")
        try:
            actions.save_term(
                version, own, said, parent=parent, was=code, by=request.user, now=timezone.now()
            )
        except actions.CodeTaken:
            form.add_error("code", _("Another term of this version has this code."))
        except actions.Ring as ring:
            form.add_error("parent", _ring(ring))
        except queries.NoTerm:
            form.add_error(None, _("A colleague has just changed the draft. Open it anew."))
        else:
            messages.success(request, _("The term is in the draft."))
            return redirect("taxonomies:taxonomy", shown.slug)
    context = {"form": form, "taxonomy": shown, "name": shown.name_in(get_language()), "was": was}
    status = 422 if form.is_bound else 200
    return render(request, "taxonomies/term.html", context, status=status)


@require_POST
@of_own_cluster
def remove(request: HttpRequest, cluster: Any, shown: Any, code: str) -> HttpResponse:
    version = _draft_of(shown)
    found_or_404(actions.remove_term, version, code, by=request.user, now=timezone.now())
    messages.success(request, _("The term is no longer in the draft."))
    return redirect("taxonomies:taxonomy", shown.slug)


def _page(request: HttpRequest, cluster: Any, shown: Any) -> HttpResponse:
    may_edit, language = policies.can_edit(request.user, shown), get_language()
    versions = queries.versions_of(shown, with_draft=may_edit)
    drafted = next((each for each in versions if each.is_draft), None)
    version = drafted or (versions[0] if versions else None)
    used = queries.uses_of(cluster)
    counted = organisations_by_term(shown, cluster_id=cluster.pk)
    missing = queries.terms_without_way(drafted) if drafted else []
    unplaced = {each.pk: each for each in queries.unplaced(shown)} if not drafted else {}
    looked_at = rows_to_look_at(unplaced, for_user=request.user)[:MOST_LOOKED_AT]
    choices = {
        key: [(queries.key_of(to), to.name_in(language)) for to in queries.ways_from(each)]
        for key, each in unplaced.items()
        if counted.get(key)
    }
    context = {
        "taxonomy": shown,
        "name": shown.name_in(language),
        "may_edit": may_edit,
        "is_own": shown.cluster_id == cluster.pk,
        "version": version,
        "draft": drafted,
        "versions": versions,
        "tree": [
            {
                "term": each.term,
                "name": each.term.name_in(language),
                "depth": each.depth,
                "number": counted.get(each.term.pk, 0),
            }
            for each in (queries.tree_of(version) if version else ())
        ],
        "missing": [
            {
                "term": each,
                "name": each.name_in(language),
                "number": counted.get(each.pk, 0),
            }
            for each in missing
        ],
        "relations": Relation.choices,
        "ways": [
            {
                "line": each,
                "older": each.older.name_in(language),
                "newer": each.newer.name_in(language) if each.newer else "",
                "relation": each.get_relation_display(),
            }
            for each in (queries.lines_into(version) if version else ())
        ],
        "looked_at": [
            {
                "row": each,
                "name": each.term.name_in(language),
                "choices": choices.get(each.term_id, []),
            }
            for each in looked_at
        ],
        "object_types": [
            (each.value, each.label, used.get((shown.pk, each.value))) for each in ObjectType
        ],
    }
    return render(request, "taxonomies/taxonomy.html", context)


def _draft_of(shown: Any) -> Any:
    versions = queries.versions_of(shown, with_draft=True)
    found = next((each for each in versions if each.is_draft), None)
    if found is None:
        raise Http404
    return found


def _as_entered(was: Any) -> dict[str, Any]:
    if was is None:
        return {}
    names = ("code", "name_en", "name_fr", "name_de", "definition")
    return {name: getattr(was, name) for name in names} | {
        "parent": was.parent.code if was.parent else ""
    }


def _ring(ring: actions.Ring) -> str:
    """Name a ring in words."""
    names = [each.name_in(get_language()) for each in ring.terms]
    return _("That would be a ring: %(ring)s. Choose another term for it to lie under.") % {
        "ring": " → ".join(names)
    }
