"""An entry has one key, however its sources write its identifier."""

from dataclasses import replace

import pytest

from liaison.opendata import entry_key, id_of_key
from liaison.opendata.resolution.entries import key_of
from liaison.opendata.resolution.linking import compare_alike
from tests.opendata.resolution.joined import entry

WITHOUT_ROR = "https://openalex.org/I200"


class TestKeyOf:
    @pytest.mark.parametrize(
        ("source", "id_", "key"),
        [
            ("cordis", "999000001", "pic:999000001"),
            ("fp7", "999000001", "pic:999000001"),
            ("ror", "https://ror.org/0moselle1", "ror:0moselle1"),
            ("openalex-works", "https://ror.org/0moselle1", "ror:0moselle1"),
            ("openalex-works", WITHOUT_ROR, f"openalex-institutions:{WITHOUT_ROR}"),
            ("openalex-institutions", WITHOUT_ROR, f"openalex-institutions:{WITHOUT_ROR}"),
            ("clinical-trials", "nct-0123456789abcdef", "clinical-trials:nct-0123456789abcdef"),
        ],
    )
    def test_is_the_same_for_sources_that_mean_the_same(self, source, id_, key):
        assert key_of(source, id_) == key
        assert entry_key(id_) == key
        assert id_of_key(key) == id_

    @pytest.mark.parametrize("key", ["pic:999000001", "openalex-institutions:0moselle1", "gleif:x"])
    def test_stays_what_it_is(self, key):
        assert entry_key(key) == key

    def test_is_told_as_it_is_where_no_source_writes_it_otherwise(self):
        assert id_of_key("openalex-institutions:0moselle1") == "openalex-institutions:0moselle1"


class TestSites:
    """Entries of studies are written by whoever writes them."""

    UNIVERSITY = entry("pic:999000001", "UNIVERSITE DE LA RIVIERE", city="Esch")

    def test_are_compared_where_much_speaks_for_them(self):
        site = replace(
            entry("clinical-trials:nct-1", "Université de la Rivière", city="Esch"),
            source="clinical-trials",
        )

        (seen,), _ = compare_alike([self.UNIVERSITY, site], progress=silent)

        assert seen.other == site
        assert seen.points >= 5.5

    def test_are_asked_of_nobody_where_only_something_does(self):
        here = replace(self.UNIVERSITY, point=(49.5, 5.98))
        far = entry("clinical-trials:nct-1", "Université de la Rivière", point=(52.5, 13.4))
        (as_of_a_registry,), _ = compare_alike([here, far], progress=silent)
        assert 3 <= as_of_a_registry.points < 5.5

        seen, refused = compare_alike(
            [here, replace(far, source="clinical-trials")], progress=silent
        )

        assert (seen, refused) == ([], 1)


def silent(*told):
    pass
