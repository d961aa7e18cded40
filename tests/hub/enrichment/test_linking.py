"""Which entry of open data an organisation is: found, said, remembered and taken back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from liaison import opendata
from liaison.hub.audit.models import Event
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.enrichment import actions
from liaison.hub.enrichment.models import Finding
from liaison.hub.enrichment.queries import likely_findings, what_open_data_says
from tests.factories.accounts import UserFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.support.pictures import (
    CLINIC_ONE,
    CLINIC_OTHER,
    UNIVERSITY,
    UNIVERSITY_IN_ROR,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
KEY = f"pic:{UNIVERSITY}"


def again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def decisions():
    return opendata.read_decisions(Path(settings.DATA_FOLDER))


def silent(done, total, what):
    """Report progress to nobody."""


def look(*, write=True):
    return actions.look_at_open_data(now=NOON, progress=silent, write=write)


@pytest.fixture
def say(university, editor):
    def say(said, *, key=KEY, by=editor, organisation=university):
        actions.answer(organisation.public_id, key, said=said, by=by, now=NOON)

    return say


@pytest.fixture
def told(university, editor):
    return lambda: what_open_data_says(again(university), for_user=editor)


class TestLikelyEntries:
    def test_are_found_by_name_country_and_place(self, told):
        ((likely, picture), *others) = told().likely

        assert (likely.identity, likely.scheme) == (KEY, "")
        assert likely.reasons[0] == "same_name"
        assert picture.name == "University of the Riviere"
        assert KEY not in [each.identity for each, _picture in others]

    @pytest.mark.parametrize(("scheme", "value"), [("ror", UNIVERSITY_IN_ROR), ("pic", UNIVERSITY)])
    def test_are_decided_by_a_number(self, joined, biohealth, team, scheme, value):
        other = OrganisationFactory(name="Another Name", country="", visibility="public")
        IdentifierFactory(organisation=other, scheme=scheme, value=value)

        ((likely, _picture),) = what_open_data_says(other, for_user=team).likely

        assert (likely.identity, likely.scheme) == (KEY, scheme)

    def test_are_none_of_a_number_that_has_ceased(self, university, told):
        IdentifierFactory(
            organisation=university, scheme="pic", value="999000003", until="2020-12-31"
        )

        assert next(likely.scheme for likely, _picture in told().likely) == ""

    def test_are_none_that_another_is_linked_to(self, university, told):
        OrganisationFactory(name="Taken", open_data_id=UNIVERSITY_IN_ROR)

        assert KEY not in [likely.identity for likely, _picture in told().likely]

    def test_are_shown_to_those_who_may_edit_only(self, university):
        with pytest.raises(Organisation.DoesNotExist):
            what_open_data_says(university, for_user=UserFactory())

    def test_wait_until_the_sources_are_joined(self, university, editor, settings, tmp_path):
        from liaison.hub.identities import queries

        settings.DATA_FOLDER = tmp_path / "nothing"
        queries._shelf.mark = None

        assert what_open_data_says(university, for_user=editor).likely == []


class TestYes:
    def test_links_and_remembers_who_said_so(self, say, university, editor, told):
        say("same")

        assert again(university).open_data_id == UNIVERSITY
        (said,) = told().said
        assert (said.decision.judgement.value, said.decision.by) == ("same", str(editor.public_id))
        assert said.member.name == "UNIVERSITE DE LA RIVIERE"
        change = FieldChange.objects.get()
        assert (change.field, change.old, change.new) == ("open_data_id", "", UNIVERSITY)
        verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["organisation.entry_judged", "organisation.linked"]

    def test_is_refused_where_another_is_linked_to_the_same(self, say, university):
        other = OrganisationFactory(name="Taken", open_data_id=UNIVERSITY_IN_ROR)

        with pytest.raises(actions.AnotherIsLinked) as refusal:
            say("same")

        assert refusal.value.organisation == other
        assert again(university).open_data_id == ""
        assert [each for each in decisions() if KEY in each.pair] == []

    def test_is_refused_to_one_that_is_linked(self, say):
        say("same")

        with pytest.raises(actions.LinkedAlready):
            say("same", key=CLINIC_ONE)

    def test_is_refused_to_others(self, say, university):
        with pytest.raises(actions.NotAllowed):
            say("same", by=UserFactory())

        assert again(university).open_data_id == ""

    def test_is_refused_of_an_entry_that_nobody_has(self, say):
        with pytest.raises(actions.UnknownEntry):
            say("same", key="pic:123")

    def test_writes_nothing_where_it_cannot_be_remembered(self, say, university, joined):
        (joined / "decisions" / "pairs.jsonl").write_text("no decision\n")

        with pytest.raises(actions.NotRecorded):
            say("same")

        assert again(university).open_data_id == ""
        assert not FieldChange.objects.exists()

    def test_can_be_taken_back(self, say, university, editor, told):
        say("same")

        number = told().said[0].decision.number
        actions.take_back(university.public_id, number, by=editor, now=NOON)

        assert again(university).open_data_id == ""
        assert told().said == []
        assert told().likely[0][0].identity == KEY


class TestNo:
    @pytest.mark.parametrize("said", ["different", "unsure"])
    def test_is_remembered_and_not_asked_again(self, say, told, said):
        say(said)

        assert [each.decision.judgement.value for each in told().said] == [said]
        assert KEY not in [likely.identity for likely, _picture in told().likely]

    def test_can_be_taken_back(self, say, university, editor, told):
        say("different")

        number = told().said[0].decision.number
        actions.take_back(university.public_id, number, by=editor, now=NOON)

        assert told().likely[0][0].identity == KEY

    def test_of_another_organisation_cannot_be_taken_back_here(self, say, university, editor, told):
        first = next(iter(decisions()))

        with pytest.raises(actions.NothingSaid):
            actions.take_back(university.public_id, first.number, by=editor, now=NOON)


class TestTakingBackALink:
    def test_that_a_number_decided_is_remembered(self, university, editor, told):
        IdentifierFactory(organisation=university, scheme="pic", value=UNIVERSITY)
        look()
        assert again(university).open_data_id == UNIVERSITY

        actions.unlink(university.public_id, by=editor, now=NOON)

        assert again(university).open_data_id == ""
        assert look().linked == []
        assert [each.decision.judgement.value for each in told().said] == ["different"]

    def test_that_is_not_there_is_refused(self, university, editor):
        with pytest.raises(actions.NotLinked):
            actions.unlink(university.public_id, by=editor, now=NOON)


class TestALookAtTheWholeDirectory:
    def test_links_what_a_number_decides_and_leaves_the_rest_to_people(self, university, team):
        IdentifierFactory(
            organisation=(clinic := OrganisationFactory(name="Clinic", country="LU")),
            scheme="pic",
            value=CLINIC_OTHER.removeprefix("pic:"),
        )
        OrganisationFactory(name="Moselle Sensors", country="LU")

        found = look()

        assert [(each.name, key) for each, key in found.linked] == [("Clinic", CLINIC_OTHER)]
        assert again(clinic).open_data_id == CLINIC_OTHER.removeprefix("pic:")
        assert (again(university).open_data_id, found.alike) == ("", 1)
        (finding,) = likely_findings(for_user=team)
        assert finding.organisation == university
        event = Event.objects.get(verb="organisation.linked")
        assert (event.actor, event.subject) == ("", str(clinic.public_id))

    def test_without_writing_only_tells(self, university):
        IdentifierFactory(organisation=university, scheme="ror", value=UNIVERSITY_IN_ROR)

        assert [each for each, _key in look(write=False).linked] == [university]

        assert again(university).open_data_id == ""
        assert not Finding.objects.exists()

    def test_leaves_two_of_one_number_to_people(self, university):
        IdentifierFactory(organisation=university, scheme="ror", value=UNIVERSITY_IN_ROR)
        other = OrganisationFactory(name="The same again", country="LU")
        IdentifierFactory(organisation=other, scheme="pic", value=UNIVERSITY)

        found = look()

        assert [each for each, _key in found.linked] == [university]
        assert [each for each, _why in found.unsure] == [other]

    def test_leaves_numbers_of_two_entries_to_people(self, university):
        IdentifierFactory(organisation=university, scheme="ror", value=UNIVERSITY_IN_ROR)
        IdentifierFactory(organisation=university, scheme="pic", value="999000003")

        found = look()

        assert (found.linked, len(found.unsure)) == ([], 1)

    def test_counts_what_is_more_in_open_data(self, university, editor, say):
        say("same")

        found = look()

        assert found.proposing == 1
        assert found.proposals == len(what_open_data_says(university, for_user=editor).proposals)

    def test_is_not_the_last_one(self, university, team, say):
        look()
        say("different")

        waiting = likely_findings(for_user=team)
        assert KEY not in [each["identity"] for finding in waiting for each in finding.likely]

    def test_does_not_stand_in_the_way_of_an_undone_import(self, university):
        from liaison.hub.lifecycle.undoing import _what_refers_to

        look()

        assert Finding.objects.filter(organisation=university).exists()
        assert _what_refers_to([university.pk], but_for_entries=()) == {}
