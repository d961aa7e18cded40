"""Figures on the page of an organisation."""

import datetime as dt
import html

import pytest

from tests.factories.directory import FigureFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def page(client, sensors):
    def read(language="en"):
        answer = client.get(f"/{language}/directory/{sensors.public_id}/")
        return html.unescape(answer.content.decode())

    return read


class TestProfile:
    def test_says_nothing_of_figures_where_there_are_none(self, page):
        assert 'id="figures"' not in page()

    def test_says_the_newest_with_day_source_and_that_it_is_estimated(self, page, sensors):
        FigureFactory(organisation=sensors, on=dt.date(2024, 12, 31), value=38)
        FigureFactory(
            organisation=sensors,
            value=1042,
            is_estimated=True,
            source="Annual accounts",
            verified_on=dt.date(2026, 11, 2),
        )

        shown = page()

        assert "1,042 people in 2025, estimated" in shown
        assert "Annual accounts, read on 2 November 2026" in shown
        assert "Hollow points and dashed lines are estimates." in shown
        assert "series__point--estimated" in shown
        assert '<th scope="row">2024</th><td>38</td><td>–</td>' in shown
        assert "1 042 personnes en 2025, estimation" in page("fr").replace("\xa0", " ").replace(
            "\u202f", " "
        )

    def test_believes_what_is_counted_and_shows_both(self, page, sensors):
        FigureFactory(organisation=sensors, value=50, is_estimated=True)
        FigureFactory(organisation=sensors, value=47, source="Annual accounts")

        shown = page()

        assert "47 people in 2025<" in shown
        assert "<td>50 (estimated)</td>" in shown
        # One day is no line.
        assert 'class="series"' not in shown

    def test_needs_few_questions(self, client, sensors, django_assert_max_num_queries):
        FigureFactory(organisation=sensors)

        with django_assert_max_num_queries(12):
            client.get(f"/en/directory/{sensors.public_id}/")
