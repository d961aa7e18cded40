import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from liaison.hub.accounts.models import User
from liaison.hub.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
UNKNOWN = "nobody@example.org"

pytestmark = pytest.mark.django_db


def is_signed_in(client):
    return client.get("/en/profile/").status_code == 200


def path_in(letter, part):
    """The address in a letter whose path holds `part`, without the site's name."""
    return urlsplit(re.search(rf"http://testserver\S*/{part}/\S*", letter.body)[0]).path


def words_of(answer):
    """A page as its reader sees it, without what differs on every request."""
    return re.sub(r'value="[^"]{64}"', "", answer.content.decode())


@pytest.fixture
def letter_with_link(client, nadine):
    client.post("/en/account/login/code/", {"email": nadine.email})
    return mail.outbox[-1]


class TestPassword:
    @pytest.mark.parametrize("spelling", [str.lower, str.upper])
    def test_signs_in(self, client, nadine, spelling):
        answer = client.post(
            "/en/account/login/", {"login": spelling(nadine.email), "password": PASSWORD}
        )

        assert answer["Location"] == "/en/profile/"
        assert is_signed_in(client)

    def test_leads_to_the_persons_language(self, client, biotech):
        person = UserFactory(language="fr")

        answer = client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})

        assert answer["Location"] == "/fr/profile/"

    def test_leads_on_to_the_page_that_was_asked_for(self, client, nadine):
        closed = client.get("/en/people/")

        answer = client.post(closed["Location"], {"login": nadine.email, "password": PASSWORD})

        assert closed["Location"] == "/en/account/login/?next=/en/people/"
        assert answer["Location"] == "/en/people/"

    def test_leads_to_no_other_site(self, client, nadine):
        answer = client.post(
            "/en/account/login/?next=https://elsewhere.example/",
            {"login": nadine.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
        )

        assert answer["Location"] == "/en/profile/"

    def test_that_is_wrong_gets_the_answer_that_an_unknown_address_gets(self, client, nadine):
        wrong = client.post("/en/account/login/", {"login": nadine.email, "password": "wrong"})
        unknown = client.post("/en/account/login/", {"login": UNKNOWN, "password": "wrong"})

        assert wrong.status_code == unknown.status_code == 200
        assert words_of(wrong).replace(nadine.email, UNKNOWN) == words_of(unknown)

    def test_does_not_open_a_closed_account(self, client, biotech):
        closed = UserFactory(is_active=False)

        client.post("/en/account/login/", {"login": closed.email, "password": PASSWORD})

        assert not is_signed_in(client)

    def test_does_not_open_an_account_whose_address_is_not_confirmed(self, client, biotech):
        person = UserFactory(confirmed=False)

        answer = client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})

        assert answer["Location"] == "/en/account/confirm-email/"
        assert not is_signed_in(client)

    def test_cannot_be_guessed_for_long(self, client, nadine):
        for _ in range(5):
            client.post("/en/account/login/", {"login": nadine.email, "password": "wrong"})

        client.post("/en/account/login/", {"login": nadine.email, "password": PASSWORD})

        assert not is_signed_in(client)

    def test_signs_in_only_with_the_forms_token(self, nadine):
        careful = Client(enforce_csrf_checks=True)

        answer = careful.post("/en/account/login/", {"login": nadine.email, "password": PASSWORD})

        assert answer.status_code == 403


class TestLinkByEmail:
    def test_opens_a_page_whose_button_signs_in(self, client, letter_with_link):
        link = client.get(path_in(letter_with_link, "sign-in"))
        page = client.get(link["Location"])

        assert not is_signed_in(client)
        code = re.search(r'name="code" value="([^"]+)"', page.content.decode())[1]
        client.post("/en/account/login/code/confirm/", {"code": code})
        assert is_signed_in(client)

    def test_carries_a_code_that_can_be_copied(self, client, letter_with_link):
        code = path_in(letter_with_link, "sign-in").rstrip("/").rsplit("/", 1)[1]

        assert f"\n{code}\n" in letter_with_link.body
        client.post("/en/account/login/code/confirm/", {"code": code})
        assert is_signed_in(client)

    def test_works_once(self, client, letter_with_link):
        code = path_in(letter_with_link, "sign-in").rstrip("/").rsplit("/", 1)[1]
        client.post("/en/account/login/code/confirm/", {"code": code})
        client.post("/en/account/logout/")

        client.post("/en/account/login/code/confirm/", {"code": code})

        assert not is_signed_in(client)

    def test_expires_after_a_quarter_of_an_hour(self, client, letter_with_link, monkeypatch):
        code = path_in(letter_with_link, "sign-in").rstrip("/").rsplit("/", 1)[1]
        asked_at = time.time()

        monkeypatch.setattr(time, "time", lambda: asked_at + 15 * 60 + 1)
        client.post("/en/account/login/code/confirm/", {"code": code})
        monkeypatch.undo()

        assert not is_signed_in(client)

    def test_opens_nothing_in_another_browser(self, letter_with_link):
        other_browser = Client()

        answer = other_browser.get(path_in(letter_with_link, "sign-in"))

        assert answer.status_code == 200
        assert "accounts/other_browser.html" in [used.name for used in answer.templates]
        assert not is_signed_in(other_browser)

    def test_is_given_up_after_three_wrong_codes(self, client, letter_with_link):
        code = path_in(letter_with_link, "sign-in").rstrip("/").rsplit("/", 1)[1]
        for _ in range(3):
            client.post("/en/account/login/code/confirm/", {"code": "WRNG-CODE"})

        client.post("/en/account/login/code/confirm/", {"code": code})

        assert not is_signed_in(client)

    def test_looks_the_same_for_an_unknown_address(self, client, nadine):
        known = client.post("/en/account/login/code/", {"email": nadine.email}, follow=True)
        unknown = Client().post("/en/account/login/code/", {"email": UNKNOWN}, follow=True)

        assert known.redirect_chain == unknown.redirect_chain
        assert words_of(known).replace(nadine.email, UNKNOWN) == words_of(unknown)
        assert [letter.to for letter in mail.outbox] == [[nadine.email], [UNKNOWN]]
        assert "/sign-in/" not in mail.outbox[-1].body

    def test_is_sent_as_text_and_as_a_simple_page(self, letter_with_link):
        (page,) = letter_with_link.alternatives

        assert page.mimetype == "text/html"
        assert '<html lang="en">' in page.content
        assert f'href="http://testserver{path_in(letter_with_link, "sign-in")}"' in page.content
        assert "Biotech Cluster" in letter_with_link.body

    def test_is_written_in_the_language_of_its_reader(self, client, biotech):
        person = UserFactory(language="de")

        client.post("/en/account/login/code/", {"email": person.email})

        assert "http://testserver/de/sign-in/" in mail.outbox[-1].body


class TestOpeningAnAccount:
    FORM = {"full_name": "Paul Reuter", "email": "Paul.Reuter@example.org", "password1": PASSWORD}

    def test_waits_until_the_address_is_confirmed(self, client, biotech):
        client.post("/de/account/signup/", self.FORM)

        paul = User.objects.get()
        assert (paul.full_name, paul.email) == ("Paul Reuter", "paul.reuter@example.org")
        assert paul.language == "de"
        assert Event.objects.get().verb == "account.opened"
        assert not is_signed_in(client)

    def test_is_confirmed_by_the_button_and_not_by_the_link(self, client, biotech):
        client.post("/en/account/signup/", self.FORM)
        link = path_in(mail.outbox[-1], "confirm-email")

        client.get(link)
        opened_only = EmailAddress.objects.get().verified
        client.post(link)

        assert not opened_only
        assert EmailAddress.objects.get().verified

    def test_looks_the_same_for_an_address_in_use(self, client, nadine):
        new = client.post("/en/account/signup/", self.FORM, follow=True)
        known = Client().post(
            "/en/account/signup/", self.FORM | {"email": nadine.email}, follow=True
        )

        assert new.redirect_chain == known.redirect_chain
        assert words_of(new).replace("paul.reuter@example.org", nadine.email) == words_of(known)
        assert User.objects.count() == 2
        assert "confirm-email" not in mail.outbox[-1].body

    @pytest.mark.parametrize(
        "password", ["short", "password1234", "paul.reuter@example.org", "Paul Reuter"]
    )
    def test_asks_for_a_password_that_is_hard_to_guess(self, client, biotech, password):
        answer = client.post("/en/account/signup/", self.FORM | {"password1": password})

        assert answer.context["form"].errors["password1"]
        assert not User.objects.exists()

    def test_asks_for_a_name(self, client, biotech):
        answer = client.post("/en/account/signup/", self.FORM | {"full_name": " "})

        assert answer.context["form"].errors["full_name"]
        assert not User.objects.exists()


class TestForgottenPassword:
    def test_is_replaced_by_way_of_a_letter(self, client, nadine):
        client.post("/en/account/password/reset/", {"email": nadine.email})
        page = client.get(path_in(mail.outbox[-1], "reset"), follow=True)
        client.post(
            page.redirect_chain[-1][0],
            {"password1": "quiet river blue door", "password2": "quiet river blue door"},
        )

        nadine.refresh_from_db()
        assert nadine.check_password("quiet river blue door")

    def test_link_works_once(self, client, nadine):
        client.post("/en/account/password/reset/", {"email": nadine.email})
        link = path_in(mail.outbox[-1], "reset")
        nadine.set_password("quiet river blue door")
        nadine.save()

        page = client.get(link, follow=True)

        assert page.context["token_fail"]

    def test_looks_the_same_for_an_unknown_address(self, client, nadine):
        known = client.post("/en/account/password/reset/", {"email": nadine.email}, follow=True)
        unknown = Client().post("/en/account/password/reset/", {"email": UNKNOWN}, follow=True)

        assert known.redirect_chain == unknown.redirect_chain
        assert words_of(known) == words_of(unknown)


class TestSecondFactor:
    @pytest.fixture
    def with_app(self, nadine):
        TOTP.activate(nadine, TOTP_SECRET)
        return nadine

    def code_shown_now(self):
        return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))

    def test_is_asked_for_after_the_password(self, client, with_app):
        answer = client.post("/en/account/login/", {"login": with_app.email, "password": PASSWORD})

        assert answer["Location"] == "/en/account/2fa/authenticate/"
        assert client.get(answer["Location"]).status_code == 200
        assert not is_signed_in(client)

    def test_is_asked_for_after_the_code_from_the_letter(self, client, with_app):
        client.post("/en/account/login/code/", {"email": with_app.email})
        code = path_in(mail.outbox[-1], "sign-in").rstrip("/").rsplit("/", 1)[1]

        answer = client.post("/en/account/login/code/confirm/", {"code": code})

        assert answer["Location"] == "/en/account/2fa/authenticate/"
        assert not is_signed_in(client)

    def test_signs_in(self, client, with_app):
        client.post("/en/account/login/", {"login": with_app.email, "password": PASSWORD})

        client.post("/en/account/2fa/authenticate/", {"code": self.code_shown_now()})

        assert is_signed_in(client)

    def test_that_is_wrong_does_not(self, client, with_app):
        client.post("/en/account/login/", {"login": with_app.email, "password": PASSWORD})

        client.post("/en/account/2fa/authenticate/", {"code": "000"})

        assert not is_signed_in(client)

    def test_is_set_up_once_the_person_confirmed_who_they_are(self, client, nadine):
        client.force_login(nadine)

        asked = client.get("/en/account/2fa/totp/activate/")
        client.post(asked["Location"], {"password": PASSWORD})
        page = client.get("/en/account/2fa/totp/activate/")

        assert asked["Location"].startswith("/en/account/reauthenticate/")
        assert page.status_code == 200
        assert 'src="data:image/svg+xml' in page.content.decode()

    def test_tells_its_owner_by_letter_when_it_is_removed(self, client, with_app):
        client.force_login(with_app)
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})

        client.post("/en/account/2fa/totp/deactivate/")

        assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
        assert mail.outbox[-1].to == [with_app.email]
        assert "authenticator app" in mail.outbox[-1].subject

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "totp/deactivate/",
            "webauthn/",
            "webauthn/keys/{key.pk}/edit/",
            "webauthn/keys/{key.pk}/remove/",
            "recovery-codes/",
            "recovery-codes/generate/",
        ],
    )
    def test_has_its_pages(self, client, with_app, page):
        # Enough of a key to be listed; a browser makes the rest of it.
        key = Authenticator.objects.create(
            user=with_app,
            type=Authenticator.Type.WEBAUTHN,
            data={
                "name": "The blue key",
                "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
            },
        )
        client.force_login(with_app)
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})
        client.post("/en/account/2fa/recovery-codes/generate/")

        answer = client.get(f"/en/account/2fa/{page.format(key=key)}")

        assert answer.status_code == 200
        assert "<h1>" in answer.content.decode()

    def test_has_a_page_to_add_a_key(self, client, with_app):
        client.force_login(with_app)
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})

        page = client.get("/en/account/2fa/webauthn/add/").content.decode()

        assert 'id="js_data"' in page
        assert 'src="/static/mfa/js/webauthn.js"' in page


class TestAddress:
    def test_changes_once_the_new_one_is_confirmed(self, client, nadine):
        client.force_login(nadine)
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})

        client.post("/en/account/email/", {"email": "Nadine.Weber@example.org", "action_add": ""})
        nadine.refresh_from_db()
        before = nadine.email
        client.post(path_in(mail.outbox[-1], "confirm-email"))
        nadine.refresh_from_db()

        assert before == "nadine.schmit@example.org"
        assert nadine.email == "nadine.weber@example.org"


class TestBackOffice:
    def test_has_the_same_door_as_the_site(self, client, biotech):
        answer = client.get("/en/staff/login/")

        assert answer["Location"].startswith("/en/account/login/")

    def test_does_not_let_a_manager_in_who_is_not_staff(self, client, manager):
        client.force_login(manager)

        assert client.get("/en/staff/").status_code in (302, 403)

    @pytest.mark.parametrize(
        "page",
        ["", "accounts/user/", "audit/event/", "clusters/cluster/"],
    )
    def test_lets_in_whoever_runs_the_installation(self, client, biotech, page):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))

        assert client.get(f"/en/staff/{page}").status_code == 200

    def test_shows_one_person_and_one_cluster(self, client, nadine, biotech):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))

        assert client.get(f"/en/staff/accounts/user/{nadine.pk}/change/").status_code == 200
        assert client.get(f"/en/staff/clusters/cluster/{biotech.pk}/change/").status_code == 200


class TestSigningOut:
    def test_takes_a_button(self, client, nadine):
        client.force_login(nadine)

        client.get("/en/account/logout/")
        opened_only = is_signed_in(client)
        client.post("/en/account/logout/")

        assert opened_only
        assert not is_signed_in(client)
