"""The recurring jobs of an installation."""

from liaison.config.schedule import SCHEDULE
from liaison.hub.jobs.kinds import get_kind, kinds
from liaison.hub.jobs.recurring import Daily


class TestSchedule:
    def test_names_kinds_that_exist(self):
        for each in SCHEDULE:
            assert get_kind(each.kind).code == each.kind

    def test_names_each_once(self):
        names = [each.kind for each in SCHEDULE]

        assert len(names) == len(set(names))

    def test_is_in_the_order_of_the_clock(self):
        times = [each.when.at for each in SCHEDULE if isinstance(each.when, Daily)]

        assert times == sorted(times)


class TestKinds:
    def test_say_in_words_what_they_do(self):
        for kind in kinds():
            assert str(kind.words) != kind.code, f"say for people what {kind.code} does"
