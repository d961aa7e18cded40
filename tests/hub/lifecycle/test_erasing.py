"""Logos that nothing leads to any more are erased; those that can be brought back stay."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from liaison.config.schedule import SCHEDULE
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.directory.logos import erase_logo, keep_logo, kept_logos, read_logo
from liaison.hub.directory.models import FieldChange
from liaison.hub.jobs.kinds import get_kind
from liaison.hub.jobs.models import Job
from liaison.hub.lifecycle.erasing import forget_logos
from liaison.hub.lifecycle.models import Merger
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def now():
    # The files that a test writes have the time of the clock on the wall.
    return datetime.now(tz=UTC) + timedelta(hours=2)


def logo(colour):
    file = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(file, "PNG")
    return keep_logo(file.getvalue())


def lies_here(*logos):
    return [each["digest"] in kept_logos() for each in logos]


class TestForgetting:
    def test_leaves_what_organisations_and_clusters_show(self, biohealth):
        red, green, blue = logo("red"), logo("green"), logo("blue")
        OrganisationFactory(logo=red)
        biohealth.logo = green
        biohealth.save()

        assert forget_logos(now=now()) == 1

        assert lies_here(red, green, blue) == [True, True, False]
        assert read_logo(red["digest"], 96)

    def test_leaves_no_file_of_an_orphan(self, media):
        logo("red")

        forget_logos(now=now())

        assert [name for _folder, _folders, names in os.walk(media) for name in names] == []

    def test_leaves_what_was_uploaded_just_now(self):
        red = logo("red")

        assert forget_logos(now=datetime.now(tz=UTC)) == 0
        assert lies_here(red) == [True]

    def test_leaves_what_was_replaced_within_thirty_days(self):
        lately, long_ago = logo("red"), logo("green")
        organisation, at = OrganisationFactory(), now()
        for old, days in ((lately, 29), (long_ago, 30)):
            FieldChange.objects.create(
                organisation=organisation,
                field="logo",
                old=old,
                new=None,
                teller="liaison:organisation",
                at=at - timedelta(days=days),
            )

        forget_logos(now=at)

        assert lies_here(lately, long_ago) == [True, False]
        # The history stays.
        assert FieldChange.objects.count() == 2

    def test_leaves_what_waits_or_can_be_put_back(self):
        waits, applied, before, refused = (
            logo(colour) for colour in ("red", "green", "blue", "white")
        )
        person, at = UserFactory(), now()
        for number, (new, state) in enumerate(
            ((waits, "waiting"), (applied, "applied"), (refused, "refused"))
        ):
            organisation = OrganisationFactory()
            request = ChangeRequest.objects.create(
                organisation=organisation,
                asked_by=person,
                asked_at=at,
            )
            decided = {"decided_by": person, "decided_at": at} if number else {}
            request.changes.create(
                organisation=organisation,
                field="logo",
                new=new,
                state=state,
                said_before=before if state == "applied" else None,
                reason="Not yours." if state == "refused" else "",
                **decided,
            )

        forget_logos(now=at)

        assert lies_here(waits, applied, before, refused) == [True, True, True, False]

    def test_leaves_what_a_merger_can_bring_back(self):
        absorbed, undone = logo("red"), logo("green")
        for each, state in ((absorbed, "merged"), (undone, "undone")):
            ids = [OrganisationFactory().public_id for _side in range(2)]
            Merger.objects.create(
                kept=ids[0],
                absorbed=ids[1],
                because="one firm",
                merged_at=now(),
                done={"fields": {"logo": each}},
                state=state,
                undone_at=now() if state == "undone" else None,
            )

        forget_logos(now=now())

        assert lies_here(absorbed, undone) == [True, False]

    def test_is_a_job_of_every_night(self):
        assert "logos.forget" in [each.kind for each in SCHEDULE]
        assert get_kind("logos.forget")


def test_erasing_one_leaves_others_of_its_folder(media):
    red, green = logo("red"), logo("green")

    erase_logo(red["digest"])
    erase_logo("0" * 32)

    assert lies_here(red, green) == [False, True]


def test_a_logo_that_is_brought_again_is_fresh(media):
    red = logo("red")
    for folder, _folders, names in os.walk(media):
        for name in names:
            os.utime(os.path.join(folder, name), (0, 0))
    assert logo("red") == red

    assert forget_logos(now=datetime.now(tz=UTC)) == 0


@pytest.mark.usefixtures("biohealth")
def test_a_logo_that_was_taken_back_is_erased_soon(settings):
    from liaison.hub.change_requests.actions.steps import decide
    from liaison.hub.change_requests.choices import ChangeState

    organisation, person = OrganisationFactory(), UserFactory()
    request = ChangeRequest.objects.create(
        organisation=organisation, asked_by=person, asked_at=now()
    )
    change = request.changes.create(organisation=organisation, field="logo", new=logo("red"))

    decide([change], ChangeState.WITHDRAWN, by=person, now=now())

    assert Job.objects.get().kind == "logos.forget"
