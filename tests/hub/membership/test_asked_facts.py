"""What a cluster asks of organisations that the directory does not have yet."""

import datetime as dt

import pytest

from liaison.hub.directory.actions import NumberTaken
from liaison.hub.directory.identifiers import WrongIdentifier
from liaison.hub.directory.provenance import Provenance
from liaison.hub.membership import actions, queries
from liaison.hub.membership.actions import Described
from liaison.hub.membership.choices import AskedFact
from liaison.hub.membership.models import Application
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.factories.membership import AdmissionFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]


@pytest.fixture
def asks_for_numbers(biohealth, admission, manager):
    asked = {"rcs": "required", "vat": "optional", "size_class": "required"}
    actions.ask_of_organisations(biohealth, asked, by=manager, now=MONDAY_NOON)


def tell(cluster, founder, **facts):
    described = Described(name="Moselle Biosensors", kind="company", country="LU", facts=facts)
    return actions.start_application(cluster, described=described, by=founder, now=MONDAY_NOON)


class TestAskOfOrganisations:
    def test_asks_for_place_and_website_until_managers_choose(self, biohealth):
        assert queries.asked_of_organisations(biohealth) == {
            AskedFact.CITY: False,
            AskedFact.WEBSITE: False,
        }

    @pytest.mark.usefixtures("asks_for_numbers")
    def test_asks_for_what_managers_chose_in_a_fixed_order(self, biohealth):
        assert list(queries.asked_of_organisations(biohealth).items()) == [
            (AskedFact.SIZE_CLASS, True),
            (AskedFact.RCS, True),
            (AskedFact.VAT, False),
        ]

    @pytest.mark.usefixtures("asks_for_numbers")
    def test_leaves_other_clusters_alone(self):
        other = AdmissionFactory(cluster=ClusterFactory()).cluster

        assert AskedFact.RCS not in queries.asked_of_organisations(other)

    def test_is_for_managers(self, biohealth, officer):
        with pytest.raises(actions.NotAllowed):
            actions.ask_of_organisations(
                biohealth, {"rcs": "required"}, by=officer, now=MONDAY_NOON
            )

    @pytest.mark.parametrize("asked", [{"turnover": "required"}, {"rcs": "perhaps"}])
    def test_refuses_what_cannot_be_asked(self, biohealth, manager, asked):
        with pytest.raises(ValueError, match=r"turnover|perhaps"):
            actions.ask_of_organisations(biohealth, asked, by=manager, now=MONDAY_NOON)

        assert AskedFact.RCS not in queries.asked_of_organisations(biohealth)


@pytest.mark.usefixtures("asks_for_numbers")
class TestFactsOfAnApplication:
    def test_keep_numbers_in_their_one_form(self, biohealth, founder):
        application = tell(biohealth, founder, rcs="RCS Luxembourg b 123456")

        assert application.facts == {"rcs": "B123456"}

    def test_refuse_what_is_no_number(self, biohealth, founder):
        with pytest.raises(WrongIdentifier):
            tell(biohealth, founder, rcs="123456")

        assert not Application.objects.exists()

    def test_are_missing_until_they_are_told(self, biohealth, founder):
        application = tell(biohealth, founder, rcs="B123456")

        missing = queries.missing_in(application, for_user=founder)

        assert [each.code for each in missing if each.part == "organisation" and each.code] == [
            "size_class"
        ]

    def test_are_not_asked_of_an_organisation_of_the_directory(self, biohealth, founder):
        known = OrganisationFactory(visibility="public")
        application = actions.start_application(
            biohealth, organisation=known, by=founder, now=MONDAY_NOON
        )

        missing = queries.missing_in(application, for_user=founder)

        assert not [each for each in missing if each.part == "organisation" and each.code]


class TestFactsAfterApproval:
    def told(self, submitted):
        submitted.facts = {"rcs": "B123456", "founded_year": "2019", "postcode": "L-4362"}
        submitted.save()
        return submitted

    def test_stand_in_the_entry_as_the_applicant_s_word(self, submitted, manager):
        actions.approve(self.told(submitted), by=manager, now=MONDAY_NOON)

        submitted.refresh_from_db()
        entry = submitted.organisation
        assert entry.founded_year == 2019
        assert entry.identifiers.get().value == "B123456"
        assert entry.places.get(is_main=True).postcode == "L-4362"
        assert Provenance(entry).of("rcs").source == "liaison:application"
        assert Provenance(entry).of("rcs").by == ""

    def test_bring_out_an_entry_that_has_the_same_number(self, submitted, manager):
        twin = OrganisationFactory(name="Biosensors of the Moselle", visibility="public")
        IdentifierFactory(organisation=twin, scheme="rcs", value="B123456")

        assert queries.same_in_directory(self.told(submitted), for_user=manager) == [twin]

    def test_add_nothing_where_the_number_is_another_s(self, submitted, manager):
        hidden = OrganisationFactory(visibility="private")
        IdentifierFactory(organisation=hidden, scheme="rcs", value="B123456")

        with pytest.raises(NumberTaken):
            actions.approve(self.told(submitted), by=manager, now=MONDAY_NOON)

        submitted.refresh_from_db()
        assert submitted.state == "submitted"
        assert submitted.organisation is None
