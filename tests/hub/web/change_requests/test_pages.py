"""Members ask for changes on the site, and the team decides on them."""

import html
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest, ReviewRule
from liaison.hub.clusters.actions import remove_focus_area
from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.logos import keep_logo
from liaison.hub.directory.models import MapEntry, Organisation, OrganisationRole
from liaison.hub.membership.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.hub.change_requests.conftest import MONDAY, label_of
from tests.hub.directory.test_logos import picture
from tests.hub.web.entry_editing.test_pages import sent_by_a_browser

MONTHS = timedelta(days=36_500)

pytestmark = pytest.mark.django_db


def said(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def again(record):
    return type(record).objects.get(pk=record.pk)


def states(request):
    return dict(request.changes.values_list("field", "state"))


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


class TestSavingAnEntry:
    @pytest.fixture
    def address(self, sensors):
        return f"/en/directory/{sensors.public_id}/edit/"

    def test_says_what_is_saved_and_what_is_passed_on(self, as_, owner, address, sensors):
        client = as_(owner)
        form = sent_by_a_browser(client.get(address))

        response = client.post(
            address, form | {"name": "Moselle Photonics", "city": "Mertert"}, follow=True
        )

        assert "Saved: City" in told(response)
        assert "We passed on your changes to Luxembourg BioHealth Cluster: Legal name." in told(
            response
        )
        kept = again(sensors)
        assert (kept.name, kept.city) == ("Moselle Sensors", "Mertert")

    def test_marks_the_fields_of_which_a_change_waits(self, as_, owner, address, asked):
        text = said(as_(owner).get(address))

        assert "Asked for: Moselle Photonics. It waits for the cluster team." in text
        assert "Your cluster looks at changes of these fields before they show: Legal name" in text

    def test_marks_rows_of_which_a_change_waits(self, as_, owner, address, save):
        save(rcs=[["", "B654321", None]])

        text = said(as_(owner).get(address))

        register = "Trade and companies register of Luxembourg (RCS)"
        assert f"Numbers in registers {register}: Asked for: B654321. It waits" in text

    def test_says_that_somebody_asked_all_day(self, as_, owner, address, asked, monkeypatch):
        monkeypatch.setattr("liaison.hub.change_requests.actions.asking.COUNTED_FOR", MONTHS)
        monkeypatch.setattr("liaison.hub.change_requests.actions.asking.MOST_REQUESTS", 1)
        client = as_(owner)
        form = sent_by_a_browser(client.get(address))

        response = client.post(address, form | {"name": "Moselle Lasers"})

        assert response.status_code == 422
        assert "please go on tomorrow" in said(response)

    def test_says_that_the_same_waits_already(self, as_, owner, address, asked):
        client = as_(owner)
        form = sent_by_a_browser(client.get(address))

        response = client.post(address, form | {"name": "Moselle Photonics"}, follow=True)

        assert "You have asked for this already" in told(response)
        assert ChangeRequest.objects.count() == 1

    def test_shows_what_waits_to_no_team_that_does_not_decide(self, as_, address, asked, sensors):
        space = ClusterFactory()
        MapEntry.objects.create(cluster=space, organisation=sensors, since=MONDAY)
        officer = ClusterRoleFactory(cluster=space, role="cluster_officer").person

        response = as_(officer).get(address)

        assert response.status_code == 200
        assert "Moselle Photonics" not in said(response)


class TestOwnPages:
    def test_list_what_was_asked_for(self, as_, colleague, asked):
        text = said(as_(colleague).get("/en/changes/mine/"))

        assert "Moselle Sensors: Legal name, Kind" in text
        assert "Late: an answer was promised by 9 November 2026" in text

    def test_say_that_nothing_was_asked_for(self, as_, biohealth):
        assert "Nothing was asked for." in said(as_(UserFactory()).get("/en/changes/mine/"))

    def test_take_one_change_back(self, as_, owner, asked):
        change = asked.changes.get(field="kind")

        response = as_(owner).post(
            f"/en/changes/mine/{asked.public_id}/take-back/", {"change": change.pk}, follow=True
        )

        assert told(response) == "Taken back: Kind"
        assert states(asked) == {"name": "waiting", "kind": "withdrawn"}

    def test_take_all_back(self, as_, owner, asked):
        as_(owner).post(f"/en/changes/mine/{asked.public_id}/take-back/")

        assert again(asked).state == "withdrawn"

    @pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1", ""])
    def test_know_no_other_change(self, as_, owner, asked, number):
        response = as_(owner).post(
            f"/en/changes/mine/{asked.public_id}/take-back/", {"change": number}
        )

        assert response.status_code == 404

    def test_take_an_answer(self, as_, owner, asked, manager):
        actions.ask_back(asked, said="Since when?", by=manager, now=MONDAY)
        address = f"/en/changes/mine/{asked.public_id}/"

        assert "Since when?" in said(as_(owner).get(address))
        assert as_(owner).post(address, {"said": " "}).status_code == 422
        as_(owner).post(address, {"said": "Since May."})

        assert again(asked).state == "in_work"

    def test_show_no_note_of_the_team(self, as_, owner, officer, biohealth, asked):
        actions.note_internally(asked, said="Odd.", cluster=biohealth, by=officer, now=MONDAY)

        assert "Odd." not in said(as_(owner).get(f"/en/changes/mine/{asked.public_id}/"))

    def test_are_closed_to_those_who_lost_the_right(self, as_, owner, asked):
        OrganisationRole.objects.filter(person=owner).delete()

        assert as_(owner).get(f"/en/changes/mine/{asked.public_id}/").status_code == 404


class TestDesk:
    def test_shows_what_waits_to_the_team(self, as_, officer, asked):
        response = as_(officer).get("/en/changes/")

        assert "Open (1) Mine (0) All of them (1)" in said(response)
        assert "Changes asked for 1 (1 request waits)" in said(response)

    def test_shows_what_is_ones_own(self, as_, manager, asked):
        assert "You look into no request" in said(as_(manager).get("/en/changes/?show=mine"))
        actions.take(asked, by=manager, now=MONDAY)
        assert "Moselle Sensors" in said(as_(manager).get("/en/changes/?show=mine"))

    def test_is_closed_to_others(self, as_, owner, asked):
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person

        for person in (owner, stranger):
            assert as_(person).get("/en/changes/").status_code == 404
            assert as_(person).get(f"/en/changes/{asked.public_id}/").status_code == 404

    def test_counts_without_asking_the_database_more(
        self, as_, manager, officer, asked, django_assert_max_num_queries
    ):
        """Roles, needs and changes are counted in one question, beside session, person, cluster."""
        for person in (manager, officer, UserFactory(is_superuser=True)):
            client = as_(person)
            with django_assert_max_num_queries(4):
                text = said(client.get("/en/accessibility/"))
            assert "Changes asked for 1 (1 request waits)" in text

    def test_has_no_place_in_the_frame_where_nothing_is_looked_at(self, as_, manager, rule):
        ReviewRule.objects.update(scope="none")

        text = said(as_(manager).get("/en/accessibility/"))

        assert "Handed-over needs" in text
        assert "Changes asked for" not in text


class TestDeciding:
    @pytest.fixture
    def address(self, asked):
        return f"/en/changes/{asked.public_id}/"

    def test_shows_old_and_new_in_words(self, as_, manager, address):
        text = said(as_(manager).get(address))

        assert "Before Company Asked for Service provider" in text
        assert "Before Moselle Sensors Asked for Moselle Photonics" in text

    def test_shows_no_more_of_an_entry_than_its_team_sees(
        self, as_, manager, asked, address, sensors
    ):
        Membership.objects.all().delete()
        Organisation.objects.update(visibility="private", name="Moselle Secrets X", kind="other")
        Organisation.objects.update(name="Moselle Sensors")
        Organisation.objects.update(kind="university")

        page = as_(manager).get(address)

        assert "Your team no longer sees this entry" in said(page)
        assert "University" not in said(page)
        assert signing.loads(page.context["seen"], salt="liaison.fields-as-seen") == {}

    def test_shows_a_logo_to_those_who_read_the_request_only(
        self, as_, manager, owner, save, rule, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path / "media"
        ReviewRule.objects.update(scope="all")
        ((request, _codes),) = save(logo=keep_logo(picture())).asked
        drawn = f"/en/changes/{request.public_id}/logo/new.webp"

        page = as_(manager).get(f"/en/changes/{request.public_id}/").content.decode()
        shown = as_(manager).get(drawn)

        assert f'src="{drawn}" width="128" height="128" alt="The logo asked for"' in page
        assert "The logo before" not in page
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert shown["Cache-Control"] == "private, no-store"
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert as_(owner).get(drawn).status_code == 200
        assert as_(owner).get(drawn.replace("new", "old")).status_code == 404
        assert as_(UserFactory()).get(drawn).status_code == 404
        assert Client().get(drawn).status_code == 302

    def test_says_that_a_term_was_given_up(self, as_, manager, save, rule, biohealth):
        ReviewRule.objects.update(scope="all")
        area = FocusArea.objects.create(cluster=biohealth, code="x-area", position=99, name_en="X")
        row = [f"{biohealth.slug}:x-area", "", "", None, None, "", "", ""]
        ((request, _codes),) = save(**{"terms:focus_areas": [row]}).asked
        remove_focus_area(area, heir=None, by=manager, now=MONDAY)

        page = as_(manager).post(f"/en/changes/{request.public_id}/apply/", follow=True)

        assert "a term that it names, is there no more" in told(page)

    def test_takes_one_over_and_refuses_one(self, as_, manager, asked, address, sensors):
        client = as_(manager)
        name, kind = asked.changes.get(field="name"), asked.changes.get(field="kind")

        client.post(f"{address}apply/", {"change": name.pk, "seen": ""})
        assert client.post(f"{address}refuse/{kind.pk}/", {"said": ""}).status_code == 422
        client.post(f"{address}refuse/{kind.pk}/", {"said": "It sells what it makes."})

        assert states(asked) == {"name": "applied", "kind": "refused"}
        assert again(sensors).name == "Moselle Photonics"
        assert "It sells what it makes." in said(client.get(address))

    def test_asks_before_it_writes_over_what_somebody_changed(
        self, as_, manager, save, asked, address, sensors
    ):
        client = as_(manager)
        opened = client.get(address)
        save(name="Moselle Optics", by=manager)
        change = {"change": asked.changes.get(field="name").pk}

        response = client.post(
            f"{address}apply/", change | {"seen": opened.context["seen"]}, follow=True
        )

        assert "somebody has changed this in the meantime: Legal name" in told(response)
        assert "It says now Moselle Optics" in said(response)
        client.post(f"{address}apply/", change | {"seen": response.context["seen"]})
        assert again(sensors).name == "Moselle Photonics"

    def test_takes_all_over_but_what_was_changed(self, as_, manager, save, asked, address):
        save(name="Moselle Optics", by=manager)

        response = as_(manager).post(f"{address}apply/", follow=True)

        assert "please decide on each: Legal name" in told(response)
        assert states(asked) == {"name": "waiting", "kind": "applied"}
        change = asked.changes.get(field="name")
        as_(manager).post(f"{address}leave/{change.pk}/")
        assert states(asked)["name"] == "outdated"

    def test_says_that_a_number_went_to_another(self, as_, manager, save):
        ((request, _),) = save(rcs=[["", "B654321", None]]).asked
        secret = OrganisationFactory(name="Secret Optics", visibility="private")
        IdentifierFactory(organisation=secret, scheme="rcs", value="B654321")

        response = as_(manager).post(f"/en/changes/{request.public_id}/apply/", follow=True)

        assert "has the number B654321 by now" in told(response)
        assert "Secret Optics" not in said(response)

    def test_says_that_whoever_asked_may_no_longer(self, as_, manager, owner, asked, address):
        OrganisationRole.objects.filter(person=owner).delete()

        response = as_(manager).post(f"{address}apply/", follow=True)

        assert "Whoever asked no longer acts for the organisation" in told(response)
        assert states(asked)["name"] == "waiting"

    def test_says_who_was_faster(self, as_, manager, asked, address):
        actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY)

        assert "Somebody was faster" in told(as_(manager).post(f"{address}apply/", follow=True))

    def test_shows_a_field_that_is_no_more(self, as_, manager, asked, address):
        asked.changes.filter(field="name").update(field="fax")

        text = said(as_(manager).get(address))

        assert "A field that entries no longer have" in text
        assert "This change can only be refused." in text

    def test_puts_back_what_was_taken_over(self, as_, manager, asked, address, sensors):
        client = as_(manager)
        client.post(f"{address}apply/")
        assert "Moselle Photonics → Moselle Sensors" in said(client.get(f"{address}put-back/"))

        response = client.post(f"{address}put-back/", follow=True)

        assert "Put back." in told(response)
        assert again(sensors).name == "Moselle Sensors"

    def test_takes_and_gives_back(self, as_, manager, officer, asked, address):
        as_(manager).post(f"{address}take/")
        assert "Ben Klein looks into it." in said(as_(officer).get(address))
        as_(officer).post(f"{address}give-back/")

        assert again(asked).state == "waiting"

    def test_asks_back_and_notes(self, as_, manager, asked, address):
        client = as_(manager)

        assert client.post(f"{address}ask/", {"ask-said": ""}).status_code == 422
        client.post(f"{address}ask/", {"ask-said": "Since when?"})
        client.post(f"{address}note/", {"note-said": "Odd."})

        text = said(client.get(address))
        assert "Since when?" in text
        assert "only your team" in text
        assert "one working day is left for the team" in text

    def test_names_in_the_history_who_asked_and_who_took_it_over(
        self, as_, manager, asked, address, sensors
    ):
        client = as_(manager)
        client.post(f"{address}apply/")

        text = said(client.get(f"/en/directory/{sensors.public_id}/history/"))

        assert "Claire Weber for the organisation itself" in text
        assert "looked at and taken over by Ben Klein" in text

    @pytest.mark.parametrize("what", ["take", "give-back", "apply", "ask", "note", "put-back"])
    def test_is_not_for_others(self, as_, owner, asked, address, what):
        response = as_(owner).post(f"{address}{what}/", {"ask-said": "x", "note-said": "x"})

        assert response.status_code == 404
        assert Organisation.objects.get(name="Moselle Sensors")


class TestSettings:
    def test_are_changed_by_a_manager(self, as_, manager, rule):
        client = as_(manager)
        assert "What your team looks at" in said(client.get("/en/changes/settings/"))

        sent = {"scope": "chosen", "codes": ["name", "vat"], "answers_within_days": "3"}
        client.post("/en/changes/settings/", sent)

        kept = ReviewRule.objects.get()
        assert (kept.codes, kept.answers_within_days) == (["name", "vat"], 3)

    @pytest.mark.parametrize(
        "wrong",
        [{"codes": []}, {"codes": ["fax"]}, {"answers_within_days": "0"}, {"scope": "some"}],
    )
    def test_say_what_is_wrong(self, as_, manager, rule, wrong):
        sent = {"scope": "chosen", "codes": ["name"], "answers_within_days": "3"} | wrong

        assert as_(manager).post("/en/changes/settings/", sent).status_code == 422
        assert ReviewRule.objects.get().codes == ["name", "kind", "rcs"]

    def test_are_not_for_officers(self, as_, officer, rule):
        assert as_(officer).get("/en/changes/settings/").status_code == 403

    def test_ask_those_who_are_not_signed_in_to_sign_in(self, rule):
        assert Client().get("/en/changes/settings/").status_code == 302
