"""
What a mail scanner changes that opens every link of every letter: nothing may.

    liaison demo --data DIR --port 8993 &
    python benchmarks/link_scanner.py DIR http://localhost:8993

Needs a running demonstration that has sent its letters, and Chromium. Each link is asked for by
GET, HEAD and OPTIONS, and opened in a browser that runs scripts and presses nothing. Compared are
all rows of the database before and after, but for sessions and the queue of jobs. Exits with 1 if
any differ.
"""

import argparse
import email
import http.client
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

_LEFT_OUT = {"django_session", "jobs_job"}
# How Django parts the letters in one of its files.
_BETWEEN = re.compile(rb"\n-{70,}\n")
_LINK = re.compile(r"https?://[^\s<>\"]+")


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.split("\n\n")[0].strip())
    reader.add_argument("data", type=Path)
    reader.add_argument("address")
    chosen = reader.parse_args()
    letters = read_letters(chosen.data / "mail")
    links = sorted({link for letter in letters for link in links_in(letter, chosen.address)})
    before = rows_of(chosen.data / "liaison.sqlite3")
    answers = ask(links) + browse(links)
    after = rows_of(chosen.data / "liaison.sqlite3")
    changed = sorted(table for table, rows in before.items() if rows != after[table])
    print(f"{len(letters)} letters, {len(links)} links; {dict(answers)}")
    print(f"tables changed, of {len(before)}: {changed or 'none'}")
    return 1 if changed or not links else 0


def read_letters(folder: Path) -> list[email.message.EmailMessage]:
    parts = [part for file in folder.iterdir() for part in _BETWEEN.split(file.read_bytes())]
    written = (part.lstrip() for part in parts if part.strip())
    return [email.message_from_bytes(each, policy=default) for each in written]


def links_in(letter: email.message.EmailMessage, address: str) -> set[str]:
    """Return the links of a letter that lead to the site, as they are reached at this address."""
    said = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    found = _LINK.findall("\n".join([*said, str(letter.get("List-Unsubscribe", ""))]))
    ours = (urlsplit(link.rstrip(").,;'")) for link in found)
    return {address + each.path for each in ours if each.hostname == urlsplit(address).hostname}


def ask(links: list[str]) -> Counter[tuple[str, int]]:
    """Ask for each link as a program does; return how it was answered."""
    answers: Counter[tuple[str, int]] = Counter()
    for link in links:
        place = urlsplit(link)
        for method in ("GET", "HEAD", "OPTIONS"):
            server = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
            with closing(server):
                server.request(method, place.path)
                answers[method, server.getresponse().status] += 1
    return answers


def browse(links: list[str]) -> Counter[tuple[str, int]]:
    """Open each link in a browser of its own that presses nothing; return how it was answered."""
    answers: Counter[tuple[str, int]] = Counter()
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for link in links:
            page = browser.new_page()
            answer = page.goto(link, wait_until="networkidle")
            answers["browser", answer.status if answer else 0] += 1
            page.close()
        browser.close()
    return answers


def rows_of(database: Path) -> dict[str, list[str]]:
    """Return all rows by table, in an order that says nothing."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        named = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = {name for (name,) in named if not name.startswith("sqlite_")} - _LEFT_OUT
        return {
            table: sorted(map(repr, opened.execute(f'SELECT * FROM "{table}"').fetchall()))
            for table in tables
        }


if __name__ == "__main__":
    raise SystemExit(main())
