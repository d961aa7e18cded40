"""Two processes never do the same at the same time."""

import pytest

from liaison.opendata.locks import only_one


class Refused(Exception):
    pass


@pytest.fixture
def hold(tmp_path):
    def held(lock=tmp_path / "new" / ".lock"):
        return only_one(lock, where=lock.parent, refusal=Refused, busy=Refused("busy"))

    return held


class TestOnlyOne:
    def test_refuses_a_second_one(self, hold):
        with hold(), pytest.raises(Refused, match="busy"), hold():
            pytest.fail("Both are at work.")

    def test_lets_the_next_one_in_also_after_a_failure(self, hold):
        with pytest.raises(ZeroDivisionError), hold():
            _ = 1 / 0

        with hold():
            pass

    def test_says_where_it_cannot_write(self, hold, tmp_path):
        (tmp_path / "file").write_text("")

        with (
            pytest.raises(Refused, match=r"file: cannot be written \(File exists\)\.$"),
            hold(tmp_path / "file" / ".lock"),
        ):
            pytest.fail("There is no folder to lock.")
