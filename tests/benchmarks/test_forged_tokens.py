"""Forged links and addresses, a few thousand; the benchmark tries a million."""

import random

import pytest

from benchmarks import forged_tokens


@pytest.mark.parametrize("kind", forged_tokens.KINDS, ids=lambda kind: kind.name)
def test_what_is_ours_is_taken(kind):
    assert kind.read(kind.make(random.Random(7))) is not None


def test_what_is_forged_is_not():
    found = forged_tokens.try_forgeries(5_000, seed=7)

    assert {forge.__name__ for forge in forged_tokens.FORGERIES} == set(found.tried)
    assert found.tried.total() > 4_900
    assert not found.accepted
