"""Pages on which managers change rules, form and charter."""

import pytest

from liaison.hub.membership import queries
from liaison.hub.membership.choices import AskedFact
from liaison.hub.membership.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]
SETTINGS = "/en/membership/settings/"


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


def codes(cluster):
    return [each.code for each in queries.questions_of(cluster)]


class TestSettings:
    def test_say_that_they_are_a_set_to_start_from(self, as_manager):
        page = as_manager.get(SETTINGS).content.decode()

        assert "This is a set to start from" in page
        assert "Draft, to be replaced by the cluster" in page

    def test_are_closed_to_officers(self, client, officer):
        client.force_login(officer)

        assert client.get(SETTINGS).status_code == 403

    def test_keep_rules_and_words(self, as_manager, biohealth):
        rules = {
            "is_open": "on",
            "decided_by": "committee",
            "votes_needed": "3",
            "answers_within_days": "20",
            "reviews_after_months": "24",
            "brings_en": "Friends.",
        }

        as_manager.post(f"{SETTINGS}rules/", rules)

        kept = queries.admission_of(biohealth)
        assert (kept.votes_needed, kept.answers_within_days, kept.brings_en) == (3, 20, "Friends.")
        assert not kept.is_starting_set
        assert "a set to start from" not in as_manager.get(SETTINGS).content.decode()

    @pytest.mark.parametrize("field", ["votes_needed", "answers_within_days"])
    def test_refuse_none(self, as_manager, field):
        rules = {
            "decided_by": "manager",
            "votes_needed": "1",
            "answers_within_days": "20",
            "reviews_after_months": "24",
        }

        assert as_manager.post(f"{SETTINGS}rules/", rules | {field: "0"}).status_code == 422


class TestQuestions:
    def test_are_added_changed_moved_and_removed(self, as_manager, biohealth):
        colour = {
            "text_en": "Colour?",
            "text_de": "Farbe?",
            "kind": "choice",
            "choices_en": "Blue\nRed",
            "choices_de": "Blau\nRot",
        }
        as_manager.post(f"{SETTINGS}questions/new/", colour)
        added = queries.questions_of(biohealth)[-1]
        assert added.choices == [{"en": "Blue", "de": "Blau"}, {"en": "Red", "de": "Rot"}]

        as_manager.post(f"{SETTINGS}questions/{added.pk}/", colour | {"text_en": "Which colour?"})
        as_manager.post(f"{SETTINGS}questions/{added.pk}/move/", {"to": "up"})
        assert codes(biohealth) == ["what-you-do", "active-here", "why", "colour", "contribution"]
        assert "Which colour?" in as_manager.get(SETTINGS).content.decode()

        as_manager.post(f"{SETTINGS}questions/{added.pk}/remove/")
        assert "colour" not in codes(biohealth)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"choices_en": "Blue"},
            {"choices_en": "Blue\nRed", "choices_fr": "Bleu"},
            {"choices_en": "Blue\nRed", "text_en": ""},
            {"choices_en": "Blue\n" + "R" * 201},
        ],
    )
    def test_are_refused_where_they_cannot_be_answered(self, as_manager, wrong):
        colour = {"text_en": "Colour?", "kind": "choice"} | wrong

        assert as_manager.post(f"{SETTINGS}questions/new/", colour).status_code == 422


class TestCharter:
    def test_is_published_as_a_new_version(self, as_manager, biohealth):
        as_manager.post(f"{SETTINGS}charter/new/", {"after": "1", "text_en": "Ours."})

        assert queries.current_charter(biohealth).text_en == "Ours."
        assert "Version 2" in as_manager.get(SETTINGS).content.decode()

    def test_is_not_published_over_a_colleagues(self, as_manager):
        as_manager.post(f"{SETTINGS}charter/new/", {"after": "1", "text_en": "Ours."})

        answer = as_manager.post(f"{SETTINGS}charter/new/", {"after": "1", "text_en": "Mine."})

        assert answer.status_code == 422
        assert "A colleague has just published" in answer.content.decode()


class TestWhatIsAskedOfTheOrganisation:
    def choose(self, as_manager, **chosen):
        rest = dict.fromkeys(AskedFact.values, "not")
        return as_manager.post(f"{SETTINGS}facts/", rest | chosen)

    def test_stands_in_the_settings(self, as_manager):
        self.choose(as_manager, rcs="required", website="optional")

        page = as_manager.get(SETTINGS).content.decode()
        assert "Trade and companies register of Luxembourg (RCS)" in page
        assert "LEI" not in page

    def test_is_asked_of_those_who_apply(self, as_manager, client, founder, biohealth):
        self.choose(as_manager, rcs="required", size_class="optional")
        client.force_login(founder)

        page = client.get("/en/membership/apply/new/").content.decode()

        assert 'name="rcs"' in page
        assert 'name="size_class"' in page
        assert 'name="website"' not in page

    def test_is_said_again_where_it_is_wrong(self, as_manager, client, founder):
        self.choose(as_manager, rcs="required")
        client.force_login(founder)
        company = {"name": "Moselle Biosensors", "kind": "company", "country": "LU"}

        refused = client.post("/fr/membership/apply/new/", company | {"rcs": "123456"})

        assert refused.status_code == 422
        assert "123456 n’a pas de lettre" in refused.content.decode()
        assert not Application.objects.exists()

    def test_can_be_left_for_later_but_not_left_out(self, as_manager, client, founder):
        self.choose(as_manager, rcs="required")
        client.force_login(founder)
        company = {"name": "Moselle Biosensors", "kind": "company", "country": "LU"}
        client.post("/en/membership/apply/new/", company)
        mine = f"/en/membership/mine/{Application.objects.get().public_id}/"

        later = client.post(
            f"{mine}organisation/", company | {"category": "company", "then": "later"}
        )
        at_once = client.post(
            f"{mine}organisation/", company | {"category": "company", "then": "next"}
        )

        assert later.status_code == 302
        assert at_once.status_code == 422
        check = client.get(f"{mine}check/").content.decode()
        assert "Trade and companies register of Luxembourg (RCS)" in check

    def test_is_closed_to_officers(self, client, officer):
        client.force_login(officer)

        assert client.get(f"{SETTINGS}facts/").status_code == 403
