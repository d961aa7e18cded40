"""What becomes of questions when the organisation for which they were asked changes."""

import pytest

from liaison.hub.directory.models import MapEntry
from liaison.hub.lifecycle import actions as lifecycle
from liaison.hub.lifecycle.undoing import words_for
from liaison.hub.support import queries
from liaison.hub.support.models import Case
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.support.conftest import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db


class TestMerging:
    @pytest.fixture
    def merger(self, ask, sensors, colleague, desk, settings, tmp_path):
        settings.DATA_FOLDER = tmp_path
        ask(organisation=sensors, is_shared=True)
        photonics = OrganisationFactory(name="Moselle Photonics", visibility="public")
        for each in (sensors, photonics):
            MapEntry.objects.create(cluster=desk, organisation=each, since=MONDAY.date())
        manager = ClusterRoleFactory(cluster=desk).person
        merged = lifecycle.merge_organisations(
            photonics.public_id, sensors.public_id, because="One firm.", by=manager, now=MONDAY
        )
        return photonics, manager, merged

    def test_takes_them_along_and_back_again(self, merger, colleague, sensors):
        photonics, manager, merged = merger

        case = Case.objects.get()
        assert case.organisation == photonics
        assert queries.get_own_case(case.public_id, for_user=colleague) == case

        lifecycle.undo_merge(merged, by=manager, now=TUESDAY)

        assert Case.objects.get().organisation == sensors


class TestUndoingImports:
    def test_leaves_an_organisation_that_somebody_asked_for(self):
        assert words_for("support.Case") == "questions to a cluster's team"
