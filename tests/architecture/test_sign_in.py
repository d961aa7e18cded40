"""Every page needs sign-in, except those written here with the reason why they are open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

# Address (without the language in front): why someone who is not signed in may open it.
OPEN_PAGES = {
    "": "the home page, and the way from the bare address to it",
    "favicon.ico": "browsers ask for the picture of the site before anybody signs in",
    "alive/": "those who watch over the server have no account; it tells nothing but that it runs",
    "robots.txt": "search engines do not sign in",
    "sitemap.xml": "search engines do not sign in",
    "sitemap-<slug:section>.xml": "search engines do not sign in; lists what is open anyway",
    "directory/list-for-your-site/": "shows how to put what is public on another site",
    "embed/directory/": "stands on other sites; shows to everybody what is public, and no more",
    "brand/<slug:slug>/<slug:digest>.css": "the colours of a site that everybody may open",
    "brand/<slug:slug>/<slug:digest>-<int:size>.webp": "the logo of a site that is open to all",
    "clusters/": "which clusters there are is for everybody to read",
    "needs-and-offers/": "shows what members let everybody read",
    "needs-and-offers/<uuid:public_id>/": "shows what members let everybody read of one",
    "calls/": "shows published open data only",
    "calls/about/<path:call_id>/": "shows published open data only",
    "calls/for/<path:organisation_id>/": "shows published open data only",
    "calls/fitting/": "whoever arrives may ask what suits them; nothing of it is kept",
    "search/": "whoever arrives may try the search before having an account",
    "search/<uuid:public_id>/": "shown only to the browser that stated the need",
    "search/<uuid:public_id>/team/": "one's own search; teams are looked at before an account",
    "search/<uuid:public_id>/requirements/": "one's own search; corrected before having an account",
    "search/<uuid:public_id>/forget/": "whoever stated a need without signing in may take it back",
    "search/<uuid:public_id>/shortlist/<path:organisation_id>/": "said in one's own search only",
    "search/<uuid:public_id>/set-aside/<path:organisation_id>/": "said in one's own search only",
    "search/<uuid:public_id>/take-back/<path:organisation_id>/": "said in one's own search only",
    "search/<uuid:public_id>/hand-over/": "whoever finds nobody may ask the team",
    "search/<uuid:public_id>/hand-over/<uuid:hand_over_id>/take-back/": "by whoever handed it over",
    "directory/": "lists what is public; whoever arrives may look who is there",
    "directory/download/<str:ending>/": "the list as a file: what is public, some times an hour",
    "directory/map/": "draws what is public; what is not is drawn for those who see it only",
    "directory/graph/": "draws what is public; what is not is drawn for those who see it only",
    "directory/<uuid:public_id>/": "shows what is public of one organisation",
    "directory/<uuid:public_id>/card.vcf": "shows what is public of one organisation",
    "directory/<uuid:public_id>/card.svg": "shows what is public of one organisation",
    "directory/<uuid:public_id>/logo-pack/": "holds the logo of one who may be seen, nothing else",
    "directory/<uuid:public_id>/share-<slug:digest>.png": (
        "what others show of one whom everybody may see, where its page is shared"
    ),
    "logos/<uuid:public_id>/<slug:digest>-<int:size>.webp": "the logo of one who may be seen",
    "named/": "people who are named have no account; it tells nobody who is named",
    "named/<str:token>/": "needs the signed token from the letter; decides nothing by itself",
    "named/<str:token>/take-out/": "needs the signed token from the letter",
    "organisations/<path:organisation_id>/": "shows published open data only",
    "projects/<path:project_id>/": "shows published open data only",
    "membership/": "visitors read what membership brings before they have an account",
    "membership/charter/<int:version>/": "what members commit to is for everybody to read",
    "about-the-data/": "says where the data is from; the licences ask for it",
    "accessibility/": "the law asks for a statement that everyone can read",
    "privacy/": "people read it before they open an account",
    "design/": "the components with made-up content; contributors look at it",
    "mail/": "a mail server hands in what arrives, and signs it",
    "letters/stop/<str:token>/": "needs the signed link from the letter; people stop letters there",
    "collaborations/<uuid:public_id>/": "shows to everybody what its partners let be shown",
    "collaborations/flagships/": "names only partners that agreed to be named to everybody",
    "my-collections/shared/<str:token>/": "needs the secret link; shows what its reader may see",
    "my-lists/stop/<str:token>/": "needs the signed link from the letter; stops it for one list",
    "still-correct/<str:token>/": "needs the signed link from the letter",
    "still-correct/<str:token>/changed/": "needs the signed link from the letter",
    "support/how-was-it/<str:token>/": "needs the signed link from the letter",
    "support/how-was-it/<str:token>/words/": "needs the signed link from the letter",
    "introductions/answer/<str:token>/": "who is asked has no account; needs the signed link",
    "introductions/answer/<str:token>/never/": "needs the signed link from the letter",
    "introductions/what-came/<str:token>/": "needs the signed link from the letter",
    "agreements/link/<str:token>/": "who signs may have no account; needs the signed link",
    "agreements/link/<str:token>/<uuid:file_id>/": "needs the signed link from the letter",
    "sign-in/<str:code>/": "where the link in the letter leads; decides nothing by itself",
    "account/login/": "the door",
    "account/login/code/": "the door for those who sign in by e-mail",
    "account/login/code/confirm/": "needs a code that was asked for in this browser",
    "account/logout/": "leads those who are not signed in to the home page",
    "account/signup/": "opening an account",
    "account/inactive/": "tells the owner of a closed account why the door stays shut",
    "account/confirm-email/": "says that a letter was sent, before the account can be used",
    "account/confirm-email/(?P<key>[-:\\w]+)/": "needs the signed key from the letter",
    "account/password/reset/": "for those who cannot sign in any more",
    "account/password/reset/done/": "says that a letter was sent",
    "account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/": "needs the key sent",
    "account/password/reset/key/done/": "says that the new password is set",
    "account/2fa/authenticate/": "the second step of signing in; needs the first",
    "account/2fa/webauthn/login/": "signing in with a passkey",
    "staff/login/": "leads to the door",
}
EXAMPLES = {
    "uuid": "8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e",
    "int": "1",
    "path": "x",
    "str": "x",
    "slug": "x",
    "app_label": "accounts",
}


@dataclass(frozen=True)
class Page:
    route: str
    in_language: bool
    view: Any

    @property
    def is_open(self) -> bool:
        return not getattr(self.view, "login_required", True)

    @property
    def address(self) -> str:
        """An address that leads to it."""
        route = re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: EXAMPLES[found[1] or "str"], self.route)
        if route.startswith("^") or "(?P<" in route:
            ((form, names),) = normalize(route)
            route = form % {name: EXAMPLES[name] for name in names}
        return f"/en/{route}" if self.in_language else f"/{route}"


def pages(
    patterns: list[URLPattern | URLResolver], *, before: str = "", in_language: bool = False
) -> Iterator[Page]:
    for pattern in patterns:
        # The part of the address that this line of a urls.py adds, as it is written there.
        part = getattr(pattern.pattern, "_route", None)
        if part is None:
            part = getattr(pattern.pattern, "_regex", "").removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield Page(before + part, in_language, pattern.callback)
        else:
            speaks = in_language or hasattr(pattern.pattern, "language_prefix")
            yield from pages(pattern.url_patterns, before=before + part, in_language=speaks)


ALL_PAGES = list(pages(get_resolver(settings.ROOT_URLCONF).url_patterns))
CLOSED_PAGES = [page for page in ALL_PAGES if not page.is_open]


class TestOpenPages:
    def test_stand_on_the_list(self):
        assert {page.route for page in ALL_PAGES if page.is_open} - set(OPEN_PAGES) == set()

    def test_that_no_longer_exist_are_struck_off_the_list(self):
        assert set(OPEN_PAGES) - {page.route for page in ALL_PAGES if page.is_open} == set()

    @pytest.mark.parametrize("reason", OPEN_PAGES.values())
    def test_are_open_for_a_reason(self, reason):
        assert len(reason.split()) >= 2


@pytest.mark.usefixtures("biohealth")
class TestClosedPages:
    def test_are_found(self):
        routes = {page.route for page in CLOSED_PAGES}

        assert {"profile/", "people/", "search/mine/", "account/email/", "staff/"} <= routes

    @pytest.mark.parametrize("page", CLOSED_PAGES, ids=lambda page: page.route)
    def test_lead_strangers_to_the_door(self, client, page):
        for ask in (client.get, client.post):
            answer = ask(page.address, follow=True)

            door, status = answer.redirect_chain[-1]
            assert status == 302
            assert door.startswith("/en/account/login/?next=")
