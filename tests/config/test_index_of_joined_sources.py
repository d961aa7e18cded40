"""From joined sources to the index: one organisation, whatever number of entries."""

from liaison import matching, opendata
from liaison.config.indexing import are_in_index, newest_evidence
from liaison.matching import Need
from tests.support.pictures import INSTITUTE, INSTITUTE_AGAIN, MONDAY, index, link


class TestIndexOfJoinedSources:
    def test_has_an_organisation_once_with_all_it_did(self, joined):
        built = matching.load_index(joined / "index")

        assert set(built.project_counts()) == {"999000001", "999000002", "888000002", INSTITUTE}
        done = {each.project.id: each for each in built.projects_of(INSTITUTE)}
        assert set(done) == {"101000001", "101000002"}
        # Both its entries take part in one of them, with 350,000 euros each.
        assert done["101000001"].contribution == 700_000

    def test_calls_it_as_its_picture_does(self, joined):
        built = matching.load_index(joined / "index")

        assert built.organisation("999000001").name == "University of the Riviere"
        assert built.organisation("999000002").name == "CENTRE HOSPITALIER DE LA RIVIERE"

    def test_suggests_it_once_with_the_evidence_of_all_entries(self, joined):
        answer = matching.load_index(joined / "index").match(
            Need(text="rare tumours, gait sensors")
        )

        suggested = [match.organisation.id for match in answer.matches]
        assert suggested.count(INSTITUTE) == 1
        assert INSTITUTE_AGAIN not in suggested
        assert answer.found == len(suggested) == 4
        (institute,) = (match for match in answer.matches if match.organisation.id == INSTITUTE)
        assert {reason.project.id for reason in institute.reasons} == {"101000001", "101000002"}

    def test_is_out_of_date_once_they_were_joined_otherwise(self, joined):
        snapshots = newest_evidence(joined)
        assert are_in_index(snapshots, joined)

        opendata.withdraw(joined, 1, because="mistaken", by="Maria Muster", now=MONDAY)
        link(joined)
        assert not are_in_index(snapshots, joined)
        index(joined)

        assert are_in_index(snapshots, joined)
        assert INSTITUTE_AGAIN in matching.load_index(joined / "index").project_counts()
