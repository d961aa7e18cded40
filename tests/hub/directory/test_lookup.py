"""Whoever looks for an organisation finds it, however its name is written."""

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.directory.lookup import find_organisations, find_recorded, refresh_lookup
from liaison.hub.directory.models import LookupWord, Organisation, OrganisationName
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.hub.directory.conftest import read

pytestmark = pytest.mark.django_db


def found(text, by=None, top=10):
    everybody = by or AnonymousUser()
    return [
        each.organisation.name for each in find_organisations(text, for_user=everybody, top=top)
    ]


def recorded(name="LuxSpace Sàrl", **fields):
    organisation = OrganisationFactory(name=name, visibility="public", **fields)
    refresh_lookup([organisation.pk])
    return organisation


class TestTwoHundredLookUps:
    def test_lead_to_the_one_that_is_meant_nineteen_times_of_twenty(self, looked_up):
        lookups = read("lookups.csv")

        missed = [each for each in lookups if found(each["query"])[:1] != [each["expected"]]]

        assert len(lookups) == 200
        assert len(missed) <= 10, [each["query"] for each in missed]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("universite luxembourg", "University of Luxembourg"),
            ("ST Screen", "S.T. Screen Co., Ltd"),
            ("CRP-Sante", "Luxembourg Institute of Health"),
        ],
    )
    def test_hold_what_people_asked_for(self, looked_up, text, name):
        assert found(text, top=1) == [name]


class TestFindOrganisations:
    @pytest.mark.parametrize(
        "text",
        [
            "LuxSpace Sàrl",
            "luxspace s.a.r.l.",
            "LUXSPACE",
            "Lux Space",
            "Luxspcae",
            "luxsp",
        ],
    )
    def test_passes_over_how_it_is_written(self, text):
        recorded()

        assert found(text) == ["LuxSpace Sàrl"]

    def test_tells_by_which_name(self):
        institute = recorded("Luxembourg Institute of Health")
        OrganisationNameFactory(organisation=institute, kind="former", name="CRP-Santé")
        refresh_lookup([institute.pk])

        (one,) = find_organisations("crp sante", for_user=AnonymousUser())

        assert (one.name, one.name_kind, one.score) == ("CRP-Santé", "former", 0.97)

    def test_prefers_who_bears_the_name_to_who_bore_it(self):
        before = recorded("Moselle Data SA")
        OrganisationNameFactory(organisation=before, kind="former", name="Alzette Sensors")
        recorded("Alzette Sensors")
        refresh_lookup()

        assert found("alzette sensors") == ["Alzette Sensors", "Moselle Data SA"]

    @pytest.mark.parametrize("text", ["LU26375245", "LU 263 752 45", "lu26375245"])
    def test_knows_numbers(self, text):
        institute = recorded("LIST")
        IdentifierFactory(organisation=institute, scheme="vat", value="LU26375245")
        refresh_lookup([institute.pk])

        (one,) = find_organisations(text, for_user=AnonymousUser())

        assert one.score == 1.0

    def test_tells_namesakes_apart_by_their_town(self):
        recorded("St. Anna Hospital", city="Trier")
        recorded("St. Anna Hospital", city="Metz")

        (first, _second) = find_organisations("saint anna hospital metz", for_user=AnonymousUser())

        assert first.organisation.city == "Metz"

    def test_leaves_out_who_merged_into_another(self):
        institute = recorded("LIST")
        recorded("CRP Lippmann", state="merged", merged_into=institute)

        assert found("lippmann") == []

    @pytest.mark.parametrize(
        "text", ["", " ", "...", "的 患者", "zzzzzz", "x" * 5000, "a\x00b", "%_%"]
    )
    def test_finds_nobody_by_what_names_nobody(self, text):
        recorded()

        assert found(text) == []

    def test_finds_names_of_linking_words_alone(self):
        recorded("On & On AS")

        assert found("on and on") == ["On & On AS"]


class TestWhatIsNotPublic:
    @pytest.fixture
    def hidden(self):
        organisation = OrganisationFactory(name="Quiet Biotech")
        refresh_lookup([organisation.pk])
        return organisation

    def test_is_found_by_those_who_act_for_it_alone(self, hidden):
        founder = OrganisationRoleFactory(organisation=hidden).person

        assert found("quiet biotech", by=founder) == ["Quiet Biotech"]
        assert found("quiet biotech", by=UserFactory()) == []
        assert found("quiet biotech") == []

    def test_is_found_from_the_command_line(self, hidden):
        assert [each.organisation for each in find_recorded("quiet biotech")] == [hidden]

    def test_takes_no_place_of_what_is(self):
        for number in range(60):
            OrganisationFactory(name=f"Sensors {number}")
        recorded("Moselle Sensors and Actuators")
        refresh_lookup()

        assert found("sensors") == ["Moselle Sensors and Actuators"]


class TestRefreshLookup:
    def test_follows_a_new_name(self):
        organisation = recorded("Old Name")
        Organisation.objects.filter(pk=organisation.pk).update(name="Completely New")

        assert refresh_lookup([organisation.pk]) == 1
        assert found("completely new") == ["Completely New"]
        assert found("old name") == []

    def test_changes_nothing_where_nothing_changed(self):
        organisation = recorded()
        PlaceFactory(organisation=organisation)
        refresh_lookup([organisation.pk])
        before = set(LookupWord.objects.values_list("organisation", "word", "weight"))

        assert refresh_lookup() == 0
        assert set(LookupWord.objects.values_list("organisation", "word", "weight")) == before

    def test_forgets_a_name_that_was_taken_away(self):
        organisation = recorded("LIST")
        name = OrganisationNameFactory(organisation=organisation, name="CRP Tudor")
        refresh_lookup([organisation.pk])
        OrganisationName.objects.filter(pk=name.pk).delete()

        refresh_lookup([organisation.pk])

        assert found("tudor") == []

    def test_passes_over_who_is_gone(self):
        assert refresh_lookup([123_456]) == 0

    def test_asks_few_questions_for_many(self, django_assert_max_num_queries):
        keys = [OrganisationFactory(name=f"Alzette {number}").pk for number in range(300)]

        with django_assert_max_num_queries(15):
            refresh_lookup(keys)
