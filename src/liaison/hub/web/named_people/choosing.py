"""What people who are named choose by the link of a letter, without signing in."""

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.directory.people import actions, queries
from liaison.hub.web.layout.views import sent
from liaison.hub.web.named_people import forms
from liaison.hub.web.named_people.views import link_to_choice


class AddressForm(django_forms.Form):
    """To which address another letter goes."""

    email = django_forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        widget=django_forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is kept of somebody; only their own button changes anything."""
    now = timezone.now()
    try:
        person = queries.person_with(token, now=now)
        form = forms.ChoiceForm(sent(request), initial=forms.said_of(person))
        if form.is_valid():
            actions.choose_by_letter(token, form.told, form.chosen, now=now)
            messages.success(request, _("Thank you. It is as you chose."))
            return redirect("named_people:ask")
    except queries.NoPerson:
        return _spent(request)
    context = {"person": person, "organisation": person.organisation, "form": form, "token": token}
    status = 422 if form.is_bound else 200
    return render(request, "named_people/choose.html", context, status=status)


@require_POST
@login_not_required
@never_cache
def take_out(request: HttpRequest, token: str) -> HttpResponse:
    try:
        actions.take_out_by_letter(token, now=timezone.now())
    except queries.NoPerson:
        return _spent(request)
    messages.success(
        request, _("All that was kept of you is erased, and nobody can enter you again but you.")
    )
    return redirect("named_people:ask")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Have another letter sent; the answer is the same whether somebody is named or not."""
    form = AddressForm(sent(request))
    if form.is_valid():
        actions.ask_for_letter(
            form.cleaned_data["email"],
            link=link_to_choice(request, get_language() or "en"),
            now=timezone.now(),
        )
        messages.success(
            request, _("If somebody with this address is named here, a letter is on its way.")
        )
        return redirect("named_people:ask")
    status = 422 if form.is_bound else 200
    return render(request, "named_people/ask.html", {"form": form}, status=status)


def _spent(request: HttpRequest) -> HttpResponse:
    context = {"form": AddressForm(), "is_spent": True}
    return render(request, "named_people/ask.html", context, status=404)
