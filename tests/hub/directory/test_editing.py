"""Those who act for an organisation, and the cluster's team, keep its entry true."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, connections

from liaison.hub.audit.models import Event
from liaison.hub.directory import actions
from liaison.hub.directory.editing import changes_of, completeness_of, editable_by, read_entry
from liaison.hub.directory.identifiers import WrongIdentifier
from liaison.hub.directory.lookup import find_recorded
from liaison.hub.directory.models import FieldChange, MapEntry, Organisation, Place
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.directory.texts import TEXTS
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def sensors():
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        city="Wasserbillig",
        website="https://moselle.example",
        visibility="public",
    )
    Provenance(sensors).note(["website", "city"], Verified("members.csv", on=date(2025, 3, 1)))
    sensors.save()
    OrganisationNameFactory(organisation=sensors, kind="trading", name="Moselle Sensing")
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors).person


@pytest.fixture
def edit(sensors, owner):
    def edit(*, seen=None, by=owner, now=NOON, **changes):
        seen = seen or read_entry(sensors)
        return actions.edit_organisation(
            sensors.public_id, seen=seen, wanted=seen | changes, by=by, now=now
        )

    return edit


def again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


class TestEditing:
    def test_changes_fields_and_notes_who_says_so(self, edit, sensors, owner):
        changed = edit(city="Grevenmacher", founded_year=1998)

        assert sorted(changed) == ["city", "founded_year"]
        kept = again(sensors)
        assert (kept.city, kept.founded_year, kept.updated_at) == ("Grevenmacher", 1998, NOON)
        said = Verified("liaison:organisation", on=date(2026, 11, 2), by=str(owner.public_id))
        assert Provenance(kept).of("city") == said
        assert Provenance(kept).of("website") == Verified("members.csv", on=date(2025, 3, 1))

    def test_by_the_team_says_that_it_was_the_team(self, edit, sensors):
        edit(city="Mertert", by=ClusterRoleFactory(role="cluster_officer").person)

        assert Provenance(again(sensors)).of("city").source == "liaison:team"

    def test_keeps_names_over_time(self, edit, sensors):
        old, renamed = sensors.name, "Moselle Photonics"

        edit(name=renamed, former=[[old, "en", "2026-10-31"]], trading=[])

        names = again(sensors).names.values_list("kind", "name", "language", "until")
        assert list(names) == [("former", "Moselle Sensors", "en", date(2026, 10, 31))]
        assert again(sensors).plain == "moselle photonics"
        assert [found.organisation for found in find_recorded("Moselle Photonics")] == [sensors]

    def test_makes_a_main_place_of_an_address_and_keeps_it_in_step(self, edit, sensors):
        edit(address="1, Grand-Rue", postcode="6630")
        edit(city="Mertert", places=[["", "", "Trier", "DE", None, None]])

        places = sensors.places.order_by("-is_main").values_list("address", "city", "country")
        assert list(places) == [("1, Grand-Rue", "Mertert", "LU"), ("", "Trier", "DE")]

    def test_leaves_rows_that_say_the_same(self, edit, sensors):
        kept = PlaceFactory(organisation=sensors, city="Trier", country="DE", is_main=False)
        (number,) = sensors.identifiers.all()

        edit(
            places=[*read_entry(sensors)["places"], ["", "", "Metz", "FR", None, None]],
            rcs=[["", "B123456", "2026-01-31"]],
        )

        assert set(Place.objects.values_list("city", flat=True)) == {"Trier", "Metz"}
        assert Place.objects.get(city="Trier") == kept
        assert sensors.identifiers.get().pk == number.pk
        assert sensors.identifiers.get().until == date(2026, 1, 31)

    def test_of_nothing_writes_nothing(self, edit, sensors):
        before = again(sensors).updated_at

        assert edit() == []

        assert again(sensors).updated_at == before
        assert not Event.objects.exists()

    def test_forgets_from_where_what_is_gone_was(self, edit, sensors):
        edit(website="")

        assert Provenance(again(sensors)).of("website") is None

    def test_on_behalf_of_somebody_is_told_in_their_name(self, sensors, owner):
        officer = ClusterRoleFactory(role="cluster_officer").person
        seen = read_entry(sensors)

        actions.edit_organisation(
            sensors.public_id,
            seen=seen,
            wanted=seen | {"city": "Mertert"},
            on_behalf=actions.OnBehalf(said_by=owner),
            by=officer,
            now=NOON,
        )

        said = Verified("liaison:organisation", on=date(2026, 11, 2), by=str(owner.public_id))
        assert Provenance(again(sensors)).of("city") == said
        change = FieldChange.objects.get()
        assert (change.asked_by, change.by) == (owner, officer)

    def test_can_be_stopped_by_who_listens(self, edit, sensors):
        def stop(sender, *, codes, **signal):
            raise RuntimeError(codes)

        actions.organisation_is_edited.connect(stop)
        try:
            with pytest.raises(RuntimeError, match="city"):
                edit(city="Mertert")
        finally:
            actions.organisation_is_edited.disconnect(stop)

        assert again(sensors).city == "Wasserbillig"

    def test_is_refused_to_others(self, edit, sensors):
        MapEntry.objects.create(
            organisation=sensors, cluster=ClusterFactory(slug="ict"), since=date(2026, 1, 1)
        )
        for stranger in (UserFactory(), ClusterRoleFactory().person):
            with pytest.raises(actions.NotAllowed):
                edit(city="Remich", by=stranger)

    def test_is_for_the_team_whose_member_it_is_and_no_other(self, edit, sensors):
        membership = MembershipFactory(organisation=sensors)
        own = ClusterRoleFactory(cluster=membership.cluster, role="cluster_officer").person
        other = ClusterRoleFactory(cluster=ClusterFactory(slug="ict"), role="cluster_officer")

        edit(city="Mertert", by=own)

        with pytest.raises(actions.NotAllowed):
            edit(city="Remich", by=other.person)

    def test_is_for_the_team_of_a_member_that_stands_on_another_map_only(self, edit, sensors):
        membership = MembershipFactory(organisation=sensors)
        MapEntry.objects.create(
            organisation=sensors, cluster=ClusterFactory(slug="ict"), since=date(2026, 1, 1)
        )

        edit(city="Mertert", by=ClusterRoleFactory(cluster=membership.cluster).person)

        assert again(sensors).city == "Mertert"

    def test_is_for_any_team_once_no_cluster_keeps_it(self, edit, sensors):
        MembershipFactory(
            organisation=sensors, state="ended", until=date(2026, 6, 30), end_reason="left"
        )

        edit(city="Mertert", by=ClusterRoleFactory(cluster=ClusterFactory(slug="ict")).person)

        assert again(sensors).city == "Mertert"

    def test_is_refused_once_it_is_merged(self, edit, sensors, owner):
        other = OrganisationFactory()
        Organisation.objects.filter(pk=sensors.pk).update(state="merged", merged_into=other)

        with pytest.raises(actions.NotAllowed):
            edit(city="Remich")
        assert not editable_by(owner).exists()

    def test_refuses_a_number_that_cannot_be_one(self, edit):
        with pytest.raises(WrongIdentifier, match="check digits do not fit"):
            edit(vat=[["", "LU15424509", None]])

    def test_refuses_a_number_of_another_organisation(self, edit, sensors):
        other = IdentifierFactory(scheme="vat", value="LU15424508").organisation

        with pytest.raises(actions.NumberTaken) as refused:
            edit(vat=[["", "LU15424508", None]], city="Remich")

        assert refused.value.organisation == other
        assert again(sensors).city == "Wasserbillig"

    def test_takes_no_other_mistake_for_a_number_of_another(self, edit, sensors):
        with pytest.raises(IntegrityError):
            edit(trading=[["Capteurs", "", None], ["Capteurs", "fr", None]], city="Remich")

        assert again(sensors).city == "Wasserbillig"

    def test_says_whose_number_it_is_that_came_at_the_same_moment(self, edit, monkeypatch):
        other = IdentifierFactory(scheme="vat", value="LU15424508").organisation
        check, asked = actions.check_numbers_are_free, []

        def came_after_the_first_look(organisation, entry):
            asked.append(entry)
            if len(asked) > 1:
                check(organisation, entry)

        monkeypatch.setattr(actions, "check_numbers_are_free", came_after_the_first_look)

        with pytest.raises(actions.NumberTaken) as refused:
            edit(vat=[["", "LU15424508", None]])

        assert refused.value.organisation == other


class TestTwoWhoEdit:
    def test_keep_what_each_changed_of_different_fields(self, edit, sensors):
        seen = read_entry(sensors)
        edit(city="Mertert", seen=seen)

        edit(nace="26.51", seen=seen)

        assert (again(sensors).city, again(sensors).nace) == ("Mertert", "26.51")

    def test_of_the_same_field_are_told_and_nothing_is_overwritten(self, edit, sensors):
        seen = read_entry(sensors)
        edit(city="Mertert", seen=seen)

        with pytest.raises(actions.ChangedMeanwhile) as met:
            edit(city="Remich", nace="26.51", seen=seen)

        assert met.value.conflicts == [actions.Conflict("city", "Mertert", "Remich")]
        assert (again(sensors).city, again(sensors).nace) == ("Mertert", "")

    def test_who_say_the_same_are_not_in_conflict(self, edit, sensors):
        seen = read_entry(sensors)
        edit(city="Mertert", seen=seen)

        assert edit(city="Mertert", seen=seen) == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """SQLite lets one write at a time, in tests even in one connection; PostgreSQL shows it."""

    def test_of_the_same_field_one_is_told(self, edit, sensors):
        if connection.vendor != "postgresql":
            pytest.skip("Only PostgreSQL lets two write at the same moment.")
        seen, gate, outcomes = read_entry(sensors), threading.Barrier(2), []

        def run(city):
            try:
                gate.wait()
                outcomes.append(edit(city=city, seen=seen))
            except actions.ChangedMeanwhile:
                outcomes.append("told")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[city]) for city in ("Remich", "Mertert")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(map(str, outcomes)) == ["['city']", "told"]


class TestHistory:
    def test_says_who_changed_what_from_what_to_what(self, edit, sensors, owner):
        edit(city="Mertert", trading=[])

        changes = changes_of(sensors, for_user=owner).order_by("field")
        said = changes.values_list("field", "old", "new", "teller", "by", "at")
        who = ("liaison:organisation", owner.pk, NOON)
        assert list(said) == [
            ("city", "Wasserbillig", "Mertert", *who),
            ("trading", [["Moselle Sensing", "", None]], [], *who),
        ]
        event = Event.objects.get()
        assert (event.verb, event.details) == (
            "organisation.edited",
            {"fields": ["city", "trading"]},
        )

    def test_is_not_for_others(self, edit, sensors):
        edit(city="Mertert")

        assert not changes_of(sensors, for_user=UserFactory()).exists()


class TestConfirming:
    def test_the_whole_entry_says_when_and_by_whom(self, sensors, owner):
        actions.confirm_organisation(sensors.public_id, by=owner, now=NOON)

        kept = again(sensors)
        assert (kept.verified_on, kept.verified_by) == (date(2026, 11, 2), owner)
        by = str(owner.public_id)
        # From where it is stays known; what nobody had noted is now the organisation's word.
        assert Provenance(kept).of("city") == Verified("members.csv", on=NOON.date(), by=by)
        assert Provenance(kept).of("rcs") == Verified("liaison:organisation", NOON.date(), by)
        assert Provenance(kept).of("nace") is None

    def test_one_field_leaves_the_others(self, sensors, owner):
        actions.confirm_organisation(sensors.public_id, field="city", by=owner, now=NOON)

        kept = again(sensors)
        assert kept.verified_on is None
        assert Provenance(kept).of("city").on == date(2026, 11, 2)
        assert Provenance(kept).of("website").on == date(2025, 3, 1)
        assert Event.objects.get().details == {"field": "city"}

    def test_is_refused_to_others_and_of_what_is_no_field(self, sensors, owner):
        with pytest.raises(actions.NotAllowed):
            actions.confirm_organisation(sensors.public_id, by=UserFactory(), now=NOON)
        with pytest.raises(ValueError, match="shoe_size"):
            actions.confirm_organisation(sensors.public_id, field="shoe_size", by=owner, now=NOON)


class TestCompleteness:
    def test_names_what_would_help_most(self, sensors):
        found = completeness_of(read_entry(sensors), verified_on=None, today=NOON.date())

        # 2 + 3 + 3 + 3 + 3 of 29 are there.
        assert found.percent == 48
        assert found.missing == (
            *("headline", "description", "verified", "translations", "size_class", "nace"),
            *("founded_year", "address"),
        )
        assert found.next_step == "headline"

    def test_asks_for_translations_into_the_languages_of_the_cluster(self, sensors, edit):
        headline = {"text": "Sensoren für alles, was fließt", "state": "original"}
        description = {"text": "We measure rivers.", "state": "original"}
        edit(headline_de=headline, description_en=description, description_de=None)

        found = completeness_of(
            read_entry(again(sensors)),
            verified_on=NOON.date(),
            today=NOON.date(),
            languages=["de", "fr"],
        )
        assert found.next_step == "translations"
        assert found.untranslated == ("headline_fr", "description_fr", "description_de")

    def test_is_whole_once_all_is_there(self, sensors, edit):
        edit(size_class="small", nace="26.51", founded_year=1998, address="1, Grand-Rue")
        edit(**{code: {"text": "Sensors", "state": "original"} for code in TEXTS})

        entry = read_entry(again(sensors))
        whole = completeness_of(entry, verified_on=date(2025, 11, 2), today=NOON.date())
        aged = completeness_of(entry, verified_on=date(2025, 11, 1), today=NOON.date())
        assert (whole.percent, whole.next_step) == (100, "")
        assert aged.next_step == "verified"
