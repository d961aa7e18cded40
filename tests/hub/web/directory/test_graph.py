"""What ties those of the directory, as a picture and as tables; where all of a list are."""

import html
import re
from datetime import date
from itertools import combinations

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Relation
from liaison.hub.web.components.graphs import Line, Point, draw_graph
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationRoleFactory,
    PlaceFactory,
    RelationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture
def ecosystem():
    """Three that worked together, one that worked with nobody here, one that is not linked."""
    made = {
        name: OrganisationFactory(name=name, open_data_id=id_, kind=kind, visibility="public")
        for name, id_, kind in (
            ("Sensors", "100000001", "company"),
            ("Institute", "100000002", "research"),
            ("University <Rhine>", "100000003", "university"),
            ("Biobank", "100000004", "association"),
            ("Unlinked", "", "company"),
        )
    }
    refresh_lookup()
    return made


def graph(client, query="", language="en"):
    answer = client.get(f"/{language}/directory/graph/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def nodes(page):
    return sorted(re.findall(r'graph__node" href="[^"]+" aria-label="([^,]+),', page))


class TestPicture:
    def test_shows_those_who_worked_with_others_of_the_selection(self, client, ecosystem):
        page = graph(client)

        assert nodes(page) == ["Institute", "Sensors", "University &lt;Rhine&gt;"]
        assert "3 of 5 organisations did projects with others of them." in page
        assert page.count('class="graph__tie"') == 3
        assert "Institute and University &lt;Rhine&gt;: 2 projects together" in page

    def test_is_of_a_narrowed_selection(self, client, ecosystem):
        assert nodes(graph(client, "?kind=company&kind=research")) == ["Institute", "Sensors"]

    def test_tells_the_same_as_a_table(self, client, ecosystem):
        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", graph(client), re.DOTALL)

        words = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
        assert words[0] == ["Institute", "University", "&lt;Rhine&gt;", "2", "2020"]
        assert len(words) == 3

    def test_tells_kinds_apart_by_shape_and_names_them(self, client, ecosystem):
        page = graph(client)

        key = page[page.index('class="graph__key"') :]
        assert re.findall(r"</svg> ([^<]+)</li>", key) == [
            "Company",
            "University or school",
            "Research organisation",
        ]
        assert "<circle" in key
        assert "<polygon" in key

    def test_is_the_same_each_time_and_has_no_style_of_its_own(self, client, ecosystem):
        first, second = graph(client), graph(client)

        assert re.findall(r'c[xy]="[\d.]+"', first) == re.findall(r'c[xy]="[\d.]+"', second)
        assert "style=" not in first

    def test_names_do_not_lie_on_each_other(self):
        points = [Point(f"Organisation {number}", "", "company", "/") for number in range(60)]
        lines = [Line(0, other, 1, "") for other in range(1, 60)]

        drawn = draw_graph(points, lines)

        spots = re.findall(r'graph__name" x="([\d.]+)" y="([\d.]+)"', drawn)
        assert 3 <= len(spots) <= 14
        for (x, y), (to_x, to_y) in combinations([(float(x), float(y)) for x, y in spots], 2):
            # Their sizes differ by some units, and so does how far names lie above them.
            assert abs(x - to_x) > 100 or abs(y - to_y) > 8

    def test_around_one_shows_whom_it_worked_with(self, client, ecosystem):
        other = OrganisationFactory(name="Ministry", open_data_id="100000005", visibility="public")
        refresh_lookup()

        page = graph(client, f"?around={other.public_id}")

        assert nodes(page) == ["Ministry", "University &lt;Rhine&gt;"]
        assert "Around Ministry" in page

    def test_hides_whom_the_reader_may_not_see(self, client, ecosystem, biohealth):
        hidden = OrganisationFactory(name="Hidden", open_data_id="100000005", visibility="private")
        refresh_lookup()
        root = ClusterRoleFactory(cluster=biohealth, person__is_superuser=True).person
        client.force_login(root)
        assert "Hidden" not in graph(client) or hidden
        client.logout()

        assert "Hidden" not in graph(client)
        assert "Hidden" not in graph(client, f"?around={hidden.public_id}")

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("?q=nobody+at+all", "Nobody in the directory answers all of this."),
            ("?q=Unlinked", "None of these organisations is linked to open data yet"),
            ("?q=Biobank", "None of these organisations did a project with another of them"),
            ("?around=8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e", "It did no project with another"),
        ],
    )
    def test_says_why_it_is_empty(self, client, ecosystem, query, words):
        assert words in graph(client, query)

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_asks_few_questions(self, client, ecosystem, language, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            graph(client, language=language)

    def test_waits_for_evidence(self, client, ecosystem, settings, tmp_path):
        from liaison.hub.directory import queries

        settings.INDEX_FOLDER = tmp_path
        queries._shelf.index = None

        assert "None of these organisations did a project" in graph(client)


def relations(page):
    """Return the rows of the table of relations, as words."""
    if 'id="relations"' not in page:
        return []
    table = page[page.index('id="relations"') :]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", table, re.DOTALL)
    return [re.findall(r">([^<>]+)<", row) for row in rows]


class TestRelations:
    @pytest.fixture
    def family(self, ecosystem):
        """A subsidiary, as both say; partners, as one of them says; one that worked with nobody."""
        RelationFactory(organisation=ecosystem["Sensors"], other=ecosystem["Unlinked"])
        RelationFactory(
            organisation=ecosystem["Biobank"],
            other=ecosystem["Institute"],
            kind="partner",
            state="told",
            told_by="second",
        )
        return ecosystem

    def test_are_drawn_with_those_whom_they_tie(self, client, family):
        page = graph(client)

        assert nodes(page) == sorted(html.escape(name) for name in family)
        assert page.count("graph__tie--marked") == 2
        assert page.count('class="graph__tie"') == 3
        assert "4 of 5 organisations have a recorded relation to others of them." in page
        assert "<title>Sensors (Subsidiary of) Unlinked</title>" in page

    def test_tell_the_same_as_a_table(self, client, family):
        assert relations(graph(client)) == [
            ["Sensors", "Subsidiary of", "Unlinked", "confirmed"],
            ["Biobank", "Partner of", "Institute", "said by Institute, not confirmed"],
        ]

    def test_of_one_side_are_told_apart_from_confirmed_ones(self, client, family):
        page = graph(client)

        drawn = page[page.index('role="group"') : page.index("<figcaption>")]
        assert drawn.count('class="graph__relation"') == 1
        assert drawn.count('class="graph__relation graph__relation--said"') == 1
        key = page[page.index('class="graph__key"') : page.index("</figcaption>")]
        assert re.findall(r"</svg> ([^<]+)</li>", key)[-4:] == [
            "Subsidiary of",
            "Partner of",
            "a relation, confirmed",
            "a relation that one side says, not confirmed",
        ]

    def test_point_from_one_to_the_other_unless_they_read_the_same_both_ways(self, client, family):
        drawn = re.findall(r'<g class="graph__tie.*?</g>', graph(client))

        assert ["graph__arrow" in each for each in drawn] == [True, False]

    def test_are_chosen_by_kind(self, client, family):
        page = graph(client, "?tie=partner")

        assert nodes(page) == ["Biobank", "Institute"]
        assert [row[1] for row in relations(page)] == ["Partner of"]
        assert 'class="graph__tie"' not in page
        assert re.findall(r'value="(\w+)" id="[^"]+"( checked)?', page) == [
            ("projects", ""),
            ("subsidiary", ""),
            ("partner", " checked"),
        ]

    def test_are_left_out_where_only_projects_are_chosen(self, client, family):
        page = graph(client, "?tie=projects")

        assert nodes(page) == ["Institute", "Sensors", "University &lt;Rhine&gt;"]
        assert relations(page) == []
        assert "recorded relation" not in page

    def test_the_choice_keeps_what_the_list_was_narrowed_to(self, client, family):
        page = graph(client, "?kind=company&tie=subsidiary&around=no-id")

        assert '<input type="hidden" name="kind" value="company">' in page
        assert '<input type="hidden" name="tie"' not in page
        assert nodes(page) == ["Sensors", "Unlinked"]

    def test_a_kind_that_is_none_narrows_nothing(self, client, family):
        assert len(nodes(graph(client, "?tie=friendship"))) == 5

    def test_stand_around_one_without_open_data(self, client, family):
        page = graph(client, f"?around={family['Unlinked'].public_id}")

        assert nodes(page) == ["Sensors", "Unlinked"]
        assert "Around Unlinked" in page

    def test_to_whom_the_reader_may_not_see_are_neither_drawn_nor_counted(
        self, client, family, biohealth
    ):
        hidden = OrganisationFactory(name="Hidden", visibility="private")
        RelationFactory(organisation=hidden, other=family["Biobank"], kind="shareholder")
        refresh_lookup()

        page = graph(client)
        assert "Hidden" not in page
        assert "Holds shares in" not in page
        assert "4 of 5 organisations have" in page
        assert "Hidden" not in graph(client, f"?around={family['Biobank'].public_id}")
        assert nodes(graph(client, f"?around={hidden.public_id}")) == []

        client.force_login(OrganisationRoleFactory(organisation=hidden).person)
        assert ["Hidden", "Holds shares in", "Biobank", "confirmed"] in relations(graph(client))

    def test_that_are_contradicted_or_ended_are_left_out_at_once(self, client, family):
        assert len(relations(graph(client))) == 2

        Relation.objects.filter(kind="partner").update(state="contradicted")
        assert [row[1] for row in relations(graph(client))] == ["Subsidiary of"]

        Relation.objects.all().delete()
        RelationFactory(
            organisation=family["Sensors"], other=family["Biobank"], until=date(2020, 1, 1)
        )
        assert relations(graph(client)) == []

    def test_several_of_one_pair_have_their_marks_apart(self, client, family):
        for kind in ("shareholder", "spin_off"):
            RelationFactory(
                organisation=family["Unlinked"], other=family["Sensors"], kind=kind, told_by="team"
            )

        spots = re.findall(
            r'graph__tie--marked".*?graph__mark" cx="(.*?)" cy="(.*?)"', graph(client)
        )
        assert len(set(spots)) == len(spots) == 4

    def test_says_why_none_is_drawn(self, client, ecosystem):
        page = graph(client, "?tie=partner")

        assert "No such relation between two of these organisations is recorded." in page
        assert "did a project" not in page

    def test_asks_few_questions(self, client, family, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            graph(client)


class TestMapOfAll:
    @pytest.fixture
    def towns(self):
        for number in range(30):
            organisation = OrganisationFactory(name=f"Remich {number}", visibility="public")
            PlaceFactory(organisation=organisation, city="Remich", latitude=49.54, longitude=6.37)
        lonely = OrganisationFactory(name="Ulflingen AG", visibility="public", kind="hospital")
        PlaceFactory(organisation=lonely, city="Ulflingen", latitude=50.12, longitude=6.0)
        hidden = OrganisationFactory(name="Hidden", visibility="private")
        PlaceFactory(organisation=hidden, city="Secretville", latitude=49.9, longitude=6.1)
        refresh_lookup()

    def dots(self, client, query="", **headers):
        page = client.get(f"/en/directory/map/{query}", headers=headers).content.decode()
        svg = page[page.index('class="map"') : page.index("<figcaption>")]
        return dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', svg))

    def test_shows_all_of_the_list_by_town_and_leads_to_the_list_near_there(self, client, towns):
        assert self.dots(client) == {
            "/en/directory/?near=Remich&amp;within=10": "Remich: 30",
            "/en/directory/?near=Ulflingen&amp;within=10": "Ulflingen: 1",
        }
        page = client.get("/en/directory/?near=Remich&within=10").content.decode()
        assert "30 organisations" in page

    def test_keeps_what_was_chosen(self, client, towns):
        assert self.dots(client, "?kind=hospital&page=2&sort=verified") == {
            "/en/directory/?kind=hospital&amp;near=Ulflingen&amp;within=10": "Ulflingen: 1"
        }

    def test_shows_a_number_where_many_are(self, client, towns):
        page = client.get("/en/directory/map/").content.decode()

        assert re.findall(r'class="map__count"[^>]+>(\d+)<', page) == ["30"]

    def test_comes_beside_the_list_once_it_is_in_sight(self, client, towns):
        page = client.get("/en/directory/?kind=hospital").content.decode()
        address = "/en/directory/map/?kind=hospital"
        assert f'hx-get="{address}"' in page
        # And without JavaScript.
        assert f'href="{address}"' in page

        beside = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<h1" not in beside
        assert self.dots(client, "?kind=hospital", **{"HX-Request": "true"}) == {
            "/en/directory/?kind=hospital&amp;near=Ulflingen&amp;within=10": "Ulflingen: 1"
        }

    def test_is_told_in_words_too(self, client, towns):
        page = client.get("/en/directory/map/").content.decode()
        told = page[page.index('id="towns"') :]

        assert re.findall(r">(\w+)</a>, Luxembourg <span[^>]*>\((\d+)\)", told) == [
            ("Remich", "30"),
            ("Ulflingen", "1"),
        ]
        assert "Secretville" not in page

    def test_says_where_no_place_is_known(self, client, db):
        OrganisationFactory(name="Nowhere Ltd", visibility="public")
        refresh_lookup()

        assert "Of none of these is it known" in client.get("/en/directory/map/").content.decode()

    def test_asks_few_questions(self, client, towns, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            client.get("/en/directory/map/")
