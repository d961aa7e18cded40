"""Rules look through a cluster's entries, piece by piece, and tell its team what they find."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.hub.accounts.choices import Role
from liaison.hub.data_control import actions, queries
from liaison.hub.data_control.choices import OFF_AT_FIRST, Rule
from liaison.hub.data_control.models import AskedToFix, ControlRun, Finding, NoProblem
from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.jobs.actions import cancel
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import Worker
from liaison.hub.lifecycle.actions import merge_organisations
from liaison.hub.notifications.actions import choose
from liaison.hub.taxonomies.actions import use_taxonomy
from liaison.hub.taxonomies.choices import ObjectType
from liaison.hub.taxonomies.models import Taxonomy, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    FigureFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.hub.data_control.conftest import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def found(organisation):
    rules = Finding.objects.filter(organisation=organisation, run__completed_at__isnull=False)
    return set(rules.values_list("rule", flat=True))


class TestRules:
    def test_find_nothing_where_nothing_is_wrong(self, sensors, owner, control):
        control()

        assert found(sensors) == set()
        run = ControlRun.objects.get()
        assert run.organisations == 1
        assert run.counts == {rule.value: 0 for rule in Rule if rule not in OFF_AT_FIRST}

    def test_find_what_an_entry_of_a_name_alone_lacks(self, photonics, control):
        control()

        assert found(photonics) == {
            "no_number",
            "no_website",
            "no_coordinates",
            "no_kind",
            "no_headline",
        }

    @pytest.mark.parametrize(
        ("field", "value", "rule"),
        [
            ("verified_on", date(2025, 10, 31), "unverified"),
            ("website", "", "no_website"),
            ("state", "ceased", "ceased_member"),
            ("texts", {}, "no_headline"),
            ("kind", "other", "no_kind"),
            (
                "texts",
                {"headline_fr": {"text": "Capteurs", "state": "original"}},
                "translation_missing",
            ),
        ],
    )
    def test_find_one_thing_each(self, sensors, owner, control, field, value, rule):
        setattr(sensors, field, value)
        sensors.save()

        control()

        assert found(sensors) == {rule}

    def test_find_a_translation_that_is_older_than_its_original(self, sensors, owner, control):
        sensors.texts["headline_fr"] |= {
            "state": "human",
            "language": "en",
            "of": "0123456789abcdef",
            "on": "2026-01-05",
        }
        sensors.save()

        control()

        assert found(sensors) == {"translation_outdated"}
        assert Finding.objects.get().details == {"texts": ["headline_fr"]}

    def test_find_a_size_that_the_newest_head_count_contradicts(self, sensors, owner, control):
        sensors.size_class = "small"
        sensors.save()
        FigureFactory(organisation=sensors, value=40, on=date(2024, 12, 31))
        FigureFactory(organisation=sensors, value=60, on=date(2025, 12, 31))

        control()

        assert found(sensors) == {"size_disagrees"}

    def test_find_a_certificate_that_has_ended(self, sensors, owner, control):
        OrganisationTerm.objects.create(
            organisation=sensors,
            subject="certificates",
            words="ISO 13485",
            until=date(2026, 11, 1),
        )

        control()

        assert found(sensors) == {"certificate_over"}

    def test_find_terms_that_are_missing_and_too_many(
        self, sensors, owner, biohealth, manager, control
    ):
        set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=MONDAY)
        skills = Taxonomy.objects.get(slug="biohealth-skills")
        certificates = Taxonomy.objects.get(slug="certificates")
        for taxonomy, asked in ((skills, "is_required"), (certificates, "allows_several")):
            use_taxonomy(
                taxonomy,
                cluster=biohealth,
                object_type=ObjectType.ORGANISATION,
                is_used=True,
                **{asked: asked == "is_required"},
                by=manager,
                now=MONDAY,
            )
        for code in ("gmp", "iso-13485"):
            term = Term.objects.get(code=code)
            sensors.terms.create(subject="certificates", term=term)
        sensors.terms.create(subject="skills", words="tasting wine")

        control()

        assert found(sensors) == {"term_missing", "terms_too_many"}
        details = dict(Finding.objects.values_list("rule", "details"))
        assert details["term_missing"] == {"taxonomies": [skills.pk]}

        sensors.terms.create(subject="skills", term=Term.objects.get(code="organoids"))
        sensors.terms.filter(term__code="gmp").delete()
        control()

        assert found(sensors) == set()

    def test_find_a_place_without_a_country(self, sensors, owner, control):
        PlaceFactory(organisation=sensors, country="", is_main=False)

        control()

        assert found(sensors) == {"place_without_country"}

    def test_find_a_member_without_owner_but_none_on_the_map_alone(
        self, sensors, photonics, control
    ):
        control()

        assert found(sensors) == {"member_without_owner"}
        assert "member_without_owner" not in found(photonics)

    def test_find_owners_of_whom_none_ever_signed_in(self, sensors, owner, control):
        owner.last_login = None
        owner.save()
        OrganisationRoleFactory(organisation=sensors, role=Role.ORGANISATION_EDITOR)

        control()

        assert found(sensors) == {"owner_never_signed_in"}

    def test_find_two_with_one_web_site_and_one_name(self, sensors, owner, photonics, control):
        photonics.website = "http://moselle-sensors.example/en"
        photonics.save()
        OrganisationNameFactory(organisation=photonics, name="MOSELLE-SENSORS")

        control()

        assert found(sensors) == {"website_twice", "recorded_twice"}
        assert {"website_twice", "recorded_twice"} < found(photonics)
        details = Finding.objects.filter(organisation=sensors).values_list("details", flat=True)
        assert list(details) == [{"others": [photonics.pk]}] * 2

    def test_do_not_compare_with_what_another_cluster_keeps(
        self, sensors, owner, photonics, control
    ):
        MapEntry.objects.all().delete()
        photonics.website = sensors.website
        photonics.save()

        control()

        assert found(sensors) == set()

    def test_leave_alone_what_the_team_may_not_see(self, photonics, control):
        photonics.visibility = "private"
        photonics.save()

        control()

        assert found(photonics) == set()


class TestSettings:
    def test_switch_rules_off_and_say_when_entries_age(self, sensors, owner, biohealth, manager):
        on = [Rule.UNVERIFIED]
        actions.change_setting(biohealth, on=on, days_fresh=31, by=manager, now=MONDAY)
        actions.start_run(biohealth, by=manager, now=MONDAY)

        Worker(clock=lambda: MONDAY).do_all()

        assert found(sensors) == {"unverified"}
        assert ControlRun.objects.get().counts == {"unverified": 1}

    def test_are_the_managers_to_change(self, biohealth):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person

        with pytest.raises(actions.NotAllowed):
            actions.change_setting(biohealth, on=[], days_fresh=31, by=officer, now=MONDAY)


class TestARun:
    def test_keeps_the_last_result_until_the_new_one_is_there(
        self, photonics, biohealth, manager, control
    ):
        control()
        before = found(photonics)
        actions.start_run(biohealth, by=manager, now=MONDAY + timedelta(days=1))

        assert queries.last_run(biohealth, for_user=manager).completed_at == MONDAY
        assert found(photonics) == before != set()

    def test_takes_the_place_of_the_one_before_but_leaves_its_counts(self, photonics, control):
        control()
        photonics.website = "https://sauer.example/"
        photonics.save()
        control(now=MONDAY + timedelta(days=1))

        assert "no_website" not in found(photonics)
        assert Finding.objects.values("run").distinct().count() == 1
        counts = ControlRun.objects.order_by("pk").values_list("counts", flat=True)
        assert [each["no_website"] for each in counts] == [1, 0]

    def test_is_started_once_however_often_it_is_asked_for(self, biohealth, manager):
        first = actions.start_run(biohealth, by=manager, now=MONDAY)
        second = actions.start_run(biohealth, by=manager, now=MONDAY)

        assert first == second
        assert ControlRun.objects.count() == 1

    def test_goes_on_where_a_worker_was_killed(
        self, sensors, owner, photonics, biohealth, manager, monkeypatch
    ):
        monkeypatch.setattr(actions, "PIECE", 1)
        looked_at = []
        look_at = actions._look_at

        def die_after_the_first(keys, *arguments, **keywords):
            looked_at.extend(keys)
            look_at(keys, *arguments, **keywords)
            if len(looked_at) == 1:
                raise MemoryError

        monkeypatch.setattr(actions, "_look_at", die_after_the_first)
        actions.start_run(biohealth, by=manager, now=MONDAY)
        Worker(clock=lambda: MONDAY).do_all()
        assert ControlRun.objects.get().completed_at is None

        Worker(clock=lambda: MONDAY + timedelta(hours=1)).do_all()

        assert looked_at == sorted([sensors.pk, photonics.pk])
        assert Job.objects.get().state == "done"
        run = ControlRun.objects.get()
        assert (run.organisations, run.counts["no_website"]) == (2, 1)

    def test_that_is_cancelled_leaves_nothing_behind(self, photonics, biohealth, manager, control):
        job = actions.start_run(biohealth, by=manager, now=MONDAY)
        cancel(job.public_id, by=manager, now=MONDAY)
        control(now=MONDAY + timedelta(days=1))

        assert ControlRun.objects.count() == 1

    def test_is_for_the_team_alone(self, biohealth):
        with pytest.raises(actions.NotAllowed):
            actions.start_run(biohealth, by=UserFactory(), now=MONDAY)

    def test_asks_as_few_questions_for_many_as_for_few(self, biohealth, manager):
        def questions(number):
            for _ in range(number):
                each = OrganisationFactory(visibility="public", created_at=MONDAY)
                MapEntry.objects.create(
                    cluster=biohealth, organisation=each, since=date(2026, 1, 5)
                )
            actions.start_run(biohealth, by=manager, now=MONDAY)
            with CaptureQueriesContext(connection) as asked:
                Worker(clock=lambda: MONDAY).do_all()
            return len(asked)

        assert questions(2) >= questions(60) - 2


class TestReading:
    def test_is_for_the_team_of_this_cluster_alone(self, photonics, biohealth, control):
        control()
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person
        run = ControlRun.objects.get()

        assert queries.last_run(biohealth, for_user=stranger) is None
        assert not queries.findings_in(run, for_user=stranger).exists()
        with pytest.raises(queries.NoOrganisation):
            queries.get_controlled(photonics.public_id, biohealth, for_user=stranger)

    def test_tells_what_was_put_right_since(self, photonics, biohealth, manager, control):
        control()
        photonics.website = "https://sauer.example/"
        photonics.save()

        settled = {
            each.finding.rule: each.is_settled
            for each in queries.found_of(
                photonics, ControlRun.objects.get(), today=MONDAY.date(), for_user=manager
            )
        }

        assert settled["no_website"]
        assert not settled["no_number"]


class TestSettingAside:
    @pytest.fixture
    def aside(self, photonics, biohealth, manager, control):
        control()
        actions.set_aside(
            photonics,
            Rule.NO_WEBSITE,
            cluster=biohealth,
            reason="It has none.",
            by=manager,
            now=MONDAY,
        )

    def test_hides_a_finding_now_and_in_further_controls(self, aside, photonics, manager, control):
        def told():
            run = ControlRun.objects.latest("pk")
            found = queries.findings_in(run, for_user=manager)
            return set(found.values_list("rule", flat=True))

        assert "no_website" not in told()
        control(now=MONDAY + timedelta(days=1))
        assert "no_website" not in told()
        assert ControlRun.objects.latest("pk").counts["no_website"] == 0

    def test_can_be_undone(self, aside, photonics, biohealth, manager):
        actions.take_up_again(photonics, Rule.NO_WEBSITE, cluster=biohealth, by=manager, now=MONDAY)

        counts = queries.counts_in(ControlRun.objects.get(), for_user=manager)
        assert counts["no_website"] == 1

    def test_wants_a_reason(self, photonics, biohealth, manager, control):
        with pytest.raises(actions.NotSaid):
            actions.set_aside(
                photonics, Rule.NO_KIND, cluster=biohealth, reason=" ", by=manager, now=MONDAY
            )

    def test_goes_along_when_organisations_merge(self, aside, photonics, sensors, owner, biohealth):
        merge_organisations(
            sensors.public_id,
            photonics.public_id,
            because="One and the same.",
            by=UserFactory(is_superuser=True),
            now=MONDAY,
        )

        assert NoProblem.objects.get().organisation == sensors


class TestAskingAMember:
    @pytest.fixture
    def ask(self, sensors, owner, biohealth, manager, control):
        sensors.website = ""
        sensors.save()
        control()

        def ask(*, by=manager, now=MONDAY):
            return actions.ask_to_fix(sensors, cluster=biohealth, by=by, now=now)

        return ask

    def test_writes_in_the_language_of_its_owner_what_was_found(self, ask, sensors):
        assert ask() == 1

        (letter,) = mail.outbox
        assert letter.to == ["claire@moselle.example"]
        assert letter.reply_to == ["team@biohealth.example"]
        assert "Bitte ergänzen Sie Ihre Website." in letter.body
        assert f"/de/directory/{sensors.public_id}/edit/" in letter.body
        assert AskedToFix.objects.get().rules == ["no_website"]

    def test_is_not_done_again_within_two_weeks(self, ask):
        ask()

        with pytest.raises(actions.AskedAlready):
            ask(now=MONDAY + timedelta(days=13))
        assert len(mail.outbox) == 1
        ask(now=MONDAY + timedelta(days=14, minutes=1))
        assert len(mail.outbox) == 2

    def test_leaves_out_what_was_put_right_since(self, ask, sensors):
        sensors.website = "https://www.moselle-sensors.example/"
        sensors.save()

        with pytest.raises(actions.NothingToAsk):
            ask()

    def test_says_that_there_is_nobody(self, ask, owner):
        choose(set(), by=owner, now=MONDAY)

        with pytest.raises(actions.NobodyToAsk):
            ask()
        assert not AskedToFix.objects.exists()

    def test_is_for_the_team_alone(self, ask, owner):
        with pytest.raises(actions.NotAllowed):
            ask(by=owner)
