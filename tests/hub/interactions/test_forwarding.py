"""Mails that somebody of a team forwards to the register, and those of strangers."""

import datetime as dt
import time
from contextlib import suppress
from email.message import EmailMessage

import pytest

from liaison.hub.interactions.choices import InteractionState
from liaison.hub.interactions.forwards import moment_of, read_forwarded
from liaison.hub.interactions.mail_files import UnreadableFile
from liaison.hub.interactions.models import Interaction
from liaison.hub.interactions.queries import get_interaction, register_address
from liaison.hub.notifications.models import Letter
from liaison.hub.postbox.actions import receive
from liaison.hub.postbox.choices import Outcome
from liaison.hub.postbox.parsing import Unreadable, read_mail
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationPersonFactory
from tests.support.clocks import at

ANNA, NOW = "anna@biohealth.example", at(5)
ENTRY = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:{method}
BEGIN:VEVENT
UID:visit-1@moselle.example
SEQUENCE:{sequence}
DTSTART:{start}
SUMMARY:Visit of the laboratory
DESCRIPTION:Bring the samples.
ORGANIZER:mailto:anna@biohealth.example
ATTENDEE;CN=Lea Thill:mailto:lea@moselle.example
END:VEVENT
END:VCALENDAR
"""
# As Gmail, Outlook in French and in German, and Apple's program head what they quote.
QUOTED = (
    """\
---------- Forwarded message ---------
From: Lea <lea@moselle.example>
Date: Tue, Nov 3, 2026 at 2:05 PM
Subject: Next steps
To: <anna@biohealth.example>
""",
    """\
De : Lea <lea@moselle.example>
Envoyé : mardi 3 novembre 2026 14:05
À : Anna <anna@biohealth.example>
Objet : Next steps
""",
    """\
*Von:* Lea <lea@moselle.example>
*Gesendet:* Dienstag, 3. November 2026 14:05
*An:* Anna <anna@biohealth.example>
*Betreff:* Next steps
""",
    """\
> From: Lea <lea@moselle.example>
> Date: 3 November 2026 at 14:05:00
> Subject: Next steps
""",
)


def a_mail(to, *, sender=ANNA, subject="Fwd: Next steps", text="See below.", **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Wed, 04 Nov 2026 09:30:00 +0100"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def an_invitation(to, *, start="20261103T140000Z", sequence=0, method="REQUEST"):
    mail = a_mail(to, subject="Fwd: Visit")
    entry = ENTRY.format(start=start, sequence=sequence, method=method)
    mail.add_attachment(
        entry.encode(), maintype="application", subtype="octet-stream", filename="invite.ics"
    )
    return mail


@pytest.fixture
def anna(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer", person__email=ANNA).person


@pytest.fixture
def sensors(biohealth):
    return OrganisationFactory(
        name="Moselle Sensors", website="https://www.moselle.example", visibility="public"
    )


@pytest.fixture
def address(settings, biohealth, anna):
    settings.REPLIES_TO = "replies@liaison.example"
    return register_address(biohealth, for_user=anna)


def arrives(mail):
    return receive(mail.as_bytes(), now=NOW)


@pytest.mark.django_db
class TestAForwardedMail:
    def test_becomes_a_draft_with_whom_and_when(self, address, anna, biohealth, sensors):
        lea = OrganisationPersonFactory(
            organisation=sensors, full_name="Lea Thill", email="lea@moselle.example"
        )
        original = a_mail(
            ANNA,
            sender="Lea Thill <lea@moselle.example>",
            subject="Next steps",
            text="Let us meet.",
        )
        forwarded = a_mail(address)
        forwarded.add_attachment(original)

        assert arrives(forwarded) == Outcome.TAKEN

        draft = Interaction.objects.get()
        assert (draft.kind, draft.state, draft.cluster) == ("email", "draft", biohealth)
        assert draft.happened_at == dt.datetime(2026, 11, 4, 8, 30, tzinfo=dt.UTC)
        assert (draft.summary, draft.note) == ("Next steps", "Let us meet.")
        assert [each.organisation for each in draft.with_organisations.all()] == [sensors]
        assert [each.named for each in draft.people_met.all()] == [lea]
        assert [each.person for each in draft.colleagues.all()] == [anna]

    def test_is_its_senders_alone(self, address, anna, biohealth, sensors):
        colleague = ClusterRoleFactory(cluster=biohealth).person
        arrives(a_mail(address, text="In confidence."))

        draft = Interaction.objects.get()
        assert draft.note_seen_by == "writer"
        assert get_interaction(draft.public_id, for_user=anna) == draft
        with pytest.raises(Interaction.DoesNotExist):
            get_interaction(draft.public_id, for_user=colleague)
        letter = Letter.objects.get()
        assert letter.address == ANNA
        assert f"/en/register/{draft.public_id}/change/" in letter.text
        assert "confidence" not in letter.text

    def test_does_nothing_a_second_time(self, address, sensors):
        for number in range(2):
            # Mail servers change its head on the way: it is known by its own name.
            arrives(a_mail(address, Message_ID="<a@b.example>", X_Way=f"{number}"))

        assert Interaction.objects.count() == Letter.objects.count() == 1

    def test_that_stands_in_the_register_is_not_taken_from_a_colleague(
        self, address, biohealth, sensors
    ):
        ben = ClusterRoleFactory(cluster=biohealth, person__email="ben@biohealth.example").person
        arrives(a_mail(address, Message_ID="<a@b.example>"))
        Interaction.objects.update(state=InteractionState.KEPT)

        again = register_address(biohealth, for_user=ben)
        arrives(a_mail(again, sender=ben.email, Message_ID="<a@b.example>"))

        assert Interaction.objects.count() == 1

    def test_is_with_whom_a_name_means(self, address, sensors):
        arrives(a_mail(f'"Lea (Moselle Sensors)" <lea@gmail.com>, {address}', subject="Hello"))

        draft = Interaction.objects.get()
        assert [each.organisation for each in draft.with_organisations.all()] == [sensors]

    def test_that_cannot_be_read_is_answered_with_a_way_out(self, address):
        mail = a_mail(address)
        mail.add_attachment(b"no calendar", maintype="text", subtype="calendar")

        arrives(mail)

        assert not Interaction.objects.exists()
        assert "/en/register/log/" in Letter.objects.get().text


@pytest.mark.django_db
class TestAnInvitation:
    def test_is_changed_when_it_is_sent_anew(self, address, sensors):
        arrives(an_invitation(address))
        first = Interaction.objects.get()
        assert (first.kind, first.happened_at) == ("meeting", at(3, hour=15))

        arrives(an_invitation(address, start="20261110T100000Z", sequence=1))
        # What was overtaken on its way changes nothing.
        arrives(an_invitation(address, start="20261101T080000Z", sequence=0))

        draft = Interaction.objects.get()
        assert (draft.happened_at, draft.version) == (at(10, hour=11), 2)
        assert draft.summary == "Visit of the laboratory"
        assert [letter.subject for letter in Letter.objects.all()] == [
            "A contact waits for you to confirm it"
        ] * 2
        assert "10 November 2026" in Letter.objects.latest("pk").text

    def test_sent_twice_does_nothing(self, address, sensors):
        arrives(an_invitation(address))
        arrives(an_invitation(address, method="PUBLISH"))

        assert (Interaction.objects.count(), Letter.objects.count()) == (1, 1)
        assert Interaction.objects.get().version == 1

    def test_leaves_what_its_writer_wrote_meanwhile(self, address, sensors):
        arrives(an_invitation(address))
        Interaction.objects.update(summary="In my words.", version=2)

        arrives(an_invitation(address, start="20261110T100000Z", sequence=1))

        draft = Interaction.objects.get()
        assert (draft.summary, draft.happened_at) == ("In my words.", at(10, hour=11))

    def test_that_is_cancelled_takes_its_draft_away(self, address, sensors):
        arrives(an_invitation(address))
        arrives(an_invitation(address, sequence=1, method="CANCEL"))

        assert Interaction.objects.get().removed_at == NOW
        assert Letter.objects.count() == 1


@pytest.mark.django_db
class TestAStranger:
    @pytest.mark.parametrize("sender", ["stranger@example.org", "ben@biohealth.example"])
    def test_writes_nothing_and_hears_nothing(self, address, biohealth, sender):
        # A colleague has an address of their own; whoever finds this one gets nothing in.
        ClusterRoleFactory(cluster=biohealth, person__email="ben@biohealth.example")

        assert arrives(a_mail(address, sender=sender)) == Outcome.UNKNOWN
        assert not Interaction.objects.exists()
        assert not Letter.objects.exists()

    def test_is_who_has_left_the_team(self, address, anna):
        anna.cluster_roles.all().delete()

        assert arrives(a_mail(address)) == Outcome.UNKNOWN

    def test_is_whose_address_is_not_confirmed(self, address, anna):
        anna.emailaddress_set.update(verified=False)

        assert arrives(a_mail(address)) == Outcome.UNKNOWN

    def test_has_another_address_in_each_cluster(self, address, anna):
        other = ClusterFactory()
        ClusterRoleFactory(cluster=other, person=anna)

        assert register_address(other, for_user=anna) != address
        assert register_address(other, for_user=UserFactory()) != address


class TestAQuotedMail:
    @pytest.mark.parametrize("head", QUOTED)
    def test_tells_of_itself(self, head):
        found = read_forwarded(
            a_mail("x@y.example", text=f"FYI\n\n{head}\nLet us meet.\n").as_bytes()
        )

        assert found.happened_at == dt.datetime(2026, 11, 3, 13, 5, tzinfo=dt.UTC)
        assert found.text == "Next steps\n\nLet us meet."
        assert "moselle.example" in found.domains

    def test_is_none_where_somebody_only_writes_from(self):
        mail = a_mail("lea@moselle.example", text="From: the station to the door.\nSubject: none\n")

        assert read_forwarded(mail.as_bytes()).text.startswith("Fwd: Next steps")

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("lundi 2 févr. 2026 09:00", "2026-02-02"),
            ("Freitag, 6. März 2026 10:00", "2026-03-06"),
            ("31/07/2026 08:00", "2026-07-31"),
            ("2026-08-09 10:00", "2026-08-09"),
            ("juillet 3, 2026", "2026-07-03"),
            ("31.02.2026", None),
            ("soon", None),
        ],
    )
    def test_gives_its_day_in_three_languages(self, text, day):
        moment, _is_timed = moment_of(text)

        assert (moment and moment.date().isoformat()) == day


def hostile(*, head="", kind="text/plain", body="Hello"):
    return f"From: {ANNA}\nSubject: Visit\n{head}Content-Type: {kind}\n\n{body}".encode()


class TestAHostileMail:
    @pytest.mark.parametrize("charset", ["utf-7", "unicode_escape"])
    def test_brings_no_half_signs_that_nothing_can_keep(self, charset):
        halves = r"\ud800" if charset == "unicode_escape" else "+2AA-"

        for read in (read_mail, read_forwarded):
            text = read(hostile(kind=f"text/plain; charset={charset}", body=halves)).text
            assert "?" in text
            assert text.encode()

    @pytest.mark.parametrize(
        "content",
        [
            hostile(head="Message-ID: <x@[\n"),
            hostile(head="Date: Mon, 1 Jun 2026 10:00:00 +99999999999999999999\n"),
        ],
        ids=["name", "zone"],
    )
    def test_is_read_or_refused_and_nothing_breaks(self, content):
        with suppress(UnreadableFile):
            assert read_forwarded(content).happened_at is None

    @pytest.mark.parametrize(
        "content",
        [
            hostile(kind="text/plain" + "".join(f"; a*{n}*=%41" for n in range(20_000))),
            hostile(head="".join("To: " + "a@b.example, " * 300 + "\n" for _ in range(200))),
            hostile(kind="text/plain; charset=punycode", body="abc-" + "baaaab" * 100_000),
            hostile(kind="text/calendar", body="EXDATE:" + "20260601T100000Z," * 50_000),
        ],
        ids=["parameters", "addresses", "alphabet", "line"],
    )
    def test_keeps_nobody_waiting(self, content):
        began = time.process_time()

        for read in (read_mail, read_forwarded):
            with suppress(Unreadable, UnreadableFile):
                assert read(content).text is not None

        # Each took from 7 seconds up to hours.
        assert time.process_time() - began < 4
