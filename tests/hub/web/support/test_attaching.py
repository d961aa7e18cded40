"""Files that were chosen in a form which could not be sent: nobody chooses them twice."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from liaison.hub.accounts.actions import erase_account
from liaison.hub.support import actions, queries
from liaison.hub.support.models import Case, CaseFile, KeptUpload
from tests.factories.accounts import UserFactory
from tests.hub.support.conftest import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

THERE = "/en/support/about/funding/"


def pdf(name="offer.pdf", content=b"%PDF-1.7 an offer"):
    return SimpleUploadedFile(name, content)


def ticked(answer):
    """Return the files that a page shows as attached."""
    return re.findall(
        r'name="(?:note-)?kept" value="([^"]+)"[^>]* checked', answer.content.decode()
    )


def kept_in(folder):
    return len([each for each in folder.rglob("*") if each.is_file()])


@pytest.fixture
def said():
    return {
        "subject": "Which aid?",
        "said": "We look for money.",
        "organisation": "myself",
        "key": str(uuid.uuid4()),
    }


@pytest.fixture
def failed(client, founder, said):
    """Send a question without a subject, with two good files and a program."""
    client.force_login(founder)
    files = [pdf(), pdf("more.pdf"), pdf("tool.exe", b"MZ\x00\x01")]
    return client.post(THERE, said | {"subject": "", "files": files})


class TestAsking:
    def test_shows_good_files_as_attached_and_sends_them_then(self, client, failed, said):
        page = failed.content.decode()
        assert failed.status_code == 422
        assert "“tool.exe” cannot be taken." in page
        assert "offer.pdf (17" in page
        keys = ticked(failed)
        assert len(keys) == 2

        client.post(THERE, said | {"kept": keys, "files": pdf("last.pdf")})

        names = CaseFile.objects.values_list("name", flat=True)
        assert list(names) == ["offer.pdf", "more.pdf", "last.pdf"]

    def test_leaves_out_what_is_no_longer_ticked(
        self, client, failed, said, media, django_capture_on_commit_callbacks
    ):
        first, _second = ticked(failed)

        with django_capture_on_commit_callbacks(execute=True):
            again = client.post(THERE, said | {"said": "", "kept": [first]})
        assert ticked(again) == [first]
        assert kept_in(media) == 1
        client.post(THERE, said | {"kept": [first]})

        assert [file.name for file in CaseFile.objects.all()] == ["offer.pdf"]

    def test_pressed_twice_is_one_question(self, client, failed, said):
        for _time in range(2):
            assert client.post(THERE, said | {"kept": ticked(failed)}).status_code == 302

        assert (Case.objects.count(), CaseFile.objects.count()) == (1, 2)

    def test_shows_them_to_nobody_else_and_in_no_other_form(self, client, failed, said):
        keys = ticked(failed)

        other_form = client.post(THERE, said | {"kept": keys, "key": str(uuid.uuid4())})
        client.force_login(UserFactory())
        other_person = client.post(THERE, said | {"kept": keys})

        for answer in (other_form, other_person):
            assert answer.status_code == 422
            assert "is kept no longer" in answer.content.decode()
            assert "offer.pdf" not in answer.content.decode()
        assert not Case.objects.exists()

    def test_counts_them_with_those_chosen_now(self, client, failed, said):
        more = [pdf(f"{number}.pdf") for number in range(4)]

        answer = client.post(THERE, said | {"kept": ticked(failed), "files": more})

        assert "Please choose 5 files at most." in answer.content.decode()
        assert len(ticked(answer)) == 6

    @pytest.mark.parametrize("nonsense", ["", "x", "\x00", "00000000-0000-4000-8000-000000000000"])
    def test_refuses_nonsense(self, client, failed, said, nonsense):
        assert client.post(THERE, said | {"kept": [nonsense]}).status_code == 422

    def test_keeps_no_more_than_twenty_of_one_person(self, client, founder, said):
        client.force_login(founder)
        for _number in range(5):
            files = [pdf(f"{number}.pdf") for number in range(5)]
            form = said | {"subject": "", "key": str(uuid.uuid4()), "files": files}
            answer = client.post(THERE, form)

        assert KeptUpload.objects.count() == 20
        assert "Not all of your files could be kept." in answer.content.decode()


class TestThreads:
    def test_keep_files_where_words_are_missing(self, client, asked, founder):
        client.force_login(founder)
        there = f"/en/support/{asked.public_id}/"

        answer = client.post(there, {"said": "", "files": pdf()})
        client.post(there, {"said": "Here it is.", "kept": ticked(answer)})

        assert [file.name for file in CaseFile.objects.all()] == ["offer.pdf"]

    def test_keep_words_where_there_is_no_room_for_files(self, client, asked, founder):
        for number in range(10):
            CaseFile.objects.bulk_create(
                CaseFile(
                    word=asked.words.first(),
                    name="old.pdf",
                    kind="PDF",
                    size=1,
                    path=f"{number}/{each}",
                )
                for each in range(5)
            )
        client.force_login(founder)

        answer = client.post(
            f"/en/support/{asked.public_id}/", {"said": "One more.", "files": pdf()}
        )

        page = answer.content.decode()
        assert "There are as many files as a question may have." in page
        assert "One more.</textarea>" in page
        assert asked.words.count() == 1

    def test_keep_those_of_an_answer_while_somebody_writes(self, client, asked, founder, manager):
        client.force_login(manager)
        there = f"/en/support/desk/{asked.public_id}/"
        seen = queries.last_word(asked)
        actions.write(asked, said="It is urgent!", by=founder, now=MONDAY)

        answer = client.post(there, {"said": "Yes.", "seen": seen, "files": pdf()})
        assert answer.status_code == 409
        seen = queries.last_word(asked)
        client.post(there, {"said": "Yes.", "seen": seen, "kept": ticked(answer)})

        assert asked.words.last().files.get().name == "offer.pdf"

    def test_keep_those_of_an_answer_and_a_note_that_are_not_ready(self, client, asked, manager):
        client.force_login(manager)
        there = f"/en/support/desk/{asked.public_id}/"

        answer = client.post(there, {"said": "", "seen": 1, "put": "1", "files": pdf()})
        note = client.post(f"{there}note/", {"note-said": "", "note-files": pdf()})

        assert len(ticked(answer)) == 1
        (key,) = ticked(note)
        client.post(f"{there}note/", {"note-said": "Their file.", "note-kept": [key]})
        assert asked.words.last().files.get().name == "offer.pdf"


class TestForgetting:
    def test_is_after_a_day(self, failed, media, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            now = timezone.now()
            assert actions.forget_old_uploads(now=now + dt.timedelta(hours=23)) == 0
            assert actions.forget_old_uploads(now=now + dt.timedelta(hours=25)) == 2

        assert kept_in(media) == 0

    def test_is_soon_after_the_form_was_sent(self, client, failed, said):
        client.post(THERE, said | {"kept": ticked(failed)})

        later = timezone.now() + dt.timedelta(minutes=11)
        assert actions.forget_old_uploads(now=later) == 2

    def test_is_when_somebody_leaves(
        self, failed, founder, media, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            erase_account(founder, by=founder, now=timezone.now())

        assert (KeptUpload.objects.count(), kept_in(media)) == (0, 0)
