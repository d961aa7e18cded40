"""The desk shows a team what waits, and lets it be moved about by the handful."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client

from liaison.hub.clocks import actions
from liaison.hub.clocks.models import Clock, Move
from liaison.hub.interactions.actions import Written, log_interaction
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.notifications.models import Letter, ReturnedAddress, digest_of
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.support.clocks import a_kind, at

# A Wednesday.
NOW = at(11)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch):
    monkeypatch.setattr("liaison.hub.web.desk.views.timezone.now", lambda: NOW)


@pytest.fixture
def kind():
    with a_kind() as code:
        yield code


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role="cluster_officer", person__full_name="Tom Reuter"
    ).person


@pytest.fixture
def waits(kind, biohealth):
    """Return a function that has something wait, due on a day of November."""

    def waits(name, due, **more):
        yard = OrganisationFactory(name=name)
        more = {"cluster": biohealth, "now": at(2), "by": None} | more
        return actions.start_clock(
            kind, yard.public_id, due_on=dt.date(2026, 11, due) if due else None, **more
        )

    return waits


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def shown(response):
    """Return the titles on a page, in their order."""
    return re.findall(r"An answer to ([^<]+)</a>", response.content.decode())


def get(client, query=""):
    response = client.get(f"/en/desk/{query}")
    assert response.status_code == 200
    return response


class TestTheDesk:
    def test_shows_what_waits_by_its_day(self, signed_in, waits):
        for name, due in [("Later", 20), ("Late", 9), ("Friday", 13), ("Today", 11)]:
            waits(name, due)

        response = get(signed_in)

        assert shown(response) == ["Late", "Today", "Friday", "Later"]
        headings = re.findall(r"<h2>([^<]+)</h2>", response.content.decode())
        assert headings == ["Late", "Today", "This week", "Later"]
        for words in ("2 working days late", "2 working days left", "7 working days left"):
            assert words in response.content.decode()

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("?show=late", ["Late"]),
            ("?show=today", ["Today"]),
            ("?show=this_week", ["Friday"]),
            ("?show=others", ["Paused", "Theirs"]),
            ("?show=new", ["New"]),
            ("?whose=mine", ["Friday"]),
            ("?whose=nobodys", ["Late", "Today", "New"]),
            ("?kind=test.other", []),
            ("?show=nonsense&whose=nonsense&page=x", ["Late", "Today", "Friday", "New"]),
        ],
    )
    def test_is_narrowed(self, signed_in, manager, waits, kind, query, names):
        waits("Late", 9, now=at(2))
        waits("Today", 11, now=at(2))
        waits("Friday", 13, now=at(2), assignee=manager)
        waits("New", 25, now=at(10))
        paused = waits("Paused", 12)
        actions.pause_clocks(kind, paused.subject, reason="Asked", by=None, now=at(4))
        waits("Theirs", 12, person=UserFactory(full_name="Marc Weber"))

        assert shown(get(signed_in, query)) == names

    def test_counts_only_so_many(self, signed_in, waits, monkeypatch):
        from liaison.hub.core import counting
        from liaison.hub.web.desk import views

        monkeypatch.setattr(counting, "MOST_COUNTED", 2)
        monkeypatch.setattr(views, "MOST_COUNTED", 2)
        for number in range(3):
            waits(f"Late {number}", 9, now=at(2))

        page = signed_in.get("/en/desk/").content.decode()

        assert "To answer (2+)" in page
        assert "These are the first 2, the most urgent first." in page

    def test_counts_each_part(self, signed_in, waits):
        for due in (9, 10, 11, 13):
            waits(f"Yard {due}", due)

        page = get(signed_in).content.decode()

        tabs = dict(re.findall(r">([A-Z][^<(]+) \((\d+)\)</a>", page))
        assert tabs == {
            "To answer": "4",
            "Late": "2",
            "Today": "1",
            "This week": "1",
            "Waits for others": "0",
            "New": "0",
        }

    def test_is_glad_when_nothing_waits(self, signed_in):
        assert b"take a walk" in get(signed_in).content

    def test_names_nobody_where_one_may_not_see_what_waits(self, client, biohealth, waits, officer):
        officer.full_name = "Stranger Reuter"
        officer.save()
        client.force_login(officer)
        waits("Sauer Optics", 12, organisation=OrganisationFactory(name="Moselle Lenses"))

        page = client.get("/en/desk/?show=others").text

        assert "Not open to you" in page
        assert "Moselle Lenses" not in page

    def test_says_for_whom_something_waits_and_why_it_stands_still(self, signed_in, waits, kind):
        waits("Theirs", 12, person=UserFactory(full_name="Marc Weber"))
        paused = waits("Paused", 12)
        actions.pause_clocks(kind, paused.subject, reason="The yard is asked", by=None, now=at(4))

        page = get(signed_in, "?show=others").content.decode()

        assert "waits for Marc Weber" in page
        assert "The yard is asked" in page
        assert "waits for others since 5 working days" in page

    def test_of_another_cluster_is_not_shown(self, signed_in, waits):
        waits("Foreign", 9, cluster=ClusterFactory())

        assert shown(get(signed_in)) == []

    def test_names_nothing_that_the_reader_may_not_see(self, client, waits, biohealth):
        waits("Secret", 9)
        stranger = ClusterRoleFactory(cluster=biohealth, person__full_name="Stranger").person
        client.force_login(stranger)

        page = get(client).content.decode()

        assert "Secret" not in page
        assert "Not open to you, or no longer there" in page

    def test_has_pages(self, signed_in, waits):
        for number in range(30):
            waits(f"Yard {number:02}", 9)

        assert len(shown(get(signed_in))) == 25
        assert len(shown(get(signed_in, "?page=2"))) == 5

    def test_says_that_letters_to_the_team_come_back(self, signed_in, biohealth, officer):
        digest = digest_of(biohealth.contact_email)
        ReturnedAddress.objects.create(digest=digest, since=at(4), last_at=at(4))
        said = f"Since 4 November 2026 our letters to your team’s address {biohealth.contact_email}"
        assert said in get(signed_in).content.decode()
        elsewhere = Client()
        elsewhere.force_login(ClusterRoleFactory(cluster=ClusterFactory()).person)
        elsewhere.post("/en/desk/reached/biohealth/")
        assert ReturnedAddress.objects.exists()

        signed_in.post("/en/desk/reached/biohealth/")

        assert said not in get(signed_in).content.decode()
        assert not ReturnedAddress.objects.exists()

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, signed_in, waits, django_assert_max_num_queries
    ):
        waits("Yard", 9)
        get(signed_in)
        with django_assert_max_num_queries(14) as few:
            get(signed_in)
        for number in range(60):
            waits(f"Yard {number}", 9 + number % 9, person=None)

        with django_assert_max_num_queries(len(few)):
            get(signed_in)

    def test_writes_nothing_when_it_is_looked_at(self, signed_in, waits):
        clock = waits("Yard", 9)
        before = Clock.objects.filter(pk=clock.pk).values().get()

        get(signed_in)

        assert Clock.objects.filter(pk=clock.pk).values().get() == before


class TestTheFirstPageAfterSignIn:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch):
        monkeypatch.undo()

    def sign_in(self, client, person):
        return client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})

    def test_is_the_desk_for_a_team(self, client, officer):
        assert self.sign_in(client, officer)["Location"] == "/en/desk/"

    def test_is_their_account_for_others(self, client, db):
        assert "/desk/" not in self.sign_in(client, UserFactory())["Location"]


class TestWhatWaitsForAPerson:
    def test_is_theirs_and_that_of_their_organisations(self, client, waits):
        person, optics = UserFactory(), OrganisationFactory(name="Sauer Optics")
        OrganisationRoleFactory(person=person, organisation=optics)
        waits("Own", 9, person=person)
        waits("Of the firm", 13, organisation=optics)
        waits("Of others", 9, person=UserFactory())
        waits("Of the team", 9)
        client.force_login(person)

        assert shown(get(client)) == ["Own", "Of the firm"]

    def test_ends_with_the_right_to_act(self, client, waits):
        held = OrganisationRoleFactory()
        waits("Of the firm", 13, organisation=held.organisation)
        person = held.person
        held.delete()
        client.force_login(person)

        response = get(client)

        assert shown(response) == []
        assert b"Nothing waits for you" in response.content

    def test_is_not_shown_to_who_may_not_see_it(self, client, waits):
        stranger = UserFactory(full_name="Stranger")
        waits("Secret", 9, person=stranger)
        client.force_login(stranger)

        assert b"Nothing waits for you" in get(client).content


class TestDoing:
    def do(self, client, deed, *clocks, **more):
        ticked = [str(each.public_id) for each in clocks]
        return client.post(
            "/en/desk/do/", {"deed": deed, "clock": ticked, "back": "?show=late"} | more
        )

    def test_takes_over_and_leads_back(self, signed_in, manager, waits):
        one, other = waits("Yard", 9), waits("Optics", 9)

        response = self.do(signed_in, "take_over", one, other)

        assert response["Location"] == "/en/desk/?show=late"
        assert set(Clock.objects.values_list("assignee", flat=True)) == {manager.pk}
        assert "2 things are yours now." in get(signed_in).content.decode()

    def test_takes_over_one_by_its_button_whatever_is_ticked(self, signed_in, manager, waits):
        one, other = waits("Yard", 9), waits("Optics", 9)

        self.do(signed_in, "remind", other, take=str(one.public_id))

        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.assignee, other.assignee) == (manager, None)
        assert not Letter.objects.exists()

    def test_gives_to_a_colleague_and_back(self, signed_in, officer, waits):
        clock = waits("Yard", 9)

        self.do(signed_in, "assign", clock, to=str(officer.public_id))
        clock.refresh_from_db()
        assert clock.assignee == officer

        self.do(signed_in, "give_back", clock)
        clock.refresh_from_db()
        assert clock.assignee is None

    def test_puts_off(self, signed_in, waits):
        clock = waits("Yard", 9)

        self.do(signed_in, "put_off", clock, working_days="5")

        clock.refresh_from_db()
        assert clock.due_on == dt.date(2026, 11, 18)

    def test_reminds_who_is_waited_for(self, signed_in, waits):
        person = UserFactory(email="marc@example.org")
        clocks = [waits(name, 20, person=person) for name in ("Yard", "Optics")]

        self.do(signed_in, "remind", *clocks)

        letter = Letter.objects.get()
        assert letter.address == "marc@example.org"
        assert letter.subject == "A reminder: 2 things are waiting for you"

    def test_leaves_alone_what_is_of_others_or_has_ended(self, signed_in, waits, kind):
        foreign = waits("Foreign", 9, cluster=ClusterFactory())
        met, mine = waits("Met", 9), waits("Mine", 9)
        actions.meet_clocks(kind, met.subject, by=None, now=at(3))

        self.do(signed_in, "take_over", foreign, met, mine)

        foreign.refresh_from_db()
        assert foreign.assignee is None
        page = get(signed_in).content.decode()
        assert "1 thing is yours now." in page
        assert "2 things stayed as they are" in page

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({"deed": "take_over"}, "Nothing is ticked"),
            ({"deed": "take_over", "clock": ["x"]}, "was not readable"),
            ({"deed": "eat", "clock": [str(uuid4())]}, "Select a valid choice"),
            ({"deed": "assign", "clock": [str(uuid4())]}, "choose the colleague"),
            ({"deed": "put_off", "clock": [str(uuid4())], "working_days": "-3"}, "valid choice"),
            ({"deed": "take_over", "clock": [str(uuid4())] * 101}, "At most 100"),
        ],
    )
    def test_says_what_is_wrong(self, signed_in, sent, says):
        response = signed_in.post("/en/desk/do/", sent, follow=True)

        assert says in response.content.decode()
        assert not Move.objects.exists()

    def test_is_refused_to_who_is_of_no_team(self, client, waits):
        clock = waits("Yard", 9)
        client.force_login(UserFactory())

        self.do(client, "take_over", clock)

        clock.refresh_from_db()
        assert clock.assignee is None

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "?\r\nX: 1"])
    def test_leads_back_to_the_desk_alone(self, signed_in, waits, back):
        response = self.do(signed_in, "take_over", waits("Yard", 9), back=back)

        assert response["Location"].startswith("/en/desk/")
        assert "\n" not in response["Location"]


class TestUndoing:
    def test_puts_back_what_was_done(self, signed_in, waits):
        clock = waits("Yard", 9)
        before = Clock.objects.filter(pk=clock.pk).values().get()
        TestDoing().do(signed_in, "put_off", clock)
        assert "Undo" in get(signed_in).content.decode()

        response = signed_in.post(f"/en/desk/undo/{Move.objects.get().public_id}/")

        assert response.status_code == 302
        assert Clock.objects.filter(pk=clock.pk).values().get() == before
        page = get(signed_in).content.decode()
        assert "Put back as it was." in page
        assert "/desk/undo/" not in page

    def test_leaves_what_a_colleague_changed_since(self, signed_in, officer, waits):
        clock, other = waits("Yard", 9), waits("Optics", 9)
        TestDoing().do(signed_in, "take_over", clock, other)
        actions.assign(clock, to=officer, by=officer, now=NOW)

        signed_in.post(f"/en/desk/undo/{Move.objects.get().public_id}/")

        clock.refresh_from_db()
        other.refresh_from_db()
        assert (clock.assignee, other.assignee) == (officer, None)

    def test_comes_too_late_after_ten_minutes(self, signed_in, manager, waits, monkeypatch):
        clock = waits("Yard", 9)
        TestDoing().do(signed_in, "take_over", clock)
        later = NOW + dt.timedelta(minutes=10)
        monkeypatch.setattr("liaison.hub.web.desk.views.timezone.now", lambda: later)

        signed_in.post(f"/en/desk/undo/{Move.objects.get().public_id}/")

        clock.refresh_from_db()
        assert clock.assignee == manager
        assert "too late" in get(signed_in).content.decode()

    def test_is_of_ones_own_deeds_alone(self, client, signed_in, officer, waits):
        TestDoing().do(signed_in, "take_over", waits("Yard", 9))
        client.force_login(officer)

        response = client.post(f"/en/desk/undo/{Move.objects.get().public_id}/")

        assert response.status_code == 404


class TestWhoIsSilent:
    def test_is_a_member_of_whom_nothing_was_heard_for_half_a_year(self, signed_in, biohealth):
        long_ago = dt.date(2025, 1, 15)
        for name, signed_in_at in [
            ("Silent Sensors", None),
            ("Quiet Quartz", at(2, month=3)),
            ("Lively Lasers", at(2)),
        ]:
            firm = OrganisationFactory(name=name)
            MembershipFactory(cluster=biohealth, organisation=firm, since=long_ago)
            OrganisationRoleFactory(organisation=firm, person__last_login=signed_in_at)
        new = OrganisationFactory(name="New Nano")
        MembershipFactory(cluster=biohealth, organisation=new, since=dt.date(2026, 10, 1))

        page = signed_in.get("/en/desk/silent/").content.decode()

        assert re.findall(r">(\w+ \w+)</a></th>", page) == ["Silent Sensors", "Quiet Quartz"]
        assert "15 January 2025" in page
        assert "2 March 2026" in page

    def test_is_nobody_with_whom_the_register_tells_of_a_contact(self, signed_in, manager):
        cluster = manager.cluster_roles.get().cluster
        names = ("Silent Sensors", "Met Mills")
        firms = {name: OrganisationFactory(name=name, visibility="public") for name in names}
        for firm in firms.values():
            MembershipFactory(cluster=cluster, organisation=firm, since=dt.date(2025, 1, 15))
        for summary, firm in [("Lunch.", firms["Met Mills"]), ("", firms["Silent Sensors"])]:
            written = Written(
                InteractionKind.MEETING, at(3), summary=summary, organisations=(firm.public_id,)
            )
            # Without a summary it is a draft, which tells of nothing yet.
            log_interaction(cluster, written, by=manager, now=NOW)

        page = signed_in.get("/en/desk/silent/").content.decode()

        assert re.findall(r">(\w+ \w+)</a></th>", page) == ["Silent Sensors"]

    def test_is_shown_to_the_team_alone(self, client, biohealth):
        firm = OrganisationFactory(name="Silent Sensors")
        MembershipFactory(cluster=biohealth, organisation=firm, since=dt.date(2025, 1, 15))
        client.force_login(UserFactory())

        assert b"Silent Sensors" not in client.get("/en/desk/silent/").content
