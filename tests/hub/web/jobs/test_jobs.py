"""The pages about work in the background."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from liaison.hub.jobs import actions
from liaison.hub.jobs.choices import State
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import LEASE, take
from tests.factories.accounts import UserFactory
from tests.support.jobs import do_jobs

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


@pytest.fixture
def claire(client):
    person = UserFactory()
    client.force_login(person)
    return person


def queue(by, kind="test.count", **arguments):
    return actions.enqueue(kind, arguments=arguments or {"to": 3}, by=by, now=NOON)


def run(job, **progress):
    take(worker="web1:1", lease=LEASE, now=NOON)
    Job.objects.filter(pk=job.pk).update(**progress)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheList:
    def test_says_that_there_is_nothing_yet(self, client, claire):
        assert "Nothing was done in the background so far" in text_of(client.get("/en/background/"))

    def test_shows_what_the_reader_asked_for_only(self, client, claire):
        queue(claire)
        queue(UserFactory(), kind="test.refuse")

        shown = text_of(client.get("/en/background/"))

        assert "Counting to a number Waits" in shown
        assert "Refusing" not in shown

    def test_is_narrowed_by_state(self, client, claire):
        queue(claire, kind="test.refuse")
        do_jobs(now=NOON)
        queue(claire)

        shown = text_of(client.get("/en/background/?state=failed"))

        assert "The file holds no organisations; please choose another one." in shown
        assert "Counting to a number" not in shown

    def test_says_that_nobody_works_where_work_waits_in_vain(self, client, claire):
        job = queue(claire)
        said = "Work has been waiting since 2 November 2026"
        assert said in text_of(client.get("/en/background/"))

        now = timezone.now()
        take(worker="web1:1", lease=LEASE, now=now)
        queue(claire)
        assert said not in text_of(client.get("/en/background/"))

        Job.objects.exclude(pk=job.pk).update(not_before=now)
        Job.objects.filter(pk=job.pk).update(lease_until=now - LEASE)
        assert said not in text_of(client.get("/en/background/"))

    def test_takes_few_questions_however_many_jobs_there_are(
        self, client, claire, django_assert_max_num_queries
    ):
        for _ in range(25):
            queue(claire)

        with django_assert_max_num_queries(12):
            client.get("/en/background/")


class TestTheProgress:
    def test_stands_in_figures_and_words(self, client, claire):
        job = queue(claire)
        run(job, done=1, total=3, note="At 1")

        page = client.get(f"/en/background/{job.public_id}/").content.decode()

        assert re.search(r'<progress [^>]*max="3" value="1">', page)
        assert "1 of 3 · At 1" in page
        assert 'role="status"' in page

    def test_can_be_looked_at_again_without_javascript(self, client, claire):
        job = queue(claire)

        page = client.get(f"/en/background/{job.public_id}/").content.decode()

        assert '<noscript><p><a href="">Look again</a></p></noscript>' in page

    def test_is_told_to_listeners_only_when_a_tenth_more_is_done(self, client, claire):
        job = queue(claire)
        run(job, done=1, total=3)
        address = f"/en/background/{job.public_id}/progress/"

        assert "hx-swap-oob" in client.get(address + "?told=running-0").content.decode()
        assert "hx-swap-oob" not in client.get(address + "?told=running-3").content.decode()

    def test_reloads_the_page_once_the_job_has_ended(self, client, claire):
        job = queue(claire)
        do_jobs(now=NOON)

        answer = client.get(
            f"/en/background/{job.public_id}/progress/", headers={"HX-Request": "true"}
        )

        assert answer.headers["HX-Refresh"] == "true"

    def test_of_somebody_elses_job_is_not_found(self, client, claire):
        job = queue(UserFactory())

        for page in ("", "progress/"):
            assert client.get(f"/en/background/{job.public_id}/{page}").status_code == 404


class TestTheButtons:
    def test_cancel_a_job(self, client, claire):
        job = queue(claire)

        shown = client.post(f"/en/background/{job.public_id}/cancel/", follow=True)

        job.refresh_from_db()
        assert job.state == State.CANCELLED
        assert "It is cancelled." in text_of(shown)

    def test_try_a_failed_job_again(self, client, claire):
        job = queue(claire, kind="test.refuse")
        do_jobs(now=NOON)

        client.post(f"/en/background/{job.public_id}/retry/")

        job.refresh_from_db()
        assert job.state == State.WAITING

    def test_say_that_it_is_too_late(self, client, claire):
        job = queue(claire)
        do_jobs(now=NOON)

        shown = client.post(f"/en/background/{job.public_id}/cancel/", follow=True)

        assert "It had come to its end already." in text_of(shown)

    def test_do_nothing_to_somebody_elses_job(self, client, claire):
        job = queue(UserFactory())

        assert client.post(f"/en/background/{job.public_id}/cancel/").status_code == 404
        job.refresh_from_db()
        assert job.state == State.WAITING
