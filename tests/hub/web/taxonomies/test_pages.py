"""Managers draft, repair and publish versions of their taxonomies; nobody else does."""

import re
from datetime import UTC, datetime

import pytest

from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.taxonomies.models import Crosswalk, Taxonomy, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SKILLS = "/en/taxonomies/biohealth-skills/"


@pytest.fixture
def cluster(biohealth):
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    return biohealth


@pytest.fixture
def manager(client, cluster):
    client.force_login(ClusterRoleFactory(cluster=cluster).person)
    return client


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def post(client, address, **sent):
    return client.post(address, sent, follow=True)


def entered(answer, **changed):
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changed


def test_are_closed_to_others(client, cluster):
    client.force_login(UserFactory())

    assert client.get("/en/taxonomies/").status_code == 403
    assert client.post(f"{SKILLS}draft/").status_code == 403


def test_list_says_whose_each_is_and_what_is_in_use(manager):
    said = text_of(manager.get("/en/taxonomies/"))

    assert "Certificates · of the installation, for all clusters · in use for organisations" in said
    assert "Skills and services · of your cluster · in use for organisations" in said


def test_those_of_the_installation_are_not_a_managers_to_change(manager):
    assert "Draft a new version" not in text_of(manager.get("/en/taxonomies/certificates/"))
    assert manager.post("/en/taxonomies/certificates/draft/").status_code == 403


def test_a_ring_is_told_and_a_version_published(manager, cluster):
    lab = OrganisationFactory(visibility="public")
    MapEntry.objects.create(cluster=cluster, organisation=lab, since=NOON.date())
    OrganisationTerm.objects.create(
        organisation=lab, subject="skills", term=Term.objects.get(code="organoids")
    )
    assert "Organoids and tissue models organoids · 1 organisation" in text_of(manager.get(SKILLS))
    post(manager, f"{SKILLS}draft/")

    address = f"{SKILLS}term/discovery/"
    refused = manager.post(address, entered(manager.get(address), parent="cell-culture"))
    assert refused.status_code == 422
    assert (
        "That would be a ring: “Discovery and biology” → “Cell culture” →"
        " “Discovery and biology”. Choose another term for it to lie under." in text_of(refused)
    )
    assert manager.post(address, entered(manager.get(address))).status_code == 302

    post(manager, f"{SKILLS}term/organoids/remove/")
    asked = post(manager, f"{SKILLS}publish/")
    assert "Please say first what became of the terms that are gone." in text_of(asked)
    assert "Organoids and tissue models 1 organisation It becomes" in text_of(asked)
    post(manager, f"{SKILLS}way/", older="organoids", newer="cell-culture", relation="broader")
    assert "Version 2 is in force." in text_of(post(manager, f"{SKILLS}publish/"))

    assert Crosswalk.objects.get(older__code="organoids").newer.code == "cell-culture"
    said = text_of(manager.get(SKILLS))
    assert "To be looked at" in said
    assert "Organoids and tissue models → Cell culture (broader than before)" in said

    moved = post(
        manager, f"{SKILLS}move/{lab.terms.get().pk}/", to="biohealth-skills@2:cell-culture"
    )
    assert "The organisation has the new term." in text_of(moved)
    assert "To be looked at" not in text_of(moved)
    assert str(lab.terms.get()) == "Cell culture"
    assert lab.field_changes.get().old[0][0] == "biohealth-skills@1:organoids"
    unknown = {"to": "certificates@1:gmp"}
    assert manager.post(f"{SKILLS}move/{lab.terms.get().pk}/", unknown).status_code == 404


def test_a_way_without_an_end_is_refused(manager):
    post(manager, f"{SKILLS}draft/")
    post(manager, f"{SKILLS}term/organoids/remove/")

    answer = post(manager, f"{SKILLS}way/", older="organoids", newer="", relation="same")

    assert "Please choose which term it becomes." in text_of(answer)
    assert not Crosswalk.objects.filter(older__code="organoids").exists()


def test_a_draft_can_be_given_up(manager):
    post(manager, f"{SKILLS}draft/")

    said = text_of(post(manager, f"{SKILLS}discard/"))

    assert "The draft is gone. The version in force is as it was." in said
    assert Taxonomy.objects.get(slug="biohealth-skills").versions.count() == 1


def test_is_switched_off_and_on(manager, cluster):
    for switch, word in (("off", "off"), ("on", "on")):
        said = text_of(post(manager, f"{SKILLS}use/", object_type="organisation", use=switch))
        assert f"Organisations: {word} " in said
    assert manager.post(f"{SKILLS}use/", {"object_type": "moon"}).status_code == 404


def test_a_sister_cluster_sees_what_is_published_and_copies_it(manager, cluster):
    sister = ClusterFactory(slug="wood", name="Wood Cluster")
    theirs = Taxonomy.objects.create(
        slug="woods", subject="skills", name_en="Woods", cluster=sister, created_at=NOON
    )
    theirs.versions.create(number=1)
    # A draft of theirs is nothing to us.
    assert manager.get("/en/taxonomies/woods/").status_code == 404

    version = theirs.versions.get()
    Term.objects.create(version=version, code="oak", name_en="Oak")
    theirs.versions.update(state="published", published_at=NOON)

    said = text_of(post(manager, "/en/taxonomies/woods/copy/"))

    assert "Its terms are in your draft. Look through them, then publish." in said
    copy = Taxonomy.objects.get(copied_from=theirs)
    assert copy.cluster == cluster
    assert [each.code for each in copy.versions.get().terms.all()] == ["oak"]
