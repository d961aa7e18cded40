"""Letters: written once, sent once, tried again, stopped by who does not want them."""

import re
import signal
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.notifications import actions
from liaison.hub.notifications.choices import LetterKind, LetterState
from liaison.hub.notifications.links import NotOurs, Stop, read_stop, stop_token
from liaison.hub.notifications.models import Letter, Preference, digest_of
from liaison.hub.notifications.queries import NoLetter, choices_of, returned_since
from liaison.hub.notifications.sending import doubt_old_ones, pause_after, send_due
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.support.shared_database import wait_until

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CLAIRE = "claire.weber@example.org"


def write(to=CLAIRE, *, about=LetterKind.ANSWER, now=NOON, **more):
    words = {"subject": "An answer", "text": "Hello,\n\nsee https://liaison.example/en/"} | more
    return actions.send_letter(about=about, to=to, language="en", now=now, **words)


def send(now=NOON):
    return send_due(report=lambda number: None, clock=lambda: now)


@pytest.mark.django_db
class TestSendLetter:
    def test_goes_out_in_the_name_of_a_cluster_that_has_a_line_break(self):
        letter = write(cluster=ClusterFactory(name="Moselle\nCluster"))

        assert letter.sender == "Moselle Cluster"

    def test_keeps_nothing_when_the_transaction_fails(self):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)

        assert not Letter.objects.exists()

    def test_writes_the_letter_of_a_key_once(self):
        first = write(key="alert:7:2026-11-02")

        assert write(key="alert:7:2026-11-02") == first
        assert Letter.objects.count() == 1

    def test_keeps_the_subject_in_one_line(self, post):
        write(subject="Your vote\r\nBcc: everybody@example.org")
        send()

        assert post.letters[0]["Subject"] == "Your vote Bcc: everybody@example.org"
        assert post.letters[0]["Bcc"] is None


@pytest.mark.django_db
class TestWriteToTeam:
    def write(self, cluster):
        subject = uuid.UUID("5a0a4f6e-6f0f-4d58-9d0c-0f7e1f9f4a11")
        page = "support:answer"
        actions.write_to_team(
            page, subject, lambda: ("Work", gettext("Sign in")), cluster=cluster, now=NOON
        )

    def test_writes_in_the_language_of_the_team_which_does_not_answer_itself(self):
        self.write(ClusterFactory(contact_email="team@cluster.example", languages=["de", "en"]))

        letter = Letter.objects.get()
        assert (letter.address, letter.language) == ("team@cluster.example", "de")
        assert (letter.about, letter.reply_to) == (LetterKind.WORK_WAITS, "")
        assert letter.text.startswith("Anmelden\n\nhttp")
        assert "/de/" in letter.text

    def test_writes_nothing_where_the_team_has_no_address(self):
        self.write(ClusterFactory(contact_email=""))

        assert not Letter.objects.exists()


@pytest.mark.django_db
class TestSending:
    def test_hands_the_letter_over_once_and_forgets_its_words(self, post):
        cluster = ClusterFactory(name="Invented Cluster")
        letter = write(cluster=cluster, reply_to="team@cluster.example")

        assert send()["sent"] == 1
        assert send()["sent"] == 0

        (taken,) = post.letters
        assert taken["To"] == CLAIRE
        assert taken["From"] == "Invented Cluster <letters@liaison.example>"
        assert taken["Reply-To"] == "team@cluster.example"
        assert taken["Message-ID"] == letter.message_id
        letter.refresh_from_db()
        assert (letter.state, letter.text, letter.sent_at) == (LetterState.SENT, "", NOON)

    def test_is_plain_text_and_html_in_one_frame(self, post):
        write(text="Hello <you>,\n\nsee https://liaison.example/en/", cluster=ClusterFactory())
        send()

        parts = (part.get_content() for part in post.letters[0].iter_parts())
        plain, html = (part.replace("\r\n", "\n") for part in parts)
        assert plain.startswith("Hello <you>,\n\nsee https://liaison.example/en/")
        assert "Hello &lt;you&gt;," in html
        assert 'href="https://liaison.example/en/"' in html

    def test_is_tried_again_after_growing_pauses_while_the_server_refuses_for_now(self, post):
        post.refusal = "451 Later"
        letter = write()

        assert send()["postponed"] == 1
        assert send(NOON + MINUTE - timedelta(seconds=1)) == dict.fromkeys(
            ("sent", "postponed", "given_up", "doubtful"), 0
        )
        post.refusal = ""
        assert send(NOON + MINUTE)["sent"] == 1

        letter.refresh_from_db()
        assert (letter.attempts, post.asked, len(post.letters)) == (2, 2, 1)

    def test_waits_ever_longer(self):
        assert [pause_after(number) for number in (1, 2, 3)] == [MINUTE, 5 * MINUTE, 25 * MINUTE]
        assert pause_after(20) == timedelta(hours=12)

    def test_is_given_up_when_the_server_refuses_for_good(self, post, caplog):
        post.refusal = "550 No such box claire.weber@example.org"
        letter = write()

        assert send()["given_up"] == 1
        assert send(NOON + timedelta(days=2))["sent"] == 0

        letter.refresh_from_db()
        assert letter.state == LetterState.GIVEN_UP
        assert "@" not in caplog.text

    @pytest.mark.parametrize(
        ("refusal", "is_known"),
        [
            ("550 5.1.1 No such box", False),
            ("550 5.2.1 The box is closed", False),
            ("550 Relaying denied", True),
            ("550 5.7.1 Looks like advertising", True),
            ("554 Go away", True),
            ("452 4.2.2 The box is full", True),
        ],
    )
    def test_stops_news_to_an_address_that_the_server_does_not_know(self, post, refusal, is_known):
        post.refusal = refusal
        write()
        send()

        assert (returned_since(CLAIRE) is None) == is_known
        assert (write(about=LetterKind.ALERT) is not None) == is_known
        assert write(about=LetterKind.ANSWER) is not None

    def test_waits_while_the_server_is_away(self, settings, post, caplog):
        letter = write()
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
        assert send()["sent"] == 0
        settings.EMAIL_PORT = port

        assert send(NOON + MINUTE)["sent"] == 1
        letter.refresh_from_db()
        assert letter.attempts == 1
        assert "cannot be reached" in caplog.text


class TestAWorkerThatIsKilled:
    def test_while_it_hands_a_letter_over_leaves_it_in_doubt_and_sends_it_no_second_time(
        self, shared, post
    ):
        post.is_slow = True
        letter = write(now=timezone.now())
        worker = shared.start_worker("--lease", "1", **post.environment)
        wait_until(lambda: len(post.letters) == 1)

        worker.send_signal(signal.SIGKILL)
        worker.wait()
        post.is_slow = False
        second = write("ben.klein@example.org", now=timezone.now())
        shared.start_worker("--lease", "1", **post.environment)
        wait_until(lambda: Letter.objects.get(pk=second.pk).state == LetterState.SENT)

        assert [taken["To"] for taken in post.letters] == [CLAIRE, "ben.klein@example.org"]
        assert doubt_old_ones(now=timezone.now() + timedelta(minutes=11)) == 1
        letter.refresh_from_db()
        assert letter.state == LetterState.DOUBTFUL

    def test_is_followed_by_a_worker_that_sends_the_rest_once(self, shared, post):
        for number in range(20):
            write(f"person.{number}@example.org", now=timezone.now())
        worker = shared.start_worker("--lease", "1", **post.environment)
        wait_until(lambda: len(post.letters) > 3)
        worker.kill()
        worker.wait()
        shared.start_worker("--lease", "1", **post.environment)

        wait_until(lambda: not Letter.objects.filter(state=LetterState.WAITING).exists())
        wait_until(lambda: Letter.objects.filter(state=LetterState.SENT).count() >= 19)

        received = [taken["To"] for taken in post.letters]
        assert len(received) == len(set(received))
        assert len(received) >= 19


@pytest.mark.django_db
class TestALetterInDoubt:
    @pytest.fixture
    def letter(self):
        letter = write()
        Letter.objects.update(state=LetterState.SENDING, tried_at=NOON)
        doubt_old_ones(now=NOON + timedelta(minutes=11))
        return letter

    def test_goes_out_again_when_a_person_wishes_it(self, letter, post):
        runner = UserFactory(is_superuser=True)

        actions.send_again(letter.public_id, by=runner, now=NOON)
        send()

        assert len(post.letters) == 1
        assert Event.objects.get().verb == "letter.sent_again"

    def test_is_decided_on_once(self, letter, post):
        runner = UserFactory(is_superuser=True)
        actions.send_again(letter.public_id, by=runner, now=NOON)

        with pytest.raises(NoLetter):
            actions.send_again(letter.public_id, by=runner, now=NOON)

    def test_is_not_for_others(self, letter):
        with pytest.raises(NoLetter):
            actions.send_again(letter.public_id, by=UserFactory(), now=NOON)


@pytest.mark.django_db
class TestWhatPeopleWant:
    def test_is_asked_before_a_letter_is_written(self):
        claire = UserFactory(email=CLAIRE)
        actions.choose({LetterKind.WORK_WAITS}, by=claire, now=NOON)

        assert write(about=LetterKind.ALERT) is None
        assert write(about=LetterKind.WORK_WAITS) is not None
        assert choices_of(for_user=claire) == {
            LetterKind.CONTACT: False,
            LetterKind.REMINDER: False,
            LetterKind.WORK_WAITS: True,
            LetterKind.UPKEEP: False,
            LetterKind.ALERT: False,
        }

    def test_never_holds_back_an_answer_to_themselves(self):
        Preference.objects.create(digest=digest_of(CLAIRE), kind=LetterKind.ANSWER, off_since=NOON)

        assert write(about=LetterKind.ANSWER) is not None

    def test_is_said_by_a_link_in_the_letter_as_mail_programs_read_it(self, post):
        write(about=LetterKind.ALERT)
        send()

        (taken,) = post.letters
        assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = re.fullmatch(r"<(http\S+)>", taken["List-Unsubscribe"].replace(" ", ""))[1]
        assert "/en/letters/stop/" in address
        token = address.rstrip("/").rsplit("/", 1)[1]
        assert read_stop(token) == Stop(digest_of(CLAIRE), LetterKind.ALERT)

    def test_is_not_asked_in_letters_that_always_come(self, post):
        write(about=LetterKind.ANSWER)
        send()

        assert post.letters[0]["List-Unsubscribe"] is None

    def test_cannot_be_said_by_a_link_that_somebody_made_up(self):
        token = stop_token(Stop(digest_of(CLAIRE), LetterKind.ALERT))

        for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "a:b", ""):
            with pytest.raises(NotOurs):
                read_stop(forged)


@pytest.mark.django_db
class TestForgetting:
    def test_keeps_no_address_for_longer_than_a_month(self, post):
        write()
        send()

        assert actions.forget_addresses(before=NOON) == 0
        assert actions.forget_addresses(before=NOON + MINUTE) == 1
        letter = Letter.objects.get()
        assert (letter.address, letter.subject) == ("", "")

    def test_of_a_person_who_leaves_takes_all_letters_along(self, post):
        claire = UserFactory(email=CLAIRE)
        actions.choose(set(), by=claire, now=NOON)
        write()
        send()
        waiting = write()

        erase_account(claire, by=claire, now=NOON)

        assert not Letter.objects.filter(pk=waiting.pk).exists()
        assert not Letter.objects.exclude(address="").exists()
        assert not Preference.objects.exists()
