"""E-mails and calendar entries that a team brings, whole and broken, harmless and hostile."""

import datetime as dt
from contextlib import suppress

import pytest

from liaison.hub.interactions.mail_files import (
    LARGEST_CALENDAR,
    LARGEST_FILE,
    TooLarge,
    UnreadableFile,
    read_file,
    without_addresses,
)

MAIL = """\
From: =?utf-8?q?L=C3=A9a_Thill?= <lea.thill@moselle.example>
To: Anna <anna@cluster.example>, ben@gmail.com
Cc: info@labs.sauer.example
Date: Mon, 2 Nov 2026 09:30:00 +0100
Subject: Prochaine =?iso-8859-1?q?=E9tape?=
Content-Type: {kind}

{body}
"""
ENTRY = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:one@example.org
DTSTART;TZID=Europe/Luxembourg:20261102T143000
SUMMARY:Visit of the laboratory
LOCATION:Esch
ORGANIZER:mailto:anna@cluster.example
ATTENDEE;CN=Lea:MAILTO:lea@Moselle.example
{more}END:VEVENT
END:VCALENDAR
"""


def mail(body="A word.", kind="text/plain; charset=utf-8", charset="utf-8"):
    return MAIL.format(kind=kind, body=body).encode(charset, "replace")


def entry(more=""):
    return ENTRY.format(more=more).replace("\n", "\r\n").encode()


class TestMail:
    def test_tells_when_what_and_at_which_domains(self):
        found = read_file(mail("Hello Anna,\n\nwrite to lea.thill@moselle.example please.\n"))

        assert found.kind == "email"
        assert found.happened_at == dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
        assert found.text == "Prochaine étape\n\nHello Anna,\n\nwrite to … please."
        assert found.domains == {
            "moselle.example",
            "cluster.example",
            "gmail.com",
            "labs.sauer.example",
        }

    def test_is_read_from_a_page_without_its_code(self):
        page = "<head><title>x</title></head><p>Hello</p><script>bad()</script><p>Anna</p>"

        found = read_file(mail(page, "text/html"))

        assert "Hello" in found.text
        assert "Anna" in found.text
        assert "bad" not in found.text
        assert "<" not in found.text

    @pytest.mark.parametrize("charset", ["utf-8", "no-such-charset", "ascii", "utf-16"])
    def test_is_read_whatever_charset_it_claims(self, charset):
        assert read_file(mail("Grüße", f"text/plain; charset={charset}")).text

    def test_takes_the_day_of_an_invitation_in_it(self):
        content = mail(entry().decode(), "text/calendar; charset=utf-8")

        assert read_file(content).kind == "meeting"

    @pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 25:61:00", "1"])
    def test_without_a_readable_day_leaves_it_open(self, date):
        content = f"From: lea@moselle.example\nDate: {date}\n\nHello".encode()

        assert read_file(content).happened_at is None

    def test_of_many_parts_within_each_other_is_refused_or_read(self):
        head = "From: lea@moselle.example\nMIME-Version: 1.0\n"
        nested = "".join(
            f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
            for depth in range(3000)
        )
        with suppress(UnreadableFile):
            assert read_file((head + nested + "\nHello").encode()).domains

    def test_that_is_too_large_is_refused(self):
        with pytest.raises(TooLarge):
            read_file(mail("a" * LARGEST_FILE))

    def test_of_allowed_size_is_read(self):
        assert len(read_file(mail("word " * 1_000_000)).text) <= 4000

    @pytest.mark.parametrize("content", [b"", b"Hello", b"\x00\xff" * 500, b"PK\x03\x04" * 9])
    def test_that_is_none_is_refused(self, content):
        with pytest.raises(UnreadableFile):
            read_file(content)


class TestEntry:
    def test_tells_when_what_and_at_which_domains(self):
        found = read_file(entry())

        assert found.kind == "meeting"
        assert found.happened_at == dt.datetime(2026, 11, 2, 13, 30, tzinfo=dt.UTC)
        assert found.is_timed
        assert found.text == "Visit of the laboratory\n\nEsch"
        assert found.domains == {"cluster.example", "moselle.example"}

    def test_of_a_whole_day_has_no_time(self):
        found = read_file(
            entry().replace(b";TZID=Europe/Luxembourg:20261102T143000", b";VALUE=DATE:20261102")
        )

        assert not found.is_timed
        assert found.happened_at.astimezone(dt.UTC) == dt.datetime(2026, 11, 1, 23, tzinfo=dt.UTC)

    def test_that_recurs_leaves_the_day_open(self):
        found = read_file(entry("RRULE:FREQ=DAILY;COUNT=100000000\r\n"))

        assert found.recurs
        assert found.happened_at is None

    def test_says_how_many_more_there_are(self):
        both = entry().replace(
            b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:two@x.example\r\nEND:VEVENT\r\nEND:VCALENDAR"
        )

        assert read_file(both).more == 1

    @pytest.mark.parametrize(
        "content",
        [
            b"BEGIN:VCALENDAR\r\nEND:VCALENDAR",
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT",
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT",
        ],
    )
    def test_that_is_broken_is_refused(self, content):
        with pytest.raises(UnreadableFile):
            read_file(content)

    def test_that_is_too_large_is_refused(self):
        with pytest.raises(TooLarge):
            read_file(entry("X-A:" + "a" * LARGEST_CALENDAR + "\r\n"))


class TestAddresses:
    def test_are_left_out_of_texts(self):
        text = "Léa <lea@moselle.example>, mailto:ben@x.example; tel 12"

        assert without_addresses(text) == "Léa …, …; tel 12"
