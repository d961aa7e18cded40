"""The structure and the style, as their own tools check them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "tool",
    [
        ["lint-imports"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
    ],
    ids=["import contracts", "ruff rules", "ruff format", "mypy strict"],
)
def test_is_kept(tool):
    program = Path(sys.executable).with_name(tool[0])

    outcome = subprocess.run(
        [program, *tool[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
