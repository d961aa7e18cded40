"""Figures in words and as a picture."""

import datetime as dt

from django.utils.translation import override

from liaison.hub.web.components.figures import Dated, Point, Stroke, dated_in_words, draw_series


def end_of(year, value, *, is_estimated=False):
    return Dated(dt.date(year, 12, 31), value, is_estimated)


class TestDrawSeries:
    def test_of_fewer_than_two_is_none(self):
        assert draw_series([]) is None
        assert draw_series([end_of(2024, 38)]) is None

    def test_places_figures_by_day_and_size(self):
        drawn = draw_series([end_of(2022, 20), end_of(2023, 30), end_of(2024, 40)])

        # 365 days of 731, in what is left of 100 percent between margins of 4.
        assert [(point.x, point.y) for point in drawn.points] == [
            (4.0, 74.0),
            (49.94, 50.0),
            (96.0, 26.0),
        ]
        assert drawn.points[0] == Point(4.0, 74.0, "20", "2022", "start", is_estimated=False)

    def test_tells_estimates_apart(self):
        drawn = draw_series([end_of(2022, 20), end_of(2023, 30), end_of(2024, 40, is_estimated=1)])

        assert [point.is_estimated for point in drawn.points] == [False, False, True]
        assert drawn.strokes[0] == Stroke(4.0, 74.0, 49.94, 50.0, is_estimated=False)
        assert drawn.strokes[1].is_estimated

    def test_of_nobody_at_all_stays_on_the_ground(self):
        drawn = draw_series([end_of(2022, 0), end_of(2023, 0)])

        assert {point.y for point in drawn.points} == {drawn.ground}

    def test_names_first_and_last_where_there_is_no_room_for_more(self):
        drawn = draw_series([end_of(year, 61_000_000) for year in range(2015, 2026)])

        named = [point.year for point in drawn.points if point.label]
        assert named == ["2015", "2025"]


class TestWords:
    def test_say_how_many_and_when(self):
        day = dt.date(2025, 6, 30)

        assert dated_in_words("head_count", 1234, day, "day", is_estimated=False) == (
            "1,234 people on 30 June 2025"
        )
        assert dated_in_words("head_count", 1, day, "year", is_estimated=True) == (
            "1 person in 2025, estimated"
        )
        assert dated_in_words("turnover", 5_200_000, day, "year", is_estimated=False) == (
            "€5,200,000 in 2025"
        )

    def test_speak_the_readers_language(self):
        with override("de"):
            words = dated_in_words(
                "turnover", 5_200_000, dt.date(2025, 6, 30), "day", is_estimated=True
            )

        assert words == "5.200.000 € am 30. Juni 2025, geschätzt"
