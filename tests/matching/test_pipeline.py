import datetime as dt

import pytest

from liaison.matching import Filters, Fit, Need, UnknownOrganisation, UnknownProject
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import index_of

PROBE = Need("an ultrasound probe")


def ids(answer):
    return [match.organisation.id for match in answer.matches]


class TestMatch:
    def test_ranks_organisations_by_their_projects(self, ultrasound):
        answer = ultrasound.match(PROBE)

        assert ids(answer) == ["probe_maker", "clinic"]
        assert answer.found == 2
        # Led p1 (similarity 1); took part in p1 and p2 (similarity 0.279636).
        assert answer.matches[0].score == pytest.approx(1.05)
        assert answer.matches[1].score == pytest.approx(1 + 0.279636**3, rel=1e-5)

    def test_gives_dated_reasons_the_strongest_first(self, ultrasound):
        clinic = ultrasound.match(PROBE).matches[1]

        assert clinic.evidence_count == 2
        assert [reason.project.id for reason in clinic.reasons] == ["p1", "p2"]
        assert clinic.reasons[0].project.starts == dt.date(2021, 1, 1)
        assert clinic.reasons[0].role == "participant"
        assert clinic.reasons[0].contribution == 1000.0
        assert clinic.reasons[0].words == ("probe", "ultrasound")
        assert clinic.reasons[0].share == pytest.approx(1 / 1.021867, rel=1e-5)
        assert sum(reason.share for reason in clinic.reasons) == pytest.approx(1)

    def test_shows_four_reasons_and_counts_all(self, tmp_path):
        projects = [{"id": f"p{number}", "title": "gait sensor"} for number in range(7)]
        took_part = [(project["id"], "clinic", "participant") for project in projects]
        index = index_of(
            tmp_path, organisations=[{"id": "clinic"}], projects=projects, took_part=took_part
        )

        clinic = index.match(Need("gait")).matches[0]

        assert len(clinic.reasons) == 4
        assert clinic.evidence_count == 7

    @pytest.mark.parametrize("shown", ["p1", "p2"])
    def test_gives_less_when_shown_evidence_is_taken_away(self, tmp_path, ultrasound, shown):
        before = {each.organisation.id: each for each in ultrasound.match(PROBE).matches}
        projects = [row for row in ULTRASOUND["projects"] if row["id"] != shown]
        index = index_of(tmp_path / "without", **{**ULTRASOUND, "projects": projects})

        after = {each.organisation.id: each for each in index.match(PROBE).matches}

        assert shown in [reason.project.id for reason in before["clinic"].reasons]
        assert after["clinic"].score < before["clinic"].score

    def test_leaves_the_asker_out(self, ultrasound):
        answer = ultrasound.match(Need("ultrasound", asker="probe_maker"))

        assert ids(answer) == ["clinic"]
        assert answer.facets.countries == {"LU": 1}

    @pytest.mark.parametrize("asker", ["stranger", "", "\ud800", "clinic\0"])
    def test_passes_over_an_asker_it_does_not_know(self, ultrasound, asker):
        answer = ultrasound.match(Need("ultrasound", asker=asker))

        assert len(answer.matches) == 2

    def test_tells_known_words_from_unknown_ones(self, ultrasound):
        answer = ultrasound.match(Need("Probes for opera singers; probes!", title="Ultrasound"))

        assert answer.known_words == ("Ultrasound", "Probes", "probes")
        assert answer.unknown_words == ("opera", "singers")

    @pytest.mark.parametrize("text", ["", "  ", "the", "🩺🩺", "opera", "\0", "\ud800"])
    def test_finds_nobody_for_a_need_that_says_nothing_known(self, ultrasound, text):
        answer = ultrasound.match(Need(text))

        assert answer.matches == ()
        assert answer.found == 0
        assert answer.facets.countries == {}

    def test_bears_a_need_of_a_hundred_kilobytes(self, ultrasound):
        answer = ultrasound.match(Need("ultrasound probe opera " * 4500))

        assert len(answer.matches) == 2
        assert answer.unknown_words == ("opera",)

    @pytest.mark.parametrize("top", [0, 1])
    def test_lists_no_more_than_asked_for(self, ultrasound, top):
        answer = ultrasound.match(PROBE, top=top)

        assert len(answer.matches) == top
        assert answer.found == 2

    def test_answers_from_an_empty_index(self, nothing):
        answer = nothing.match(PROBE)

        assert answer.matches == ()
        assert answer.unknown_words == ("ultrasound", "probe")
        assert nothing.countries == {}


class TestFilters:
    def test_leave_only_whom_they_name(self, ultrasound):
        answer = ultrasound.match(PROBE, filters=Filters(countries=frozenset({"LU"})))

        assert ids(answer) == ["clinic"]

    def test_look_deeper_rather_than_leave_the_answer_short(self, tmp_path):
        strong = [{"id": f"a{number:03}", "title": "ultrasound"} for number in range(400)]
        weak = {"id": "z", "title": "ultrasound and much else besides, in many hospitals"}
        index = index_of(
            tmp_path,
            organisations=[{"id": "big", "country": "FR"}, {"id": "small", "country": "LU"}],
            projects=[*strong, weak],
            took_part=[
                *((project["id"], "big", "coordinator") for project in strong),
                ("z", "small", "participant"),
            ],
        )

        answer = index.match(Need("ultrasound"), filters=Filters(countries=frozenset({"LU"})))

        assert ids(answer) == ["small"]

    def test_keep_to_evidence_that_holds_a_term(self, ultrasound):
        answer = ultrasound.match(
            Need("ultrasound steel"), filters=Filters(terms=("steel bridges", "opera"))
        )

        assert ids(answer) == ["bridge_lab", "clinic"]
        assert [reason.project.id for reason in answer.matches[1].reasons] == ["p3"]

    def test_count_each_choice_under_the_others(self, ultrasound):
        facets = ultrasound.match(PROBE, filters=Filters(countries=frozenset({"LU"}))).facets

        assert facets.countries == {"FR": 1, "LU": 1}
        assert facets.kinds == {"company": 1}
        assert facets.sme == 0

    def test_count_everything_where_none_is_set(self, ultrasound):
        facets = ultrasound.match(Need("ultrasound steel")).facets

        assert facets.countries == {"DE": 1, "FR": 1, "LU": 1}
        assert facets.kinds == {"company": 2, "research": 1}
        assert facets.sme == 1


class TestSuggest:
    def test_gives_the_same_order_and_scores_as_match(self, ultrasound):
        matches = ultrasound.match(PROBE).matches

        suggested = ultrasound.suggest(PROBE)
        assert [(each.organisation_id, each.score) for each in suggested] == [
            (each.organisation.id, each.score) for each in matches
        ]

    def test_is_empty_where_nothing_is_known(self, nothing):
        assert nothing.suggest(PROBE) == []


class TestOrganisation:
    def test_is_what_was_indexed(self, ultrasound):
        clinic = ultrasound.organisation("clinic")

        assert clinic.name == "Clinique Bohler"
        assert clinic.sme is False
        assert (clinic.lat, clinic.lon) == (49.63, 6.17)
        assert clinic.project_count == 3

    @pytest.mark.parametrize("stranger", ["", "clini", "clinics", "clinic\0", "zzzzzzzzzzzzzzzz"])
    def test_is_refused_for_a_stranger(self, ultrasound, stranger):
        with pytest.raises(UnknownOrganisation):
            ultrasound.organisation(stranger)

    def test_is_refused_by_an_empty_index(self, nothing):
        with pytest.raises(UnknownOrganisation):
            nothing.organisation("clinic")


class TestProject:
    def test_is_what_was_indexed(self, ultrasound):
        project = ultrasound.project("p2")

        assert project.title == "ultrasound gel"
        assert project.starts == dt.date(2023, 1, 1)
        assert project.doi == "10.1/gel"
        assert ultrasound.project("p1").invented is True

    def test_is_refused_if_unknown(self, ultrasound):
        with pytest.raises(UnknownProject):
            ultrasound.project("p4")


class TestProjectsOf:
    def test_come_newest_first_undated_last(self, ultrasound):
        involvements = ultrasound.projects_of("clinic")

        assert [each.project.id for each in involvements] == ["p2", "p1", "p3"]
        assert [each.contribution for each in involvements] == [2500.5, 1000.0, None]
        assert involvements[2].role == "third_party"

    def test_may_be_none(self, ultrasound):
        assert ultrasound.projects_of("newcomer") == []


class TestParticipants:
    def test_begin_with_the_coordinator(self, ultrasound):
        involvements = ultrasound.participants("p1")

        assert [each.organisation.id for each in involvements] == ["probe_maker", "clinic"]


class TestPartnersOf:
    def test_count_the_projects_in_common(self, tmp_path):
        took_part = [*ULTRASOUND["took_part"], ("p2", "probe_maker", "participant")]
        index = index_of(tmp_path, **{**ULTRASOUND, "took_part": took_part})

        partners = index.partners_of("clinic")

        assert [(each.organisation.id, each.projects) for each in partners] == [
            ("probe_maker", 2),
            ("bridge_lab", 1),
        ]

    def test_may_be_none(self, ultrasound):
        assert ultrasound.partners_of("newcomer") == []
        assert ultrasound.partner_ids("stranger") == frozenset()

    def test_have_ids(self, ultrasound):
        assert ultrasound.partner_ids("clinic") == {"probe_maker", "bridge_lab"}


class TestTopicsOf:
    def test_come_most_frequent_first(self, ultrasound):
        assert ultrasound.topics_of("clinic") == [("imaging", 2), ("materials", 1)]

    def test_may_be_none(self, ultrasound):
        assert ultrasound.topics_of("newcomer") == []

    def test_are_none_where_the_source_has_none(self, tmp_path):
        index = index_of(tmp_path, **{**ULTRASOUND, "topics": []})

        assert index.topics_of("clinic") == []


class TestFindOrganisations:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("etoile", ["probe_maker"]),
            ("SE", ["probe_maker"]),
            ("bo clin", ["clinic"]),
            ("b", ["clinic", "bridge_lab"]),
            ("bridge laboratory", ["bridge_lab"]),
            ("ohler", []),
            ("", []),
            ("?!", []),
        ],
    )
    def test_go_by_the_beginnings_of_words(self, ultrasound, text, found):
        organisations = ultrasound.find_organisations(text)

        assert sorted(each.id for each in organisations) == sorted(found)

    def test_put_names_that_begin_so_first(self, ultrasound):
        organisations = ultrasound.find_organisations("b")

        assert [each.id for each in organisations] == ["bridge_lab", "clinic"]

    def test_list_no_more_than_asked_for(self, ultrasound):
        assert len(ultrasound.find_organisations("b", top=1)) == 1


class TestWhole:
    def test_is_counted(self, ultrasound):
        assert ultrasound.n_organisations == 4
        assert ultrasound.n_projects == 3
        assert ultrasound.countries == {"DE": 1, "FR": 1, "LU": 1}
        assert ultrasound.places() == [(49.63, 6.17)]
        assert ultrasound.project_counts() == {
            "bridge_lab": 1,
            "clinic": 3,
            "newcomer": 0,
            "probe_maker": 1,
        }


class TestRequirements:
    def test_are_covered_by_named_evidence(self, ultrasound):
        need = Need(text="ultrasound probe and steel", requirements=("ultrasound probe", "steel"))

        clinic = next(
            each for each in ultrasound.match(need).matches if each.organisation.id == "clinic"
        )

        probe, steel = clinic.coverage
        assert (probe.strength, probe.project.id, probe.words) == (1, "p1", ("ultrasound", "probe"))
        assert (steel.strength, steel.project.id) == (1, "p3")

    def test_that_nothing_answers_stay_open(self, ultrasound):
        need = Need(text="ultrasound", requirements=("ultrasound", "unheard of"))

        for match in ultrasound.match(need).matches:
            assert (match.coverage[1].strength, match.coverage[1].project) == (0, None)

    def test_are_found_in_the_need_where_none_are_given(self, ultrasound):
        answer = ultrasound.match(Need(text="ultrasound probe"))

        assert answer.requirements == ("ultrasound probe",)


class TestFit:
    def test_is_good_where_one_answers_all(self, ultrasound):
        assert ultrasound.match(Need(text="ultrasound probe")).fit == Fit.GOOD

    def test_is_nobody_where_next_to_nothing_is_answered(self, ultrasound):
        need = Need(text="ultrasound of unheard whales singing sorrowful songs below icebergs")

        answer = ultrasound.match(need)

        assert answer.fit == Fit.NOBODY
        assert answer.matches

    def test_is_nobody_where_there_is_nobody(self, nothing):
        assert nothing.match(PROBE).fit == Fit.NOBODY


class TestChosen:
    def test_are_left_out_and_their_partners_known(self, ultrasound):
        answer = ultrasound.match(Need(text="ultrasound", chosen=("probe_maker", "stranger")))

        (clinic,) = answer.matches
        assert (clinic.organisation.id, clinic.together) == ("clinic", 1)


class TestExcluded:
    def test_never_answer(self, ultrasound):
        filters = Filters(excluded=frozenset({"clinic", "stranger"}))

        answer = ultrasound.match(Need(text="ultrasound"), filters=filters)

        assert [each.organisation.id for each in answer.matches] == ["probe_maker"]

    def test_are_not_counted_among_the_choices_either(self, ultrasound):
        filters = Filters(countries=frozenset({"FR"}), excluded=frozenset({"clinic"}))

        facets = ultrasound.match(Need(text="ultrasound"), filters=filters).facets

        assert facets.countries == {"FR": 1}
