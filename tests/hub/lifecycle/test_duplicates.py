"""New organisations that look like others are told, and never merged."""

import pytest

from liaison import opendata
from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle import actions
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.hub.lifecycle.conftest import NOON, no_progress

pytestmark = pytest.mark.django_db

HEADINGS = ["name", "country", "city", "pic", "website"]
HEALTH = ["Luxembourg Institute of Health", "LU", "Strassen", "999446885", "https://www.lih.lu"]


@pytest.fixture
def institute():
    return OrganisationFactory(
        name="Luxembourg Institute of Health (LIH)", country="LU", city="Strassen"
    )


def alike(plan):
    found = actions.likely_duplicates(plan, by=None, progress=no_progress)
    assert found.count == len(found.told)
    return found.told


class TestLikelyDuplicate:
    def test_of_the_directory_is_told_with_the_reasons(self, institute, file, planned):
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")

        (pair,) = alike(planned(file(HEADINGS, HEALTH)))

        assert (pair.one.name, pair.one.row) == (HEALTH[0], 2)
        assert (pair.other.name, pair.other.row) == (institute.name, 0)
        assert pair.other.organisation == str(institute.public_id)
        assert pair.reasons[0] == "same_name"
        assert "different_pics" in pair.reasons

    def test_of_the_same_file_is_told_once(self, file, planned):
        again = ["LUXEMBOURG INSTITUTE OF HEALTH (LIH)", "LU", "Strassen", "935646370", ""]

        (pair,) = alike(planned(file(HEADINGS, HEALTH, again)))

        assert {pair.one.row, pair.other.row} == {2, 3}

    def test_of_another_country_is_none(self, institute, file, planned):
        row = [HEALTH[0], "BE", "Arlon", "", ""]

        assert alike(planned(file(HEADINGS, row))) == []

    def test_is_imported_nevertheless_and_kept_with_the_import(self, institute, file, imported):
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")

        run = imported(file(HEADINGS, HEALTH))

        new = Organisation.objects.get(name=HEALTH[0])
        (pair,) = run.likely_duplicates
        assert pair["one"]["organisation"] == str(new.public_id)
        assert pair["other"]["name"] == institute.name

    @pytest.mark.parametrize("judgement", ["different", "unsure"])
    @pytest.mark.parametrize("key", ["pic:935646370", "organisation:{}"])
    def test_is_not_told_once_people_found_it_different(
        self, institute, file, planned, settings, judgement, key
    ):
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        proposal = opendata.Proposal(
            "pic:999446885",
            key.format(institute.public_id),
            opendata.Judgement(judgement),
            "another legal body",
        )
        opendata.decide(settings.DATA_FOLDER, [proposal], by="Anna", now=NOON)

        pairs = alike(planned(file(HEADINGS, HEALTH)))

        assert len(pairs) == (judgement == "unsure")

    def test_cannot_be_told_where_decisions_cannot_be_read(self, file, planned, settings):
        (settings.DATA_FOLDER / "decisions").mkdir(parents=True)
        (settings.DATA_FOLDER / "decisions" / "pairs.jsonl").write_text("no decision\n")

        with pytest.raises(opendata.DecisionRefused, match="line 1 is no decision"):
            alike(planned(file(HEADINGS, HEALTH)))
