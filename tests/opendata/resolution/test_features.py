"""What speaks for each organisation that a text may mean."""

import numpy as np
import pytest

from liaison.opendata.resolution.features import FEATURES, features_of
from liaison.opendata.resolution.texts import read_text


@pytest.fixture
def features(registry):
    """Return the features by name, by the short identifier of each candidate."""

    def read(affiliation, **options):
        text = read_text(affiliation, knows=registry.knows)
        candidates, rows = features_of(registry, text, **options)
        return {
            registry.ids[each.row].removeprefix("https://ror.org/"): dict(
                zip(FEATURES, row, strict=True)
            )
            for each, row in zip(candidates, rows, strict=True)
        }

    return read


class TestFeatures:
    def test_knows_a_whole_name_from_a_part(self, features):
        found = features("Academy of Distant Lakes")

        assert found["sci"]["exact"] == 0
        assert found["sci"]["rarest_missing"] > 0
        assert features("Luxembourg Institute of Health")["lih"]["exact"] == 1
        assert features("Health Institute Luxembourg")["lih"]["exact"] == 0.5

    def test_compares_places(self, features):
        found = features("Trinity College, Dublin, Ireland")

        assert (found["tri-ie"]["country"], found["tri-ie"]["city"]) == (1, 2)
        assert (found["tri-us"]["country"], found["tri-us"]["city"]) == (-1, -1)
        assert found["tri-ie"]["worse_placed"] == 1
        assert found["tri-ie"]["namesakes"] == 0

    def test_leaves_out_of_account_what_a_unit_is_for(self, features):
        unit = features("Department of Limnology University of Würzburg")["wue"]
        other = features("Limnology University of Würzburg")["wue"]

        assert unit["before_unit"] == 1
        assert unit["rarest_before"] == 0
        assert other["rarest_before"] > 0

    def test_counts_two_names_of_one_organisation(self, features):
        assert features("University of Luxembourg (UL)")["lux"]["confirmed"]

    def test_knows_who_is_only_mentioned(self, features):
        found = features("Institute of Faint Lights, Academy of Distant Sciences")

        assert found["ghost"]["is_mentioned"]
        assert found["ghost"]["parent_named"]

    def test_lets_a_newer_part_of_an_old_organisation_not_hide_it(self, features):
        found = features("Dragon Laboratory of Xian University of Technology")

        assert (found["new"]["from_grid"], found["xian"]["from_grid"]) == (False, True)
        assert found["xian"]["inside_longer"] == 0

    def test_tells_old_namesakes_from_new_ones(self, features):
        found = features("Lantern College")

        assert (found["lan"]["namesakes"], found["lan"]["old_namesakes"]) == (1, 0)
        assert (found["lan-new"]["namesakes"], found["lan-new"]["old_namesakes"]) == (1, 1)

    def test_does_not_take_a_country_for_a_part_of_a_longer_name(self, features):
        assert not features("University of Würzburg of Germany")["wue"]["after_of_next"]
        assert features("University of Würzburg of Limnology")["wue"]["after_of_next"]

    def test_can_do_without_an_organisation(self, features, registry):
        row = registry.row_of("https://ror.org/wue")

        assert "wue" not in features("University of Würzburg", without={row})

    @pytest.mark.parametrize("affiliation", ["", "of", "????", "Department", "1, 2, 3", "x" * 5000])
    def test_finds_nobody_in_nothing(self, features, affiliation):
        assert features(affiliation) == {}

    def test_is_always_finite(self, registry):
        for affiliation in ("UL", "Trinity College", "Museum; Museum; Society of Kinetics Vexford"):
            text = read_text(affiliation, knows=registry.knows)
            _, rows = features_of(registry, text)

            assert np.isfinite(np.array(rows, float)).all()
            assert all(len(row) == len(FEATURES) for row in rows)
