"""Mails that arrive: whose words are passed on, which are not, and each only once."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import Letter, ReturnedAddress, digest_of
from liaison.hub.postbox.actions import forget_received, receive
from liaison.hub.postbox.choices import LARGEST_MAIL, Outcome
from liaison.hub.postbox.models import ReceivedMail
from tests.factories.accounts import UserFactory
from tests.hub.postbox.conftest import CONVERSATION

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BEN = "ben.klein@example.org"

IN_A_FRAME = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
BUSY = {
    "empty lines": b"Content-Type: text/plain\r\n\r\na\n" + b" \n" * 200_000,
    "a long header": b"Content-Type: text/plain; " + b"a=b; " * 200_000 + b"\r\n\r\nYes",
    "many parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 100_000,
    "parts in parts": b"".join(IN_A_FRAME % (number, number) for number in range(400)),
    "brackets": b"Cc: " + b"(" * 50_000 + b"\r\n\r\nYes",
    "an empty page": b"Content-Type: text/html\r\n\r\n<!-- nothing -->",
}

pytestmark = pytest.mark.django_db


def mail(to, text="Yes, gladly.", *, html="", **headers):
    message = EmailMessage()
    message["From"] = f"Ben Klein <{BEN}>"
    message["To"] = to
    message["Subject"] = "Re: Somebody would like to meet you"
    message["Message-ID"] = "<1@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


class TestAnAnswer:
    def test_is_given_to_whom_it_concerns(self, taken, address):
        assert receive(mail(address).as_bytes(), now=NOON) == Outcome.TAKEN
        [reply] = taken
        assert reply.addressed.subject == CONVERSATION
        assert (reply.sender, reply.text, reply.had_files) == (BEN, "Yes, gladly.", False)

    def test_has_its_effect_once(self, taken, address):
        raw = mail(address).as_bytes()
        receive(raw, now=NOON)

        assert receive(raw, now=NOON) == Outcome.TAKEN
        assert len(taken) == 1

    @pytest.mark.parametrize(
        ("text", "own"),
        [
            (
                "Yes.\n\nOn 2 Nov 2026, at 12:00, Liaison <a@b.example> wrote:\n> Would you?\n",
                "Yes.",
            ),
            (
                "Oui.\n\nLe 2 nov. 2026 à 12:00, Us <a@b.example> a écrit :\n> Voulez-vous ?\n",
                "Oui.",
            ),
            (
                "Ja.\n\nAm 02.11.2026 um 12:00 schrieb Liaison <a@b.example>:\n> Wollen Sie?\n",
                "Ja.",
            ),
        ],
    )
    def test_is_passed_on_without_what_it_answers_to(self, taken, address, text, own):
        receive(mail(address, text).as_bytes(), now=NOON)

        assert taken[0].text == own

    def test_may_be_html_alone(self, taken, address):
        message = mail(address)
        message.set_content(
            "<p>Yes, <b>gladly</b>.<br>On Monday?</p><blockquote>Would you?</blockquote>",
            subtype="html",
        )
        receive(message.as_bytes(), now=NOON)

        assert taken[0].text == "Yes, gladly.\nOn Monday?"

    def test_tells_that_files_came_with_it(self, taken, address):
        message = mail(address)
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="offer.pdf")
        receive(message.as_bytes(), now=NOON)

        assert taken[0].had_files

    def test_reaches_us_by_what_the_server_noted_too(self, taken, address):
        message = mail("team@cluster.example", Delivered_To=address)

        assert receive(message.as_bytes(), now=NOON) == Outcome.TAKEN

    def test_is_read_in_any_alphabet(self, taken, address):
        text = "Με χαρά — œuvre, Größe\n".encode("iso-8859-7", "replace")
        head = (
            f"From: {BEN}\r\nTo: {address}\r\nContent-Type: text/plain; charset=nonsense-8\r\n\r\n"
        )

        assert receive(head.encode() + text, now=NOON) in (Outcome.TAKEN, Outcome.UNREADABLE)

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            ("<?xml version='1.0' encoding='utf-8'?><p>Yes, gladly.</p>", "Yes, gladly."),
            ("<blockquote>Would you?</blockquote>Yes.", "Yes."),
        ],
    )
    def test_is_read_in_whatever_page_it_stands(self, taken, address, page, said):
        message = mail(address)
        message.set_content(page, subtype="html")

        assert receive(message.as_bytes(), now=NOON) == Outcome.TAKEN
        assert taken[0].text == said

    def test_is_read_as_far_as_it_can_be_in_an_alphabet_that_nobody_knows(self, taken, address):
        head = (
            f"From: {BEN}\r\nTo: {address}\r\nContent-Type: text/plain; charset=unheard-of\r\n\r\n"
        )

        assert receive(head.encode() + b"Yes, gladly.", now=NOON) == Outcome.TAKEN
        assert taken[0].text == "Yes, gladly."

    def test_brings_no_sign_that_a_database_cannot_store(self, taken, address):
        raw = mail(address).as_bytes().replace(b"Re: Some", b"Re: So\x00me")

        assert receive(raw, now=NOON) == Outcome.TAKEN
        assert taken[0].subject == "Re: Somebody would like to meet you"

    def test_keeps_two_lines_that_are_the_same(self, taken, address):
        receive(mail(address, "Yes.\nYes.\n\n\n\nOn Monday?").as_bytes(), now=NOON)

        assert taken[0].text == "Yes.\nYes.\n\nOn Monday?"

    def test_is_cut_where_it_is_endless(self, taken, address):
        receive(mail(address, "word " * 5_000).as_bytes(), now=NOON)

        assert len(taken[0].text) <= 5_000


class TestARefusedAnswer:
    def test_is_told_to_who_wrote_it_in_their_language(self, taken, address, mailoutbox):
        UserFactory(email=BEN, language="de")

        assert receive(mail(address, "Is it too late?").as_bytes(), now=NOON) == Outcome.REFUSED
        assert Letter.objects.get().language == "de"

    def test_says_why(self, taken, address, mailoutbox, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            receive(mail(address, "Is it too late?").as_bytes(), now=NOON)

        [letter] = mailoutbox
        assert letter.to == [BEN]
        assert "It was answered already." in letter.body

    def test_is_one_without_words(self, taken, address):
        message = mail(address, "> Would you?\n> Yes or no?\n")

        assert receive(message.as_bytes(), now=NOON) == Outcome.REFUSED
        assert not taken

    def test_is_told_once_a_day_to_an_address_that_anybody_may_have_written(self, taken, address):
        for number in range(5):
            receive(mail(address, f"Is it too late? {number}").as_bytes(), now=NOON)
        assert Letter.objects.count() == 1
        assert "we do not write to you once more" in Letter.objects.get().text

        receive(mail(address, "Is it too late now?").as_bytes(), now=NOON + timedelta(days=1))

        assert Letter.objects.count() == 2
        assert not any("klein" in key for key in Letter.objects.values_list("key", flat=True))

    def test_is_not_told_where_letters_come_back(self, taken, address):
        ReturnedAddress.objects.create(digest=digest_of(BEN), since=NOON, last_at=NOON)

        assert receive(mail(address, "Is it too late?").as_bytes(), now=NOON) == Outcome.REFUSED
        assert not Letter.objects.exists()


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize(
        "header",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List_Id": "<news.example>"},
            {"List_Post": "<mailto:news@news.example>"},
            {"Return_Path": "<>"},
        ],
    )
    def test_programs_are_not_answered(self, taken, address, header):
        assert (
            receive(mail(address, "I am away.", **header).as_bytes(), now=NOON) == Outcome.AUTOMATIC
        )
        assert not taken
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        "sender",
        [
            "MAILER-DAEMON@mail.example",
            "no-reply@shop.example",
            "bounces+12=ben@news.example",
            "replies@liaison.example",
        ],
    )
    def test_where_nobody_reads_nobody_is_answered(self, taken, address, sender):
        message = mail(address, "Is it too late?")
        message.replace_header("From", sender)

        assert receive(message.as_bytes(), now=NOON) == Outcome.AUTOMATIC
        assert not Letter.objects.exists()

    def test_our_own_addresses_are_never_answered(self, taken, address):
        message = mail(address, "Is it too late?")
        message.replace_header("From", address)

        assert receive(message.as_bytes(), now=NOON) == Outcome.AUTOMATIC

    def test_what_goes_to_no_conversation_is_left_alone(self, taken):
        assert receive(mail("replies@liaison.example").as_bytes(), now=NOON) == Outcome.UNKNOWN

    @pytest.mark.parametrize(
        "raw", [b"", b"\x00\xff\xfe", b"no mail at all", b"From: \r\n\r\nhello"]
    )
    def test_what_is_no_mail_is_not_read(self, taken, raw):
        assert receive(raw, now=NOON) == Outcome.UNREADABLE

    # Each of these once cost minutes, or broke what came after it.
    @pytest.mark.parametrize("kind", BUSY)
    def test_what_is_made_to_keep_us_busy_does_not(self, taken, address, kind):
        head = f"From: {BEN}\r\nTo: {address}\r\nMIME-Version: 1.0\r\n"

        outcome = receive(head.encode() + BUSY[kind], now=NOON)

        assert outcome in (Outcome.TAKEN, Outcome.REFUSED, Outcome.UNREADABLE)

    @pytest.mark.parametrize("sender", ["a" * 300 + "@example.org", "be\x00n@example.org"])
    def test_who_writes_from_no_address_is_not_answered(self, taken, address, sender):
        raw = f"From: {sender}\r\nTo: {address}\r\n\r\nIs it too late?".encode()

        assert receive(raw, now=NOON) == Outcome.UNREADABLE

    def test_what_is_too_large_is_not_opened(self, taken, address):
        raw = mail(address).as_bytes() + b"x" * LARGEST_MAIL

        assert receive(raw, now=NOON) == Outcome.TOO_LARGE

    def test_nothing_of_a_mail_is_kept(self, taken, address):
        receive(mail(address).as_bytes(), now=NOON)

        [kept] = ReceivedMail.objects.values()
        assert "Klein" not in str(kept)
        assert forget_received(before=NOON) == 0
        assert forget_received(before=datetime(2027, 3, 1, tzinfo=UTC)) == 1


def returned(letter, address=BEN, *, status="5.1.1", action="failed"):
    """A report on a letter that could not be brought (RFC 3464), as mail servers write it."""
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: letters@liaison.example\r\n"
        "Subject: Undelivered Mail\r\nMessage-ID: <bounce@mail.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "Auto-Submitted: auto-replied\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: letters@liaison.example\r\nTo: {address}\r\nMessage-ID: {letter}\r\n\r\nHello\r\n"
        "--b--\r\n"
    ).encode()


class TestALetterThatComesBack:
    @pytest.fixture
    def letter(self):
        from liaison.hub.notifications.actions import send_letter

        words = {"subject": "News", "text": "Hello", "language": "en", "now": NOON}
        return send_letter(about=LetterKind.ALERT, to=BEN, **words)

    def write_again(self, about):
        from liaison.hub.notifications.actions import send_letter

        words = {"subject": "News", "text": "Hello", "language": "en", "now": NOON}
        return send_letter(about=about, to=BEN, **words)

    def test_stops_all_but_the_most_important_ones(self, taken, letter):
        assert receive(returned(letter.message_id), now=NOON) == Outcome.RETURNED
        assert self.write_again(LetterKind.ALERT) is None
        assert self.write_again(LetterKind.ANSWER) is not None

    def test_does_not_count_while_the_server_still_tries(self, taken, letter):
        receive(returned(letter.message_id, status="4.2.2", action="delayed"), now=NOON)

        assert self.write_again(LetterKind.ALERT) is not None

    @pytest.mark.parametrize("name", ["", "<guessed@liaison.example>"])
    def test_is_not_believed_without_the_name_of_the_letter(self, taken, letter, name):
        assert receive(returned(name), now=NOON) == Outcome.UNKNOWN
        assert self.write_again(LetterKind.ALERT) is not None

    def test_is_not_believed_of_another_address(self, taken, letter):
        receive(returned(letter.message_id, "claire.weber@example.org"), now=NOON)

        assert self.write_again(LetterKind.ALERT) is not None

    def test_is_told_to_the_person_who_may_say_that_it_works(
        self, taken, letter, client, biohealth
    ):
        client.force_login(UserFactory(email=BEN))
        receive(returned(letter.message_id), now=NOON)
        page = client.get("/en/letters/").content.decode()
        assert f"our letters to {BEN} come back" in page

        client.post("/en/letters/", {"works": "yes"})

        assert "come back" not in client.get("/en/letters/").content.decode()
        assert self.write_again(LetterKind.ALERT) is not None
