"""What is seen of two entries has a sentence on the page, the same as in the command's table."""

from django.utils import translation

from liaison import opendata
from liaison.hub.identities.choices import REASONS, Judgement
from liaison.opendata.resolution.comparison import SENTENCES


class TestReasons:
    def test_are_those_that_are_seen(self):
        with translation.override("en"):
            said = {code: str(sentence) for code, sentence in REASONS.items()}

        assert said == {seen.value: sentence for seen, sentence in SENTENCES.items()}


class TestJudgements:
    def test_have_the_codes_that_are_recorded(self):
        assert {each.value for each in Judgement} == {each.value for each in opendata.Judgement}
