"""Projects over the years, as bars."""

import datetime as dt

from liaison.hub.web.components.timeline import project_timeline
from liaison.matching import Involvement
from tests.factories.evidence import OrganisationFactory, ProjectFactory


def involvement(starts, ends, *, role="participant", acronym="GAIT", title="Gait at home"):
    project = ProjectFactory(acronym=acronym, title=title, starts=starts, ends=ends)
    return Involvement(project, OrganisationFactory(), role, None)


WHOLE_YEAR = involvement(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
LATER = involvement(dt.date(2023, 1, 1), dt.date(2023, 7, 2), role="coordinator", acronym="LATE")


class TestProjectTimeline:
    def test_of_nothing_is_none(self):
        assert project_timeline([]) is None

    def test_of_undated_projects_is_none(self):
        assert project_timeline([involvement(None, None)]) is None

    def test_draws_each_project_from_its_first_to_its_last_day(self):
        drawn = project_timeline([LATER, WHOLE_YEAR])

        late, early = drawn.bars
        # Four years across, 25 percent each; 2 July is 182 days of 366 into its year.
        assert (late.x, late.width) == (75.0, 12.43)
        assert (early.x, early.width) == (0.0, 24.93)
        assert (late.leads, early.leads) == (True, False)

    def test_starts_a_name_with_its_bar_where_there_is_room(self):
        drawn = project_timeline([LATER, WHOLE_YEAR])

        late, early = drawn.bars
        assert (late.name, late.name_anchor, late.name_x) == ("LATE", "start", 75.0)
        assert (early.name, early.name_anchor, early.name_x) == ("GAIT", "start", 0.0)

    def test_ends_a_name_with_its_bar_where_it_would_run_off_the_page(self):
        # Twelve letters take 26.4 percent; the bar starts at 75.
        late = involvement(dt.date(2023, 1, 1), dt.date(2023, 7, 2), acronym="TREMOR-ATLAS")

        (bar, _) = project_timeline([late, WHOLE_YEAR]).bars

        assert (bar.name_anchor, bar.name_x) == ("end", 87.43)

    def test_starts_a_name_at_the_edge_where_nothing_else_fits(self):
        # Thirty letters take 66 percent; the bar lies from 50 to 62.
        middle = involvement(dt.date(2022, 1, 1), dt.date(2022, 7, 2), acronym="A" * 30)

        (bar, *_) = project_timeline([middle, WHOLE_YEAR, LATER]).bars

        assert (bar.name_anchor, bar.name_x) == ("start", 0.0)

    def test_shortens_a_long_name(self):
        long = involvement(dt.date(2020, 1, 1), None, acronym="", title="gait " * 20)

        (bar,) = project_timeline([long]).bars

        assert bar.name == "gait gait gait gait gait gait…"

    def test_draws_a_project_without_an_end_to_the_end_of_its_first_year(self):
        (bar,) = project_timeline([involvement(dt.date(2020, 1, 1), None)]).bars

        assert bar.width == 99.73

    def test_draws_a_project_of_a_day_wide_enough_to_be_seen(self):
        day = dt.date(2020, 5, 4)

        (bar, _) = project_timeline([involvement(day, day), LATER]).bars

        assert bar.width == 0.5

    def test_counts_the_projects_under_way_in_each_year(self):
        drawn = project_timeline([LATER, WHOLE_YEAR])

        assert drawn.counts_by_year == ((2020, 1), (2021, 0), (2022, 0), (2023, 1))

    def test_counts_by_year_where_there_are_too_many_to_draw(self):
        drawn = project_timeline([WHOLE_YEAR] * 10 + [LATER] * 5)

        assert drawn.is_counted
        assert [bar.name for bar in drawn.bars] == ["10", "0", "0", "5"]
        assert [bar.height for bar in drawn.bars] == [150.0, 0.0, 0.0, 75.0]

    def test_names_only_some_of_many_years(self):
        decades = involvement(dt.date(2001, 1, 1), dt.date(2020, 12, 31))

        drawn = project_timeline([decades])

        assert [tick.year for tick in drawn.ticks if tick.is_named] == [
            2001,
            2005,
            2009,
            2013,
            2017,
        ]
