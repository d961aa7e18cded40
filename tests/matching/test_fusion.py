import json

import numpy as np
import pytest

from liaison.matching import IndexUnreadable
from liaison.matching.encoding import write_space
from liaison.matching.fusion import (
    Calibration,
    load_model,
    load_space,
    read_model,
    save_model,
    space_file,
)


@pytest.fixture
def shipped(tmp_path):
    """The model that comes with the software, as an index without one of its own gets it."""
    return load_model(tmp_path)


class TestCalibration:
    def test_goes_straight_from_step_to_step(self):
        calibration = Calibration(np.array([-1.0, 1.0]), np.array([0.1, 0.3]))

        probabilities = calibration.probability(np.array([-5.0, -1.0, 0.0, 1.0, 5.0]))

        np.testing.assert_allclose(probabilities, [0.1, 0.1, 0.2, 0.3, 0.3])


class TestShippedModel:
    def test_says_what_it_was_learnt_from(self, shipped):
        assert shipped.learnt_from["needs"] > 1000
        assert shipped.learnt_from["until"] < "2024-06-01"

    @pytest.mark.parametrize("name", ["description", "line", "context"])
    def test_states_probabilities_that_rise_with_the_score(self, shipped, name):
        calibration = shipped.rankers[name].calibration

        assert (np.diff(calibration.scores) > 0).all()
        assert (np.diff(calibration.probabilities) > 0).all()
        assert 0 <= calibration.probabilities[0] < calibration.probabilities[-1] <= 1


class TestSaveModel:
    def test_puts_it_in_use(self, tmp_path, shipped):
        own = read_model(json.dumps({**shipped.as_json(), "version": "own"}))

        file = save_model(own, tmp_path)

        assert file.name == "model-own.json"
        assert load_model(tmp_path).version == "own"

    def test_keeps_the_earlier_ones(self, tmp_path, shipped):
        for version in ("first", "second"):
            save_model(read_model(json.dumps({**shipped.as_json(), "version": version})), tmp_path)

        assert load_model(tmp_path).version == "second"
        assert (tmp_path / "model-first.json").exists()


class TestLoadModel:
    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"format": 0}, "has format 0"),
            ({"rankers": {}}, "damaged"),
        ],
    )
    def test_refuses_what_it_cannot_use(self, tmp_path, shipped, changed, said):
        file = save_model(shipped, tmp_path)
        file.write_text(json.dumps({**shipped.as_json(), **changed}), encoding="utf-8")

        with pytest.raises(IndexUnreadable, match=said):
            load_model(tmp_path)

    def test_refuses_one_of_other_features(self, tmp_path, shipped):
        written = shipped.as_json()
        written["rankers"]["line"]["features"][0] = "horoscope"
        save_model(shipped, tmp_path).write_text(json.dumps(written), encoding="utf-8")

        with pytest.raises(IndexUnreadable, match="another version"):
            load_model(tmp_path)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[]"])
    def test_refuses_a_damaged_file(self, tmp_path, shipped, content):
        save_model(shipped, tmp_path).write_bytes(content)

        with pytest.raises(IndexUnreadable):
            load_model(tmp_path)

    def test_refuses_a_missing_file(self, tmp_path, shipped):
        save_model(shipped, tmp_path).unlink()

        with pytest.raises(IndexUnreadable, match="liaison train"):
            load_model(tmp_path)


class TestLoadSpace:
    def test_takes_the_one_that_comes_along_until_one_is_learnt(self, tmp_path):
        space = load_space(tmp_path)

        vaccine, immunisation, bridge = space.encode(["vaccine", "immunization", "bridge"])
        assert vaccine @ immunisation > vaccine @ bridge + 0.2

    def test_takes_the_one_learnt_with_the_model_in_use(self, tmp_path, shipped):
        own = load_space(tmp_path)
        own.directions[:] = own.directions[::-1].copy()
        write_space(own, space_file(tmp_path, "own"))
        save_model(read_model(json.dumps({**shipped.as_json(), "version": "own"})), tmp_path)

        np.testing.assert_array_equal(load_space(tmp_path).directions, own.directions)

    def test_refuses_a_damaged_file(self, tmp_path, shipped):
        save_model(shipped, tmp_path)
        space_file(tmp_path, shipped.version).write_bytes(b"PK damaged")

        with pytest.raises(IndexUnreadable, match="liaison train"):
            load_space(tmp_path)
