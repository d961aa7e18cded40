"""Two entries that are one organisation are made one, and taken apart weeks later."""

import datetime as dt
import threading
from datetime import date

import pytest
from django.db import connection, connections

from liaison import opendata
from liaison.hub.audit.models import Event
from liaison.hub.directory.actions import confirm_organisation, organisations_merged
from liaison.hub.directory.choices import State
from liaison.hub.directory.lookup import find_recorded, refresh_lookup
from liaison.hub.directory.models import (
    Identifier,
    LookupWord,
    MapEntry,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Place,
)
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.lifecycle import actions, queries
from liaison.hub.lifecycle.models import ImportRun, Merger
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
from tests.hub.lifecycle.conftest import LATER, NOON

pytestmark = pytest.mark.django_db

BECAUSE = "LIST took over the CRP in 2015; same address and register number."


def everything():
    """Every row that a merger may touch, all columns."""
    models = (
        *(Organisation, OrganisationName, Identifier, Place),
        *(MapEntry, OrganisationRole, LookupWord),
    )
    return {model.__name__: sorted(map(str, model._base_manager.values())) for model in models}


@pytest.fixture
def cluster():
    return ClusterFactory(slug="biohealth")


@pytest.fixture
def manager(cluster):
    return ClusterRoleFactory(cluster=cluster).person


@pytest.fixture
def institute():
    institute = OrganisationFactory(
        name="Luxembourg Institute of Science and Technology",
        city="Esch-sur-Alzette",
        website="",
        visibility="public",
    )
    IdentifierFactory(organisation=institute, scheme="rcs", value="J57")
    OrganisationNameFactory(organisation=institute, kind="acronym", name="LIST")
    PlaceFactory(organisation=institute, address="5, avenue des Hauts-Fourneaux")
    return institute


@pytest.fixture
def centre(cluster):
    """The older entry, with what the newer one lacks and with what both have."""
    centre = OrganisationFactory(
        name="CRP Gabriel Lippmann",
        city="Belvaux",
        website="https://lippmann.lu",
        founded_year=1987,
        visibility="public",
    )
    Provenance(centre).note(["website", "pic"], Verified("a call", on=date(2013, 5, 1)))
    centre.save()
    IdentifierFactory(organisation=centre, scheme="pic", value="999567589")
    OrganisationNameFactory(organisation=centre, kind="acronym", name="LIST")
    OrganisationNameFactory(organisation=centre, kind="acronym", name="CRPGL")
    PlaceFactory(organisation=centre, address="41, rue du Brill", city="Belvaux")
    OrganisationRoleFactory(organisation=centre)
    MapEntry.objects.create(cluster=cluster, organisation=centre, since=date(2020, 1, 1))
    Organisation.objects.update(updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    refresh_lookup()
    return centre


@pytest.fixture
def merge(institute, centre, manager):
    def merge(kept=institute, absorbed=centre, **others):
        options = {"because": BECAUSE, "by": manager, "now": NOON} | others
        return actions.merge_organisations(kept.public_id, absorbed.public_id, **options)

    return merge


def again(record):
    return type(record).objects.get(pk=record.pk)


class TestMerging:
    def test_moves_what_leads_to_the_absorbed_one(self, merge, institute, centre):
        merge()

        names = institute.names.order_by("name").values_list("kind", "name")
        assert list(names) == [
            ("alias", "CRP Gabriel Lippmann"),
            ("acronym", "CRPGL"),
            ("acronym", "LIST"),
        ]
        numbers = institute.identifiers.order_by("value").values_list("value", flat=True)
        assert list(numbers) == ["999567589", "J57"]
        assert institute.roles.count() == institute.map_entries.count() == 1
        cities = institute.places.order_by("city").values_list("city", "is_main")
        assert list(cities) == [("Belvaux", False), ("Esch-sur-Alzette", True)]

    def test_keeps_the_kept_ones_values_and_takes_what_it_lacks(self, merge, institute):
        merge()

        kept = again(institute)
        assert (kept.city, kept.website, kept.founded_year) == (
            "Esch-sur-Alzette",
            "https://lippmann.lu",
            1987,
        )
        for code in ("website", "pic"):
            assert Provenance(kept).of(code) == Verified("a call", on=date(2013, 5, 1))

    def test_leads_from_the_absorbed_one_and_finds_the_kept_one(self, merge, institute, centre):
        merge()

        assert (again(centre).state, again(centre).merged_into) == (State.MERGED, institute)
        assert [found.organisation for found in find_recorded("CRP Gabriel Lippmann")] == [
            institute
        ]

    def test_leads_earlier_mergers_to_the_kept_one(self, merge, institute, centre):
        older = OrganisationFactory(name="CRP GL asbl", state="merged", merged_into=centre)

        merge()

        assert again(older).merged_into == institute

    def test_moves_records_of_parts_it_does_not_know(
        self, merge, institute, centre, manager, cluster
    ):
        moving = MembershipFactory(organisation=centre)
        here = MembershipFactory(organisation=institute, cluster=cluster)
        staying = MembershipFactory(organisation=centre, cluster=here.cluster)

        merger = merge()

        assert [again(each).organisation for each in (moving, staying)] == [institute, centre]
        actions.undo_merge(merger, by=manager, now=LATER)
        assert [again(each).organisation for each in (moving, staying)] == [centre, centre]

    def test_takes_the_link_to_open_data(self, merge, institute, centre):
        Organisation.objects.filter(pk=centre.pk).update(open_data_id="999567589")

        merger = merge()

        assert (again(institute).open_data_id, again(centre).open_data_id) == ("999567589", "")
        actions.undo_merge(merger, by=merger.merged_by, now=LATER)
        assert (again(institute).open_data_id, again(centre).open_data_id) == ("", "999567589")

    def test_remembers_that_they_are_the_same(self, merge, settings, institute, manager):
        merger = merge()

        (decision,) = opendata.read_decisions(settings.DATA_FOLDER)
        assert decision.pair == {f"organisation:{institute.public_id}", "pic:999567589"}
        assert (decision.judgement, decision.because) == (opendata.Judgement.SAME, BECAUSE)
        assert (decision.by, decision.number) == (str(manager.public_id), merger.decision)

    def test_is_in_the_history_and_tells_other_parts(self, merge, institute, centre):
        told = []
        organisations_merged.connect(
            lambda sender, **said: told.append((said["kept"], said["absorbed"])),
            weak=False,
            dispatch_uid="test",
        )
        try:
            merge()
        finally:
            organisations_merged.disconnect(dispatch_uid="test")

        event = Event.objects.get()
        assert (event.verb, event.subject) == ("organisation.merged", str(centre.public_id))
        assert told == [(institute, centre)]

    def test_is_refused_where_numbers_differ_until_that_is_confirmed(
        self, merge, institute, settings
    ):
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        before = everything()

        with pytest.raises(actions.NumbersDiffer):
            merge()

        assert everything() == before
        assert not Merger.objects.exists()
        assert len(opendata.read_decisions(settings.DATA_FOLDER)) == 0
        merge(despite_numbers=True)
        pics = institute.identifiers.filter(scheme="pic").order_by("value")
        assert [each.value for each in pics] == ["935646370", "999567589"]

    @pytest.mark.parametrize(
        ("kept", "absorbed"), [("public", "staff"), ("public", "members"), ("members", "staff")]
    )
    def test_is_refused_where_more_would_see_the_absorbed_one_until_that_is_confirmed(
        self, merge, institute, centre, cluster, kept, absorbed
    ):
        MapEntry.objects.create(cluster=cluster, organisation=institute, since=date(2020, 1, 1))
        for each, visibility in ((institute, kept), (centre, absorbed)):
            Organisation.objects.filter(pk=each.pk).update(visibility=visibility)
        before = everything()

        with pytest.raises(actions.MoreWouldSee):
            merge()

        assert everything() == before
        merge(despite_visibility=True)
        assert again(institute).visibility == kept

    def test_needs_no_confirmation_where_fewer_see_the_kept_one(self, merge, institute, cluster):
        MapEntry.objects.create(cluster=cluster, organisation=institute, since=date(2020, 1, 1))
        Organisation.objects.filter(pk=institute.pk).update(visibility="staff")

        merge()

        assert again(institute).visibility == "staff"

    def test_is_refused_when_one_was_changed_since_the_preview(
        self, merge, institute, centre, manager
    ):
        seen = actions.preview_merge(institute.public_id, centre.public_id, by=manager).seen
        institute.save()

        with pytest.raises(actions.ChangedSinceSeen):
            merge(seen=seen)

    def test_is_refused_a_second_time_in_either_direction(self, merge, institute, centre):
        merge()

        with pytest.raises(actions.MergedAlready):
            merge()
        with pytest.raises(actions.MergedAlready):
            merge(kept=centre, absorbed=institute)

    def test_is_refused_where_people_say_otherwise_by_way_of_a_third(
        self, merge, institute, centre, settings, manager
    ):
        third = OrganisationFactory(visibility="public")
        keys = [queries.key_of_organisation(str(each.public_id)) for each in (institute, centre)]
        of_third = f"organisation:{third.public_id}"
        proposals = [
            opendata.Proposal(keys[0], of_third, opendata.Judgement.SAME, "one house"),
            opendata.Proposal(keys[1], of_third, opendata.Judgement.DIFFERENT, "two houses"),
        ]
        opendata.decide(settings.DATA_FOLDER, proposals, by="Claire", now=NOON)
        before = everything()

        with pytest.raises(opendata.DecisionRefused):
            merge()

        assert everything() == before

    def test_is_for_managers_who_see_both(self, merge, centre):
        Organisation.objects.filter(pk=centre.pk).update(visibility="private")

        with pytest.raises(actions.NotAllowed):
            merge()
        with pytest.raises(actions.NotAllowed):
            merge(by=UserFactory())
        operator = UserFactory(is_superuser=True)
        assert merge(by=operator, despite_visibility=True).absorbed == centre.public_id

    def test_is_not_for_managers_of_another_cluster_than_looks_after_one(
        self, merge, institute, centre, manager
    ):
        MapEntry.objects.filter(organisation=centre).update(cluster=ClusterFactory(slug="ict"))
        before = everything()

        with pytest.raises(actions.NotAllowed):
            merge()
        with pytest.raises(Organisation.DoesNotExist):
            actions.preview_merge(institute.public_id, centre.public_id, by=manager)

        assert everything() == before

    @pytest.mark.parametrize("side", ["institute", "centre"])
    def test_is_not_for_those_who_act_for_one_of_the_two(self, request, merge, manager, side):
        OrganisationRoleFactory(organisation=request.getfixturevalue(side), person=manager)
        before = everything()

        with pytest.raises(actions.ActsForOne, match="You act for one of the two yourself"):
            merge()

        assert everything() == before

    def test_is_for_operators_even_of_their_own(self, merge, centre):
        operator = UserFactory(is_superuser=True)
        OrganisationRoleFactory(organisation=centre, person=operator)

        assert merge(by=operator).absorbed == centre.public_id

    @pytest.mark.parametrize("because", ["", " ", "x" * 501])
    def test_needs_a_reason(self, merge, because):
        with pytest.raises(actions.NoReasonGiven):
            merge(because=because)


class TestTexts:
    """Words that an organisation says of itself, when two are made one."""

    @pytest.fixture
    def described(self, centre):
        centre.texts = {
            "headline_fr": {"text": "La recherche", "state": "original"},
            "headline_de": {
                "text": "Die Forschung",
                "state": "human",
                "language": "fr",
                "of": "0123456789abcdef",
                "on": "2013-05-01",
            },
            "description_fr": {"text": "Au service de tous.", "state": "original"},
        }
        Provenance(centre).note(["headline_fr"], Verified("a call", on=date(2013, 5, 1)))
        Organisation.objects.filter(pk=centre.pk).update(
            texts=centre.texts, provenance=centre.provenance
        )
        return centre

    def test_are_taken_with_their_translations_where_the_kept_one_has_none(
        self, merge, institute, described, manager
    ):
        own = {"description_en": {"text": "For all.", "state": "original"}}
        Organisation.objects.filter(pk=institute.pk).update(texts=own)
        refresh_lookup()
        before = everything()

        merger = merge()

        kept = again(institute)
        assert kept.texts == own | {
            code: described.texts[code] for code in ("headline_fr", "headline_de")
        }
        assert Provenance(kept).of("headline_fr").source == "a call"
        assert again(described).texts == described.texts

        actions.undo_merge(merger, by=manager, now=LATER)

        assert everything() == before


class TestPreview:
    def test_says_what_is_kept_and_what_moves(self, institute, centre, manager):
        before = everything()

        plan = actions.preview_merge(institute.public_id, centre.public_id, by=manager)

        assert [(each.code, each.is_taken) for each in plan.fields] == [
            ("city", False),
            ("website", True),
            ("founded_year", True),
        ]
        assert plan.moving_by_model == {
            "directory.OrganisationName": 1,
            "directory.Identifier": 1,
            "directory.Place": 1,
            "directory.OrganisationRole": 1,
            "directory.MapEntry": 1,
        }
        assert plan.numbers == []
        assert everything() == before


class TestUndoing:
    def test_leaves_every_row_as_it_was(self, merge, settings, manager):
        before = everything()
        merger = merge()
        assert everything() != before

        apart = actions.undo_merge(merger, by=manager, now=LATER)

        assert everything() == before
        assert apart.is_whole
        assert len(opendata.read_decisions(settings.DATA_FOLDER)) == 0
        assert Event.objects.newest_first()[0].verb == "organisation.merger_undone"

    def test_leaves_every_row_as_it_was_after_two_mergers_in_turn(self, merge, institute, manager):
        tudor = OrganisationFactory(name="CRP Henri Tudor", visibility="public", nace="72.19")
        refresh_lookup()
        before = everything()
        first = merge()
        second = merge(absorbed=tudor, now=NOON + dt.timedelta(days=1))

        actions.undo_merge(second, by=manager, now=LATER)
        actions.undo_merge(first, by=manager, now=LATER)

        assert everything() == before

    def test_leaves_what_people_changed_since_and_names_it(self, merge, institute, centre, manager):
        merger = merge()
        Organisation.objects.filter(pk=institute.pk).update(website="https://www.list.lu")
        Place.objects.filter(city="Belvaux").update(postcode="4422")
        institute.roles.all().delete()

        expected = actions.what_undoing_a_merge_does(merger, by=manager)
        apart = actions.undo_merge(merger, by=manager, now=LATER)

        assert apart == expected
        assert apart.fields == ["website"]
        assert sorted(apart.rows) == ["directory.OrganisationRole", "directory.Place"]
        assert again(institute).website == "https://www.list.lu"
        assert again(institute).founded_year is None
        assert institute.places.count() == 2
        assert centre.identifiers.get().value == "999567589"

    def test_leaves_what_people_confirmed_since(self, merge, institute, manager):
        merger = merge()
        owner = institute.roles.get().person
        confirm_organisation(institute.public_id, field="website", by=owner, now=LATER)

        apart = actions.undo_merge(merger, by=manager, now=LATER)

        assert apart.fields == ["website"]
        assert again(institute).website == "https://lippmann.lu"
        assert list(Provenance(again(institute))) == ["website"]

    def test_is_refused_a_second_time(self, merge, manager):
        merger = merge()
        actions.undo_merge(merger, by=manager, now=LATER)

        with pytest.raises(actions.UndoneAlready):
            actions.undo_merge(merger, by=manager, now=LATER)

    def test_waits_for_a_later_merger_of_the_kept_one(self, merge, institute, manager):
        merger = merge()
        merge(kept=OrganisationFactory(visibility="public"), absorbed=institute)

        with pytest.raises(actions.MergedOnSince):
            actions.undo_merge(merger, by=manager, now=LATER)

    def test_is_refused_where_one_is_gone(self, merge, centre, manager):
        merger = merge()
        centre.delete()

        with pytest.raises(actions.GoneSince):
            actions.undo_merge(merger, by=manager, now=LATER)

    def test_goes_on_where_the_decision_was_taken_back(self, merge, settings, centre, manager):
        merger = merge()
        opendata.withdraw(
            settings.DATA_FOLDER, merger.decision, because="no", by="Claire", now=NOON
        )

        actions.undo_merge(merger, by=manager, now=LATER)

        assert again(centre).state == State.ACTIVE

    def test_lets_the_two_be_merged_again(self, merge, manager):
        actions.undo_merge(merge(), by=manager, now=LATER)

        merge(now=LATER)

        assert sorted(Merger.objects.values_list("state", flat=True)) == ["merged", "undone"]


class TestLikelyPairs:
    @pytest.fixture
    def _noted(self, institute, centre):
        sides = [
            {"organisation": str(each.public_id), "name": each.name, "city": "", "row": 2}
            for each in (institute, centre)
        ]
        pair = {"one": sides[0], "other": sides[1], "points": 3.0, "reasons": ["same_domain"]}
        ImportRun.objects.create(code="a-1", written_at=NOON, likely_duplicates=[pair])

    @pytest.mark.usefixtures("_noted")
    def test_come_from_imports_until_somebody_judges(self, institute, centre, manager):
        (pair,) = queries.likely_pairs(for_user=manager)
        assert {pair.one, pair.other} == {institute, centre}
        assert pair.reasons == ("same_domain",)

        actions.say_different(
            institute.public_id, centre.public_id, because="two houses", by=manager, now=NOON
        )

        assert queries.likely_pairs(for_user=manager) == []
        assert Event.objects.get().verb == "organisations.kept_apart"

    @pytest.mark.usefixtures("_noted")
    def test_stay_judged_when_one_gets_a_number(self, institute, centre, manager):
        actions.say_different(
            institute.public_id, centre.public_id, because="two houses", by=manager, now=NOON
        )
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")

        assert queries.likely_pairs(for_user=manager) == []

    @pytest.mark.usefixtures("_noted")
    def test_are_for_managers(self):
        assert queries.likely_pairs(for_user=UserFactory()) == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """SQLite lets one write at a time, in tests even in one connection; PostgreSQL shows it."""

    def race(self, *attempts):
        if connection.vendor != "postgresql":
            pytest.skip("Only PostgreSQL lets two write at the same moment.")
        gate = threading.Barrier(len(attempts))
        outcomes = []

        def run(attempt):
            try:
                gate.wait()
                outcomes.append(attempt())
            except Exception as error:
                outcomes.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[attempt]) for attempt in attempts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    @pytest.mark.parametrize("turned_round", [False, True])
    def test_merge_once(self, merge, institute, centre, turned_round):
        other_way = {"kept": centre, "absorbed": institute} if turned_round else {}

        outcomes = self.race(merge, lambda: merge(**other_way))

        assert sorted(type(each).__name__ for each in outcomes) == ["MergedAlready", "Merger"]
        assert Organisation.objects.filter(state="merged").count() == 1
        assert Merger.objects.count() == 1
