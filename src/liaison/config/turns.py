"""Taking turns: one thread at a time, first come, first served."""

import threading
from collections import deque
from typing import Any


class Turns:
    """
    A lock that is fair; Python's own lets a latecomer pass those who wait.

    Used as a context: who enters waits until all who came before have left.
    """

    def __init__(self) -> None:
        self._state = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._state:
            if not self._is_taken:
                self._is_taken = True
                return
            my_turn = threading.Lock()
            my_turn.acquire()
            self._waiting.append(my_turn)
        # Released by whoever leaves when it is our turn.
        my_turn.acquire()

    def __exit__(self, *error: Any) -> None:
        with self._state:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
