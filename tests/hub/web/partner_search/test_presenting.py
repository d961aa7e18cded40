import pytest

from liaison.hub.web.partner_search.presenting import draw, show
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


class TestDraw:
    def test_takes_names_and_titles_for_words(self):
        clinic = OrganisationFactory(id='1"2', name="<b>Clinic</b>", sme=True)
        probe = ProjectFactory(title="<i>Probe</i>", text="A <probe> & more.")
        match = Match(clinic, 1.0, (Reason(probe, "participant", None, 1.0, ("probe",)),), 1)

        drawn = draw(show([match], first=3, best=2.0))

        assert 'id="organisation-1&quot;2"' in drawn
        assert "&lt;b&gt;Clinic&lt;/b&gt;" in drawn
        assert "&lt;i&gt;<mark>Probe</mark>&lt;/i&gt;" in drawn
        assert "A &lt;<mark>probe</mark>&gt; &amp; more." in drawn
        assert '<span class="match__place" aria-hidden="true">3</span>' in drawn
        assert 'width="50"' in drawn
        assert '<span class="tag">SME</span>' in drawn

    def test_says_of_each_match_what_is_its_own(self):
        matches = [
            Match(CLINIC, 1.0, (REASON,), 1, is_newcomer=True),
            Match(CLINIC, 0.5, (REASON, REASON), 4),
        ]

        first, second = map(draw, zip(show(matches, first=1, best=1.0), strict=True))

        assert "New here" in first
        assert "<details>" not in first
        assert "New here" not in second
        assert "1 more piece of evidence" in second
        assert "2 more pieces of evidence speak for this organisation." in second
