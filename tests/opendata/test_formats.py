"""A source that changed its format is refused, and the difference is shown."""

import pytest

from liaison.opendata.formats import FormatChanged, FormatWatch, check_columns


@pytest.fixture
def watch():
    return FormatWatch("calls.json", {"title": str, "grants": (int, float)}, known=["stage"])


class TestFormatWatch:
    def test_is_content_with_fields_that_are_in_some_records_only(self, watch):
        watch.see({"title": "Gait", "stage": "single"})
        watch.see({"title": "Biobanks", "grants": None})

        watch.check()

    def test_is_content_with_new_fields_as_long_as_none_is_missing(self, watch):
        watch.see({"title": "Gait", "grants": 2, "colour": "green"})

        watch.check()

    def test_is_content_with_no_records(self, watch):
        watch.check()

    def test_shows_what_is_missing_and_what_is_new(self, watch):
        watch.see({"name": "Gait at home", "grants": 2, "stage": "single"})

        with pytest.raises(FormatChanged) as refusal:
            watch.check()

        assert str(refusal.value) == (
            "calls.json: the format has changed (missing: title; new: name, which is a text)."
        )

    def test_shows_what_is_of_another_type(self, watch):
        with pytest.raises(FormatChanged, match="of another type: title is a list such as"):
            watch.see({"title": ["Gait"], "grants": 2})

    def test_shows_first_what_was_probably_renamed(self):
        watch = FormatWatch("wide.csv", {"objective": str})
        watch.see({"acronym": "GAIT", "objectives": "Sensors", "zone": "LU"})

        with pytest.raises(FormatChanged, match="new: objectives, which is a text, zone"):
            watch.check()

    def test_shows_a_few_of_many(self):
        watch = FormatWatch("wide.csv", dict.fromkeys("abcdefgh", str))
        watch.see({"z": "x" * 100})

        with pytest.raises(FormatChanged) as refusal:
            watch.check()

        assert "missing: a, b, c, d, e, f and 2 more" in str(refusal.value)

    def test_cuts_a_long_example(self):
        watch = FormatWatch("wide.csv", {"grants": int})

        with pytest.raises(FormatChanged) as refusal:
            watch.see({"grants": "x" * 100})

        assert f"such as '{'x' * 39}…'" in str(refusal.value)

    def test_keeps_to_itself_what_new_fields_hold(self, watch):
        watch.see({"grants": 2, "contact": "Maria Muster, maria@example.org"})

        with pytest.raises(FormatChanged) as refusal:
            watch.check()

        assert "new: contact, which is a text" in str(refusal.value)
        assert "Maria" not in str(refusal.value)


class TestCheckColumns:
    def test_refuses_a_table_without_a_column(self):
        with pytest.raises(FormatChanged, match="missing: LEI; new: Lei, which is a text"):
            check_columns("gleif.csv", needed=["LEI"], found={"Lei": "5493001KJTIIGC8Y1R12"})
