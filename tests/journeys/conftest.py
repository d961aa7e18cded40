"""A real browser against a real server, as a person would use it."""

import os
import shutil
from collections import defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Error, sync_playwright

# Debian's browser, or whichever is installed; never one that a test downloads.
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
IN_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
Pair = tuple[str, dict[str, int]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# Each journey takes its turn with one of these; German, whose words are longest, on the narrow
# screen. All languages on all screens where LIAISON_EVERY_SCREEN is set: a quarter of an hour more.
PAIRS = [("en", DESK), ("fr", DESK), ("de", PHONE)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("LIAISON_EVERY_SCREEN"):
        return
    pairs_of: dict[str, list[Pair]] = defaultdict(list)
    for item in items:
        if pair := _pair_of(item):
            pairs_of[_name_of(item)].append(pair)
    turns = {name: _turn_of(name, pairs) for name, pairs in pairs_of.items()}
    left = [item for item in items if (pair := _pair_of(item)) and pair != turns[_name_of(item)]]
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]


def _name_of(item: pytest.Item) -> str:
    return f"{item.path.name} {item.originalname}"


def _turn_of(name: str, pairs: list[Pair]) -> Pair:
    """Return with what a journey is tried; one that is for one screen keeps that screen."""
    language, window = PAIRS[crc32(name.encode()) % len(PAIRS)]
    return min(pairs, key=lambda pair: (pair[0] != language, pair[1] != window))


def _pair_of(item: pytest.Item) -> Pair | None:
    """Return in which language and on which screen a journey is tried, if it is on any."""
    chosen = item.callspec.params if hasattr(item, "callspec") else {}
    if not {"language", "window"} <= chosen.keys():
        return None
    return chosen["language"], chosen["window"]


def find_browser() -> str | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (IN_MACOS if Path(IN_MACOS).exists() else None)


@pytest.fixture(scope="session")
def browser():
    program = find_browser()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium is installed, although CI must try the pages in a browser.")
        pytest.skip("Chromium is not installed, so the pages were not tried in a browser.")
    # Playwright keeps a loop of its own running, which Django would take for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, evidence, biohealth):
    """The address of a site that answers from the small world of tests/support/evidence.py."""
    return live_server.url


@pytest.fixture(params=["en", "fr", "de"])
def language(request):
    return request.param


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def window(request):
    return request.param


def _is_trouble(line) -> bool:
    # A form with a mistake is answered by 422, a link that was used by 410, as they should be.
    expected = ("the server responded with a status of 422", "with a status of 410")
    return line.type == "error" and not any(each in line.text for each in expected)


@pytest.fixture
def new_page(browser, site, window):
    """Opens pages, each as in another person's browser; the test fails on any error they meet."""
    contexts, trouble = [], []

    def new_page():
        context = browser.new_context(viewport=window, base_url=site)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if _is_trouble(line) else None)
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((site, "data:")) else trouble.append(asked.url)
            ),
        )
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def page(new_page):
    """A page on a desk's or a phone's screen, that fails the test on any error it meets."""
    return new_page()


@pytest.fixture
def open_menu():
    """Opens the menu of the header where the screen is so narrow that a button stands for it."""

    def open_menu(page):
        button = page.locator(".header__open")
        if button.is_visible():
            button.press("Enter")

    return open_menu


@pytest.fixture
def signed_in(new_page, site):
    """Opens the page of a person who is signed in, as in a browser of their own."""

    def sign_in(person):
        client, page = Client(), new_page()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        page.context.add_cookies([cookie])
        return page

    return sign_in


_SETTLED = """async () => {
    while (document.querySelector(".htmx-request") || document.getAnimations().length)
        await new Promise(requestAnimationFrame);
}"""


def _look(page):
    page.wait_for_load_state()
    # What is just being exchanged, or fading in, is not what people read.
    page.evaluate(_SETTLED)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    return Axe().run(page, options={"runOnly": rules})


@pytest.fixture
def find_barriers():
    """Return what axe-core finds wrong on a page for people with disabilities (WCAG 2.2 A, AA)."""

    def find(page) -> list[str]:
        try:
            results = _look(page)
        except Error:
            # A page that was on its way when the look began took the place of the one looked at.
            results = _look(page)
        return [
            f"{found['id']}: {node['html']}"
            for found in results.response["violations"]
            for node in found["nodes"]
        ]

    return find


@pytest.fixture
def is_sound(find_barriers):
    """Assert that nobody is shut out of a page, and that it fits its screen."""

    def check(page, name):
        if folder := os.environ.get("LIAISON_PICTURES"):
            width = page.viewport_size["width"]
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return check
