"""Each side sees what it may know; an anonymous one stays so until both said yes."""

import base64

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from liaison.hub.collaborations.models import Collaboration
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction, OptOut
from liaison.hub.introductions.queries import asked_of_open_data
from liaison.hub.notifications.actions import note_returned
from liaison.hub.notifications.models import Letter
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    HandOverFactory,
    SearchFactory,
)
from tests.hub.introductions.conftest import BLURB, BY_LETTER, again, letters_to, link_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]

PROPOSAL = {"organisation": "own", "blurb": BLURB, "described_as": ""}


def text_of(response):
    return response.content.decode()


class TestProposing:
    def test_is_reached_from_the_page_of_an_organisation(
        self, founder, sensors, as_person, cluster
    ):
        page = as_person(founder).get(f"/en/directory/{sensors.public_id}/")

        assert f"/en/introductions/with/{sensors.public_id}/" in text_of(page)

    def test_makes_a_proposal_in_the_name_of_one_s_organisation(
        self, founder, sensors, watchmaker, as_person, cluster
    ):
        said = PROPOSAL | {"organisation": str(watchmaker.public_id)}

        page = as_person(founder).post(
            f"/en/introductions/with/{sensors.public_id}/", said, follow=True
        )

        assert "The cluster team looks at it" in text_of(page)
        made = Introduction.objects.get()
        assert (made.asking_organisation, made.cluster) == (watchmaker, cluster)

    def test_keeps_what_was_written_where_something_is_wrong(
        self, founder, sensors, as_person, cluster
    ):
        said = PROPOSAL | {"blurb": "Write to claire@uhrwerk.example about the watch."}

        page = as_person(founder).post(f"/en/introductions/with/{sensors.public_id}/", said)

        assert page.status_code == 422
        assert "Write to claire@uhrwerk.example about the watch." in text_of(page)
        assert "Please leave out addresses" in text_of(page)

    def test_counts_signs_as_the_browser_does(self, founder, sensors, as_person, cluster):
        said = PROPOSAL | {"blurb": "x" * 597 + "\r\nyy"}

        page = as_person(founder).post(f"/en/introductions/with/{sensors.public_id}/", said)

        assert page.status_code == 302

    def test_is_about_one_s_own_search_only(self, founder, cluster, as_person):
        own = SearchFactory(asked_by=founder, cluster=cluster)
        other = SearchFactory(cluster=cluster)
        path = f"/en/introductions/with/open-data/{MOSELLE_SENSORS}/"

        as_person(founder).post(path, PROPOSAL | {"search": str(other.public_id)})

        assert Introduction.objects.get().about_id is None
        Introduction.objects.all().delete()
        as_person(founder).post(path, PROPOSAL | {"search": str(own.public_id)})
        assert Introduction.objects.get().about_id == own.public_id

    @pytest.mark.parametrize("path", ["with/8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e/"])
    def test_with_nobody_is_not_found(self, founder, as_person, cluster, path):
        assert as_person(founder).get(f"/en/introductions/{path}").status_code == 404

    def test_by_the_team_for_somebody_else_asks_them_first(
        self, manager, founder, sensors, as_person, watchmaker
    ):
        said = PROPOSAL | {"person": founder.email, "organisation": str(watchmaker.public_id)}

        browser = as_person(manager)
        browser.post(f"/en/introductions/with/{sensors.public_id}/", said)

        made = Introduction.objects.get()
        assert (made.asking_person, made.asking_agreed_at) == (founder, None)
        address = {
            "whom": "address",
            "email": "info@moselle.example",
            "source": "Their web site",
            "language": "fr",
        }
        browser.post(f"/en/introductions/team/{made.public_id}/pass-on/", address)
        assert again(made).state == "confirming"
        as_person(founder).post(f"/en/introductions/{made.public_id}/confirm/")
        assert again(made).state == "asked"
        assert "souhaite rencontrer" in letters_to("info@moselle.example")[0].body

    def test_of_what_was_handed_over_takes_one_form(self, manager, founder, cluster, as_person):
        search = SearchFactory(asked_by=founder, cluster=cluster)
        handed_over = HandOverFactory(
            search=search,
            kind="introduction",
            organisation_id=MOSELLE_SENSORS,
            message="Could we meet in May?",
        )
        path = f"/en/introductions/for/{handed_over.public_id}/"
        browser = as_person(manager)
        assert "Could we meet in May?" in text_of(browser.get(path))

        browser.post(path, PROPOSAL | {"blurb": "Could we meet in May?"})

        assert Introduction.objects.get().asking_person == founder


class TestWhoSeesWhat:
    def test_is_nothing_for_others(self, asked, stranger, as_person):
        for path in ("", "confirm/", "cancel/", "ask-again/", "answer/", "outcome/"):
            address = f"/en/introductions/{asked.public_id}/{path}"
            browser = as_person(stranger)
            assert {browser.get(address).status_code, browser.post(address).status_code} <= {
                404,
                405,
            }

    def test_is_nothing_of_the_team_s_pages_for_the_sides(self, asked, founder, as_person):
        browser = as_person(founder)
        for path in (
            f"team/{asked.public_id}/",
            "team/",
            "team/asked-for/",
            "team/not-to-be-asked/",
        ):
            assert browser.get(f"/en/introductions/{path}").status_code == 404
        for path in ("pass-on/", "reword/", "veto/", "cancel/", "outcome/"):
            address = f"/en/introductions/team/{asked.public_id}/{path}"
            assert browser.post(address).status_code == 404

    def test_is_nothing_of_another_cluster_s(self, asked, as_person):
        other = ClusterRoleFactory(cluster=ClusterFactory()).person

        assert as_person(other).get(f"/en/introductions/team/{asked.public_id}/").status_code == 404

    def test_is_no_person_and_no_address_for_the_asking_side(self, asked, founder, as_person):
        said = text_of(as_person(founder).get(f"/en/introductions/{asked.public_id}/"))

        assert "Moselle Sensors" in said
        assert "info@moselle.example" not in said
        assert "Léa Thill" not in said

    def test_leads_the_asking_side_on_where_the_other_is_not_available(
        self, asked, founder, as_person, client, address
    ):
        page = f"/en/introductions/{asked.public_id}/"
        assert "Others who answer" not in as_person(founder).get(page).text
        client.post(address, {"answer": "no", "reason": "not_said"})

        said = as_person(founder).get(page).text

        assert "Others who answer your need" in said
        assert f"/en/introductions/with/open-data/{INSTITUTE_OF_GAIT_RESEARCH}/" in said

    def test_is_all_of_it_for_the_team(self, asked, manager, as_person):
        said = text_of(as_person(manager).get(f"/en/introductions/team/{asked.public_id}/"))

        assert "info@moselle.example" in said
        assert "Claire Weber" in said


class TestAnonymous:
    """Whoever asks without being named is named nowhere that the asked side can look."""

    DESCRIBED = "A maker of watches in the south"

    @pytest.fixture
    def secrets(self, founder, watchmaker):
        return [
            "Uhrwerk",
            "uhrwerk",
            "Claire",
            "Weber",
            founder.email,
            str(founder.public_id),
            str(watchmaker.public_id),
        ]

    def seen_by_asked(self, browser, token, public_id, language):
        """All that the asked side can open or download of an introduction."""
        here = f"/{language}/introductions"
        paths = [f"{here}/", f"{here}/{public_id}/", f"{here}/{public_id}/answer/"]
        paths += [f"{here}/answer/{token}/", f"{here}/answer/{token}/never/"]
        answers = [browser.get(path) for path in paths]
        answers += [
            browser.post(f"{here}/answer/{token}/", {"answer": "no", "reason": "boredom"}),
            browser.post(f"{here}/answer/{token}/", {"answer": "not_now", "until": "soon"}),
            browser.get(f"{here}/", headers={"accept": "application/json"}),
        ]
        return [text_of(each) + str(each.headers) for each in answers]

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_is_said_nowhere_before_both_said_yes(
        self, propose, manager, sensors_owner, secrets, as_person, language, yesterday
    ):
        sensors_owner.language = language
        sensors_owner.save()
        introduction = propose(is_anonymous=True, described_as=self.DESCRIBED, now=yesterday)
        actions.pass_on(introduction, to=None, by=manager, now=yesterday)
        token = link_to(sensors_owner.email)

        browser = as_person(sensors_owner)
        answers = self.seen_by_asked(browser, token, introduction.public_id, language)

        (letter,) = letters_to(sensors_owner.email)
        answers.append(str(letter.message()) + letter.subject + letter.body)
        answers.append(letter.alternatives[0][0])
        assert self.DESCRIBED in answers[0]
        assert self.DESCRIBED in letter.body
        told = [
            (secret, number)
            for number, said in enumerate(answers)
            for secret in secrets
            if secret in said
        ]
        assert told == []

    def test_is_said_nowhere_to_whoever_has_only_the_link(
        self, propose, manager, secrets, yesterday
    ):
        introduction = propose(is_anonymous=True, described_as=self.DESCRIBED, now=yesterday)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=yesterday)
        token = link_to("info@moselle.example")
        browser = Client()

        pages = [
            browser.get(f"/en/introductions/answer/{token}/"),
            browser.get(f"/en/introductions/answer/{token}/never/"),
            browser.post(f"/en/introductions/answer/{token}/", {"answer": "no", "reason": "x"}),
            browser.post(
                f"/en/introductions/answer/{token}/",
                {"answer": "no", "reason": "no_need"},
                follow=True,
            ),
        ]

        assert [s for s in secrets for page in pages if s in text_of(page)] == []
        assert [
            s
            for s in secrets
            for each in letters_to("info@moselle.example")
            if s in str(each.message())
        ] == []

    def test_is_not_told_by_the_token(self, propose, manager, secrets, yesterday):
        introduction = propose(is_anonymous=True, described_as=self.DESCRIBED, now=yesterday)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=yesterday)
        payload = link_to("info@moselle.example").rsplit(":", 1)[0]

        said = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()

        assert [each for each in secrets if each.replace("-", "") in said] == []
        assert "moselle" not in said

    def test_is_told_once_both_said_yes(self, propose, manager, yesterday):
        introduction = propose(is_anonymous=True, described_as=self.DESCRIBED, now=yesterday)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=yesterday)
        token = link_to("info@moselle.example")

        Client().post(
            f"/en/introductions/answer/{token}/", {"answer": "yes", "contact": "Léa Thill"}
        )

        assert "Uhrwerk Medical S.A." in letters_to("info@moselle.example")[-1].body

    def test_stays_in_no_letter_that_waits(self, propose, manager, secrets, yesterday):
        introduction = propose(is_anonymous=True, described_as=self.DESCRIBED, now=yesterday)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=yesterday)

        assert not Letter.objects.exclude(text="").exists()
        assert [
            s
            for s in secrets
            for each in mail.outbox
            if each.to != ["claire@uhrwerk.example"] and s in str(each.message())
        ] == []


class TestTakingBack:
    def test_is_one_button(self, asked, founder, as_person, client, address):
        as_person(founder).post(f"/en/introductions/{asked.public_id}/cancel/")

        assert again(asked).state == "cancelled"
        assert "nothing to answer" in text_of(client.get(address))


class TestTeam:
    def test_finds_what_waits_first(self, propose, manager, as_person):
        propose()

        said = text_of(as_person(manager).get("/en/introductions/team/"))

        assert "Uhrwerk Medical S.A. would like to meet Moselle Sensors" in said
        assert "Next: you say whom to ask" in said

    @pytest.mark.parametrize("show", ["waiting", "open", "released", "over", "all", "x", ""])
    def test_narrows_the_list(self, asked, manager, as_person, show):
        assert as_person(manager).get(f"/en/introductions/team/?show={show}").status_code == 200

    def test_needs_address_and_source(self, propose, manager, as_person):
        made = propose()

        page = as_person(manager).post(
            f"/en/introductions/team/{made.public_id}/pass-on/",
            {"whom": "address", "email": "info@moselle.example", "language": "en"},
        )

        assert page.status_code == 422
        assert "where you have the address from" in text_of(page)
        assert 'value="info@moselle.example"' in text_of(page)

    def test_says_that_a_letter_came_back_and_asks_for_another_address(
        self, asked, manager, as_person
    ):
        letter = Letter.objects.get(address="info@moselle.example")
        note_returned(letter.address, message_id=letter.message_id, now=timezone.now())
        browser, page = as_person(manager), f"/en/introductions/team/{asked.public_id}/"

        assert "The letter came back: nobody reads at its address" in text_of(browser.get(page))
        again_there = browser.post(
            f"{page}pass-on/",
            {
                "whom": "address",
                "email": "info@moselle.example",
                "source": "Their web site",
                "language": "en",
            },
        )
        assert again_there.status_code == 422
        assert "The last letter to this address came back" in text_of(again_there)

    def test_goes_back_to_the_team_where_the_letter_would_reach_nobody(
        self, propose, manager, founder, as_person, asked
    ):
        letter = Letter.objects.get(address="info@moselle.example")
        actions.cancel(asked, by=founder, now=timezone.now())
        made = propose(by=manager, person=founder, now=timezone.now())
        actions.pass_on(made, to=BY_LETTER, by=manager, now=timezone.now())
        note_returned(letter.address, message_id=letter.message_id, now=timezone.now())

        page = as_person(founder).post(f"/en/introductions/{made.public_id}/confirm/", follow=True)

        assert "Our last letter did not reach them." in text_of(page)
        assert again(made).state == "proposed"

    def test_has_a_collaboration_come_of_it_once_both_said_yes(
        self, asked, address, manager, as_person
    ):
        browser = as_person(manager)
        begin = f"/en/collaborations/begin/?introduction={asked.public_id}"
        assert browser.get(begin).status_code == 404
        Client().post(address, {"answer": "yes", "contact": "Léa Thill"})
        assert begin in text_of(browser.get(f"/en/introductions/team/{asked.public_id}/"))
        assert "The two who were introduced become its first partners." in text_of(
            browser.get(begin)
        )

        browser.post(
            begin,
            {
                "title": "Tremor at night",
                "kind": "research",
                "began_on": "2026-11-02",
                "cluster_part": "brokered",
                "cluster_part_since": "2026-11-02",
                "origin": "introduction",
            },
        )

        begun = Collaboration.objects.get()
        assert sorted(each.name for each in begun.partners.all()) == [
            "Moselle Sensors",
            "Uhrwerk Medical S.A.",
        ]
        assert as_person(manager).get(f"/en/collaborations/{begun.public_id}/").status_code == 200

    def test_does_not_pass_on_with_a_reason_of_its_own(self, propose, manager, as_person):
        made = propose()

        as_person(manager).post(
            f"/en/introductions/team/{made.public_id}/veto/", {"reason": "They compete."}
        )

        assert (again(made).state, again(made).veto_reason) == ("vetoed", "They compete.")

    def test_changes_the_words_before_they_are_passed_on(self, propose, manager, as_person):
        made, browser = propose(), as_person(manager)
        page = f"/en/introductions/team/{made.public_id}/reword/"
        refused = browser.post(page, {"blurb": "Please ring +352 26 12 34 56."})
        assert refused.status_code == 422
        assert "they come after the yes" in text_of(refused)

        browser.post(page, {"blurb": "We look for tremor sensors."})

        assert again(made).blurb == "We look for tremor sensors."
        assert "The team changed what is passed on" in text_of(
            browser.get(f"/en/introductions/team/{made.public_id}/")
        )

    def test_sees_who_is_over_asked_and_who_never_is(
        self, propose, founder, manager, as_person, cluster
    ):
        quiet = OrganisationFactory(name="Quiet Labs", visibility="public")
        MembershipFactory(cluster=cluster, organisation=quiet)
        propose(asked=asked_of_open_data(MOSELLE_SENSORS, for_user=founder), now=timezone.now())

        said = text_of(as_person(manager).get("/en/introductions/team/asked-for/"))

        assert "Quiet Labs" in said
        assert "Moselle Sensors" in said

    def test_writes_down_and_lifts_who_does_not_want_to_be_asked(self, manager, sensors, as_person):
        browser = as_person(manager)
        path = "/en/introductions/team/not-to-be-asked/"

        browser.post(path, {"organisation": str(sensors.public_id)})

        noted = OptOut.objects.get()
        assert "Moselle Sensors" in text_of(browser.get(path))
        browser.post(f"{path}{noted.public_id}/")
        assert not OptOut.objects.exists()

    @pytest.mark.parametrize("organisation", ["", "x", "8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e"])
    def test_cannot_write_down_what_is_not_there(self, manager, as_person, organisation):
        response = as_person(manager).post(
            "/en/introductions/team/not-to-be-asked/", {"organisation": organisation}
        )

        assert response.status_code == 404


class TestOutcome:
    def test_is_told_by_a_side_signed_in(self, asked, address, client, founder, as_person):
        client.post(address, {"answer": "yes", "contact": "Léa Thill"})

        as_person(founder).post(f"/en/introductions/{asked.public_id}/outcome/", {"outcome": "met"})

        kept = again(asked)
        assert (kept.state, kept.outcome_of_asking, kept.outcome_of_asked) == ("met", "met", "")

    def test_is_written_down_by_the_team(self, asked, address, client, manager, as_person):
        client.post(address, {"answer": "yes", "contact": "Léa Thill"})

        as_person(manager).post(
            f"/en/introductions/team/{asked.public_id}/outcome/",
            {"side": "asked", "outcome": "no_fit"},
        )

        assert (again(asked).state, again(asked).outcome_of_asked) == ("closed", "no_fit")

    def test_comes_too_early_before_both_said_yes(self, asked, founder, as_person):
        as_person(founder).post(f"/en/introductions/{asked.public_id}/outcome/", {"outcome": "met"})

        assert again(asked).outcome_of_asking == ""
