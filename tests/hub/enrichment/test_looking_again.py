"""Every night only what changed is looked up again."""

from datetime import UTC, datetime

import pytest

from liaison.config.schedule import SCHEDULE
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment import actions
from liaison.hub.enrichment.models import Finding
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import Worker

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 12, tzinfo=UTC)


def look(now=LATER):
    def silent(done, total, what):
        """Report progress to nobody."""

    return actions.look_at_open_data(now=now, progress=silent, write=True, only_changed=True)


@pytest.mark.django_db
class TestLookingAgain:
    def test_leaves_out_what_nobody_changed(self, university):
        Organisation.objects.update(updated_at=NOON)
        first = look()
        seen = Finding.objects.get(organisation=university).looked_at

        again = look(LATER.replace(hour=23))

        assert (first.fresh, again.fresh) == (0, 1)
        assert Finding.objects.get(organisation=university).looked_at == seen

    def test_looks_at_what_somebody_changed_since(self, university):
        Organisation.objects.update(updated_at=NOON)
        look()
        Organisation.objects.update(updated_at=LATER.replace(hour=22))

        again = look(LATER.replace(hour=23))

        assert again.fresh == 0
        assert Finding.objects.get(organisation=university).looked_at == LATER.replace(hour=23)

    def test_looks_at_all_once_the_sources_say_something_new(self, university):
        Organisation.objects.update(updated_at=NOON)
        look()
        Finding.objects.update(version="of an earlier day")

        assert look(LATER.replace(hour=23)).fresh == 0


@pytest.mark.django_db(transaction=True)
class TestEveryNight:
    def test_is_done(self, university):
        assert "enrichment.look" in [each.kind for each in SCHEDULE]
        enqueue("enrichment.look", arguments={}, by=None, now=NOON)

        assert Worker(clock=lambda: NOON).do_all() == 1

        assert Job.objects.get().state == "done"
        assert Finding.objects.get().organisation == university

    def test_does_nothing_where_the_sources_were_not_joined(self, settings, tmp_path):
        settings.DATA_FOLDER = tmp_path
        enqueue("enrichment.look", arguments={}, by=None, now=NOON)

        Worker(clock=lambda: NOON).do_all()

        assert (Job.objects.get().state, Job.objects.get().result) == ("done", {"joined": False})
