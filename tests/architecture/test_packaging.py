"""What the project depends on is explained, pinned, and free of anybody's addresses."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(file: str) -> set[str]:
    return {
        match[1].lower()
        for match in re.finditer(r"^([A-Za-z0-9_.-]+)==", (ROOT / file).read_text(), re.MULTILINE)
    }


class TestDependencies:
    def test_each_has_a_reason_above_it(self):
        lines = (ROOT / "pyproject.toml").read_text().splitlines()
        start = lines.index("dependencies = [")
        end = lines.index("]", start)

        for above, line in zip(lines[start:end], lines[start + 1 : end], strict=False):
            if line.strip().startswith('"'):
                assert above.strip().startswith("#"), f"say above it why we need {line.strip()}"

    def test_are_pinned_with_hashes(self):
        wanted = {re.match(r"[\w-]+", name)[0] for name in PROJECT["project"]["dependencies"]}

        assert wanted <= pinned("requirements.txt")

    def test_tests_run_on_the_very_versions_that_are_shipped(self):
        shipped = re.findall(r"^\S+==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
        tested = re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)

        assert set(shipped) <= set(tested)

    @pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
    def test_lock_records_no_address(self, file):
        assert "://" not in (ROOT / file).read_text()
