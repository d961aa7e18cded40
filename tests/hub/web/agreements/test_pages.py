"""The pages of an agreement: for both sides, by a link too, and for the team."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liaison.hub.agreements import actions
from liaison.hub.agreements.messages import link_of
from liaison.hub.agreements.models import Agreement, AgreementFile, AgreementStep
from liaison.hub.agreements.queries import Party, document_to_sign
from liaison.hub.interactions.choices import Happening
from liaison.hub.interactions.timeline import read_happened, timeline_of
from liaison.hub.interests import actions as interests
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.listings.models import Matched
from liaison.hub.notifications.models import Letter
from tests.factories.directory import OrganisationRoleFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory
from tests.hub.agreements.conftest import PDF, document
from tests.hub.introductions.conftest import TUESDAY_NOON, letters_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]

NAMES = ("Uhrwerk", "Moselle", "Claire", "Thill")


def pdf(name="NDA Uhrwerk Medical.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def everything():
    """What a look at a page must not change."""
    counted = (Agreement, AgreementStep, AgreementFile, Letter)
    return list(Agreement.objects.values()), [each.objects.count() for each in counted]


class TestBothSides:
    def test_make_an_agreement_one_of_them_by_a_link(
        self,
        client,
        wanted,
        link,
        founder,
        manager,
    ):
        client.force_login(founder)
        page = f"/en/agreements/{wanted.public_id}/"
        assert "awaited from you" in client.get(page).text
        client.post(page, {"do": "bring", "bring-document": pdf()})
        without_account = Client()
        shown = without_account.get(link).text
        assert "It waits for your signature." in shown
        assert "is not part of it" in shown

        (path,) = re.findall(rf"{link}[0-9a-f-]+/", shown)
        got = without_account.get(path)
        assert got.content == PDF
        assert got["Content-Disposition"].startswith('attachment; filename="agreement-20')
        assert not any(name in got["Content-Disposition"] for name in NAMES)

        day = timezone.localdate()
        without_account.post(
            link,
            {
                "do": "sign",
                "sign-signed_on": day,
                "sign-of": document_to_sign(wanted),
                "sign-document": pdf("signed.pdf"),
                "sign-valid_until": day + dt.timedelta(days=365),
            },
        )
        (read,) = re.findall(r'name="sign-of" value="([0-9a-f-]+)"', client.get(page).text)
        client.post(page, {"do": "sign", "sign-signed_on": day, "sign-of": read})

        assert Agreement.objects.get().state == "signed"
        assert "Signed by both" in without_account.get(link).text
        client.force_login(manager)
        told = client.get(f"/en/agreements/team/{wanted.public_id}/").text
        assert "Claire Weber (Uhrwerk Medical S.A.)" in told
        assert "Signed by both" in client.get("/en/agreements/team/").text

    @pytest.mark.parametrize(
        ("deed", "entered", "said"),
        [
            ("bring", {}, "Please choose the document."),
            ("bring", {"document": b"Dear all"}, "This file cannot be taken."),
            ("bring", {"document": b"PK\x03\x04 no archive"}, "This file cannot be taken."),
            ("bring", {"document": b""}, "This file is empty."),
            ("sign", {"signed_on": "tomorrow"}, "Please write the day as"),
            ("sign", {"signed_on": "2999-01-01"}, "still to come"),
            ("sign", {"signed_on": "1900-01-01"}, "too long ago"),
            ("last", {"valid_until": "2001-01-01"}, "has to be after today"),
        ],
    )
    def test_hear_what_is_wrong_with_what_they_enter(
        self, client, wanted, link, deed, entered, said
    ):
        sent = {
            f"{deed}-{name}": pdf(content=value) if isinstance(value, bytes) else value
            for name, value in entered.items()
        }
        before = everything()

        answer = client.post(link, sent | {"do": "last_day" if deed == "last" else deed})

        assert answer.status_code == 422
        assert said in answer.text
        assert everything() == before

    def test_lose_nothing_to_programs_that_open_links(self, client, wanted, link):
        before = everything()

        for language in ("en", "fr", "de"):
            address = link.replace("/en/", f"/{language}/")
            assert client.get(address).status_code == 200
            assert client.head(address).status_code == 200
        assert client.get(link, {"do": "call_off"}).status_code == 200

        assert everything() == before

    def test_ask_for_one_by_a_link_too(self, client, released, sensors):
        address = f"/en/agreements/link/{link_of(released, now=timezone.now())}/"
        assert "Nobody has asked for one." in client.get(address).text

        client.post(address, {"do": "want"})

        assert Agreement.objects.get().wanted_by == "asked"

    def test_prolong_it_together(self, client, wanted, link, founder, manager):
        day = timezone.localdate()
        until, later = (day + dt.timedelta(days=days) for days in (100, 500))
        team = {"party": Party(wanted.introduction, Side.TEAM, manager), "now": timezone.now()}
        signed = {"document": None, "of": None, "valid_until": until}
        for side in (Side.ASKING, Side.ASKED):
            actions.sign(wanted, side, day, **signed, **team)
        client.force_login(founder)
        page = f"/en/agreements/{wanted.public_id}/"

        said = client.post(page, {"do": "last_day", "last-valid_until": later}, follow=True)
        assert "counts once the other side has agreed" in said.text
        assert "You propose" in said.text
        assert "I agree" not in said.text
        without_account = Client()
        assert "Uhrwerk Medical S.A. proposes" in without_account.get(link).text
        for other_day in ("", "2031-02-30", "soon"):
            answer = without_account.post(
                link, {"do": "agree_to_later_day", "later_day": other_day}, follow=True
            )
            assert "Somebody was faster" in answer.text
        assert Agreement.objects.get().valid_until == until

        (read,) = re.findall(r'name="later_day" value="([0-9-]+)"', without_account.get(link).text)
        without_account.post(link, {"do": "agree_to_later_day", "later_day": read})

        assert Agreement.objects.get().valid_until == later
        assert "A later last day?" not in client.get(page).text

    def test_call_it_off_once(self, client, wanted, link):
        client.post(link, {"do": "call_off"})
        again = client.post(link, {"do": "call_off"}, follow=True)

        assert Agreement.objects.get().state == "ended"
        assert "Somebody was faster" in again.text
        assert "Ask for a new agreement" in again.text


class TestOthers:
    def test_see_neither_the_page_nor_the_file(
        self,
        client,
        wanted,
        asking,
        founder,
        manager,
        stranger,
    ):
        actions.bring(wanted, document(), party=asking, now=timezone.now())
        file_id = wanted.files.get().public_id
        own, team = (f"/en/agreements/{part}{wanted.public_id}/" for part in ("", "team/"))
        client.force_login(founder)
        assert client.get(f"{own}{file_id}/").status_code == 200
        client.force_login(manager)
        assert client.get(f"{team}{file_id}/").status_code == 200

        client.force_login(stranger)
        for page in (own, team, f"{own}{file_id}/", f"{team}{file_id}/", "/en/agreements/team/"):
            assert client.get(page).status_code == 404
        assert client.get(f"/en/agreements/link/forged/{file_id}/").status_code == 410

    def test_find_no_file_under_the_address_of_another_agreement(
        self,
        client,
        wanted,
        link,
        asking,
    ):
        actions.call_off(wanted, party=asking, now=timezone.now())
        other_one = actions.want(asking, now=timezone.now())
        actions.bring(other_one, document(), party=asking, now=timezone.now())
        file_id = other_one.files.get().public_id
        assert client.get(f"{link}{file_id}/").status_code == 200
        other_one.files.update(agreement=wanted)

        assert client.get(f"{link}{file_id}/").status_code == 404


class TestTeam:
    def test_asks_two_others_from_the_page_of_their_introduction(
        self,
        client,
        released,
        manager,
    ):
        client.force_login(manager)
        page = f"/en/introductions/team/{released.public_id}/"
        assert "Should the two make one" in client.get(page).text

        client.post(f"/en/agreements/team/for/{released.public_id}/")

        assert "The document is awaited from you." in client.get(page).text

    def test_reads_of_it_on_the_timeline(
        self,
        wanted,
        watchmaker,
        sensors,
        cluster,
        manager,
        stranger,
    ):
        for organisation in (watchmaker, sensors):
            rows = timeline_of(
                organisation, cluster, happenings=[Happening.AGREEMENT], for_user=manager
            )
            (told,) = [read_happened(row) for row in rows]
            assert (told.what, uuid.UUID(told.link)) == ("wanted", wanted.public_id)
            assert told.said == "Uhrwerk Medical S.A. → Moselle Sensors"
            assert not timeline_of(
                organisation, cluster, happenings=[Happening.AGREEMENT], for_user=stranger
            )


class TestListing:
    @pytest.fixture
    def listing(self, cluster):
        return ListingFactory(
            cluster=cluster, published=True, tier="after_nda", private_brief="The secret recipe."
        )

    @pytest.fixture
    def owner(self, listing):
        return OrganisationRoleFactory(organisation=listing.organisation).person

    @pytest.fixture
    def interest(self, listing, owner):
        interest = InterestFactory(listing=listing, forwarded=True)
        interests.accept(interest, by=owner, now=TUESDAY_NOON)
        return interest

    def test_whose_brief_comes_after_one_asks_for_it_and_opens_once_both_signed(
        self, client, interest, listing, owner
    ):
        introduction = Introduction.objects.select_related("cluster").get()
        agreement = Agreement.objects.get()
        assert (agreement.wanted_by, agreement.brings) == ("software", "asked")
        assert "private brief follows after" in letters_to(owner.email)[-1].body
        client.force_login(owner)
        received = client.get(f"/en/needs-and-offers/answers/{interest.public_id}/received/")
        assert f"/en/introductions/{introduction.public_id}/" in received.text
        reader = interest.contact
        client.force_login(reader)
        page = f"/en/needs-and-offers/{listing.public_id}/"
        assert "The secret recipe." not in client.get(page).text
        mail.outbox.clear()

        for side, person in ((Side.ASKED, owner), (Side.ASKING, reader)):
            party = Party(introduction, side, person)
            actions.sign(
                *(agreement, side, TUESDAY_NOON.date()),
                of=None,
                document=None,
                party=party,
                now=TUESDAY_NOON,
            )

        assert "is open to you now" in letters_to(reader.email)[-1].body
        assert "The secret recipe." in client.get(page).text

    def test_whose_agreement_is_over_closes_its_brief_again(
        self,
        client,
        interest,
        listing,
        owner,
        manager,
    ):
        introduction = Introduction.objects.select_related("cluster").get()
        agreement = Agreement.objects.get()
        team = Party(introduction, Side.TEAM, manager)
        for side in (Side.ASKED, Side.ASKING):
            actions.sign(
                *(agreement, side, TUESDAY_NOON.date()),
                of=None,
                document=None,
                party=team,
                now=TUESDAY_NOON,
            )
        assert Matched.objects.get().nda_signed_on == TUESDAY_NOON.date()

        actions.call_off(agreement, party=team, now=TUESDAY_NOON)

        assert Matched.objects.get().nda_signed_on is None

    def test_keeps_its_brief_open_as_long_as_another_agreement_is_in_force(
        self, interest, listing, manager
    ):
        introduction = Introduction.objects.select_related("cluster").get()
        agreement = Agreement.objects.get()
        team = Party(introduction, Side.TEAM, manager)
        day = TUESDAY_NOON.date()
        for side in (Side.ASKED, Side.ASKING):
            actions.sign(agreement, side, day, of=None, document=None, party=team, now=TUESDAY_NOON)
        # Two that answered, each with an agreement, are one since.
        other = Introduction.objects.get()
        other.pk, other.public_id = None, uuid.uuid4()
        other.save()
        lasting = Agreement.objects.get()
        lasting.pk, lasting.public_id, lasting.introduction = None, uuid.uuid4(), other
        lasting.save()

        actions.call_off(agreement, party=team, now=TUESDAY_NOON)
        assert Matched.objects.get().nda_signed_on == day

        team = Party(other, Side.TEAM, manager)
        actions.call_off(lasting, party=team, now=TUESDAY_NOON)
        assert Matched.objects.get().nda_signed_on is None
