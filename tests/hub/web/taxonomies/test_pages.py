"""Managers draft, repair and publish versions of their taxonomies; nobody else does."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.taxonomies.models import Crosswalk, Taxonomy, TaxonomyUse, Term
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
        "That would be a ring: Discovery and biology → Cell culture →"
        " Discovery and biology. Choose another term for it to lie under." in text_of(refused)
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


class TestFiles:
    def as_file(self, text, name="terms.csv"):
        return SimpleUploadedFile(name, text.encode(), "text/csv")

    def bring(self, client, text, **more):
        return client.post(f"{SKILLS}file/", {"file": self.as_file(text), **more}, follow=True)

    def test_what_is_given_can_be_brought_without_a_change(self, manager):
        written = b"".join(manager.get(f"{SKILLS}terms.csv").streaming_content).decode()
        assert written.splitlines()[0] == (
            "\ufeffcode,parent,name_en,name_fr,name_de,definition,former_codes"
        )
        assert "cell-culture,discovery,Cell culture,Culture cellulaire,Zellkultur,," in written

        said = text_of(self.bring(manager, written))

        assert "The draft says what the file says. Look through it, then publish." in said
        said = text_of(manager.get(f"{SKILLS}publish/"))
        assert "Nothing: the draft says what the version in force says." in said

    def test_a_file_is_the_draft_and_nothing_else(self, manager):
        self.bring(
            manager,
            "Code;Parent;Name EN;Former codes\n"
            "biology;;Biology;discovery\n"
            "cells;biology;Cells;cell-culture, organoids\n",
        )

        draft = Taxonomy.objects.get(slug="biohealth-skills").versions.get(state="draft")
        assert [
            (term.code, term.parent and term.parent.code, term.former_codes)
            for term in draft.terms.all()
        ] == [
            ("biology", None, ["discovery"]),
            ("cells", "biology", ["cell-culture", "organoids"]),
        ]
        said = text_of(manager.get(f"{SKILLS}publish/"))
        assert "Version 2 has 2 terms." in said
        assert "Code: discovery → biology Name in English: Discovery and biology → Biology" in said
        assert "Please say first what became of the terms that are gone." in said
        assert "Put it in force" not in said

    def test_mistakes_are_told_by_row_and_nothing_is_written(self, manager):
        wrong = "code,parent,name_en\ncells,,Cells\ncells,,More cells\ntwo words,nowhere,\n"

        answer = self.bring(manager, wrong)

        assert answer.status_code == 422
        said = text_of(answer)
        assert "Row 3, code: Row 2 has this code already. A term has one row." in said
        assert "Row 4, code: “two words” is no code." in said
        assert "Row 4, name_en: Please give it a name in English." in said
        assert "Row 4, parent: No row has the code “nowhere”." in said
        assert not Taxonomy.objects.get(slug="biohealth-skills").versions.filter(state="draft")

        checked = manager.post(f"{SKILLS}file/", {"file": self.as_file(wrong), "check": "on"})
        lines = b"".join(checked.streaming_content).decode().splitlines()
        assert lines[:2] == ["\ufeffcode,parent,name_en,error", "cells,,Cells,"]
        assert lines[2] == "cells,,More cells,Row 2 has this code already. A term has one row."

    def test_a_ring_is_told(self, manager):
        said = text_of(self.bring(manager, "code,parent,name_en\na,b,A\nb,c,B\nc,a,C\nd,a,D\n"))

        assert "Row 2, parent: That would be a ring: a → b → c → a." in said
        assert "Row 5" not in said

    def test_what_is_no_such_file_is_refused(self, manager):
        assert "No column is called “code”" in text_of(self.bring(manager, "a,b\n1,2\n"))
        empty = text_of(self.bring(manager, "code,name_en\n"))
        assert "The file is empty. Please choose one with headings and rows." in empty
        assert "Please choose a file." in text_of(manager.post(f"{SKILLS}file/"))

    def test_others_lists_are_not_filled(self, manager):
        assert manager.get("/en/taxonomies/certificates/file/").status_code == 403
        assert manager.get("/en/taxonomies/certificates/terms.csv").status_code == 200


def test_a_taxonomy_is_made_and_has_a_code_of_its_own(manager, cluster):
    asked = {"slug": "devices", "subject": "skills", "name_en": "Devices"}

    said = text_of(post(manager, "/en/taxonomies/new/", **asked))

    assert "The taxonomy is there. Add its terms, then publish." in said
    made = Taxonomy.objects.get(slug="devices")
    assert (made.cluster, made.versions.get().state) == (cluster, "draft")
    for slug in ("devices", "new"):
        refused = manager.post("/en/taxonomies/new/", asked | {"slug": slug})
        assert refused.status_code == 422
        assert "Another taxonomy has this code. Choose another one." in text_of(refused)


def test_what_became_of_a_term_is_changed_and_taken_back(manager):
    post(manager, f"{SKILLS}draft/")
    post(manager, f"{SKILLS}term/organoids/remove/")
    way = {"older": "organoids", "newer": "cell-culture", "relation": "part"}
    post(manager, f"{SKILLS}way/", **way, share="60", note="As the board said")

    said = text_of(post(manager, f"{SKILLS}way/", **way, share="70", note="As all said"))

    assert "(a part of it) 70 % of its organisations As all said" in said
    wrong = text_of(post(manager, f"{SKILLS}way/", **way, share="101"))
    assert "A share is a whole number from 0 to 100." in wrong
    line = Crosswalk.objects.get(older__code="organoids")
    assert (line.share, line.note) == (70, "As all said")
    taken = text_of(post(manager, f"{SKILLS}way/{line.pk}/back/"))
    assert "That is taken back." in taken
    assert "What became of these?" in taken


def test_managers_say_what_is_asked_of_organisations(manager, cluster):
    asked = {"object_type": "organisation", "use": "on", "required": "on", "one": "on"}

    page = manager.post(f"{SKILLS}use/", asked, follow=True)

    use = TaxonomyUse.objects.get(cluster=cluster, taxonomy__slug="biohealth-skills")
    assert (use.is_required, use.allows_several) == (True, False)
    assert page.content.decode().count(" checked") == 2
    manager.post(f"{SKILLS}use/", {"object_type": "organisation", "use": "on"})
    use.refresh_from_db()
    assert (use.is_required, use.allows_several) == (False, True)
