"""What open data says and an entry does not: proposed, taken over, dismissed; never by itself."""

from datetime import UTC, date, datetime

import pytest

from liaison.hub.directory.editing import changes_of
from liaison.hub.directory.lookup import find_recorded
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.enrichment import actions
from liaison.hub.enrichment.queries import proposing_findings, what_open_data_says
from tests.factories.accounts import UserFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory, PlaceFactory
from tests.support.pictures import UNIVERSITY, UNIVERSITY_IN_ROR

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def university(university):
    Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY, founded_year=1999)
    PlaceFactory(organisation=university)
    return Organisation.objects.get(pk=university.pk)


@pytest.fixture
def told(university, editor):
    return lambda: what_open_data_says(university, for_user=editor)


@pytest.fixture
def proposed(told):
    """What is proposed, by aspect and value."""

    def proposed():
        return {(each.aspect.value, str(each.value)): each for each in told().proposals}

    return proposed


def again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


class TestProposedFacts:
    def test_are_what_the_sources_say_and_the_entry_does_not(self, proposed):
        assert sorted(proposed()) == [
            ("acronym", "['UR', '', None]"),
            ("alias", "['University of the Riviere', '', None]"),
            ("alias", "['Universität Riviere', '', None]"),
            ("coordinates", "[49.5, 5.98]"),
            ("former", "['ECOLE DE LA VALLEE', '', '2025-01-11']"),
            ("founded_year", "2003"),
            ("pic", "['', '999000001', None]"),
            # Not the VAT number that the source has: it cannot be one.
            ("website", "https://www.riviere.example/en"),
        ]

    def test_tell_who_says_so_since_when_and_what_stands_here(self, proposed):
        founded = proposed()["founded_year", "2003"]

        assert (founded.here, founded.source, founded.since, founded.is_empty_here) == (
            1999,
            "ror",
            date(2026, 5, 1),
            False,
        )
        pic = proposed()["pic", "['', '999000001', None]"]
        assert (pic.source, pic.since, pic.on, pic.is_empty_here) == (
            "cordis",
            date(2025, 1, 11),
            date(2025, 8, 11),
            True,
        )

    def test_are_none_where_one_of_the_sources_agrees(self, university, proposed):
        Organisation.objects.filter(pk=university.pk).update(website="http://riviere.example/")

        assert [aspect for aspect, _value in proposed() if aspect == "website"] == []

    def test_are_none_where_places_are_near(self, university, proposed):
        university.places.update(latitude=49.51, longitude=5.99)

        assert [aspect for aspect, _value in proposed() if aspect == "coordinates"] == []

    def test_are_another_kind_only_where_open_data_tells_them_apart(self, university, proposed):
        Organisation.objects.filter(pk=university.pk).update(kind="hospital")
        assert ("kind", "university") not in proposed()

        Organisation.objects.filter(pk=university.pk).update(kind="company")
        assert ("kind", "university") in proposed()

    def test_are_none_of_an_entry_that_no_source_has(self, university, told):
        Organisation.objects.filter(pk=university.pk).update(open_data_id="123456789")
        university.refresh_from_db()

        assert (told().picture, told().proposals) == (None, [])


class TestTakingOver:
    def test_one_fact_notes_its_source_and_day(self, university, editor, proposed):
        founded = proposed()["founded_year", "2003"]

        actions.apply_facts(university.public_id, [founded.id], by=editor, now=NOON)

        kept = again(university)
        assert kept.founded_year == 2003
        assert Provenance(kept).of("founded_year") == Verified("ROR", on=date(2026, 5, 1))
        (change,) = changes_of(kept, for_user=editor)
        assert (change.field, change.old, change.new) == ("founded_year", 1999, 2003)
        assert (change.teller, change.by) == ("liaison:open-data", editor)
        assert ("founded_year", "2003") not in proposed()

    def test_what_is_missing_leaves_what_is_here(self, university, editor, proposed):
        taken = actions.apply_facts_missing_here(university.public_id, by=editor, now=NOON)

        kept = again(university)
        assert (kept.founded_year, kept.website) == (1999, "https://www.riviere.example/en")
        assert {each.aspect.value for each in taken} == {
            *("alias", "former", "acronym", "coordinates", "website", "pic"),
        }
        assert list(proposed()) == [("founded_year", "2003")]
        (place,) = kept.places.all()
        assert (place.latitude, place.longitude) == (49.5, 5.98)
        assert Provenance(kept).of("pic") == Verified("CORDIS", on=date(2025, 8, 11))
        found = [each.organisation for each in find_recorded("Ecole de la Vallee")]
        assert found[:1] == [kept]

    def test_a_number_of_another_is_refused_whole(self, university, editor, proposed):
        IdentifierFactory(organisation=OrganisationFactory(), scheme="pic", value=UNIVERSITY)

        with pytest.raises(actions.NumberTaken):
            actions.apply_facts_missing_here(university.public_id, by=editor, now=NOON)

        assert again(university).website == ""

    def test_what_is_proposed_no_more_is_refused(self, university, editor, proposed):
        founded = proposed()["founded_year", "2003"]
        Organisation.objects.filter(pk=university.pk).update(founded_year=2003)

        with pytest.raises(actions.ProposalGone):
            actions.apply_facts(university.public_id, [founded.id], by=editor, now=NOON)

    def test_is_refused_to_others(self, university, proposed):
        founded = proposed()["founded_year", "2003"]

        with pytest.raises(actions.NotAllowed):
            actions.apply_facts(university.public_id, [founded.id], by=UserFactory(), now=NOON)

        assert again(university).founded_year == 1999


class TestDismissing:
    def test_is_remembered_until_the_source_says_something_else(
        self, university, editor, proposed, told
    ):
        founded = proposed()["founded_year", "2003"]

        actions.dismiss_fact(university.public_id, founded.id, by=editor, now=NOON)

        assert ("founded_year", "2003") not in proposed()
        assert [each.value for each in told().dismissed] == [2003]
        # What it would be if the source said another year.
        assert university.dismissals.get().value == "2003"

    def test_can_be_taken_back(self, university, editor, proposed):
        founded = proposed()["founded_year", "2003"]
        actions.dismiss_fact(university.public_id, founded.id, by=editor, now=NOON)

        actions.propose_fact_again(university.public_id, founded.id, by=editor, now=NOON)

        assert ("founded_year", "2003") in proposed()

    def test_keeps_it_out_when_all_that_is_missing_is_taken(self, university, editor, proposed):
        pic = proposed()["pic", "['', '999000001', None]"]
        actions.dismiss_fact(university.public_id, pic.id, by=editor, now=NOON)

        actions.apply_facts_missing_here(university.public_id, by=editor, now=NOON)

        assert not university.identifiers.filter(scheme="pic").exists()

    def test_counts_in_the_list_of_the_team(self, university, editor, team, proposed):
        before = len(proposed())
        founded = proposed()["founded_year", "2003"]

        actions.dismiss_fact(university.public_id, founded.id, by=editor, now=NOON)

        (finding,) = proposing_findings(for_user=team)
        assert finding.proposals == before - 1
        assert UNIVERSITY_IN_ROR not in finding.likely
