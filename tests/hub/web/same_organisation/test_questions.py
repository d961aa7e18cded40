"""Pairs to be judged: who sees them, what a judgement does, and how it is taken back."""

import json
import re
import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.identities import actions
from liaison.opendata import picture_of, read_decisions
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.support.pictures import CLINIC_ONE, CLINIC_OTHER, INSTITUTE_AGAIN, index, link

QUESTIONS = "/en/same-organisation/"
JUDGED = "/en/same-organisation/judged/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("joined")]


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def as_colleague(biohealth):
    client = Client()
    client.force_login(
        ClusterRoleFactory(cluster=biohealth, person__full_name="Léa Hoffmann").person
    )
    return client


def found(judgement="same", *, because="One hospital, registered twice.", other=CLINIC_OTHER):
    return {"one": CLINIC_ONE, "other": other, "judgement": judgement, "because": because}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def clinic_decisions(data):
    return [each for each in read_decisions(data) if CLINIC_ONE in each.pair]


class TestQuestions:
    def test_stand_side_by_side_with_reasons_in_words(self, as_manager):
        said = text_of(as_manager.get(QUESTIONS))

        assert "1 pair waits, the likeliest first." in said
        assert said.count("CENTRE HOSPITALIER DE LA RIVIERE") >= 2
        assert "999000002" in said
        assert "888000002" in said
        assert "They have the same VAT number." in said
        assert "They have different PICs; only people join these." in said

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fr", "Elles ont le même numéro de TVA."),
            ("de", "Sie haben dieselbe USt-IdNr."),
        ],
    )
    def test_give_reasons_in_the_readers_language(self, as_manager, language, words):
        assert words in text_of(as_manager.get(f"/{language}/same-organisation/"))

    def test_say_when_there_is_nothing_to_judge(self, as_manager):
        as_manager.post(QUESTIONS, found("different"))

        assert "Nothing to judge: every pair has been decided." in text_of(
            as_manager.get(QUESTIONS)
        )

    def test_say_when_the_sources_were_not_joined_yet(self, as_manager, settings, tmp_path):
        settings.DATA_FOLDER = tmp_path / "empty"

        assert "The sources have not been joined yet." in text_of(as_manager.get(QUESTIONS))

    def test_say_when_what_was_judged_cannot_be_read(self, as_manager, joined):
        (joined / "decisions" / "pairs.jsonl").write_text("{}\n")

        answers = [as_manager.get(QUESTIONS), as_manager.get(JUDGED)]

        assert [answer.status_code for answer in answers] == [503, 503]
        assert "cannot be read at the moment" in text_of(answers[0])

    @pytest.mark.parametrize(
        "address", [QUESTIONS, JUDGED, f"{QUESTIONS}pair/?one={CLINIC_ONE}&other={CLINIC_OTHER}"]
    )
    def test_are_not_there_for_all_others(self, client, biohealth, address):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for person in (UserFactory(), officer, manager_of_another):
            client.force_login(person)
            assert client.get(address).status_code == 404
            assert client.post(QUESTIONS, found()).status_code == 404
            assert client.post(f"{JUDGED}1/take-back/", {"because": "No."}).status_code == 404

    def test_have_no_line_in_which_enter_would_judge(self, as_manager):
        page = as_manager.get(QUESTIONS).content.decode()

        form = page.partition(f'<form method="post" action="{QUESTIONS}">')[2].partition("</form>")[
            0
        ]
        assert '<textarea name="because"' in form
        assert set(re.findall('<input type="([a-z]+)"', form)) == {"hidden"}

    def test_lead_from_the_desk(self, as_manager):
        assert f'href="{QUESTIONS}"' in as_manager.get("/en/handed-over/").content.decode()


class TestJudging:
    def test_is_kept_for_good_and_noted_in_the_history(
        self, as_manager, manager, joined, biohealth
    ):
        answer = as_manager.post(QUESTIONS, found(), follow=True)

        assert "Thank you, that is kept." in text_of(answer)
        (decision,) = clinic_decisions(joined)
        assert decision.judgement == "same"
        assert decision.because == "One hospital, registered twice."
        assert decision.by == str(manager.public_id)
        event = Event.objects.get(verb="pair.judged")
        assert event.actor == str(manager.public_id)
        assert event.cluster == biohealth.slug
        assert event.subject == f"{CLINIC_ONE} {CLINIC_OTHER}"
        assert event.details == {"judgement": "same"}

    def test_keeps_a_reason_of_several_lines(self, as_manager, joined):
        as_manager.post(QUESTIONS, found(because="One hospital.\r\nRegistered twice."))

        (decision,) = clinic_decisions(joined)
        assert decision.because == "One hospital.\nRegistered twice."

    def test_names_nobody_in_the_file(self, as_manager, joined):
        as_manager.post(QUESTIONS, found())

        assert "Klein" not in (joined / "decisions" / "pairs.jsonl").read_text()

    def test_makes_one_page_of_two_when_the_sources_are_joined_again(
        self, as_manager, joined, settings
    ):
        as_manager.post(QUESTIONS, found())
        link(joined)
        index(joined)
        from liaison.hub.directory import queries
        from liaison.hub.identities import queries as identities

        queries._shelf.looked_at = identities._shelf.looked_at = 0.0
        answer = as_manager.get("/en/organisations/888000002/")

        assert answer.status_code == 301
        assert answer["Location"] == "/en/organisations/999000002/"
        assert picture_of(joined, "888000002").id == "pic:999000002"

    @pytest.mark.parametrize("because", ["", "   ", "\x00", "x" * 501])
    def test_needs_a_short_reason(self, as_manager, joined, because):
        answer = as_manager.post(QUESTIONS, found(because=because))

        assert answer.status_code == 422
        assert "aria-invalid" in answer.content.decode()
        assert clinic_decisions(joined) == []
        assert not Event.objects.filter(verb="pair.judged").exists()

    def test_keeps_what_was_written_where_it_cannot_be_kept(self, as_manager):
        answer = as_manager.post(QUESTIONS, found("", because="They moved."))

        assert answer.status_code == 422
        assert "They moved.</textarea>" in answer.content.decode()

    def test_refuses_what_it_was_not_asked(self, as_manager, joined):
        assert as_manager.post(QUESTIONS, found(other="pic:1")).status_code == 404
        assert as_manager.post(QUESTIONS, found(other=CLINIC_ONE)).status_code == 404
        assert clinic_decisions(joined) == []

    def test_says_when_a_colleague_was_faster(self, as_manager, as_colleague, joined):
        as_colleague.post(QUESTIONS, found("different", because="Two houses."))
        answer = as_manager.post(QUESTIONS, found("same"), follow=True)

        assert "A colleague was faster" in text_of(answer)
        (decision,) = clinic_decisions(joined)
        assert decision.judgement == "different"
        assert Event.objects.filter(verb="pair.judged").count() == 1

    def test_refuses_what_contradicts_other_judgements(self, as_manager, joined):
        institute = {"one": f"pic:{INSTITUTE_AGAIN}", "other": "ror:0castle01"}
        answer = as_manager.post(
            f"{QUESTIONS}pair/?one={institute['one']}&other={institute['other']}",
            {**institute, "judgement": "different", "because": "Metz is elsewhere."},
        )

        assert answer.status_code == 422
        assert "This contradicts what was judged of other pairs." in text_of(answer)
        assert not Event.objects.filter(verb="pair.judged").exists()

    def test_may_take_apart_what_the_software_joined(self, as_manager, joined):
        pair = {"one": "pic:999000001", "other": "ror:0riviere1"}
        address = f"{QUESTIONS}pair/?one={pair['one']}&other={pair['other']}"
        assert "University of the Riviere" in text_of(as_manager.get(address))

        as_manager.post(address, {**pair, "judgement": "different", "because": "Two rivers."})
        link(joined)

        assert picture_of(joined, "https://ror.org/0riviere1").id == "ror:0riviere1"

    def test_asks_of_no_pair_that_is_none(self, as_manager):
        for one, other in ((CLINIC_ONE, CLINIC_ONE), (CLINIC_ONE, "x"), ("", "")):
            assert as_manager.get(f"{QUESTIONS}pair/?one={one}&other={other}").status_code == 404


class TestJudged:
    def test_shows_who_found_what_and_why(self, as_manager):
        as_manager.post(QUESTIONS, found("unsure", because="I must ask <them>."))

        said = as_manager.get(JUDGED).content.decode()

        assert "I cannot tell" in said
        assert "Ben Klein, on" in said
        assert "I must ask &lt;them&gt;." in said
        # Decided by command, under a name.
        assert "Maria Muster, on" in said

    def test_says_so_while_there_are_none(self, as_manager, joined):
        (joined / "decisions" / "pairs.jsonl").unlink()

        assert "Nobody has judged a pair yet." in text_of(as_manager.get(JUDGED))

    def test_are_taken_back_with_a_reason(self, as_manager, joined, manager):
        as_manager.post(QUESTIONS, found())
        number = clinic_decisions(joined)[0].number

        answer = as_manager.post(
            f"{JUDGED}{number}/take-back/", {"because": "Mistaken."}, follow=True
        )

        assert "Taken back." in text_of(answer)
        assert clinic_decisions(joined) == []
        assert Event.objects.get(verb="pair.judgement_taken_back").actor == str(manager.public_id)
        last = (joined / "decisions" / "pairs.jsonl").read_text().splitlines()[-1]
        assert json.loads(last)["because"] == "Mistaken."
        assert "1 pair waits" in text_of(as_manager.get(QUESTIONS))

    def test_are_taken_back_once(self, as_manager, joined):
        as_manager.post(QUESTIONS, found())
        address = f"{JUDGED}{clinic_decisions(joined)[0].number}/take-back/"

        as_manager.post(address, {"because": "Mistaken."})
        answer = as_manager.post(address, {"because": "Mistaken."}, follow=True)

        assert "Somebody was faster" in text_of(answer)
        assert Event.objects.filter(verb="pair.judgement_taken_back").count() == 1

    def test_are_not_taken_back_without_a_reason(self, as_manager, joined):
        as_manager.post(QUESTIONS, found())
        number = clinic_decisions(joined)[0].number

        as_manager.post(f"{JUDGED}{number}/take-back/", {"because": " "})

        assert len(clinic_decisions(joined)) == 1

    def test_stand_in_the_clusters_history_in_words(self, as_manager):
        as_manager.post(QUESTIONS, found())

        said = text_of(as_manager.get("/en/people/"))

        assert "Ben Klein judged whether two entries are one organisation." in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
class TestSeveralAtOnce:
    """How the file itself behaves, tests/opendata/resolution/test_decisions.py shows."""

    def test_only_one_is_kept(self, biohealth, joined):
        managers = [ClusterRoleFactory(cluster=biohealth).person for _ in range(6)]
        outcomes = []
        ready = threading.Barrier(len(managers))

        def judge(person, judgement):
            ready.wait()
            try:
                actions.judge(
                    CLINIC_ONE,
                    CLINIC_OTHER,
                    judgement=judgement,
                    because="I know them.",
                    cluster=biohealth,
                    by=person,
                    now=timezone.now(),
                )
                outcomes.append("kept")
            except actions.JudgedAlready:
                outcomes.append("late")
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=judge, args=(person, judgement))
            for person, judgement in zip(managers, ["same", "different"] * 3, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["kept"] + ["late"] * 5
        assert len(clinic_decisions(joined)) == 1
        assert Event.objects.filter(verb="pair.judged").count() == 1
