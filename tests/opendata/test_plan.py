"""Which sources are read regularly is written down by those who run an installation."""

import datetime as dt

import pytest

from liaison.opendata.plan import PlanUnusable, age, read_plan


@pytest.fixture
def plan(tmp_path):
    def write(text):
        (tmp_path / "sources.toml").write_text(text, "utf-8")
        return read_plan(tmp_path)

    return write


class TestReadPlan:
    def test_has_sensible_habits_where_nothing_is_written_down(self, tmp_path):
        planned = read_plan(tmp_path)

        assert planned["cordis"].is_enabled
        assert planned["cordis"].every == dt.timedelta(days=30)
        assert planned["calls"].every == dt.timedelta(days=1)
        assert planned["calls"].read_from is None

    def test_follows_what_is_written_down(self, plan):
        planned = plan(
            '[ror]\nenabled = false\n[calls]\nevery = "12h"\nfrom = "/mirror/calls.json"'
        )

        assert not planned["ror"].is_enabled
        assert planned["calls"].every == dt.timedelta(hours=12)
        assert planned["calls"].read_from == "/mirror/calls.json"
        assert planned["cordis"].is_enabled

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("[ror", "cannot be read"),
            ("[rorr]", "there is no source 'rorr'; there are cordis"),
            ("ror = true", "ror is no section"),
            ("[ror]\nhow = 1", r"\[ror\] has 'how'; it may have enabled, every, from"),
            ('[ror]\nenabled = "no"', r"\[ror\] has 'no' as 'enabled'"),
            ('[ror]\nevery = "weekly"', "'weekly' is no age; write days or hours"),
        ],
    )
    def test_refuses_in_one_line_what_makes_no_sense(self, plan, text, reason):
        with pytest.raises(PlanUnusable, match=reason) as refusal:
            plan(text)

        assert "sources.toml" in str(refusal.value)
        assert "\n" not in str(refusal.value)


class TestAge:
    @pytest.mark.parametrize(
        ("text", "duration"),
        [("7d", dt.timedelta(days=7)), (" 12 h ", dt.timedelta(hours=12)), ("0d", dt.timedelta())],
    )
    def test_is_in_days_or_hours(self, text, duration):
        assert age(text) == duration

    @pytest.mark.parametrize("text", ["", "7", "d", "-1d", "7 weeks", "99999d"])
    def test_is_nothing_else(self, text):
        with pytest.raises(ValueError, match="is no age"):
            age(text)
