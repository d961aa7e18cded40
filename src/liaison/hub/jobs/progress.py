"""
How far a running job has come, kept where others see it at once.

The database holds it. On SQLite alone, a job that writes much in one transaction keeps everybody
else from writing; until it is through, its progress lies in a small file beside the database.
"""

import json
import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Progress:
    """
    How far a job has come.

    :ivar done: pieces of work, from 0 to `total`
    :ivar total: None where nobody can say
    """

    done: int = 0
    total: int | None = None
    note: str = ""


def lay_aside(job_id: uuid.UUID, progress: Progress) -> None:
    """Write the progress beside the database; readers see the old or the new, never a half."""
    file = _file(job_id)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(asdict(progress)))
    os.replace(new, file)


def laid_aside(job_id: uuid.UUID) -> Progress | None:
    """Return what lies beside the database, if anything does."""
    try:
        return Progress(**json.loads(_file(job_id).read_text()))
    except FileNotFoundError:
        return None


def clear_away(job_id: uuid.UUID) -> None:
    """Remove what lies beside the database, once the database holds what is newer."""
    _file(job_id).unlink(missing_ok=True)


def _file(job_id: uuid.UUID) -> Path:
    return settings.DATA_FOLDER / "jobs" / f"{job_id}.json"
