"""The pages of those who ask and of those who answer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from liaison.hub.support import actions, queries
from liaison.hub.support.links import write_link
from liaison.hub.support.models import Case, CaseFile, Word
from tests.factories.accounts import UserFactory
from tests.factories.support import CannedAnswerFactory, CaseFactory
from tests.hub.support.conftest import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

SAID = {"subject": "Which aid?", "said": "We look for money.", "organisation": "myself", "key": ""}


def pdf(name="offer.pdf", content=b"%PDF-1.7 an offer"):
    return SimpleUploadedFile(name, content, content_type="text/html")


class TestAsking:
    def test_leads_by_a_topic_past_what_helps_to_the_form(self, client, founder):
        client.force_login(founder)

        page = client.get("/en/support/")
        assert "/en/support/about/funding/" in page.content.decode()

        form = client.get("/en/support/about/funding/").content.decode()
        assert form.index("/en/calls/fitting/") < form.index('<form method="post" enctype')

    def test_keeps_what_is_asked_with_its_files(self, client, founder, sensors):
        client.force_login(founder)
        said = SAID | {"organisation": str(sensors.public_id), "files": [pdf(), pdf("more.pdf")]}

        answer = client.post("/en/support/about/funding/", said, follow=True)

        case = Case.objects.get()
        assert (case.organisation, case.is_shared, case.asked_by) == (sensors, False, founder)
        assert [file.name for file in CaseFile.objects.all()] == ["offer.pdf", "more.pdf"]
        assert "more.pdf" in answer.content.decode()

    def test_keeps_what_was_written_when_something_is_wrong(self, client, founder):
        client.force_login(founder)
        said = SAID | {"subject": "", "files": [pdf(content=b"MZ\x00 program")]}

        answer = client.post("/en/support/about/funding/", said)

        assert answer.status_code == 422
        page = answer.content.decode()
        assert "We look for money." in page
        assert "“offer.pdf” cannot be taken." in page
        assert not Case.objects.exists()

    def test_does_not_know_topics_of_nobody(self, client, founder):
        client.force_login(founder)

        assert client.get("/en/support/about/gossip/").status_code == 404


class TestOneCase:
    def test_is_nobody_elses(self, client, asked, colleague, manager):
        for person in (UserFactory(), colleague, manager):
            client.force_login(person)
            assert client.get(f"/en/support/{asked.public_id}/").status_code == 404

    def test_does_not_show_notes_within_the_team(self, client, asked, founder, manager):
        actions.note(asked, said="They asked before.", by=manager, now=MONDAY)
        client.force_login(founder)

        page = client.get(f"/en/support/{asked.public_id}/").content.decode()

        assert "We look for money." in page
        assert "They asked before." not in page

    def test_takes_what_is_written_while_it_is_joined_to_another(
        self, client, ask, founder, manager
    ):
        kept, joined = ask(), ask(subject="The same")
        actions.join(joined, kept, by=manager, now=MONDAY)
        client.force_login(founder)

        answer = client.post(f"/en/support/{joined.public_id}/", {"said": "By when?"})

        assert answer["Location"] == f"/en/support/{kept.public_id}/"
        assert kept.words.last().said == "By when?"

    def test_takes_more_and_is_settled(self, client, asked, founder):
        client.force_login(founder)
        address = f"/en/support/{asked.public_id}/"

        client.post(address, {"said": "And by when?"})
        client.post(f"{address}settle/")

        asked.refresh_from_db()
        assert (asked.words.count(), asked.state) == (2, "closed")

    def test_is_erased_after_a_question(self, client, asked, founder):
        client.force_login(founder)
        address = f"/en/support/{asked.public_id}/"
        client.post(f"{address}settle/")

        assert client.get(f"{address}erase/").status_code == 200
        client.post(f"{address}erase/")

        assert not Word.objects.exists()
        assert client.get(address).status_code == 200


class TestFiles:
    @pytest.fixture
    def file(self, client, founder):
        client.force_login(founder)
        client.post("/en/support/about/funding/", SAID | {"files": pdf("Förderung\u202e.pdf")})
        return CaseFile.objects.get()

    def test_are_kept_and_not_shown(self, client, file, manager):
        for person in (None, manager):
            if person:
                client.force_login(person)
            answer = client.get(f"/en/support/files/{file.public_id}/")

            assert answer.content == b"%PDF-1.7 an offer"
            assert answer["Content-Type"] == "application/pdf"
            assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''F")
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Content-Type-Options"] == "nosniff"

    def test_are_not_for_strangers(self, client, file, colleague):
        client.force_login(colleague)

        assert client.get(f"/en/support/files/{file.public_id}/").status_code == 404

    def test_of_notes_are_the_teams_alone(self, client, asked, founder, manager):
        client.force_login(manager)
        note = {"note-said": "Their file.", "note-files": pdf()}
        client.post(f"/en/support/desk/{asked.public_id}/note/", note)
        file = CaseFile.objects.get()
        client.force_login(founder)

        assert client.get(f"/en/support/files/{file.public_id}/").status_code == 404

    def test_that_are_gone_are_told_of(self, client, file, media):
        for each in media.rglob("*"):
            if each.is_file():
                each.unlink()

        assert client.get(f"/en/support/files/{file.public_id}/").status_code == 410


class TestDesk:
    def test_is_the_teams_alone(self, client, founder, asked):
        client.force_login(founder)

        for address in ("", f"{asked.public_id}/", "settings/", "answers/", "figures/", "away/"):
            assert client.get(f"/en/support/desk/{address}").status_code == 404
        assert client.post(f"/en/support/desk/{asked.public_id}/take/").status_code == 404
        assert client.post("/en/support/desk/together/", {"close": "1"}).status_code == 404

    @pytest.mark.parametrize(
        ("asked_for", "found"),
        [
            ("", {"Which aid for a prototype?", "A clean room?"}),
            ("show=late", {"A clean room?"}),
            ("show=closed", {"Old one"}),
            ("show=all", {"Which aid for a prototype?", "A clean room?", "Old one"}),
            ("topic=premises", {"A clean room?"}),
            ("owner=mine", {"A clean room?"}),
            ("owner=nobody", {"Which aid for a prototype?"}),
            ("owner=gibberish", set()),
            ("q=prototype", {"Which aid for a prototype?"}),
            ("q=Quadratmeter", {"A clean room?"}),
            ("q=quadratmet+50&topic=premises", {"A clean room?"}),
            ("q=money+prototypes", {"Which aid for a prototype?"}),
            ("q=the", set()),
            ("q=Quadratmeter+prototype", set()),
            ("topic=%00", {"Which aid for a prototype?", "A clean room?"}),
            ("q=%00", {"Which aid for a prototype?", "A clean room?"}),
            ("show=nonsense&page=nonsense", {"Which aid for a prototype?", "A clean room?"}),
        ],
    )
    def test_narrows(self, client, ask, manager, asked_for, found):
        ask(now=timezone.now())
        late = ask(topic="premises", subject="A clean room?", said="50 Quadratmeter.")
        actions.take(late, by=manager, now=MONDAY)
        actions.close(ask(subject="Old one"), by=manager, now=MONDAY)
        client.force_login(manager)

        page = client.get(f"/en/support/desk/?{asked_for}")

        assert {each.case.subject for each in page.context["page"].object_list} == found

    def test_shows_nothing_of_another_cluster(self, client, manager):
        CaseFactory(subject="Of others")
        client.force_login(manager)

        assert "Of others" not in client.get("/en/support/desk/?show=all").content.decode()

    def test_asks_few_questions_however_many_there_are(
        self, client, desk, ask, manager, django_assert_max_num_queries
    ):
        for _number in range(3):
            ask()
        for topic in (ask().topic,):
            CaseFactory.create_batch(30, cluster=desk, topic=topic)
        client.force_login(manager)
        client.get("/en/support/desk/")

        with django_assert_max_num_queries(12):
            client.get("/en/support/desk/")

    def test_closes_several_and_puts_them_back(self, client, ask, manager):
        ids = [str(ask().public_id), str(ask().public_id)]
        client.force_login(manager)

        step = client.post("/en/support/desk/together/", {"case": ids, "close": "1"})
        assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
        client.post(step["Location"])

        assert set(Case.objects.values_list("state", flat=True)) == {"new"}

    def test_gives_several_to_a_colleague(self, client, ask, manager, officer):
        ids = [str(ask().public_id), "nonsense"]
        client.force_login(manager)

        client.post(
            "/en/support/desk/together/",
            {"case": ids, "assign": "1", "to": str(officer.public_id)},
        )

        assert Case.objects.get().owner == officer

    def test_asks_to_tick_something(self, client, manager):
        client.force_login(manager)

        answer = client.post("/en/support/desk/together/", {"close": "1"}, follow=True)

        assert "Please tick the questions first." in answer.content.decode()


class TestAnswering:
    @pytest.fixture
    def address(self, client, asked, manager):
        client.force_login(manager)
        return f"/en/support/desk/{asked.public_id}/"

    def test_sends_the_answer(self, client, asked, address):
        seen = queries.last_word(asked)

        answer = client.post(address, {"said": "Ask for aid.", "seen": seen}, follow=True)

        assert "Your answer is on its way." in answer.content.decode()
        asked.refresh_from_db()
        assert asked.state == "answered"

    def test_keeps_ones_words_where_somebody_wrote_meanwhile(self, client, asked, address, founder):
        seen = queries.last_word(asked)
        actions.write(asked, said="It is urgent!", by=founder, now=MONDAY)

        answer = client.post(address, {"said": "Ask for aid.", "seen": seen})

        assert answer.status_code == 409
        page = answer.content.decode()
        assert "It is urgent!" in page
        assert "Ask for aid.</textarea>" in page

    def test_puts_an_answer_at_hand_below_what_is_written(self, client, desk, address, asked):
        canned = CannedAnswerFactory(cluster=desk)

        answer = client.post(
            address, {"said": "Guten Tag!", "seen": 1, "put": "1", "canned": canned.pk}
        )

        page = answer.content.decode()
        assert "Guten Tag!\n\nGuten Tag Claire Weber, Sie kann einen Antrag stellen." in page
        assert asked.words.count() == 1

    def test_is_few_questions(self, client, address, django_assert_max_num_queries):
        client.get(address)

        with django_assert_max_num_queries(12):
            client.get(address)

    @pytest.mark.parametrize("step", ["take", "close"])
    def test_tells_who_comes_second(self, client, asked, address, step):
        client.post(f"{address}{step}/")

        answer = client.post(f"{address}{step}/", follow=True)

        assert "Somebody was faster" in answer.content.decode()

    def test_hands_over_sorts_and_joins(self, client, ask, asked, address, officer):
        other = ask(subject="The same")

        client.post(
            f"{address}hand-over/", {"hand-to": str(officer.public_id), "hand-said": "Yours."}
        )
        client.post(f"{address}sort/", {"sort-topic": "premises", "sort-priority": "urgent"})
        client.post(f"{address}join/", {"other": str(other.public_id)})

        asked.refresh_from_db()
        assert (asked.owner, asked.topic.code, asked.priority) == (officer, "premises", "urgent")
        assert asked.joined_to == other
        client.post(f"{address}take-apart/")
        asked.refresh_from_db()
        assert asked.joined_to is None

    def test_refuses_nonsense(self, client, address):
        assert client.post(f"{address}hand-over/", {"hand-to": "nobody"}).status_code == 422
        assert client.post(f"{address}sort/", {"sort-topic": "gossip"}).status_code == 422
        assert client.post(f"{address}note/", {"note-said": " "}).status_code == 422
        assert client.post(address, {"said": "Yes.", "seen": "x"}).status_code == 422

    def test_leads_to_a_search_with_the_same_words(self, client, asked, address, founder, evidence):
        # Of the team.
        there = f"/en/search/?case={asked.public_id}"

        assert "We look for money." in client.get(there).content.decode()
        client.force_login(founder)
        assert "We look for money." not in client.get(there).content.decode()


class TestSettings:
    def test_change_topics_and_who_answers(self, client, manager, officer, ask):
        client.force_login(manager)
        said = {"name_en": "Clinical trials", "answered_by": str(officer.public_id)}

        client.post("/en/support/desk/settings/new-topic/", said)

        assert ask(topic="clinical-trials").owner == officer
        again = client.post("/en/support/desk/settings/new-topic/", said)
        assert again.status_code == 422
        client.post("/en/support/desk/settings/topics/clinical-trials/", {"name_en": "Trials"})
        assert "Trials" not in client.get("/en/support/").content.decode()

    def test_of_promises_and_topics_are_the_managers(self, client, officer):
        client.force_login(officer)

        assert client.get("/en/support/desk/settings/new-topic/").status_code == 403
        days = {"urgent": 1, "normal": 2, "low": 3}
        assert client.post("/en/support/desk/settings/", days).status_code == 403

    def test_say_after_how_long_questions_close(self, client, desk, manager):
        client.force_login(manager)
        there = "/en/support/desk/settings/"
        days = {"urgent": 1, "normal": 3, "low": 10}
        assert 'value="14"' in client.get(there).content.decode()

        assert client.post(there, days | {"closes_after": "5"}).status_code == 422
        client.post(there, days | {"closes_after": "20"})
        assert queries.promise_of(desk).closes_after == 20
        client.post(there, days | {"closes_after": ""})
        assert queries.promise_of(desk).closes_after is None

    def test_say_who_is_away(self, client, desk, officer):
        client.force_login(officer)
        today = timezone.localdate()

        wrong = {"since": "2026-11-05", "until": "2026-11-02"}
        assert client.post("/en/support/desk/away/", wrong).status_code == 422
        client.post("/en/support/desk/away/", {"since": today, "until": today})
        assert queries.is_away(officer, desk, on=today)
        client.post("/en/support/desk/back/")
        assert not queries.is_away(officer, desk, on=today)

    def test_keep_answers_at_hand(self, client, desk, officer):
        client.force_login(officer)
        said = {"name": "Aid", "text_en": "Hello {name}", "topic": "funding"}

        client.post("/en/support/desk/answers/new/", said)
        (canned,) = queries.canned_answers(desk, for_user=officer)
        assert (canned.name, canned.topic.code) == ("Aid", "funding")
        assert client.post("/en/support/desk/answers/new/", said).status_code == 422
        there = f"/en/support/desk/answers/{canned.pk}/"
        assert client.get("/en/support/desk/answers/99999999999999999999/").status_code == 404
        assert client.get(there).status_code == 200
        client.post(there, {"throw-away": "1"})
        assert queries.canned_answers(desk, for_user=officer) == []


class TestFigures:
    def test_count_by_topic_and_month(self, client, ask, manager):
        now = timezone.now()
        case = ask(subject="=1+1", now=now)
        actions.answer(case, said="Yes.", seen=queries.last_word(case), by=manager, now=now)
        ask(topic="premises", now=now)
        client.force_login(manager)

        page = client.get("/en/support/desk/figures/")
        assert (page.context["whole"].number, page.context["whole"].answered) == (2, 1)
        file = b"".join(client.get("/en/support/desk/figures/questions.csv").streaming_content)
        lines = file.decode("utf-8-sig").splitlines()
        assert lines[1:] == [
            f"{now:%Y-%m},Funding,1,1,0.0,0,0,0",
            f"{now:%Y-%m},Premises,1,0,,0,0,0",
        ]

    def test_of_nothing_are_told_as_such(self, client, manager):
        client.force_login(manager)

        assert "Nobody has asked anything yet." in (
            client.get("/en/support/desk/figures/").content.decode()
        )


class TestHowWasIt:
    @pytest.fixture
    def there(self, asked, manager):
        actions.close(asked, by=manager, now=MONDAY)
        return f"/en/support/how-was-it/{write_link(asked, now=timezone.now())}/"

    def test_changes_nothing_by_being_opened(self, client, asked, there):
        for method in (client.get, client.head, client.get):
            assert method(there).status_code == 200
            assert method(f"{there}words/").status_code == 410

        asked.refresh_from_db()
        assert asked.face == ""

    def test_takes_a_face_and_words_once(self, client, asked, there):
        assert client.post(there, {"face": "good"}).status_code == 200
        assert client.post(f"{there}words/", {"said": ""}).status_code == 422
        assert client.post(f"{there}words/", {"said": "Fast!"}).status_code == 200
        assert client.post(there, {"face": "poor"}).status_code == 410
        assert client.post(f"{there}words/", {"said": "Slow!"}).status_code == 410

        asked.refresh_from_db()
        assert (asked.face, asked.feedback) == ("good", "Fast!")

    @pytest.mark.parametrize("token", ["x", "WyJ4Il0:abc"])
    def test_knows_its_own_links_only(self, client, token):
        assert client.get(f"/en/support/how-was-it/{token}/").status_code == 410

    def test_ignores_other_faces(self, client, asked, there):
        assert client.post(there, {"face": "grim"}).status_code == 200

        asked.refresh_from_db()
        assert asked.face == ""
