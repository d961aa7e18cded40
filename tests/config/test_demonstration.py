"""What the demonstration begins with."""

import datetime as dt

import pytest

from liaison.config.demonstration import set_up
from liaison.config.invented_sector import SECTOR
from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.queries import get_person
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.queries import clocks_for
from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations.models import Collaboration
from liaison.hub.collaborations.queries import flagships_of
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.models import Interaction
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import received, sent_by, to_screen
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import introductions_in
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import check
from liaison.hub.membership.models import Application, ApplicationQuestion
from liaison.hub.policy_needs.models import Challenge, Signal
from liaison.hub.policy_needs.queries.addressees import carried_to, waiting_for
from liaison.hub.skill_cards.models import SkillCard
from liaison.hub.support.models import Case

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class TestDemonstration:
    def test_has_an_application_to_review_once(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        application = Application.objects.get()
        assert (application.name, application.state) == ("Invented Gait Robotics", "submitted")

    def test_starts_again_whatever_was_changed(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)
        Application.objects.all().delete()
        person = get_person("abroad@liaison.example")
        erase_account(person, by=person, now=MONDAY_NOON)
        set_up(password="correct horse battery", now=MONDAY_NOON)
        ApplicationQuestion.objects.all().delete()

        set_up(password="correct horse battery", now=MONDAY_NOON)

        assert Application.objects.count() <= 1

    def test_has_questions_to_answer_once_that_say_that_they_are_invented(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        cases = Case.objects.order_by("pk")
        assert [case.state for case in cases] == ["new", "in_hand", "answered", "closed"]
        assert all(case.subject.startswith("Invented: ") for case in cases)
        assert [case.is_late_on(MONDAY_NOON.date()) for case in cases].count(True) == 1

    def test_has_introductions_that_say_that_they_are_invented(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        introductions = Introduction.objects.order_by("pk")
        states = [each.state for each in introductions]
        assert states == [
            *("proposed", "confirming", "asked", "asked", "accepted", "not_now", "declined"),
            *("closed", "expired", "vetoed"),
            # Of answers to needs and offers that were accepted; two said that they met.
            *("met", "accepted"),
        ]
        assert introductions[2].relayed.get().said.startswith("Invented example: ")
        assert all("Invented example: " in each.blurb for each in introductions)
        manager = get_person("manager@liaison.example")
        on_desk = Clock.objects.filter(cluster__slug="biohealth", ended_at=None)
        assert {each.kind for each in on_desk} >= {"introductions.decision", "listings.review"}
        assert len(introductions_in(for_user=manager)) == 12

    def test_has_answers_to_needs_and_offers_in_every_state(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        answers = Interest.objects.order_by("pk")
        assert [each.state for each in answers] == [
            *("closed", "declined", "forwarded"),
            *("declined", "not_now", "more_info", "forwarded"),
            *("introduced", "turned_down", "submitted", "submitted"),
        ]
        assert all(each.brings.startswith("Invented example: ") for each in answers)
        assert all(each.submitted_at > each.listing.published_at for each in answers)
        manager = get_person("manager@liaison.example")
        waiting = to_screen(Cluster.objects.get(), for_user=manager)
        assert [each.organisation.name for each in waiting] == [
            "Invented Tumour Vaccines",
            "Invented Gait Sensors",
        ]
        founder, other = (get_person(f"{box}@liaison.example") for box in ("owner", "hospital"))
        assert (len(sent_by(for_user=founder)), len(received(for_user=founder))) == (3, 4)
        assert (len(sent_by(for_user=other)), len(received(for_user=other))) == (1, 2)

    def test_has_a_challenge_in_each_state_and_one_for_the_ministry_to_answer(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        challenges = Challenge.objects.order_by("pk")
        assert [each.state for each in challenges] == ["gathering", "carried", "answered", "closed"]
        assert all(each.invented for each in challenges)
        assert "Invented example: " in str(challenges[1].texts["summary_en"])
        assert Signal.objects.filter(state="waiting").count() == 2
        cluster = Cluster.objects.get()
        ministry = get_person("ministry@liaison.example")
        (waiting,) = waiting_for(cluster, for_user=ministry)
        assert waiting.challenge == challenges[1]
        assert carried_to(cluster, for_user=ministry).count() == 2
        # What the ministry answered waits for the team to tell it.
        assert Clock.objects.open().filter(kind="policy_needs.tell").count() == 1

    def test_tells_the_manager_what_each_thing_that_waits_is_about(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)

        manager = get_person("manager@liaison.example")
        waiting = list(Clock.objects.open().for_the_team_of(manager).select_related("cluster"))
        seen = described(waiting, for_user=manager)

        assert len(waiting) >= 18
        assert {each.kind for each in waiting if each.public_id not in seen} == set()

    def test_has_a_skill_card_to_read_and_one_to_look_at(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        cards = SkillCard.objects.order_by("pk")
        assert [each.state for each in cards] == ["shown", "waiting"]
        assert "Invented example: " in str(cards[0].shown_texts["plain_en"])

    def test_has_no_answers_of_those_who_left(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)
        Interest.objects.all().delete()
        person = get_person("moselle@liaison.example")
        erase_account(person, by=person, now=MONDAY_NOON)
        Organisation.objects.get(name="Invented Gait Sensors").roles.all().delete()

        set_up(password="correct horse battery", now=MONDAY_NOON)

        assert not Interest.objects.exists()

    def test_has_needs_and_offers_that_would_pass_their_own_check(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        listings = Listing.objects.all()
        # One of them is noted by the team.
        assert len(listings) == 6
        for each in listings:
            assert each.organisation.invented
            assert check(each).is_clear
            for words in each.words().values():
                assert len(words["title"]) <= 80
                assert len(words["summary"]) <= 160
                assert len(words["public_text"]) <= 1_000
        assert {language for each in listings for language in each.words()} == {"en", "fr", "de"}

    def test_has_a_sector_in_which_all_are_invented_and_say_so(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        sector = Organisation.objects.filter(name__in=[each.name for each in SECTOR])
        assert sector.count() == len(SECTOR)
        for each in sector:
            assert each.invented
            assert each.name.startswith("Invented ")
            assert each.map_entries.get().cluster.slug == "biohealth"
            assert each.places.get(is_main=True).latitude

    def test_has_something_of_every_kind_to_look_at(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)

        company = Organisation.objects.get(name="Invented Diagnostics")
        assert set(company.texts) == {
            "headline_en",
            "headline_fr",
            "headline_de",
            "description_en",
        }
        assert [each.value for each in company.figures.order_by("on")] == [9, 14, 21, 26]
        assert {each.subject for each in company.terms.all()} == {
            "focus_areas",
            "sub_sectors",
            "skills",
            "facilities",
            "certificates",
        }
        part = Organisation.objects.get(name="Invented Organoid Platform")
        assert part.relations.get().other.name == "Invented Institute of Cell Research"

    def test_leaves_alone_what_somebody_changed(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)
        Organisation.objects.filter(name="Invented Gait Sensors").update(city="Belval")

        set_up(password="correct horse battery", now=MONDAY_NOON)

        assert Organisation.objects.get(name="Invented Gait Sensors").city == "Belval"


class TestRegister:
    def test_holds_invented_contacts_and_collaborations_once(self):
        for _time in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        assert Interaction.objects.count() == 3
        assert all("Invented example" in each.summary for each in Interaction.objects.all())
        assert Collaboration.objects.filter(invented=True).count() == 3
        signed = Collaboration.objects.get(stage="running")
        assert (signed.amount, signed.currency, signed.agreement) == (240_000, "EUR", "consortium")
        (flagship,) = flagships_of(Cluster.objects.get())
        assert [each.name for each in flagship.named] == [
            "Invented University Hospital",
            "Invented Gait Sensors",
        ]
        assert flagship.others == 1

    def test_holds_a_need_that_waits_for_its_organisation_once(self):
        for _time in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        noted = Listing.objects.get(noted_by__isnull=False)
        assert noted.title.startswith("Invented need: ")
        assert noted.organisation.name == "Invented Diagnostics"
        founder = get_person("owner@liaison.example")
        waiting = clocks_for(for_user=founder).get(kind="listings.noted")
        assert waiting.subject == noted.public_id
        contact = Interaction.objects.get(outcomes__what=noted.public_id)
        assert contact.kind == "visit"
