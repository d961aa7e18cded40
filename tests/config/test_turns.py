"""One thread at a time, and nobody is passed."""

import threading
import time

from liaison.config.turns import Turns


def wait_until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class TestTurns:
    def test_are_taken_one_at_a_time(self):
        turns, inside, most = Turns(), [], []

        def work():
            for _ in range(50):
                with turns:
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(most) == 400
        assert max(most) == 1

    def test_are_taken_in_the_order_of_coming(self):
        turns, served = Turns(), []

        def work(number):
            with turns:
                served.append(number)

        threads = []
        with turns:
            for number in range(20):
                threads.append(threading.Thread(target=work, args=[number]))
                threads[-1].start()
                wait_until(lambda: len(turns._waiting) == len(threads))
        for thread in threads:
            thread.join()

        assert served == list(range(20))

    def test_go_on_after_an_error(self):
        turns = Turns()

        for _ in range(2):
            try:
                with turns:
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass

        assert not turns._is_taken
