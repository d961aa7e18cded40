"""Which organisations of a list are news."""

import datetime as dt

import pytest

from liaison.hub.watching.known import Known, compare, pack, unpack

MONDAY = dt.date(2026, 11, 2)
DAY = dt.timedelta(days=1)


def there(*keys, **gone):
    return Known(frozenset(keys), gone.get("gone", {}))


class TestPack:
    @pytest.mark.parametrize("keys", [set(), {1}, {7, 3, 12_000_000_000}, set(range(1, 5_000))])
    def test_gives_the_same_numbers_back(self, keys):
        assert unpack(pack(keys)) == keys

    def test_takes_little_room_for_many(self):
        assert len(pack(range(1, 10_001, 3))) < 1_000

    def test_gives_nothing_back_of_nothing(self):
        assert unpack(b"") == frozenset()


class TestCompare:
    def test_finds_who_has_come(self):
        news, known = compare(there(1, 2), {1, 2, 3}, mergers={}, today=MONDAY)

        assert news == {3}
        assert known == there(1, 2, 3)

    def test_notes_when_somebody_left(self):
        news, known = compare(there(1, 2), {1}, mergers={}, today=MONDAY)

        assert news == set()
        assert known == there(1, gone={2: MONDAY})

    def test_keeps_the_first_day_somebody_was_gone(self):
        known = there(1, gone={2: MONDAY})

        _, known = compare(known, {1}, mergers={}, today=MONDAY + 7 * DAY)

        assert known.gone == {2: MONDAY}

    @pytest.mark.parametrize(("days", "expected"), [(89, set()), (90, {2})])
    def test_takes_who_returns_within_ninety_days_for_no_news(self, days, expected):
        known = there(1, gone={2: MONDAY})

        news, known = compare(known, {1, 2}, mergers={}, today=MONDAY + days * DAY)

        assert news == expected
        assert known == there(1, 2)

    def test_forgets_who_left_long_ago(self):
        _, known = compare(there(gone={2: MONDAY}), set(), mergers={}, today=MONDAY + 90 * DAY)

        assert known == there()

    def test_takes_who_goes_on_for_a_known_one_for_no_news(self):
        news, known = compare(there(1, 2), {1, 5}, mergers={2: 5}, today=MONDAY)

        assert news == set()
        assert known == there(1, 2, 5)

    def test_takes_both_of_a_merger_that_is_undone_for_no_news(self):
        _, known = compare(there(1, 2), {1, 5}, mergers={2: 5}, today=MONDAY)

        news, known = compare(known, {1, 2, 5}, mergers={}, today=MONDAY + 200 * DAY)

        assert news == set()
        assert known == there(1, 2, 5)
