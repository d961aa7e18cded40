"""Pages on which people come to speak for an organisation."""

import re

import pytest
from django.core import mail

from liaison.hub.accounts.choices import Role
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.directory.models import OrganisationRole
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]
MINE = "/en/my-organisations/"


@pytest.fixture
def optics():
    return OrganisationFactory(
        name="Sauer Optics", website="https://www.sauer.example/", visibility="public"
    )


@pytest.fixture
def engineer():
    return UserFactory(full_name="Anna Muller")


@pytest.fixture
def as_engineer(client, engineer):
    client.force_login(engineer)
    return client


def claim(client, optics, role="organisation_owner"):
    client.post(f"{MINE}{optics.public_id}/claim/", {"role": role, "said": "I lead it."})
    return Claim.objects.get()


def link_in(letter):
    (link,) = re.findall(r"http://testserver(/\S+)", letter.body)
    return link


class TestMine:
    def test_leads_to_the_entries_of_which_one_takes_care(self, as_engineer, engineer, optics):
        OrganisationRoleFactory(organisation=optics, person=engineer)
        merged = OrganisationFactory(name="Gone", state="merged", merged_into=optics)
        OrganisationRoleFactory(organisation=merged, person=engineer)

        page = as_engineer.get(MINE).content.decode()

        assert f'href="/en/directory/{optics.public_id}/"' in page
        assert f'href="/en/directory/{optics.public_id}/edit/"' in page
        assert f"/en/directory/{merged.public_id}/edit/" not in page


class TestClaim:
    def test_begins_with_a_search(self, as_engineer, optics):
        page = as_engineer.get(MINE, {"name": "sauer"}).content.decode()

        assert f"{MINE}{optics.public_id}/claim/" in page

    def test_is_proved_by_a_letter_whose_link_alone_decides_nothing(
        self, as_engineer, optics, engineer, django_capture_on_commit_callbacks
    ):
        made = claim(as_engineer, optics)
        address = f"{MINE}claims/{made.public_id}/"
        assert "up to @sauer.example" in as_engineer.get(address).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            as_engineer.post(address, {"box": "anna"})
        link = link_in(mail.outbox[-1])

        opened = as_engineer.get(link)
        assert opened.status_code == 200
        assert not OrganisationRole.objects.exists()
        as_engineer.post(link)

        assert OrganisationRole.objects.get().person == engineer
        assert as_engineer.get(link).status_code == 404

    def test_by_letter_is_shut_to_others(
        self, as_engineer, client, optics, django_capture_on_commit_callbacks
    ):
        made = claim(as_engineer, optics)
        with django_capture_on_commit_callbacks(execute=True):
            as_engineer.post(f"{MINE}claims/{made.public_id}/", {"box": "info"})
        link = link_in(mail.outbox[-1])
        client.logout()
        assert client.post(link).status_code == 302
        client.force_login(UserFactory())

        assert client.post(link).status_code == 404
        assert not OrganisationRole.objects.exists()

    def test_is_granted_by_an_officer(self, as_engineer, client, optics, biohealth, engineer):
        made = claim(as_engineer, optics)
        client.force_login(ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person)
        page = client.get(f"{MINE}claims/{made.public_id}/").content.decode()
        assert engineer.email in page

        client.post(f"{MINE}claims/{made.public_id}/grant/")

        assert OrganisationRole.objects.get().person == engineer

    def test_is_refused_with_words(self, as_engineer, client, optics, biohealth, engineer):
        made = claim(as_engineer, optics)
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)
        address = f"{MINE}claims/{made.public_id}/refuse/"
        assert client.post(address, {"said": ""}).status_code == 422
        client.post(address, {"said": "Who are you?"})
        client.force_login(engineer)

        assert "Who are you?" in client.get(f"{MINE}claims/{made.public_id}/").content.decode()

    def test_is_closed_to_others(self, as_engineer, client, optics):
        made = claim(as_engineer, optics)
        client.force_login(UserFactory())

        for part in ("", "refuse/"):
            assert client.get(f"{MINE}claims/{made.public_id}/{part}").status_code == 404
        for part in ("grant/", "withdraw/"):
            assert client.post(f"{MINE}claims/{made.public_id}/{part}").status_code == 404

    def test_is_taken_back(self, as_engineer, optics):
        made = claim(as_engineer, optics)

        as_engineer.post(f"{MINE}claims/{made.public_id}/withdraw/")

        made.refresh_from_db()
        assert made.state == "withdrawn"


class TestColleagues:
    @pytest.fixture
    def as_owner(self, client, optics):
        client.force_login(OrganisationRoleFactory(organisation=optics).person)
        return client

    def address_of(self, optics, after=""):
        return f"{MINE}{optics.public_id}/colleagues/{after}"

    def test_are_invited_and_accept(
        self, as_owner, client, optics, engineer, django_capture_on_commit_callbacks
    ):
        invited = {"address": "anna@sauer.example", "role": "organisation_editor"}
        with django_capture_on_commit_callbacks(execute=True):
            as_owner.post(self.address_of(optics), invited)
        assert "anna@sauer.example" in as_owner.get(self.address_of(optics)).content.decode()
        link = link_in(mail.outbox[-1])
        client.force_login(engineer)
        assert "invites you" in client.get(link).content.decode()

        client.post(link)

        assert OrganisationRole.objects.filter(person=engineer).get().role == "organisation_editor"
        assert client.get(link).status_code == 404

    def test_are_uninvited(self, as_owner, optics):
        invited = {"address": "anna@sauer.example", "role": "organisation_editor"}
        as_owner.post(self.address_of(optics), invited)
        invitation = Invitation.objects.get()

        as_owner.post(f"{MINE}invitations/{invitation.public_id}/withdraw/")

        assert not Invitation.objects.exists()

    def test_lose_a_role_after_a_question(self, as_owner, optics, engineer):
        held = OrganisationRoleFactory(organisation=optics, person=engineer)
        assert (
            "Should Anna Muller"
            in as_owner.get(self.address_of(optics, f"{held.pk}/")).content.decode()
        )

        as_owner.post(self.address_of(optics, f"{held.pk}/"))

        assert not OrganisationRole.objects.filter(person=engineer).exists()

    def test_leave_one_who_answers_for_it(self, as_owner, optics):
        held = OrganisationRole.objects.get()

        assert as_owner.post(self.address_of(optics, f"{held.pk}/")).status_code == 409

    def test_are_for_owners_to_see(self, client, optics, engineer):
        OrganisationRoleFactory(organisation=optics, person=engineer, role=Role.ORGANISATION_EDITOR)
        client.force_login(engineer)

        assert client.get(self.address_of(optics)).status_code == 404
