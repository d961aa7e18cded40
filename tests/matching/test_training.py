import datetime as dt
import random
import shutil

import numpy as np
import pytest

from liaison.matching import Need, fusion, load_index, pipeline, training
from liaison.matching.indexes import open_stored
from liaison.matching.text import analyse
from tests.matching.corpora import tables, write

FIELDS = {
    "heart": "heart valve stent cardiology artery pulse",
    "brain": "brain neuron memory dementia cortex sleep",
    "soil": "soil crop harvest fertiliser wheat irrigation",
}
FIRST_DAY = dt.date(2023, 1, 2)


def invented_history(n_projects=420):
    """
    Consortia of three in three fields, one or two signed a day.

    Of each field's twelve organisations four always come together; the others join at random.
    """
    chance = random.Random(5)
    organisations = [
        {"id": f"{field}-{number:02}", "name": f"{field} {number}", "country": "LU"}
        for field in FIELDS
        for number in range(12)
    ]
    projects, took_part = [], []
    for number in range(n_projects):
        field = chance.choice(list(FIELDS))
        words = chance.sample(FIELDS[field].split(), 4)
        id_ = f"p{number:04}"
        day = FIRST_DAY + dt.timedelta(days=number // 2)
        projects.append({"id": id_, "title": " ".join(words), "text": field, "signed": day})
        regulars = [f"{field}-{chance.randrange(4):02}", f"{field}-{chance.randrange(4, 12):02}"]
        others = chance.sample([each["id"] for each in organisations], 2)
        for place, member in enumerate(dict.fromkeys([*regulars, *others])):
            took_part.append((id_, member, "coordinator" if place == 0 else "participant"))
    return {"organisations": organisations, "projects": projects, "took_part": took_part}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history") / "index"
    write(folder, tables(**invented_history()))
    return folder


@pytest.fixture(scope="module")
def trained(folder):
    return training.train(open_stored(folder), seed=3, progress=lambda done, total, what: None)


@pytest.fixture(scope="module")
def model(trained):
    return trained.model


class TestTrain:
    def test_learns_the_same_from_the_same_seed(self, folder, trained, model):
        stored = open_stored(folder)

        again = training.train(stored, seed=3, progress=lambda done, total, what: None)
        other = training.train(stored, seed=4, progress=lambda done, total, what: None)

        assert again.model.as_json() == model.as_json()
        np.testing.assert_array_equal(again.space.directions, trained.space.directions)
        assert other.model.version != model.version

    def test_says_what_it_learnt_from(self, folder, model):
        assert model.learnt_from["index"] == open_stored(folder).version
        assert model.learnt_from["until"] == "2023-07-30"
        assert model.learnt_from["needs"] > 300

    def test_finds_those_of_the_field(self, folder, model, monkeypatch):
        monkeypatch.setattr(pipeline, "FEWEST_PROJECTS_TO_RANK_BY_MODEL", 100)
        fusion.save_model(model, folder)

        suggestions = load_index(folder).suggest(Need(text="dementia and memory in sleep"), top=4)

        assert {each.organisation_id.split("-")[0] for each in suggestions} == {"brain"}
        assert all(0 < each.probability < 1 for each in suggestions)

    def test_places_projects_and_needs_in_the_space_it_learnt(self, folder, trained, tmp_path):
        copied = tmp_path / "index"
        shutil.copytree(folder, copied)
        before = open_stored(copied)

        training.put_in_use(trained, before, copied)

        after = open_stored(copied).arrays
        np.testing.assert_array_equal(after.dense_directions, trained.space.directions)
        project = open_stored(copied).projects(np.array([7]))[0]
        place = trained.space.place(analyse(f"{project.title} {project.text}").word_terms)
        assert after.dense_projects[7] @ place > 0.999
        assert not np.array_equal(after.dense_projects, before.arrays.dense_projects)
        assert load_index(copied).suggest(Need(text="wheat harvest"), top=3)

    def test_builds_the_next_index_in_the_space_it_learnt(self, folder, trained, tmp_path):
        copied = tmp_path / "index"
        shutil.copytree(folder, copied)
        training.put_in_use(trained, open_stored(copied), copied)

        write(copied, tables(**invented_history(n_projects=430)))

        arrays = open_stored(copied).arrays
        assert arrays.dense_projects.shape == (430, trained.space.directions.shape[1])
        places = trained.space.terms.searchsorted(arrays.dense_terms)
        np.testing.assert_allclose(
            arrays.dense_directions * arrays.dense_idf[:, None],
            (trained.space.directions * trained.space.idf[:, None])[places],
            rtol=5e-3,
            atol=1e-4,
        )

    def test_refuses_a_handful_of_projects(self, tmp_path):
        write(tmp_path / "index", tables(**invented_history(n_projects=20)))

        with pytest.raises(training.TooLittleToLearnFrom, match="are needed"):
            training.train(
                open_stored(tmp_path / "index"), seed=1, progress=lambda done, total, what: None
            )

    def test_refuses_an_empty_index(self, tmp_path):
        write(tmp_path / "index", tables())

        with pytest.raises(training.TooLittleToLearnFrom):
            training.train(
                open_stored(tmp_path / "index"), seed=1, progress=lambda done, total, what: None
            )


class TestCalibrate:
    def test_gives_the_share_that_joined(self):
        scores = np.repeat([0.0, 1.0, 2.0], 400)
        joined = np.zeros(1200, np.bool_)
        joined[400:440] = True
        joined[800:1000] = True

        calibration = training.calibrate(scores, joined)

        np.testing.assert_allclose(calibration.scores, [0, 1, 2])
        np.testing.assert_allclose(calibration.probabilities, [0, 0.1, 0.5])

    def test_pools_neighbours_that_fall(self):
        scores = np.repeat([0.0, 1.0, 2.0], 400)
        joined = np.zeros(1200, np.bool_)
        joined[0:80] = True
        joined[400:440] = True
        joined[800:1000] = True

        calibration = training.calibrate(scores, joined)

        np.testing.assert_allclose(calibration.scores, [0.5, 2])
        np.testing.assert_allclose(calibration.probabilities, [0.15, 0.5])
