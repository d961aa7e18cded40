"""Who of an organisation is named: by colleagues, and by oneself."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.directory.editing import get_editable
from liaison.hub.directory.people import actions, queries
from liaison.hub.directory.visibility import acts_for
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.named_people import forms


@require_http_methods(["GET", "POST"])
@never_cache
def people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who is named, and let colleagues or the team name somebody."""
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    form = forms.PersonForm(sent(request), initial={"language": get_language()})
    if form.is_valid() and _name(request, organisation, form):
        messages.success(
            request, _("Thank you. They are asked by e-mail; until they choose, nobody sees it.")
        )
        return redirect("named_people:people", public_id)
    context = {
        "organisation": organisation,
        "people": queries.named_people_of(organisation, for_user=request.user),
        "acts_for": acts_for(request.user, organisation),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "named_people/people.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def me(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say how one is shown oneself."""
    organisation, own = _own(request, public_id)
    start = forms.said_of(own) if own else {"full_name": request.user.full_name}
    form = forms.ChoiceForm(sent(request), initial=start)
    if form.is_valid():
        actions.show_oneself(
            organisation, form.told, form.chosen, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved. You can change it at any time."))
        return redirect("named_people:me", public_id)
    context = {"organisation": organisation, "own": own, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "named_people/me.html", context, status=status)


@require_POST
def take_me_out(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation, _own_entry = _own(request, public_id)
    found_or_404(actions.take_oneself_out, organisation, by=request.user, now=timezone.now())
    messages.success(request, _("You are taken out, and nobody can enter you again but you."))
    return redirect("directory:index")


@require_POST
def remove(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    person = found_or_404(queries.get_named_person, person_id, for_user=request.user)
    actions.remove_person(person, by=request.user, now=timezone.now())
    messages.success(request, _("Removed; all that was kept of them is erased."))
    return redirect("named_people:people", person.organisation.public_id)


@require_POST
def send_again(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    person = found_or_404(queries.get_named_person, person_id, for_user=request.user)
    link = link_to_choice(request, person.language)
    try:
        actions.send_letter_again(person, link=link, by=request.user, now=timezone.now())
    except actions.TooManyLetters:
        messages.warning(request, _("A letter went out less than an hour ago; please wait."))
    else:
        messages.success(request, _("Another letter is on its way; the former one counts no more."))
    return redirect("named_people:people", person.organisation.public_id)


def link_to_choice(request: HttpRequest, language: str) -> Callable[[str], str]:
    """Return what makes the whole address of the page that a token opens, in a language."""

    def link(token: str) -> str:
        with override(language):
            return request.build_absolute_uri(reverse("named_people:choose", args=[token]))

    return link


def _own(request: HttpRequest, public_id: uuid.UUID) -> tuple[Any, Any]:
    """Return an organisation and how the reader is named there; for those who may say so."""
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    own = queries.own_entry(organisation, for_user=request.user)
    if own is None and not acts_for(request.user, organisation):
        raise Http404
    return organisation, own


def _name(request: HttpRequest, organisation: Any, form: forms.PersonForm) -> bool:
    language = form.cleaned_data["language"]
    try:
        actions.name_person(
            organisation,
            form.told,
            email=form.cleaned_data["email"],
            language=language,
            link=link_to_choice(request, language),
            by=request.user,
            now=timezone.now(),
        )
    except actions.WantsNotToBeNamed:
        form.add_error(
            "email",
            _(
                "Whoever has this address does not want to be named in the directory. Only they"
                " themselves can change that."
            ),
        )
    except actions.AlreadyNamed:
        form.add_error("email", _("Somebody with this address is named here already."))
    except actions.TooManyLetters:
        form.add_error(None, _("You have named many people today; please go on tomorrow."))
    else:
        return True
    return False
