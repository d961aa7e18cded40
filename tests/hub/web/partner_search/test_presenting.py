import pytest

from liaison.hub.web.partner_search.presenting import show
from liaison.matching import Match, Reason
from tests.factories.evidence import OrganisationFactory, ProjectFactory

CLINIC, PROBE = OrganisationFactory(), ProjectFactory()
REASON = Reason(PROBE, "participant", None, 1.0, ("probe",))


def shown(**known):
    """What the page says of a match of which this is known."""
    match = Match(CLINIC, 1.0, known.pop("reasons", (REASON,)), 1, **known)
    (one,) = show([match], first=1, best=1.0)
    return one


class TestShow:
    @pytest.mark.parametrize(
        ("probability", "said"),
        [
            (None, ""),
            (0.0, "fewer than 1 of 100 such suggestions became a project together"),
            (0.004, "fewer than 1 of 100 such suggestions became a project together"),
            (0.01, "about 1 of 100 such suggestions became a project together"),
            (0.126, "about 13 of 100 such suggestions became a project together"),
        ],
    )
    def test_says_how_often_such_suggestions_came_true(self, probability, said):
        assert shown(probability=probability).chance == said

    def test_tells_who_is_new(self):
        assert shown(is_newcomer=True).is_newcomer
        assert not shown().is_newcomer

    def test_says_so_where_no_word_is_shared(self):
        (other,) = shown(reasons=(REASON, Reason(PROBE, "", None, 0.0, ()))).others

        assert "near in meaning, in other words" in other
