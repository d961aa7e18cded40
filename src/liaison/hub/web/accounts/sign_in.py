"""Where signing in meets the library that does it: our words, our links, the person's language."""

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from qrcode.image.svg import SvgPathFillImage

from liaison.hub.accounts import actions
from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.clocks.queries import desk_clusters
from liaison.hub.clusters.queries import NoCluster, current_cluster

SIGN_IN_LETTER = "account/email/login_code"


class SignIn(DefaultAccountAdapter):
    """What `django-allauth` asks us; everything not answered here is as it has it."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name that was given, and the language it was given in."""
        user.full_name = form.cleaned_data["full_name"]
        user.language = translation.get_language()
        with transaction.atomic():
            user = super().save_user(request, user, form, commit=commit)
            if commit:
                actions.record_sign_up(user, now=timezone.now())
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the first page in the language the person prefers."""
        with translation.override(request.user.language):
            # Whoever works in a team finds on its desk what waits.
            if desk_clusters(for_user=request.user):
                return reverse("desk:index")
            return resolve_url(super().get_login_redirect_url(request))

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Write a letter in the language of its reader; as text, and laid out simply as HTML."""
        with translation.override(_language_of(email)):
            context = context | {"cluster_name": _cluster_name(context["request"])}
            if template_prefix == SIGN_IN_LETTER:
                context["link"] = _sign_in_link(context["request"], context["code"])
            letter = super().render_mail(template_prefix, email, context, headers)
            page = {"subject": letter.subject, "text": letter.body}
            letter.attach_alternative(render_to_string("accounts/letter.html", page), "text/html")
        return letter


class SecondFactor(DefaultMFAAdapter):
    """What the library asks us about second factors."""

    def build_totp_svg(self, url: str) -> str:
        """Draw the picture on white, so that an app can read it on a dark page too."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")


def waits_for_code(request: HttpRequest) -> bool:
    """Say whether this browser asked for a sign-in code and has not used it yet."""
    return LoginStageController.enter(request, LoginByCodeStage.key) is not None


def _sign_in_link(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("accounts:sign-in-link", args=[code]))


def _language_of(email: str) -> str:
    """Return the language of the person with this address; of the page, for all others."""
    try:
        return get_person(email).language
    except NoPerson:
        return translation.get_language()


def _cluster_name(request: HttpRequest) -> str:
    try:
        return current_cluster(host=request.get_host()).name
    except NoCluster:
        return "Liaison"
