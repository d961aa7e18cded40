"""The team's pages of policy needs: sorting, the register, one challenge."""

import datetime as dt

import pytest

from liaison.hub.policy_needs.models import Challenge, Signal
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.policy_needs import (
    AddresseeFactory,
    ChallengeFactory,
    OfficialAnswerFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db

DESK = "/en/policy-needs/team/"
REGISTER = "/en/policy-needs/team/challenges/"
MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def officer(client, biohealth):
    role = {"role": "cluster_officer", "person__full_name": "Anna Muller"}
    person = ClusterRoleFactory(cluster=biohealth, **role).person
    client.force_login(person)
    return person


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors")


@pytest.fixture
def signal(biohealth, sensors):
    return SignalFactory(cluster=biohealth, organisation=sensors, words="Papers <for> each house.")


@pytest.fixture
def challenge(biohealth):
    return ChallengeFactory(cluster=biohealth)


def text(answer):
    return " ".join(answer.content.decode().split())


def url(thing, step=""):
    return f"{REGISTER}{thing.public_id}/{step}"


class TestDesk:
    def test_shows_what_waits_by_theme(self, client, officer, signal, biohealth):
        SignalFactory(cluster=biohealth, theme="finance", words="No bank lends.")
        SignalFactory(words="Of another cluster.")

        page = text(client.get(DESK))

        assert "Moselle Sensors" in page
        assert "Papers &lt;for&gt; each house." in page
        assert "No bank lends." in page
        assert f'formaction="{DESK}set-aside/"' in page
        # There is no challenge yet into which it could be gathered.
        assert f'formaction="{DESK}gather/"' not in page
        assert "Of another cluster." not in page
        ChallengeFactory(cluster=biohealth)
        assert f'formaction="{DESK}gather/"' in text(client.get(DESK))
        assert "No bank lends." not in text(client.get(f"{DESK}?theme=data"))
        assert "No bank lends." not in text(client.get(f"{DESK}?only={signal.public_id}"))

    def test_begins_a_challenge_of_what_is_ticked(self, client, officer, signal):
        said = {"signal": [signal.public_id], "title": "Data take two years", "theme": ""}

        page = text(client.post(f"{DESK}begin/", said, follow=True))

        assert "Begun. Next, write in your words" in page
        assert "One organisation says so." in page
        assert Challenge.objects.get().texts["title_en"]["text"] == "Data take two years"

    def test_keeps_ticks_and_words_where_something_is_missing(self, client, officer, signal):
        refused = client.post(f"{DESK}begin/", {"signal": [signal.public_id]})
        assert refused.status_code == 422
        assert "Please give it a title." in text(refused)
        assert f'value="{signal.public_id}" checked' in text(refused)

        untouched = client.post(f"{DESK}set-aside/", {"word": "Not ours to carry."})
        assert untouched.status_code == 422
        assert "Please tick first what belongs together." in text(untouched)
        assert "Not ours to carry.</textarea>" in text(untouched)

    def test_leads_back_from_the_address_of_a_refused_form(self, client, officer, challenge):
        for step in ("begin", "gather", "set-aside"):
            led = client.get(f"{DESK}{step}/?show=set_aside")
            assert (led.status_code, led["Location"]) == (302, f"{DESK}?show=set_aside")
        assert client.get(url(challenge, "close/"))["Location"] == url(challenge)
        answer = OfficialAnswerFactory(addressee=AddresseeFactory(challenge=challenge))
        led = client.get(f"{DESK}answers/{answer.public_id}/tell/")
        assert led["Location"] == url(challenge)

    def test_gathers_into_a_challenge_there_is(self, client, officer, signal, challenge):
        said = {"signal": [signal.public_id], "challenge": challenge.public_id}

        page = text(client.post(f"{DESK}gather/", said, follow=True))

        assert "Gathered into “Hospital data take two years to reach”." in page
        assert "All is sorted." in page
        late = text(client.post(f"{DESK}gather/", said, follow=True))
        assert "Somebody was faster with one of them, so nothing was done." in late
        SignalFactory(cluster=challenge.cluster)
        odd = client.post(f"{DESK}gather/", said | {"challenge": "x\x00"})
        assert "Please choose a challenge." in text(odd)

    def test_sets_aside_and_sorts_again(self, client, officer, signal):
        said = {"signal": [signal.public_id, "no-id"], "word": "The new law answers it."}

        page = text(client.post(f"{DESK}set-aside/", said, follow=True))
        assert "It is set aside, and its organisation gets your word." in page
        assert "The new law answers it." in text(client.get(f"{DESK}?show=set_aside"))

        again = f"{DESK}told/{signal.public_id}/sort-again/"
        assert "It waits to be sorted again" in text(client.post(again, follow=True))
        assert client.get(again).status_code == 405

    def test_asks_as_often_for_many_as_for_one(
        self, client, officer, signal, biohealth, django_assert_max_num_queries
    ):
        for _number in range(9):
            SignalFactory(cluster=biohealth)
        client.get(DESK)

        with django_assert_max_num_queries(12):
            client.get(DESK)


class TestRegister:
    def test_tells_how_far_each_is_and_how_long_unanswered(
        self, client, officer, challenge, biohealth, signal, monkeypatch
    ):
        monkeypatch.setattr(
            "django.utils.timezone.localdate", lambda *_moment: dt.date(2026, 11, 12)
        )
        Signal.objects.update(challenge=challenge, state="gathered")
        Challenge.objects.update(state="carried")
        AddresseeFactory(challenge=challenge, name="Invented Ministry of Health")
        ChallengeFactory(cluster=biohealth, theme="finance")

        page = text(client.get(f"{REGISTER}?state=carried"))

        assert "Hospital data take two years to reach" in page
        assert "Invented Ministry of Health" in page
        assert "10 days" in page
        assert page.count("Hospital data take two years to reach") == 1
        assert "By how many organisations each theme is told" in page
        assert "No challenge answers this." in text(client.get(f"{REGISTER}?theme=abroad"))

    def test_comes_as_a_file_with_the_same_filter_and_without_names(
        self, client, officer, challenge, signal, biohealth
    ):
        Signal.objects.update(challenge=challenge, state="gathered")
        Challenge.objects.update(texts={"title_en": {"text": "=Papers", "state": "original"}})
        ChallengeFactory(cluster=biohealth, theme="finance")
        ChallengeFactory()

        answer = client.get(f"{REGISTER}file.csv?theme=data")

        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        (_headings, row) = content.splitlines()
        assert row == "'=Papers,Access to data,Being gathered,2026-11-02,2026-11-02,1,,,,0,,0,No,"
        assert "Moselle Sensors" not in content
        assert client.get(f"{REGISTER}file.pdf").status_code == 404

    def test_asks_as_often_for_many_as_for_one(
        self, client, officer, biohealth, django_assert_max_num_queries
    ):
        for _number in range(9):
            made = ChallengeFactory(cluster=biohealth, state="answered")
            OfficialAnswerFactory(addressee=AddresseeFactory(challenge=made))
        client.get(REGISTER)

        with django_assert_max_num_queries(12):
            client.get(REGISTER)


class TestChallenge:
    def test_is_written_in_three_languages(self, client, officer, challenge):
        address = url(challenge, "write/") + "?language=fr"
        said = {"version": 1, "theme": "data", "title": "Deux ans", "summary": "", "ask": ""}

        assert "Saved." in text(client.post(address, said, follow=True))
        assert "Deux ans" in text(
            client.get(f"/fr/policy-needs/team/challenges/{challenge.public_id}/")
        )
        late = client.post(address, said)
        assert late.status_code == 422
        assert "A colleague changed it meanwhile." in text(late)
        empty = client.post(url(challenge, "write/"), said | {"version": 2, "title": "x" * 121})
        assert "Please keep it to 120 characters; you wrote 121." in text(empty)

    def test_shows_the_team_who_stands_behind_it(self, client, officer, challenge, signal):
        Signal.objects.update(challenge=challenge, state="gathered")

        page = text(client.get(url(challenge)))

        assert "Moselle Sensors" in page
        assert "Only that one more says so" in page
        assert "Write in all three languages what hinders members" in page
        taken = client.post(f"{DESK}told/{signal.public_id}/take-out/", follow=True)
        assert "It waits to be sorted again." in text(taken)
        assert "Nobody stands behind it." in text(taken)

    def test_is_opened_to_members_and_closed_to_them(self, client, officer, challenge):
        opened = client.post(url(challenge, "members/"), {"open": "yes"}, follow=True)
        assert "Members read it now." in text(opened)
        assert Challenge.objects.get().is_open_to_members
        client.post(url(challenge, "members/"), {"open": "no"})
        assert not Challenge.objects.get().is_open_to_members
        client.post(url(challenge, "members/"), {"open": "yes"})
        unclear = client.post(url(challenge, "members/"), follow=True)
        assert "reload the page and send the form once more" in text(unclear)
        assert Challenge.objects.get().is_open_to_members

    def test_waits_for_the_office_that_has_not_answered(self, client, officer, challenge, signal):
        texts = {f"summary_{each}": {"text": "x", "state": "original"} for each in ("fr", "de")}
        Challenge.objects.update(state="answered", texts=challenge.texts | texts)
        Signal.objects.update(state="gathered", challenge=challenge)
        told = {"told_at": MONDAY, "told_by": officer, "team_word": "So."}
        OfficialAnswerFactory(addressee=AddresseeFactory(challenge=challenge), **told)
        assert "All answers are told." in text(client.get(url(challenge)))
        AddresseeFactory(challenge=challenge)

        assert "Wait for the answer." in text(client.get(url(challenge)))

    def test_tells_an_answer_then_closes_then_opens_again(self, client, officer, challenge):
        Challenge.objects.update(state="answered")
        office = AddresseeFactory(challenge=challenge, name="Invented Ministry of Health")
        answer = OfficialAnswerFactory(addressee=office)
        page = client.get(url(challenge))
        assert "Tell the answer to those who wait for it." in text(page)
        assert "Answers to tell" in text(client.get(DESK))
        ((_office, ((_answer, form),)),) = page.context["offices"]
        ending = {"outcome": "solved", "word": "The form is there.", "seen": "answered"}
        early = client.post(url(challenge, "close/"), ending)
        assert early.status_code == 422
        assert "An answer waits to be told. Please tell it first." in text(early)

        tell = f"{DESK}answers/{answer.public_id}/tell/"
        wordless = client.post(tell, {"seen": form["seen"].value()})
        assert wordless.status_code == 422
        assert "Please write a few words." in text(wordless)
        said = {"seen": form["seen"].value(), "word": "We ask for a date."}
        told = text(client.post(tell, said, follow=True))
        assert "Told. Everybody who stands behind it gets a letter." in told
        assert "We ask for a date." in told
        assert "Somebody was faster" in text(client.post(tell, said, follow=True))

        closed = text(client.post(url(challenge, "close/"), ending, follow=True))
        assert "Closed. Everybody who stands behind it gets a letter." in closed
        assert "Open it again before" in text(client.get(url(challenge, "write/"), follow=True))
        again = text(client.post(url(challenge, "open-again/"), follow=True))
        assert "It is open again." in again

    def test_asks_as_often_for_many_as_for_one(
        self, client, officer, challenge, biohealth, django_assert_max_num_queries
    ):
        for _number in range(5):
            SignalFactory(cluster=biohealth, challenge=challenge)
            office = AddresseeFactory(challenge=challenge)
            OfficialAnswerFactory(addressee=office)
        client.get(url(challenge))

        with django_assert_max_num_queries(12):
            client.get(url(challenge))

    def test_is_nobody_elses(self, client, challenge, signal, sensors, biohealth, officer):
        Signal.objects.update(challenge=challenge, state="gathered")
        answer = OfficialAnswerFactory(addressee=AddresseeFactory(challenge=challenge))
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory()).person
        engineer = OrganisationRoleFactory(organisation=sensors).person

        for person in (ministry, committee, elsewhere, engineer):
            client.force_login(person)
            for page in (DESK, REGISTER, f"{REGISTER}file.csv"):
                assert client.get(page).status_code == 403
            for page in (url(challenge), url(challenge, "write/")):
                assert client.get(page).status_code == 404
            for step in (
                *(url(challenge, each) for each in ("members/", "close/", "open-again/")),
                f"{DESK}told/{signal.public_id}/take-out/",
                f"{DESK}told/{signal.public_id}/sort-again/",
                f"{DESK}answers/{answer.public_id}/tell/",
            ):
                assert client.post(step).status_code == 404
            for step in ("begin/", "gather/", "set-aside/"):
                assert client.post(f"{DESK}{step}").status_code == 403
        client.force_login(officer)
        of_others = ChallengeFactory()
        assert client.get(url(of_others)).status_code == 404
