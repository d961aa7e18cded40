"""Texts of feeds are made readable; what is right stays as it is."""

import pytest

from liaison.opendata.texts import plain, repaired, with_breaks, without_mail_addresses


class TestRepaired:
    @pytest.mark.parametrize(
        ("misread", "meant"),
        [
            ("the beneficiariesâ€™ costs", "the beneficiaries’ costs"),
            ("â€œcompute continuumâ€\x9d", "“compute continuum”"),
            ("2026 â€“ 2027", "2026 – 2027"),
            ("WrocÅ‚aw and MÃ¼nchen", "Wrocław and München"),
            ("COâ‚‚, 5 Âµm, â‚¬ 3", "CO₂, 5 µm, € 3"),
            ("JosÃ©â€™s laboratory", "José’s laboratory"),
        ],
    )
    def test_are_what_they_were_before_they_were_read_wrongly(self, misread, meant):
        assert repaired(misread) == meant

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "plain words",
            "Wrocław, München, Besançon",
            "le café «\xa0Chez Léa\xa0» à Esch",
            "« Le café\xa0»",
            "GRÖẞE – MENÜ–KARTE",
            "Ευρώπη, България, 東京",
            "“quoted” — and 5 µm",
            "AÇÃO",
        ],
    )
    def test_stay_where_they_are_right(self, text):
        assert repaired(text) == text

    def test_stay_where_only_a_part_could_be_repaired(self):
        assert repaired("the projectâ€™s café") == "the projectâ€™s café"


class TestPlain:
    def test_has_a_line_a_paragraph_and_no_mark_up(self):
        text = "<p>Expected&nbsp;Outcome:</p><ul><li>better <b>care</b></li><li>R&amp;D</li></ul>"

        assert plain(text) == "Expected Outcome:\nbetter care\nR&D"

    def test_keeps_no_script_and_no_comment(self):
        assert plain("<p>Scope<script>alert(1)</script><!-- draft --></p>") == "Scope"

    def test_drops_invisible_signs(self):
        assert plain("\ufeffScope\u200b:  \uf076 one") == "Scope: • one"

    def test_resolves_entities_without_mark_up(self):
        assert plain("R&amp;D") == "R&D"

    def test_survives_mark_up_that_is_no_mark_up(self):
        assert plain("p < 0.05") == "p < 0.05"


class TestWithBreaks:
    @pytest.mark.parametrize(
        ("text", "broken"),
        [
            ("of results.Scope:This topic", "of results.\nScope:\nThis topic"),
            ("in ports;Improved water", "in ports;\nImproved water"),
            ("economic sectors.nullActivities are", "economic sectors.\nActivities are"),
            ("version 2.1 of ISO.IEC, e.g. Luxembourg", "version 2.1 of ISO.IEC, e.g. Luxembourg"),
        ],
    )
    def test_gives_lost_lines_back(self, text, broken):
        assert with_breaks(text) == broken


class TestWithoutMailAddresses:
    def test_leaves_them_out(self):
        text = "Write to jean.inconnu@ec.europa.eu for help"

        assert without_mail_addresses(text) == "Write to … for help"
