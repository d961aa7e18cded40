"""Forged links of introductions, a few thousand of each kind; the benchmark tries a million."""

from benchmarks import forged_tokens
from liaison.hub.introductions.choices import Purpose
from liaison.hub.introductions.links import read_link


def test_what_is_ours_is_taken():
    link = forged_tokens.real_link(forged_tokens.random.Random(7))

    assert read_link(link, Purpose.ANSWER).number == 1


def test_what_is_forged_is_not():
    tried, accepted = forged_tokens.try_forgeries(5_000, seed=7)

    assert {forge.__name__ for forge in forged_tokens.FORGERIES} == set(tried)
    assert tried.total() > 4_900
    assert not accepted
