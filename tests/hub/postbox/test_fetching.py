"""A real mailbox is emptied, and no mail is dealt with twice."""

from datetime import UTC, datetime

import pytest

from liaison.hub.postbox.fetching import fetch
from tests.hub.postbox.test_receiving import mail
from tests.support.mailbox import mailbox

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings):
    with mailbox() as opened:
        settings.INBOX = opened.address
        yield opened


def fetch_all(report=lambda number: None):
    return fetch(report=report, clock=lambda: NOON)


def test_is_emptied(box, taken, address):
    box.put(mail(address).as_bytes(), mail("nobody@liaison.example").as_bytes())

    assert fetch_all() == {"taken": 1, "unknown": 1}
    assert box.count() == 0
    assert len(taken) == 1
    assert fetch_all() == {}


def test_what_was_dealt_with_before_a_crash_is_not_again(box, taken, address):
    box.put(mail(address).as_bytes(), mail(address, "And one more thing.").as_bytes())

    def killed(number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_all(killed)
    fetch_all()

    assert [reply.text for reply in taken] == ["Yes, gladly.", "And one more thing."]
    assert box.count() == 0


def test_a_mail_at_which_we_fail_stays_and_keeps_nobody_waiting(
    box, taken, address, monkeypatch, caplog
):
    from liaison.hub.postbox import actions

    def read(raw):
        if b"the one" in raw:
            raise RuntimeError("Ben Klein wrote something new.")
        return actions_read(raw)

    actions_read = actions.read_mail
    monkeypatch.setattr(actions, "read_mail", read)
    box.put(mail(address, "This is the one.").as_bytes(), mail(address).as_bytes())

    assert fetch_all() == {"failed": 1, "taken": 1}
    assert fetch_all() == {}
    assert box.count() == 1
    assert "RuntimeError" in caplog.text
    assert "Ben" not in caplog.text


def test_a_mailbox_that_is_away_is_an_error_of_the_connection(settings, taken):
    settings.INBOX = "imap://replies:secret@127.0.0.1:9/INBOX"

    with pytest.raises(ConnectionRefusedError):
        fetch_all()


def test_nothing_is_fetched_where_there_is_no_mailbox(settings):
    settings.INBOX = ""

    assert fetch_all() == {}
