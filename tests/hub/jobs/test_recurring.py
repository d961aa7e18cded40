"""When recurring jobs are due."""

from datetime import UTC, datetime, timedelta

import pytest

from liaison.hub.jobs import actions
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.recurring import Daily, Every
from tests.support.jobs import do_jobs

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class TestEvery:
    def test_names_the_latest_time_it_was_due(self):
        assert Every(10).slot(datetime(2026, 11, 2, 12, 9, 59, tzinfo=UTC)) == NOON
        assert Every(10).slot(NOON) == NOON


class TestDaily:
    def test_is_by_the_clock_of_the_installation(self):
        # Luxembourg is an hour ahead in winter, two in summer.
        winter, summer = Daily("06:00"), Daily("06:00")

        assert winter.slot(NOON) == datetime(2026, 11, 2, 5, tzinfo=UTC)
        assert summer.slot(datetime(2026, 7, 2, 12, tzinfo=UTC)) == datetime(
            2026, 7, 2, 4, tzinfo=UTC
        )

    def test_before_its_time_was_due_yesterday(self):
        assert Daily("14:00").slot(NOON) == datetime(2026, 11, 1, 13, tzinfo=UTC)


@pytest.mark.django_db
class TestForgetting:
    def test_deletes_what_ended_more_than_a_month_ago(self):
        old = actions.enqueue("test.count", arguments={"to": 1}, by=None, now=NOON)
        do_jobs(now=NOON)
        late = NOON + timedelta(days=31)
        recent = actions.enqueue("test.count", arguments={"to": 1}, by=None, now=late)
        do_jobs(now=late)

        actions.enqueue("jobs.forget", arguments={}, by=None, now=late)
        do_jobs(now=late)

        kept = Job.objects.filter(kind="test.count")
        assert list(kept) == [recent]
        assert not Job.objects.filter(pk=old.pk).exists()
