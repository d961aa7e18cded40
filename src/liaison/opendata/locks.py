"""One process at a time: a lock that ends with whoever holds it, however that ends."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(
    lock: Path, *, where: Path, refusal: Callable[[str], Exception], busy: Exception
) -> Iterator[None]:
    """
    Keep other processes from doing the same.

    :param lock: the file that is locked, made with its folder where it is missing
    :param where: what is written to, to be named where it cannot be
    :param refusal: makes what is raised where it cannot be written from the reason
    :param busy: raised where another process holds the lock
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = lock.open("w")
    except OSError as error:
        raise refusal(f"{where}: cannot be written ({error.strerror}).") from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy from None
        yield
