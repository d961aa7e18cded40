"""People who press a button at the same moment."""

import threading

from django.db import connection


def at_once(*deeds):
    """Do all of it at the same moment, each in a thread of its own; return what came of each."""
    outcomes = [""] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def do(place, deed):
        try:
            gate.wait(timeout=20)
            deed()
            outcomes[place] = "done"
        except Exception as error:
            outcomes[place] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)
