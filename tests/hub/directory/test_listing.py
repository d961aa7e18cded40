"""The directory as a list: who sees what, what each choice leaves, what comes first."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from liaison.hub.clusters.models import ClusterRole
from liaison.hub.directory.listing import (
    Near,
    Selection,
    Sort,
    UnknownOrganisation,
    get_profile,
    list_organisations,
    nearest_town,
)
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.directory.models.organisations import aged_by
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db

EVERYBODY = AnonymousUser()
ESCH = (49.4958, 5.9806)


@pytest.fixture
def sector():
    """Four organisations that everybody may see, and one that nobody may."""
    lab = OrganisationFactory(
        name="Alzette Lab", kind="research", size_class="large", visibility="public"
    )
    sensors = OrganisationFactory(
        name="Moselle Sensors", size_class="micro", visibility="public", city="Wasserbillig"
    )
    clinic = OrganisationFactory(
        name="Clinique Metz", kind="hospital", country="FR", visibility="public"
    )
    old = OrganisationFactory(
        name="Zolver Instruments", size_class="micro", state="ceased", visibility="public"
    )
    OrganisationFactory(name="Quiet Biotech")
    OrganisationNameFactory(organisation=sensors, kind="former", name="Capteurs de la Sûre")
    PlaceFactory(organisation=lab, latitude=ESCH[0], longitude=ESCH[1])
    PlaceFactory(organisation=sensors, city="Wasserbillig", latitude=49.7139, longitude=6.5000)
    PlaceFactory(organisation=clinic, city="Metz", country="FR", latitude=49.1193, longitude=6.1757)
    refresh_lookup()
    return {"lab": lab, "sensors": sensors, "clinic": clinic, "old": old}


def listed(by=EVERYBODY, page=1, **chosen):
    """The names listed under a selection."""
    return [
        each.organisation.name
        for each in list_organisations(Selection(**chosen), page=page, for_user=by).page
    ]


def counted(by=EVERYBODY, **chosen):
    return list_organisations(Selection(**chosen), for_user=by).counted


def only(facet, *values):
    return ((facet, frozenset(values)),)


class TestList:
    def test_is_sorted_by_name_and_shows_what_is_public(self, sector):
        assert listed() == [
            *("Alzette Lab", "Clinique Metz", "Moselle Sensors", "Zolver Instruments"),
        ]

    def test_is_narrowed_by_several_facets(self, sector):
        chosen = only("size", "micro") + only("state", "active")

        assert listed(chosen=chosen) == ["Moselle Sensors"]

    def test_takes_several_values_of_one_facet_as_either(self, sector):
        assert listed(chosen=only("kind", "hospital", "research")) == [
            "Alzette Lab",
            "Clinique Metz",
        ]

    def test_finds_a_former_name_and_says_so(self, sector):
        (one,) = list_organisations(Selection(text="capteurs sure"), for_user=EVERYBODY).page

        assert (one.organisation, one.found_by) == (sector["sensors"], "Capteurs de la Sûre")

    def test_finds_by_town_with_another_word(self, sector):
        assert listed(text="sensors wasserbillig") == ["Moselle Sensors"]

    def test_says_when_nobody_has_all_the_words(self, sector):
        listing = list_organisations(Selection(text="moselle instruments"), for_user=EVERYBODY)

        assert not listing.is_whole
        assert {each.organisation.name for each in listing.page} == {
            "Moselle Sensors",
            "Zolver Instruments",
        }
        assert listing.counted.total == 2

    def test_keeps_to_all_words_where_only_the_filters_leave_nobody(self, sector):
        listing = list_organisations(
            Selection(text="moselle sensors", chosen=only("kind", "hospital")), for_user=EVERYBODY
        )

        assert listing.is_whole
        assert listing.counted.total == 0
        assert listing.counted.facets["kind"] == {"company": 1}

    @pytest.mark.parametrize("text", ["zyxwvu", "...", "的 患者"])
    def test_is_empty_where_a_text_names_nobody(self, sector, text):
        assert listed(text=text) == []

    def test_of_nothing_is_empty(self):
        refresh_lookup()

        assert listed() == []
        assert counted().total == 0

    def test_puts_what_was_verified_last_first(self, sector):
        sector["clinic"].verified_on = dt.date(2026, 10, 1)
        sector["clinic"].save()

        assert listed(sort=Sort.VERIFIED)[0] == "Clinique Metz"

    def test_comes_page_by_page(self, sector):
        for number in range(30):
            OrganisationFactory(name=f"Beta {number:02}", visibility="public")
        refresh_lookup()

        assert len(listed(page=1)) == 20
        assert listed(page=2)[-1] == "Zolver Instruments"
        assert listed(page="last") == listed(page=1)
        assert listed(page=99) == listed(page=2)

    def test_of_a_text_comes_page_by_page_without_anybody_twice(self):
        for number in range(75):
            OrganisationFactory(name=f"Beta {number:02}", visibility="public")
        refresh_lookup()

        pages = [listed(text="beta", page=page) for page in (1, 2, 3, 4)]

        assert [len(page) for page in pages] == [20, 20, 20, 15]
        assert len({name for page in pages for name in page}) == 75


class TestAge:
    """Entries that nobody verified for long come a little later, where a text is looked for."""

    @pytest.fixture
    def optics(self):
        """Two that answer equally well; by name alone the first one would come first."""
        today = timezone.localdate()
        for name, days in (("Alzette Optics", 400), ("Moselle Optics", 30)):
            OrganisationFactory(
                name=name, visibility="public", verified_on=today - dt.timedelta(days=days)
            )
        refresh_lookup()

    def test_puts_the_aged_one_of_two_alike_last(self, optics):
        assert listed(text="optics") == ["Moselle Optics", "Alzette Optics"]

    def test_never_beats_the_better_name(self, optics):
        assert listed(text="alzette optics")[0] == "Alzette Optics"

    def test_leaves_a_name_that_fits_exactly_where_it_is(self):
        long_ago = timezone.localdate() - dt.timedelta(days=4_000)
        OrganisationFactory(name="Sauer Optics", visibility="public", verified_on=long_ago)
        OrganisationFactory(name="Sauer Optics Lab", visibility="public")
        refresh_lookup()

        assert listed(text="Sauer Optics")[0] == "Sauer Optics"

    def test_does_not_count_without_a_text(self, optics):
        assert listed() == ["Alzette Optics", "Moselle Optics"]
        assert listed(text="optics", sort=Sort.NAME) == ["Alzette Optics", "Moselle Optics"]

    @pytest.mark.parametrize(
        ("days", "years"), [(0, 0), (365, 0), (366, 1), (730, 1), (731, 2), (1_100, 3)]
    )
    def test_is_told_in_whole_years(self, days, years):
        today = dt.date(2026, 11, 2)
        organisation = OrganisationFactory(verified_on=today - dt.timedelta(days=days))

        assert organisation.years_unverified(today) == years
        aged = Organisation.objects.filter(aged_by(today), pk=organisation.pk)
        assert aged.exists() == (years > 0)


class TestCounts:
    def test_tell_how_many_each_choice_leaves(self, sector):
        assert counted().total == 4
        assert counted().facets["kind"] == {"company": 2, "research": 1, "hospital": 1}
        assert counted().facets["country"] == {"LU": 3, "FR": 1}

    def test_of_a_facet_leave_its_own_choice_out_of_account(self, sector):
        facets = counted(chosen=only("kind", "company") + only("country", "LU")).facets

        assert facets["kind"] == {"company": 2, "research": 1}
        assert facets["country"] == {"LU": 2}
        assert facets["state"] == {"active": 1, "ceased": 1}

    def test_of_a_text_tell_of_what_has_its_words(self, sector):
        assert counted(text="sensors").facets["kind"] == {"company": 1}

    def test_follow_what_is_opened(self, sector):
        assert counted().total == 4
        OrganisationFactory(name="Newly Open", visibility="public")

        refresh_lookup()

        assert counted().total == 5

    def test_by_cluster_tell_who_stands_on_its_map(self, sector, biohealth):
        on_map(sector["lab"], biohealth)
        refresh_lookup([])

        assert counted().facets["cluster"] == {"biohealth": 1}
        assert counted(chosen=only("kind", "company")).facets["cluster"] == {}
        assert counted(cluster="biohealth").total == 1
        assert listed(cluster="biohealth") == ["Alzette Lab"]


class TestDistance:
    @pytest.mark.parametrize(
        ("kilometres", "names"),
        [
            (1, ["Alzette Lab"]),
            (44.4, ["Alzette Lab", "Clinique Metz"]),
            (50, ["Alzette Lab", "Clinique Metz", "Moselle Sensors"]),
        ],
    )
    def test_narrows_the_list(self, sector, kilometres, names):
        assert listed(near=Near(*ESCH, kilometres)) == names

    def test_puts_the_nearest_first_and_says_how_far_it_is(self, sector):
        selection = Selection(near=Near(49.1193, 6.1757, 100), sort=Sort.NEAREST)

        page = list_organisations(selection, for_user=EVERYBODY).page

        assert [each.organisation.name for each in page][:2] == ["Clinique Metz", "Alzette Lab"]
        assert [round(each.kilometres) for each in page] == [0, 44, 70]

    @pytest.mark.parametrize("latitude", [90.0, -90.0])
    def test_is_measured_at_the_poles(self, sector, latitude):
        assert listed(near=Near(latitude, 0.0, 10)) == []

    def test_is_measured_from_a_town(self, sector):
        assert nearest_town("metz ", for_user=EVERYBODY) == (49.1193, 6.1757, "Metz")
        assert nearest_town("Atlantis", for_user=EVERYBODY) is None

    def test_is_not_measured_from_where_only_hidden_ones_are(self):
        hidden = OrganisationFactory(name="Quiet Biotech")
        PlaceFactory(organisation=hidden, city="Vianden", latitude=49.93, longitude=6.2)

        assert nearest_town("Vianden", for_user=EVERYBODY) is None


def on_map(organisation, cluster):
    MapEntry.objects.create(
        organisation=organisation, cluster=cluster, since=dt.date(2026, 1, 1), source="team"
    )


def holder(cluster, role):
    return ClusterRole.objects.create(
        person=UserFactory(), cluster=cluster, role=role, granted_at=dt.datetime.now(dt.UTC)
    ).person


class TestWhoSeesWhat:
    """Rows of the permission matrix: an entry's visibility, a role in its cluster, seen or not."""

    @pytest.mark.parametrize(
        ("visibility", "role", "seen"),
        [
            ("public", None, True),
            ("members", "cluster_officer", True),
            ("members", "steering_committee_member", True),
            ("members", "foreign_company", False),
            ("members", None, False),
            ("strategic", "strategic_partner", True),
            ("strategic", "cluster_manager", True),
            ("strategic", "steering_committee_member", False),
            ("staff", "cluster_officer", True),
            ("staff", "strategic_partner", False),
            ("private", "cluster_manager", False),
        ],
    )
    def test_is_decided_by_role(self, biohealth, visibility, role, seen):
        organisation = OrganisationFactory(name="Moselle Sensors", visibility=visibility)
        on_map(organisation, biohealth)
        refresh_lookup()
        reader = holder(biohealth, role) if role else UserFactory()

        assert bool(listed(by=reader)) is seen
        assert bool(listed(by=reader, text="moselle")) is seen
        assert counted(by=reader).total == seen

    @pytest.mark.parametrize("visibility", ["members", "strategic", "staff"])
    def test_is_never_what_another_cluster_keeps_to_itself(self, biohealth, visibility):
        logistics = ClusterFactory(slug="logistics")
        organisation = OrganisationFactory(name="Moselle Sensors", visibility=visibility)
        on_map(organisation, logistics)
        refresh_lookup()
        manager = holder(biohealth, "cluster_manager")

        assert listed(by=manager) == []
        assert counted(by=manager).facets["cluster"] == {}
        with pytest.raises(UnknownOrganisation):
            get_profile(organisation.public_id, for_user=manager)

    def test_is_everything_of_ones_own(self):
        own = OrganisationFactory(name="Moselle Sensors")
        refresh_lookup()
        founder = OrganisationRoleFactory(organisation=own).person

        assert listed(by=founder) == ["Moselle Sensors"]
        assert get_profile(own.public_id, for_user=founder).organisation == own

    def test_is_what_everybody_sees_once_somebody_is_shut_out(self, biohealth):
        on_map(OrganisationFactory(name="Moselle Sensors", visibility="staff"), biohealth)
        manager = holder(biohealth, "cluster_manager")
        manager.is_active = False

        assert listed(by=manager) == []


class TestProfile:
    def test_holds_all_that_is_recorded(self, sector):
        profile = get_profile(sector["sensors"].public_id, for_user=EVERYBODY)

        assert [name.name for name in profile.names] == ["Capteurs de la Sûre"]
        assert [place.city for place in profile.places] == ["Wasserbillig"]
        assert profile.successor is None

    def test_leads_to_who_answers_for_it_now(self):
        now = OrganisationFactory(name="LIST", visibility="public")
        between = OrganisationFactory(
            name="LIST-Tudor", state="merged", merged_into=now, visibility="public"
        )
        before = OrganisationFactory(
            name="CRP Tudor", state="merged", merged_into=between, visibility="public"
        )

        assert get_profile(before.public_id, for_user=EVERYBODY).successor == now
