import pytest

from liaison.hub.web.partner_search.presenting import show
from liaison.matching import Match, Organisation, Project, Reason

CLINIC = Organisation(
    id="clinic",
    name="Clinique Bohler",
    short_name="",
    kind="company",
    sme=False,
    country="LU",
    city="Luxembourg",
    lat=None,
    lon=None,
    website="",
    vat_number="",
    project_count=1,
)
PROBE = Project(
    id="p1",
    acronym="",
    title="An ultrasound probe",
    text="A probe for newborns.",
    keywords="",
    signed=None,
    starts=None,
    ends=None,
    topic="",
    programme="",
    scheme="",
    contribution=None,
    doi="",
    url="",
    invented=True,
    language="en",
)
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
