"""Places become dots where they belong, and none is lost without a word."""

import re
from pathlib import Path

import pytest

from liaison.hub.web.components import maps
from liaison.hub.web.components.maps import Place, density_map, partner_map, results_map

MAPS = Path(maps.__file__).parent / "static" / "liaison" / "maps"
LUXEMBOURG = Place(49.61, 6.13, "Luxembourg", "/luxembourg")
ESCH = Place(49.50, 5.98, "Esch-sur-Alzette", "/esch")
HELSINKI = Place(60.17, 24.94, "Helsinki", "/helsinki")
LISBON = Place(38.72, -9.14, "Lisbon", "/lisbon")
BOSTON = Place(42.36, -71.06, "Boston", "/boston")
OSAKA = Place(34.69, 135.50, "Osaka", "/osaka")


class TestResultsMap:
    def test_of_nothing_is_none(self):
        assert results_map([]) is None

    def test_puts_places_where_the_base_map_has_them(self):
        # Positions by d3-geo, with which scripts/basemaps draws the base maps.
        europe = results_map([LUXEMBOURG, HELSINKI, LISBON])
        world = results_map([Place(-12.05, -77.04, "Lima"), BOSTON, OSAKA])

        assert {dot.label: (dot.x, dot.y) for dot in europe.dots} == {
            "Luxembourg": pytest.approx((301.25, 370.55), abs=0.06),
            "Helsinki": pytest.approx((473.90, 173.84), abs=0.06),
            "Lisbon": pytest.approx((85.71, 528.38), abs=0.06),
        }
        assert {dot.label: (dot.x, dot.y) for dot in world.dots} == {
            "Lima": pytest.approx((254.67, 276.31), abs=0.06),
            "Boston": pytest.approx((294.88, 92.10), abs=0.06),
            "Osaka": pytest.approx((780.11, 115.73), abs=0.06),
        }

    def test_shows_europe_and_counts_the_few_that_lie_elsewhere(self):
        shown = results_map([LUXEMBOURG, HELSINKI, BOSTON])

        assert shown.name == "europe"
        assert [dot.label for dot in shown.dots] == ["Luxembourg", "Helsinki"]
        assert shown.outside == 1

    def test_shows_the_world_where_most_lie_outside_europe(self):
        shown = results_map([LUXEMBOURG, BOSTON, OSAKA])

        assert shown.name == "world"
        assert len(shown.dots) == 3
        assert shown.outside == 0

    def test_draws_neighbours_as_one_dot_with_their_number(self):
        shown = results_map([LUXEMBOURG, ESCH, HELSINKI])

        assert [(dot.label, dot.count) for dot in shown.dots] == [
            ("Luxembourg · Esch-sur-Alzette", 2),
            ("Helsinki", 1),
        ]
        assert shown.dots[0].radius > shown.dots[1].radius

    def test_leads_each_dot_to_its_place(self):
        shown = results_map([LUXEMBOURG, HELSINKI])

        assert [dot.url for dot in shown.dots] == ["/luxembourg", "/helsinki"]

    def test_comes_as_close_as_the_places_allow_but_no_closer_than_three_times(self):
        whole = results_map([LISBON, HELSINKI, Place(35.17, 33.36, "Nicosia")])
        close = results_map([LUXEMBOURG])

        assert close.view.width == 240.0
        assert close.view.height == 220.0
        assert whole.view.width > 600

    @pytest.mark.parametrize(
        "places", [[LUXEMBOURG], [LISBON], [LUXEMBOURG, HELSINKI], [BOSTON, OSAKA], [LISBON, ESCH]]
    )
    def test_keeps_every_dot_inside_the_picture(self, places):
        shown = results_map(places)

        for dot in shown.dots:
            assert shown.view.x < dot.x < shown.view.x + shown.view.width
            assert shown.view.y < dot.y < shown.view.y + shown.view.height

    @pytest.mark.parametrize("places", [[Place(90, 0, "North Pole")], [Place(-54.8, -68.3, "S")]])
    def test_survives_the_ends_of_the_earth(self, places):
        assert results_map(places).outside == 0


class TestPartnerMap:
    def test_without_a_home_is_none(self):
        assert partner_map(None, [HELSINKI]) is None

    def test_draws_a_line_to_each_partner_whose_place_is_known(self):
        shown = partner_map(LUXEMBOURG, [HELSINKI, None, LISBON])

        assert shown.home.label == "Luxembourg"
        assert len(shown.arcs) == 2
        assert all(arc.startswith("M301.") for arc in shown.arcs)

    def test_draws_no_line_to_a_partner_next_door(self):
        shown = partner_map(LUXEMBOURG, [Place(49.62, 6.14, "Kirchberg", "/kirchberg")])

        assert shown.arcs == ()
        assert [dot.label for dot in shown.dots] == ["Kirchberg"]

    def test_always_shows_the_organisation_itself(self):
        shown = partner_map(BOSTON, [LUXEMBOURG, HELSINKI, LISBON])

        assert shown.name == "world"
        assert shown.outside == 0


class TestDensityMap:
    def test_of_nothing_has_no_dots(self):
        assert density_map([]).layers == ()

    def test_draws_a_larger_dot_where_more_are(self):
        crowd, hamlet = [(49.61, 6.13)] * 100, [(60.17, 24.94)]

        shown = density_map([*crowd, *hamlet])

        sizes = [size for size, _ in shown.layers]
        # Two dots on a whole continent are drawn larger than among hundreds, up to a limit.
        assert sizes == [6.2, 18.0]
        # The point of the grid nearest to 301.25, 370.55: the 43rd of the 61st row, a shifted one.
        assert shown.layers[1][1] == "M304.5 369.8h0"

    def test_leaves_out_what_lies_beyond_its_edges(self):
        assert density_map([(42.36, -71.06)]).layers == ()


class TestBaseMap:
    @pytest.mark.parametrize("name", ["europe", "world"])
    def test_is_small_and_has_the_parts_that_pages_refer_to(self, name):
        text = (MAPS / f"{name}.svg").read_text()

        assert len(text) < 120_000
        assert re.findall(r'id="(\w+)"', text) == ["land", "borders"]
