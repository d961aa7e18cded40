"""Processes that do jobs beside the site, started anew when one dies."""

import os
import subprocess
import sys
import time
from pathlib import Path

# So that a worker that dies at its start does not keep the machine busy with dying.
SECONDS_BETWEEN_STARTS = 5.0
# Longer than the worker gives its job to come to an end.
SECONDS_TO_END = 20


class Workers:
    """
    Some worker processes of one installation.

    They end by themselves when this process is gone. With none of them everything here does
    nothing.
    """

    def __init__(
        self, number: int, *, data: Path, settings: str, environment: dict[str, str] | None = None
    ) -> None:
        self._command = [
            *(sys.executable, "-m", "liaison", "work", "--with-parent"),
            *("--data", str(data), "--settings", settings),
        ]
        # What the installation sets itself counts more.
        self._environment = (environment or {}) | os.environ
        self._number = number
        self._processes: list[subprocess.Popen[bytes]] = []
        self._started_at = 0.0

    def tend(self) -> None:
        """Start the workers that are missing; to be called every now and then."""
        self._processes = [each for each in self._processes if each.poll() is None]
        missing = self._number - len(self._processes)
        if missing and time.monotonic() - self._started_at > SECONDS_BETWEEN_STARTS:
            self._started_at = time.monotonic()
            for _ in range(missing):
                self._processes.append(subprocess.Popen(self._command, env=self._environment))

    def stop(self) -> None:
        """Ask all to end, and wait until they have given back their jobs."""
        for each in self._processes:
            each.terminate()
        for each in self._processes:
            try:
                each.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                # Its job is taken over when the lease has run out.
                each.kill()
                each.wait()
