"""Affiliations lead to an organisation of the registry, or to none."""

import json

import numpy as np
import pytest

from liaison.opendata.resolution.affiliations import (
    Model,
    ModelUnusable,
    NoRegistry,
    Resolution,
    Resolver,
    open_registry,
    shared_out,
    shipped_model,
)


def found(resolver, affiliation):
    return resolver.resolve([affiliation])[0].id.removeprefix("https://ror.org/")


class TestResolver:
    @pytest.mark.parametrize(
        ("affiliation", "organisation"),
        [
            ("University of Luxembourg", "lux"),
            ("UNIVERSITY OF LUXEMBOURG", "lux"),
            (
                "Dept. of Physics, University of Luxembourg, Esch-sur-Alzette, Luxembourg",
                "lux",
            ),
            ("Universität Luxemburg", "lux"),
            ("UniversitÃ¤t Luxemburg", "lux"),
            ("Current addressUniversity of Luxembourg", "lux"),
            ("Univ. Wuerzburg, Germany", "wue"),
            ("Universitätsklinikum Würzburg", "wuk"),
            ("Centre Hospitalier de Luxembourg, Luxembourg", "chl"),
            ("Trinity College, Dublin, Ireland", "tri-ie"),
            ("Trinity College, Hartford, Connecticut, USA", "tri-us"),
            ("Xi An University of Technology", "xian"),
            ("Yale School of Medicine, New Haven, USA", "yale"),
        ],
    )
    def test_finds_the_organisation(self, resolver, affiliation, organisation):
        assert found(resolver, affiliation) == organisation

    @pytest.mark.parametrize(
        "affiliation",
        [
            "",
            "   ",
            "University",
            "Department of Physics",
            "Natural Science Foundation of Nowhere",
            "Kirchberg Widgets S.A.",
            "University of Nowhere, Luxembourg",
            "Miami School of Medicine",
            "Fujitsu, Germany",
        ],
    )
    def test_refuses_what_means_none_of_the_registry(self, resolver, affiliation):
        assert found(resolver, affiliation) == ""

    def test_gives_the_same_answer_alone_and_among_others(self, resolver):
        affiliations = ["University of Luxembourg", "", "Yale University", "Nobody Ltd"] * 3

        together = resolver.resolve(affiliations)

        alone = [resolver.resolve([each])[0] for each in affiliations]
        assert [each.id for each in together] == [each.id for each in alone]
        assert [each.score for each in together] == pytest.approx([each.score for each in alone])

    def test_says_how_sure_it_is(self, resolver):
        sure, unsure = resolver.resolve(
            ["Trinity College, Dublin, Ireland", "Laboratory of Optics, Trinity Colege"]
        )

        assert 0 <= unsure.score < sure.score <= 1

    def test_answers_above_a_threshold_of_ones_own(self, registry):
        careful = Resolver(registry, shipped_model(), threshold=1.0)
        careless = Resolver(registry, shipped_model(), threshold=0.0)

        assert found(careful, "University of Luxembourg") == ""
        assert found(careless, "Trinity College") in ("tri-us", "tri-ie")

    def test_resolves_nothing_to_nothing(self, resolver):
        assert resolver.resolve([]) == []
        assert resolver.resolve([""]) == [Resolution("", 0.0)]


class TestSharedOut:
    def test_leaves_one_candidate_its_own_probability(self):
        assert shared_out(np.array([np.log(3.0)])) == pytest.approx([0.75])

    def test_halves_it_between_two_that_are_alike(self):
        # Odds of 9 each, and of 1 that none is meant.
        assert shared_out(np.log([9.0, 9.0])) == pytest.approx([9 / 19, 9 / 19])


class TestRegistryInUse:
    def test_says_how_to_get_one(self, tmp_path):
        with pytest.raises(NoRegistry, match="run: liaison harvest ror"):
            open_registry(tmp_path)


class TestModel:
    def test_is_read_as_it_was_saved(self, tmp_path):
        model = shipped_model()

        model.save(tmp_path / "model.json")

        again = Model.read((tmp_path / "model.json").read_text("utf-8"))
        assert again.threshold == model.threshold
        assert again.trees.as_json() == model.trees.as_json()

    @pytest.mark.parametrize(
        "written", ["", "[]", "{}", '{"format": 0, "features": []}', '{"format": 1}']
    )
    def test_is_refused_where_it_is_none(self, written):
        with pytest.raises(ModelUnusable):
            Model.read(written)

    def test_of_other_features_is_refused(self, tmp_path):
        shipped_model().save(tmp_path / "model.json")
        written = json.loads((tmp_path / "model.json").read_text("utf-8"))

        with pytest.raises(ModelUnusable, match="learn it anew"):
            Model.read(json.dumps(written | {"features": ["size"]}))
