import datetime as dt
import random

import numpy as np
import pytest

from liaison.matching import meaning
from liaison.matching.indexes import open_stored
from tests.matching.corpora import tables, write

# Two trades that share no word and all partners, and a third with partners of its own. Each has so
# many words that hardly two projects share one.
OWNERS = {"kiln": "workshop", "orbit": "workshop", "wheat": "farm"}
WORDS = {trade: [f"{trade}{letter}" for letter in "abcdefghijklmnopqrtuvwxy"] for trade in OWNERS}


def said_nothing(done, total, what):
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    chance = random.Random(7)
    organisations = [
        {"id": f"{owner}-{number}", "name": f"{owner} {number}"}
        for owner in ("farm", "workshop")
        for number in range(6)
    ]
    projects, took_part = [], []
    for number in range(300):
        trade = chance.choice(list(OWNERS))
        words, owner = chance.sample(WORDS[trade], 2), OWNERS[trade]
        id_ = f"p{number:03}"
        projects.append(
            {
                "id": id_,
                "title": " and ".join(words),
                "text": f"We study {words[0]} and its use with {words[1]} in depth.",
                "signed": dt.date(2023, 1, 1) + dt.timedelta(days=number),
            }
        )
        partners = chance.sample(range(6), 4)
        for place, partner in enumerate(partners):
            role = "participant" if place else "coordinator"
            took_part.append((id_, f"{owner}-{partner}", role))
    folder = tmp_path_factory.mktemp("trades") / "index"
    write(folder, tables(organisations=organisations, projects=projects, took_part=took_part))
    return open_stored(folder)


@pytest.fixture(scope="module")
def past(stored):
    return meaning._past(stored.arrays)


@pytest.fixture(scope="module")
def start(past):
    return meaning._start(past.texts)


@pytest.fixture(scope="module")
def needs(stored, past):
    return meaning._needs(past, stored.arrays)


@pytest.fixture(scope="module")
def told(stored, past, start, needs):
    return meaning._told(needs, past, start, stored, seed=1, progress=said_nothing)


def loss_of(directions, batch, told, past, needs):
    """The loss as it is defined, need by need and partner by partner."""

    def placed(texts):
        places = texts.toarray().astype(np.float64) @ directions
        return places / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-12)

    places, loss = placed(past.texts), 0.0
    members, joined = past.members.toarray(), past.joined.toarray()
    for place, need in zip(batch, placed(told.words[batch]), strict=True):
        near = told.near[place][told.may_vote[place]]
        lexical = told.lexical[place][told.may_vote[place]].astype(np.float64)
        dense = np.maximum(places[near] @ need, 0)
        mixed = (lexical + 0.01) ** told.mixture.power_of_words * np.exp(
            told.mixture.weight_of_meaning * dense
        )
        votes = (mixed**4) @ members[near]
        shares = votes / votes.sum()
        partners = joined[needs[place]]
        loss -= (partners * np.log(shares + 2e-6)).sum()
    return loss


class TestTeaching:
    @pytest.mark.parametrize("how", ["description", "title"])
    def test_knows_how_the_loss_rises(self, how, monkeypatch, past, start, needs, told):
        monkeypatch.setattr(meaning, "PASSED_OVER", 0.0)
        batch = np.arange(150, 200)
        teaching = meaning.Teaching(past, needs, told, start, seed=1)
        direction = np.random.default_rng(2).standard_normal(start.shape)
        step = 1e-4

        slope = teaching.slope(batch, told[how])

        risen = loss_of(start + step * direction, batch, told[how], past, needs)
        fallen = loss_of(start - step * direction, batch, told[how], past, needs)
        assert (slope * direction).sum() == pytest.approx((risen - fallen) / (2 * step), rel=0.02)

    def test_lowers_the_loss(self, past, start, needs, told):
        batch = np.arange(len(needs))
        before = loss_of(start, batch, told["title"], past, needs)

        learnt = meaning.Teaching(past, needs, told, start, seed=1).learn(batch, rounds=30)

        assert loss_of(learnt, batch, told["title"], past, needs) < before - 1


class TestSharpen:
    def test_brings_words_together_that_bring_the_same_partners(self, stored, monkeypatch):
        monkeypatch.setattr(meaning, "ROUNDS", 60)
        arrays = stored.arrays
        plain = meaning.Space(
            arrays.dense_terms, arrays.dense_idf, meaning._start(meaning._past(arrays).texts)
        )

        space = meaning.sharpen(stored, seed=1, progress=said_nothing).space

        def nearer_than_farms(space):
            kiln, orbit, wheat = space.encode([" ".join(words) for words in WORDS.values()])
            return float(kiln @ orbit - kiln @ wheat)

        assert nearer_than_farms(plain) < 0.1
        assert nearer_than_farms(space) > 0.5

    def test_learns_the_same_from_the_same_seed_and_each_part_by_itself(self, stored):
        one, other = (meaning.sharpen(stored, seed=4, progress=said_nothing) for _ in range(2))

        np.testing.assert_array_equal(one.space.directions, other.space.directions)
        assert not np.array_equal(one.without[0].directions, one.without[1].directions)
        assert len(one.without) == 4


class TestPlaceProjects:
    def test_places_a_project_where_its_words_lie(self, stored):
        space = meaning.sharpen(stored, seed=1, progress=said_nothing).space

        places = meaning.place_projects(space, stored.arrays)

        project = stored.projects(np.array([42]))[0]
        [place] = space.encode([f"{project.title} {project.text}"])
        assert places[42] @ place > 0.99
        np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1, rtol=1e-5)
