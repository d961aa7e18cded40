"""Organisations under any of their names and identifiers."""

import gc
import weakref

import pytest

from liaison.hub.directory import queries
from liaison.hub.identities import queries as identities
from liaison.matching import UnknownOrganisation
from tests.support.pictures import INSTITUTE, INSTITUTE_AGAIN, LIBRARY, UNIVERSITY

pytestmark = pytest.mark.usefixtures("joined")


class TestOrganisations:
    @pytest.mark.parametrize(
        "text",
        ["University of the Riviere", "universite riviere", "ECOLE VALLEE", "Universität", "UR"],
    )
    def test_are_found_by_any_name(self, text):
        found = queries.organisations_named(text, for_user=None)

        assert [each.id for each in found] == [UNIVERSITY]

    def test_are_found_once_however_many_entries_they_have(self):
        found = queries.organisations_named("institut chateau", for_user=None)

        assert [(each.id, each.project_count) for each in found] == [(INSTITUTE, 2)]

    def test_are_known_by_the_number_of_each_entry(self):
        assert queries.get_organisation(INSTITUTE_AGAIN, for_user=None).id == INSTITUTE

    def test_have_no_evidence_where_a_registry_alone_knows_them(self):
        with pytest.raises(UnknownOrganisation):
            queries.get_organisation(LIBRARY, for_user=None)
        assert queries.get_described(LIBRARY, for_user=None).name == "Library of the Riviere"

    def test_keep_a_number_that_nobody_knows(self):
        ids = [INSTITUTE_AGAIN, "1", INSTITUTE]

        assert queries.current_ids(ids) == (INSTITUTE, "1")

    def test_do_not_keep_an_old_index_and_old_pictures_in_memory(self):
        queries.current_ids([INSTITUTE_AGAIN, "1"])
        old = [weakref.ref(queries.current_index()), weakref.ref(identities.current_pictures())]

        queries._shelf.index = identities._shelf.album = None
        gc.collect()

        assert [each() for each in old] == [None, None]


class TestWithoutJoinedSources:
    def test_names_are_those_of_the_evidence(self, evidence, settings, tmp_path):
        settings.DATA_FOLDER = tmp_path / "empty"

        found = queries.organisations_named("moselle", for_user=None)

        assert [each.name for each in found] == ["Moselle Sensors"]

    def test_ids_are_as_they_are_without_an_index(self, settings, tmp_path, monkeypatch):
        settings.INDEX_FOLDER = settings.DATA_FOLDER = tmp_path / "empty"
        monkeypatch.setattr(queries, "_shelf", queries._Shelf())

        assert queries.current_ids(["1", "2", "1"]) == ("1", "2")
