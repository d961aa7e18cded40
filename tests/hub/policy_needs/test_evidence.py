"""What others than the team learn of who stands behind a challenge."""

import pytest

from liaison.hub.policy_needs.queries.evidence import evidence_for_addressees, numbers_told
from tests.factories.directory import OrganisationFactory
from tests.factories.policy_needs import ChallengeFactory, SignalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(biohealth):
    return ChallengeFactory(cluster=biohealth)


def told(challenge, organisation, *, attribution="counted", words="Two years for data."):
    SignalFactory(
        cluster=challenge.cluster,
        challenge=challenge,
        organisation=OrganisationFactory(name=organisation)
        if isinstance(organisation, str)
        else organisation,
        attribution=attribution,
        words=words,
    )


class TestEvidence:
    def test_is_no_number_and_no_words_without_a_name_of_two(self, challenge):
        told(challenge, "Moselle Sensors", attribution="unnamed", words="Only we measure gait.")
        told(challenge, "Sauer Labs")

        found = evidence_for_addressees(challenge)

        assert (found.number, found.named, found.said) == (None, [], [])

    def test_counts_organisations_not_signals(self, challenge):
        sensors = OrganisationFactory(name="Moselle Sensors")
        for _each in range(3):
            told(challenge, sensors)

        assert evidence_for_addressees(challenge).number is None
        assert numbers_told([challenge]) == {}

    def test_tells_of_three_how_many_and_words_without_a_name(self, challenge):
        told(challenge, "Moselle Sensors", attribution="unnamed", words="Papers for each house.")
        told(challenge, "Sauer Labs", words="Never to be read by others.")
        told(challenge, "Alzette Imaging")

        found = evidence_for_addressees(challenge)

        assert found.number == 3
        assert [(said.words, said.organisation) for said in found.said] == [
            ("Papers for each house.", None)
        ]
        assert numbers_told([challenge]) == {challenge.pk: 3}

    def test_names_who_may_be_named_from_the_first(self, challenge):
        told(challenge, "Sauer Labs", attribution="named", words="We lost a trial over it.")

        found = evidence_for_addressees(challenge)

        assert found.number is None
        assert [each.name for each in found.named] == ["Sauer Labs"]
        assert found.said[0].organisation.name == "Sauer Labs"

    def test_of_a_challenge_without_signals_is_empty(self, challenge):
        assert evidence_for_addressees(challenge).said == []
