from django.template import engines
from django.utils import translation

PART = (
    "{% load components %}"
    '{% same_for_all "partner_search/_figures.html" has_several=several chance_is_known=True %}'
)


def drawn(*, language="en", several=True):
    with translation.override(language):
        return engines["django"].from_string(PART).render({"several": several})


class TestSameForAll:
    def test_depends_on_the_language_and_the_flags(self):
        assert drawn() == drawn()
        assert "What these figures mean" in drawn()
        assert "What these figures mean" not in drawn(language="fr")
        assert "“Answered” means" in drawn()
        assert "“Answered” means" not in drawn(several=False)
