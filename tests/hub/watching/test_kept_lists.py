"""Kept lists: what is kept, who is new, who is told what of whom, and never twice."""

import datetime as dt
from dataclasses import fields
from functools import partial

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.clusters.models import ClusterRole
from liaison.hub.directory.listing import Near, Selection, Sort, vocabulary_of
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.models import Job
from liaison.hub.lifecycle.actions import merge_organisations, preview_merge
from liaison.hub.notifications.actions import choose
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import Letter
from liaison.hub.taxonomies.models import Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from liaison.hub.watching import actions, sending
from liaison.hub.watching.choices import HowOften
from liaison.hub.watching.links import NotOurs, read_stop, stop_token
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.queries import NoList, get_list, lists_of, new_ones, removed_lists_of
from liaison.hub.watching.selections import Chosen, Unreadable, as_data, read
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.support.jobs import do_jobs

pytestmark = pytest.mark.django_db

# In winter, Luxembourg is an hour ahead of these.
SUNDAY = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 2, 5, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

COMPANIES = Chosen(Selection(chosen=(("kind", frozenset({"company"})),)))
Company = partial(OrganisationFactory, visibility="public")


@pytest.fixture
def engineer():
    return UserFactory(full_name="Anna Muller", email="anna.muller@example.org")


def keep(person, chosen=COMPANIES, name="Companies", how_often=HowOften.DAILY, now=SUNDAY):
    return actions.keep_list(chosen, name=name, how_often=how_often, by=person, now=now)


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    """Do the job that writes letters, at a moment, and return the letters that went out."""

    def tell(now=MONDAY):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue("watching.tell", arguments={}, by=None, now=now)
            do_jobs(now=now)
        assert Job.objects.latest("pk").state == "done"
        return mail.outbox[before:]

    return tell


class TestSelections:
    def test_are_read_as_they_were_kept(self):
        chosen = Chosen(
            Selection(
                text="sensors",
                chosen=(("kind", frozenset({"company"})), ("size", frozenset({"", "micro"}))),
                cluster="biohealth",
                member="other-cluster",
                near=Near(49.5, 5.98, 25.0),
                sort=Sort.NEAREST,
            ),
            town="Esch-sur-Alzette",
        )

        assert read(as_data(chosen)) == chosen

    def test_keep_every_part_of_a_selection(self):
        # Whoever gives selections another part must keep it too: without it lists would be longer.
        parts = {field.name for field in fields(Selection)}

        assert parts == as_data(COMPANIES).keys() - {"town", "site"}

    @pytest.mark.parametrize(
        "changed",
        [
            {"chosen": {"colour": ["green"]}},
            {"chosen": {"kind": "company"}},
            {"chosen": {"kind": [7]}},
            {"chosen": None},
            {"terms": {"skills": ["biohealth-skills:no-more"]}},
            {"terms": {"hobbies": []}},
            {"sort": "backwards"},
            {"near": [1]},
            {"text": None},
        ],
    )
    def test_are_not_guessed_at(self, changed):
        with pytest.raises(Unreadable):
            read(as_data(COMPANIES) | changed)

    def test_need_all_their_parts(self):
        with pytest.raises(Unreadable):
            read({})


class TestTerms:
    @pytest.fixture
    def site(self, biohealth):
        set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=SUNDAY)
        return biohealth

    @pytest.fixture
    def culture(self, site):
        """What somebody chose who looks for cell culture."""
        skills = vocabulary_of(site.pk, minute=0)["skills"]
        (key,) = [each.key for each in skills if each.value == "biohealth-skills:cell-culture"]
        return Chosen(Selection(terms=(("skills", frozenset({key})),)), site=site.pk)

    def test_are_kept_by_what_stands_for_them_in_addresses(self, culture):
        data = as_data(culture)

        assert data["terms"] == {"skills": ["biohealth-skills:cell-culture"]}
        assert read(data) == culture

    def test_are_news_of_who_has_them(self, culture, engineer, tell):
        keep(engineer, culture)
        Company(name="Sauer Optics")
        lab = Company(name="Alzette Lab")
        (_subject, (key,)) = culture.selection.terms[0]
        OrganisationTerm.objects.create(organisation=lab, subject="skills", term_id=key)

        (letter,) = tell()

        assert "Alzette Lab" in letter.body
        assert "Sauer Optics" not in letter.body

    def test_that_are_no_more_leave_nobody(self, culture, engineer):
        kept = keep(engineer, culture)
        Term.objects.filter(code="cell-culture").delete()
        refresh_lookup()
        Company()

        assert get_list(kept.public_id, for_user=engineer).chosen is None


class TestKeepList:
    def test_knows_who_is_in_it_from_the_beginning(self, engineer):
        Company(name="Sauer Optics")

        kept = keep(engineer)

        (standing,) = lists_of(for_user=engineer)
        assert (standing.kept, standing.number, standing.new_number) == (kept, 1, 0)
        assert Event.objects.get().verb == "kept_list.kept"

    def test_counts_who_came_since_one_looked(self, engineer):
        kept = keep(engineer)
        optics = Company(name="Sauer Optics")

        standing = get_list(kept.public_id, for_user=engineer)

        assert (standing.number, standing.new_number) == (1, 1)
        assert new_ones(standing, for_user=engineer) == [optics]

        actions.look(kept.public_id, by=engineer, now=MONDAY)

        assert get_list(kept.public_id, for_user=engineer).new_number == 0

    def test_is_refused_under_a_name_that_is_taken(self, engineer):
        keep(engineer)

        with pytest.raises(actions.NameTaken):
            keep(engineer)

        assert KeptList.objects.count() == 1

    def test_is_refused_beyond_thirty(self, engineer):
        for number in range(30):
            keep(engineer, name=f"List {number}")

        with pytest.raises(actions.TooMany):
            keep(engineer)

    def test_is_seen_by_nobody_else(self, engineer):
        kept = keep(engineer)

        assert lists_of(for_user=UserFactory()) == []
        with pytest.raises(NoList):
            get_list(kept.public_id, for_user=UserFactory(is_superuser=True))
        with pytest.raises(NoList):
            actions.remove_list(kept.public_id, by=UserFactory(), now=MONDAY)

    def test_of_words_of_which_nobody_has_all_holds_nobody(self, engineer):
        Company(name="Sauer Optics")
        refresh_lookup()

        kept = keep(engineer, Chosen(Selection(text="optics zzyzx")))

        assert get_list(kept.public_id, for_user=engineer).number == 0

    def test_that_cannot_be_read_any_more_holds_nobody(self, engineer, tell):
        kept = keep(engineer)
        KeptList.objects.update(selection={"chosen": {"colour": ["green"]}})
        Company()

        standing = get_list(kept.public_id, for_user=engineer)

        assert (standing.chosen, standing.number) == (None, 0)
        assert new_ones(standing, for_user=engineer) == []
        assert tell() == []


class TestChangeAndRemove:
    def test_gives_it_another_name(self, engineer):
        kept = keep(engineer)

        actions.change_list(
            kept.public_id, name="Firms", how_often=HowOften.NEVER, by=engineer, now=MONDAY
        )

        kept.refresh_from_db()
        assert (kept.name, kept.how_often) == ("Firms", "never")

    def test_removes_it_and_brings_it_back(self, engineer, tell):
        kept = keep(engineer)
        actions.remove_list(kept.public_id, by=engineer, now=SUNDAY)
        optics = Company(name="Sauer Optics")

        assert lists_of(for_user=engineer) == []
        assert list(removed_lists_of(for_user=engineer)) == [kept]
        assert tell() == []

        actions.bring_back(kept.public_id, by=engineer, now=MONDAY)

        (letter,) = tell(MONDAY + DAY)
        assert optics.name in letter.body

    def test_does_not_bring_it_back_beside_another_of_its_name(self, engineer):
        kept = keep(engineer)
        actions.remove_list(kept.public_id, by=engineer, now=SUNDAY)
        keep(engineer)

        with pytest.raises(actions.NameTaken):
            actions.bring_back(kept.public_id, by=engineer, now=MONDAY)

    def test_erases_it_after_thirty_days(self, engineer):
        kept = keep(engineer)
        actions.remove_list(kept.public_id, by=engineer, now=SUNDAY)
        enqueue("watching.forget", arguments={}, by=None, now=SUNDAY)

        do_jobs(now=SUNDAY + 30 * DAY)
        assert KeptList.objects.exists()

        enqueue("watching.forget", arguments={}, by=None, now=SUNDAY)
        do_jobs(now=SUNDAY + 31 * DAY)
        assert not KeptList.objects.exists()

    def test_erases_it_with_its_persons_account(self, engineer):
        keep(engineer)
        keep(UserFactory())

        erase_account(engineer, by=engineer, now=MONDAY)

        assert not KeptList.objects.filter(person=engineer).exists()
        assert KeptList.objects.count() == 1


class TestTellNews:
    def test_writes_nothing_where_nobody_is_new(self, engineer, tell):
        Company()
        keep(engineer)

        assert tell() == []

    def test_tells_of_who_has_come(self, engineer, tell, settings):
        settings.SITE_ADDRESS = "https://liaison.example"
        kept = keep(engineer)
        optics = Company(name="Sauer Optics", city="Wiltz")

        (letter,) = tell()

        assert letter.to == ["anna.muller@example.org"]
        assert letter.subject == "1 new organisation in a list you keep"
        assert "“Companies”: 1 new organisation\n– Sauer Optics, Wiltz\n" in letter.body
        assert f"https://liaison.example/en/directory/{optics.public_id}/" in letter.body
        assert f"https://liaison.example/en/my-lists/{kept.public_id}/" in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_tells_it_once(self, engineer, tell):
        keep(engineer)
        Company()

        assert len(tell()) == 1
        assert tell() == []
        assert tell(MONDAY + DAY) == []

    def test_tells_nothing_of_what_one_looked_at(self, engineer, tell):
        kept = keep(engineer)
        Company()
        actions.look(kept.public_id, by=engineer, now=MONDAY)

        assert tell() == []

    def test_writes_one_letter_of_all_lists_and_names_nobody_twice(self, engineer, tell):
        keep(engineer)
        keep(engineer, Chosen(Selection()), name="Everybody")
        Company(name="Sauer Optics")
        Company(name="Alzette Lab", kind="research")

        (letter,) = tell()

        assert letter.subject == "2 new organisations in lists you keep"
        assert letter.body.count("Sauer Optics") == 1
        assert "“Everybody”: 1 new organisation\n– Alzette Lab\n" in letter.body

    def test_leaves_out_a_list_of_which_all_are_named_already(self, engineer, tell):
        keep(engineer)
        keep(engineer, name="The same")
        Company(name="Sauer Optics")

        (letter,) = tell()

        assert "The same" not in letter.body
        assert tell(MONDAY + DAY) == []

    def test_names_twenty_and_says_how_many_more(self, engineer, tell):
        keep(engineer)
        for number in range(23):
            Company(name=f"Sensors {number:02}")

        (letter,) = tell()

        assert "“Companies”: 23 new organisations" in letter.body
        assert letter.body.count("– Sensors") == 20
        assert "and 3 more; see the list:" in letter.body

    def test_writes_in_the_language_of_the_person(self, tell):
        keep(UserFactory(language="de"))
        Company()

        (letter,) = tell()

        assert "/de/my-lists/" in letter.body

    def test_writes_weekly_on_mondays_or_as_soon_as_it_can_after(self, engineer, tell):
        wednesday = MONDAY + 2 * DAY
        keep(engineer, how_often=HowOften.WEEKLY, now=wednesday)
        Company()

        assert tell(wednesday + DAY) == []
        assert tell(wednesday + 4 * DAY) == []
        assert len(tell(wednesday + 6 * DAY)) == 1

    def test_writes_nothing_where_that_is_not_wanted(self, engineer, tell):
        keep(engineer, how_often=HowOften.NEVER)
        Company()

        assert tell() == []

    def test_keeps_the_news_while_such_letters_are_switched_off(self, engineer, tell):
        keep(engineer)
        Company()
        choose(set(), by=engineer, now=SUNDAY)

        assert tell() == []

        choose({LetterKind.ALERT}, by=engineer, now=MONDAY)

        assert len(tell(MONDAY + DAY)) == 1

    def test_leaves_nothing_behind_when_it_breaks_off(self, engineer, tell, monkeypatch):
        keep(engineer)
        Company()
        with monkeypatch.context() as broken:
            broken.setattr(sending, "send_news", _break)
            with pytest.raises(ConnectionError):
                sending.tell_news(now=MONDAY, report=lambda number, total: None)

        assert not Letter.objects.exists()
        assert len(tell()) == 1

    def test_asks_no_more_of_the_database_for_many_than_for_few(
        self, engineer, django_assert_max_num_queries
    ):
        for number in range(10):
            keep(engineer, name=f"List {number}")
        for _ in range(25):
            Company()

        # Three to find out who is due and what merged; one a list, and the rest for the person.
        with django_assert_max_num_queries(10 + 21):
            sending.tell_news(now=MONDAY, report=lambda number, total: None)


def _break(*arguments, **keywords):
    raise ConnectionError


class TestWhoIsTold:
    def test_is_told_of_those_they_may_see_now(self, tell):
        cluster = ClusterFactory()
        officer = ClusterRoleFactory(cluster=cluster, role=Role.CLUSTER_OFFICER).person
        keep(officer)
        keep(UserFactory(), name="A visitor's")
        hidden = OrganisationFactory(name="Quiet Biotech", visibility="staff")
        MapEntry.objects.create(cluster=cluster, organisation=hidden, since=SUNDAY.date())

        (letter,) = tell()

        assert letter.to == [officer.email]
        assert "Quiet Biotech" in letter.body

    def test_is_not_told_of_what_a_lost_role_showed(self, tell):
        cluster = ClusterFactory()
        officer = ClusterRoleFactory(cluster=cluster, role=Role.CLUSTER_OFFICER).person
        keep(officer)
        hidden = OrganisationFactory(visibility="staff")
        MapEntry.objects.create(cluster=cluster, organisation=hidden, since=SUNDAY.date())
        ClusterRole.objects.all().delete()

        assert tell() == []

    def test_is_nobody_whose_account_is_closed(self, engineer, tell):
        keep(engineer)
        Company()
        engineer.is_active = False
        engineer.save()

        assert tell() == []

    def test_hears_nothing_of_a_new_name(self, engineer, tell):
        optics = Company(name="Sauer Optics")
        keep(engineer)
        optics.name = "Sauer Photonics"
        optics.save()

        assert tell() == []

    def test_hears_nothing_of_a_merger(self, engineer, tell):
        optics = Company(name="Sauer Optics", country="LU")
        keep(engineer, Chosen(Selection(chosen=(("country", frozenset({"LU"})),))))
        kept = Company(name="Sauer Photonics", country="DE")
        runs_the_site = UserFactory(is_superuser=True)
        plan = preview_merge(kept.public_id, optics.public_id, by=runs_the_site)
        merge_organisations(
            kept.public_id,
            optics.public_id,
            seen=plan.seen,
            because="One firm.",
            by=runs_the_site,
            now=SUNDAY,
        )
        kept.refresh_from_db()
        kept.country = "LU"
        kept.save()

        assert tell() == []

    def test_hears_nothing_of_who_returns_soon(self, engineer, tell):
        optics = Company()
        keep(engineer)
        optics.visibility = "private"
        optics.save()
        tell()
        optics.visibility = "public"
        optics.save()

        assert tell(MONDAY + 80 * DAY) == []


class TestStop:
    def test_is_behind_a_link_that_only_we_make(self, engineer):
        kept = keep(engineer)

        assert read_stop(stop_token(kept.public_id)) == kept.public_id
        with pytest.raises(NotOurs):
            read_stop(str(kept.public_id))

    def test_ends_the_letters_and_can_be_undone(self, engineer, tell):
        kept = keep(engineer)
        Company()

        before = actions.stop(kept.public_id, now=SUNDAY)

        assert tell() == []

        actions.start_again(kept.public_id, how_often=before, now=MONDAY)

        assert len(tell(MONDAY + DAY)) == 1

    def test_finds_no_removed_list(self, engineer):
        kept = keep(engineer)
        actions.remove_list(kept.public_id, by=engineer, now=SUNDAY)

        with pytest.raises(NoList):
            actions.stop(kept.public_id, now=MONDAY)
