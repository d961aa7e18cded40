"""Which days people work, with Luxembourg's public holidays."""

import datetime as dt

import pytest

from liaison.hub.clocks.working_days import days_left, due_after, is_at_work, is_working_day


class TestDueAfter:
    @pytest.mark.parametrize(
        ("day", "working_days", "due"),
        [
            # Monday the 2nd to Monday the 9th.
            (dt.date(2026, 11, 2), 5, dt.date(2026, 11, 9)),
            # What comes on a weekend counts as come on Friday.
            (dt.date(2026, 11, 7), 1, dt.date(2026, 11, 9)),
            # The 25th is Christmas and the 26th a Saturday.
            (dt.date(2026, 12, 23), 2, dt.date(2026, 12, 28)),
            # Into the next year, over New Year's Day.
            (dt.date(2026, 12, 30), 2, dt.date(2027, 1, 4)),
            (dt.date(2026, 11, 2), 0, dt.date(2026, 11, 2)),
            (dt.date(2026, 11, 6), 5, dt.date(2026, 11, 13)),
            (dt.date(2026, 11, 7), 5, dt.date(2026, 11, 13)),
            # The day before All Saints' Day of 2027, a Monday.
            (dt.date(2027, 11, 2), -1, dt.date(2027, 10, 29)),
        ],
    )
    def test_counts_neither_weekends_nor_public_holidays(self, day, working_days, due):
        assert due_after(day, working_days) == due

    def test_knows_europe_day_and_the_national_day(self):
        # The 9th of May 2028 is a Tuesday; the 23rd of June 2026 is one too.
        assert due_after(dt.date(2028, 5, 8), 1) == dt.date(2028, 5, 10)
        assert due_after(dt.date(2026, 6, 22), 1) == dt.date(2026, 6, 24)

    def test_works_on_half_days_and_on_days_off_of_banks(self):
        assert is_working_day(dt.date(2026, 12, 24))
        assert is_working_day(dt.date(2026, 4, 3))

    def test_knows_other_countries(self):
        # Bastille Day, a Tuesday, and the day of German unity in 2025, a Friday.
        assert due_after(dt.date(2026, 7, 13), 1, "FR") == dt.date(2026, 7, 15)
        assert due_after(dt.date(2025, 10, 2), 1, "DE") == dt.date(2025, 10, 6)
        assert due_after(dt.date(2026, 7, 13), 1) == dt.date(2026, 7, 14)

    def test_counts_weekdays_alone_where_a_country_is_not_known(self):
        assert due_after(dt.date(2026, 12, 24), 1, "XX") == dt.date(2026, 12, 25)

    def test_reaches_over_years(self):
        # 252 days are worked in the rest of 2026 and 255 in 2027, the last seven from the 23rd on.
        assert due_after(dt.date(2026, 1, 5), 500) == dt.date(2027, 12, 22)


class TestDaysLeft:
    @pytest.mark.parametrize(
        ("day", "due", "left"),
        [
            (dt.date(2026, 11, 2), dt.date(2026, 11, 9), 5),
            (dt.date(2026, 11, 9), dt.date(2026, 11, 9), 0),
            # On a weekend as many as on the Friday before.
            (dt.date(2026, 11, 7), dt.date(2026, 11, 9), 1),
            (dt.date(2026, 12, 24), dt.date(2026, 12, 28), 1),
            # Late: one day on Saturday and on Monday, two on Tuesday.
            (dt.date(2026, 11, 7), dt.date(2026, 11, 6), -1),
            (dt.date(2026, 11, 9), dt.date(2026, 11, 6), -1),
            (dt.date(2026, 11, 10), dt.date(2026, 11, 6), -2),
        ],
    )
    def test_are_working_days(self, day, due, left):
        assert days_left(day, due) == left


class TestIsAtWork:
    @pytest.mark.parametrize(
        ("moment", "at_work"),
        [
            # Monday at five to seven and at seven in winter time.
            (dt.datetime(2026, 11, 2, 5, 55, tzinfo=dt.UTC), False),
            (dt.datetime(2026, 11, 2, 6, tzinfo=dt.UTC), True),
            (dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC), False),
            # In summer time seven o'clock comes an hour earlier.
            (dt.datetime(2026, 7, 6, 5, tzinfo=dt.UTC), True),
            # A Saturday, and Christmas.
            (dt.datetime(2026, 11, 7, 11, tzinfo=dt.UTC), False),
            (dt.datetime(2026, 12, 25, 11, tzinfo=dt.UTC), False),
        ],
    )
    def test_goes_by_the_clock_on_the_wall(self, moment, at_work):
        assert is_at_work(moment, opens=dt.time(7), closes=dt.time(19)) is at_work
