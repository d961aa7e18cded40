"""Templates say what they need, and none lies about unused."""

import re
from functools import cache
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "src" / "liaison" / "hub" / "web"
TEMPLATES = {
    str(path.relative_to(folder)): path
    for folder in PAGES.glob("*/templates")
    for path in folder.rglob("*")
    if path.suffix in {".html", ".txt"}
}
# Found by their names alone: Django's error pages and the pages and letters of the sign-in library.
NAMED_BY_LIBRARIES = re.compile(r"^(4\d\d|500|403_csrf)\.html$|^(account|allauth|mfa)/")


@cache
def pages():
    """Return what is written in all pages, read once."""
    files = (path for path in PAGES.rglob("*") if path.suffix in {".py", ".html"})
    return {path: path.read_text() for path in files}


def test_there_are_templates():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("name", sorted(name for name in TEMPLATES if Path(name).name[0] == "_"))
def test_partial_states_its_inputs(name):
    text = TEMPLATES[name].read_text()

    assert "{% comment %}" in text[:400], f"{name}: say in a comment what it needs"


@pytest.mark.parametrize(
    "name", sorted(name for name in TEMPLATES if not NAMED_BY_LIBRARIES.match(name))
)
def test_template_is_used(name):
    users = [path for path, text in pages().items() if f'"{name}"' in text]

    assert set(users) - {TEMPLATES[name]}, f"no page uses {name}"


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_template_asks_nothing_of_other_sites(name):
    text = TEMPLATES[name].read_text()

    assert not re.search(r'(src|srcset|action)="(https?:)?//', text)
    assert not re.search(r'<(link|script)[^>]+href="(https?:)?//', text)


@pytest.mark.parametrize("name", sorted(name for name in TEMPLATES if name.endswith(".html")))
def test_template_needs_no_inline_style_or_script(name):
    text = TEMPLATES[name].read_text()

    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)[^>]*>|<style", text) or (
        name == "500.html" and "<script" not in text
    )
