"""What was done in a cluster, in sentences."""

import datetime as dt
import uuid

import pytest
from django.utils.translation import override

from liaison.hub.agreements.choices import AgreementStepKind
from liaison.hub.audit.actions import record_event
from liaison.hub.audit.models import Event
from liaison.hub.introductions.choices import Step
from liaison.hub.partner_search import actions
from liaison.hub.web.accounts.history import tell
from tests.factories.accounts import UserFactory
from tests.factories.partner_search import MOSELLE_SENSORS, SearchFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
BEN = "8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e"


def sentence(verb, *, actor=BEN, subject="", **details):
    event = Event(
        verb=verb,
        subject=subject or str(uuid.uuid4()),
        actor=actor,
        at=MONDAY_NOON,
        details=details,
    )
    [line] = tell([event], names={BEN: "Ben Klein"})
    return line.sentence


@pytest.mark.usefixtures("evidence")
class TestSentence:
    @pytest.mark.parametrize(
        ("verb", "kind", "told"),
        [
            ("job.queued", "imports.compare", "Ben Klein asked for work in the background."),
            ("import.written", "", "Ben Klein imported organisations from a file."),
            (
                "hand_over.made",
                "nobody_fits",
                "Ben Klein handed a need for which nobody fits to the cluster team.",
            ),
            (
                "hand_over.made",
                "introduction",
                "Ben Klein asked the cluster team for an introduction.",
            ),
            (
                "hand_over.taken",
                "nobody_fits",
                "Ben Klein began to look into a need for which nobody fits.",
            ),
            (
                "hand_over.taken",
                "introduction",
                "Ben Klein began to look into an introduction that was asked for.",
            ),
            (
                "hand_over.answered",
                "nobody_fits",
                "Ben Klein answered a need for which nobody fits.",
            ),
            (
                "hand_over.answered",
                "introduction",
                "Ben Klein answered the wish for an introduction.",
            ),
            (
                "hand_over.taken_back",
                "nobody_fits",
                "Ben Klein took back a need that was handed to the cluster team.",
            ),
            (
                "hand_over.taken_back",
                "introduction",
                "Ben Klein took back the wish for an introduction.",
            ),
        ],
    )
    def test_tells_what_became_of_a_hand_over(self, verb, kind, told):
        assert sentence(verb, kind=kind) == told

    def test_tells_whom_the_cluster_suggests_to_nobody(self):
        assert sentence("exclusion.added", organisation=MOSELLE_SENSORS) == (
            "Ben Klein decided that Moselle Sensors is suggested to nobody in the cluster."
        )
        assert sentence("exclusion.removed", organisation=MOSELLE_SENSORS) == (
            "Ben Klein decided that Moselle Sensors may be suggested in the cluster again."
        )

    def test_names_by_number_whom_open_data_no_longer_knows(self):
        assert "999999999" in sentence("exclusion.added", organisation="999999999")

    def test_tells_of_visitors_and_of_those_who_have_left(self):
        assert sentence("hand_over.made", actor="visitor", kind="nobody_fits") == (
            "Someone without an account handed a need for which nobody fits to the cluster team."
        )
        assert sentence("hand_over.taken", actor=str(uuid.uuid4()), kind="nobody_fits") == (
            "someone who has left began to look into a need for which nobody fits."
        )

    def test_shows_what_it_has_no_words_for(self):
        assert sentence("cluster.renamed", subject="biohealth") == "cluster.renamed: biohealth"
        assert sentence("hand_over.made", subject="x", kind="unheard_of") == "hand_over.made: x"

    @pytest.mark.parametrize(
        "verb",
        [
            *(f"introduction.{step}" for step in Step),
            *(f"agreement.{kind}" for kind in AgreementStepKind),
        ],
    )
    def test_has_words_for_each_step_of_two_who_meet(self, verb):
        assert verb not in sentence(verb)

    def test_is_in_the_readers_language(self):
        with override("de"):
            assert sentence("cluster.set_up") != "The cluster was set up."


class TestWithoutOpenData:
    def test_names_organisations_by_number(self, settings, tmp_path, monkeypatch):
        from liaison.hub.directory import queries

        settings.INDEX_FOLDER = tmp_path
        monkeypatch.setattr(queries, "_shelf", queries._Shelf())

        assert MOSELLE_SENSORS in sentence("exclusion.added", organisation=MOSELLE_SENSORS)


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence")
class TestPageOfPeople:
    def test_tells_all_that_is_written_down_in_words(self, client, biotech, manager):
        self.do_everything(biotech, manager)
        client.force_login(manager)

        page = client.get("/en/people/").content.decode()

        assert "Claire Weber asked the cluster team for an introduction." in page
        assert "Someone without an account handed a need" in page
        assert "Marc Thill answered a need for which nobody fits." in page
        assert "Marc Thill decided that Moselle Sensors is suggested to nobody" in page
        for verb in ("hand_over.", "exclusion.", "feedback."):
            assert verb not in page

    def test_leaves_out_what_the_software_reminds_people_of(self, client, biotech, manager):
        for verb, actor in (("clock.reminded", ""), ("clock.put_off", str(manager.public_id))):
            record_event(verb=verb, subject="x", actor=actor, at=MONDAY_NOON, cluster=biotech.slug)
        client.force_login(manager)

        page = client.get("/en/people/").content.decode()

        assert "Marc Thill put off something that waits." in page
        assert "reminded" not in page

    def do_everything(self, cluster, manager):
        """Do each thing once that the cluster's history writes down."""
        founder = UserFactory(full_name="Claire Weber")
        search = SearchFactory(asked_by=founder, cluster=cluster)
        asked = actions.ask_for_introduction(
            search, MOSELLE_SENSORS, message="", by=founder, now=MONDAY_NOON
        )
        actions.take_back(asked, by=founder, now=MONDAY_NOON)
        self.hand_over_and_answer(cluster, manager)
        exclusion = actions.exclude_in_cluster(
            MOSELLE_SENSORS, cluster=cluster, reason="other", by=manager, now=MONDAY_NOON
        )
        actions.remove_exclusion(exclusion, by=manager, now=MONDAY_NOON)

    def hand_over_and_answer(self, cluster, manager):
        from django.contrib.auth.models import AnonymousUser

        search = SearchFactory(anonymous=True, cluster=cluster)
        handed_over = actions.hand_over(
            search,
            message="",
            email="ben.klein@example.org",
            by=AnonymousUser(),
            browser_key=search.browser_key,
            now=MONDAY_NOON,
        )
        actions.take(handed_over, by=manager, now=MONDAY_NOON)
        actions.answer(handed_over, text="Here is one.", by=manager, now=MONDAY_NOON)
