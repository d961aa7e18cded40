"""Claiming an organisation, deciding on claims, inviting colleagues."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.claims import actions, queries
from liaison.hub.claims.choices import ClaimState, Way
from liaison.hub.claims.models import Claim, Invitation
from liaison.hub.directory.models import FieldChange, MapEntry, OrganisationRole
from liaison.hub.directory.provenance import Provenance, Verified
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.support.racing import at_once

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 11, 5, 12, tzinfo=dt.UTC)
OWNER, EDITOR = Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def optics():
    return OrganisationFactory(
        name="Sauer Optics", website="https://www.sauer.example/", visibility="public"
    )


@pytest.fixture
def engineer():
    return UserFactory(full_name="Anna Muller")


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


@pytest.fixture
def owner(optics):
    return OrganisationRoleFactory(organisation=optics, person__full_name="Marc Sauer").person


@pytest.fixture
def claim(optics, biohealth, engineer):
    return make(optics, biohealth, by=engineer)


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Return a function that does something and gives the secrets of the letters it sent."""

    def sent_by(deed):
        secrets = []
        with django_capture_on_commit_callbacks(execute=True):
            deed(lambda secret: secrets.append(secret) or f"https://hub.example/{secret}/")
        return secrets

    return sent_by


def make(organisation, cluster, *, by, role=OWNER):
    return actions.claim(
        organisation, cluster=cluster, role=role, said="I lead it.", by=by, now=MONDAY_NOON
    )


def send(claim, address, *, link=str, now=MONDAY_NOON):
    actions.send_proof(claim, address=address, link=link, by=claim.person, now=now)


class TestClaim:
    def test_waits_for_the_team_while_nobody_answers_for_it(
        self, optics, biohealth, engineer, officer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            claim = make(optics, biohealth, by=engineer)

        assert list(queries.claims_to_decide(for_user=officer)) == [claim]
        assert mail.outbox[0].to == ["biohealth@cluster.example"]

    def test_is_told_to_those_who_answer_for_it(
        self, optics, biohealth, engineer, owner, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            claim = make(optics, biohealth, by=engineer, role=EDITOR)

        assert list(queries.claims_to_decide(for_user=owner)) == [claim]
        assert mail.outbox[0].to == [owner.email]

    def test_is_made_once(self, claim, optics, biohealth, engineer):
        with pytest.raises(actions.AlreadyClaimed):
            make(optics, biohealth, by=engineer)

    def test_is_made_ten_times_a_day_at_most(self, optics, biohealth, engineer):
        for _ in range(10):
            actions.withdraw(make(optics, biohealth, by=engineer), by=engineer, now=MONDAY_NOON)

        with pytest.raises(actions.TooManyClaims):
            make(optics, biohealth, by=engineer)

    def test_is_not_for_what_one_does_not_see(self, biohealth, engineer):
        hidden = OrganisationFactory(visibility="private")

        with pytest.raises(queries.NoOrganisation):
            make(hidden, biohealth, by=engineer)

    def test_is_not_for_a_role_in_a_cluster(self, optics, biohealth, engineer):
        with pytest.raises(actions.NotAllowed):
            make(optics, biohealth, by=engineer, role=Role.CLUSTER_MANAGER)

    def test_is_seen_by_nobody_else(self, claim):
        for stranger in (UserFactory(), ClusterRoleFactory().person):
            with pytest.raises(queries.NoClaim):
                queries.get_claim(claim.public_id, for_user=stranger)

    def test_is_not_decided_by_the_claimant(self, claim, biohealth, engineer):
        ClusterRoleFactory(cluster=biohealth, person=engineer)

        with pytest.raises(actions.NotAllowed):
            actions.grant(claim, by=engineer, now=TUESDAY_NOON)

    def test_is_granted_by_an_officer(self, claim, engineer, officer):
        actions.grant(claim, by=officer, now=TUESDAY_NOON)

        held = OrganisationRole.objects.get()
        assert (held.person, held.role, held.granted_by) == (engineer, OWNER, officer)
        claim.refresh_from_db()
        assert claim.way == Way.TEAM

    def test_is_for_the_team_of_the_cluster_on_whose_map_the_organisation_is(
        self, claim, optics, officer, django_capture_on_commit_callbacks
    ):
        home = ClusterRoleFactory(role=Role.CLUSTER_OFFICER)
        home.cluster.contact_email = "home@cluster.example"
        home.cluster.save()
        MapEntry.objects.create(cluster=home.cluster, organisation=optics, since=MONDAY_NOON.date())

        with pytest.raises(queries.NoClaim):
            queries.get_claim(claim.public_id, for_user=officer)
        with pytest.raises(actions.NotAllowed):
            actions.grant(claim, by=officer, now=TUESDAY_NOON)
        with django_capture_on_commit_callbacks(execute=True):
            make(optics, claim.cluster, by=UserFactory())
        assert mail.outbox[-1].to == ["home@cluster.example"]
        actions.grant(claim, by=home.person, now=TUESDAY_NOON)

        assert OrganisationRole.objects.get().granted_by == home.person

    def test_is_refused_with_words(
        self, claim, engineer, officer, django_capture_on_commit_callbacks
    ):
        with pytest.raises(actions.NotSaid):
            actions.refuse(claim, said=" ", by=officer, now=TUESDAY_NOON)
        with django_capture_on_commit_callbacks(execute=True):
            actions.refuse(claim, said="Who are you?", by=officer, now=TUESDAY_NOON)

        assert "Who are you?" in mail.outbox[-1].body
        assert mail.outbox[-1].to == [engineer.email]
        with pytest.raises(actions.TooLate):
            actions.grant(claim, by=officer, now=TUESDAY_NOON)


class TestProof:
    def test_makes_the_claimant_owner_once(self, claim, engineer, letters):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        assert mail.outbox[-1].to == ["anna@sauer.example"]

        actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

        assert OrganisationRole.objects.get().person == engineer
        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

    def test_serves_the_claimant_only(self, claim, letters):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=UserFactory(), now=TUESDAY_NOON)

        assert not OrganisationRole.objects.exists()

    def test_runs_out_after_two_days(self, claim, engineer, letters):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=engineer, now=THURSDAY)

    def test_is_worth_nothing_after_a_newer_one(self, claim, engineer, letters):
        (older,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        letters(lambda link: send(claim, "anna@sauer.example", link=link))

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(older, by=engineer, now=TUESDAY_NOON)

    def test_is_sent_three_times_at_most(self, claim):
        for _ in range(3):
            send(claim, "anna@sauer.example")

        with pytest.raises(actions.TooManyLetters):
            send(claim, "anna@sauer.example")

    def test_is_not_sent_more_often_by_taking_the_claim_back(
        self, claim, optics, biohealth, engineer
    ):
        for _ in range(3):
            send(claim, "anna@sauer.example")
        actions.withdraw(claim, by=engineer, now=MONDAY_NOON)

        with pytest.raises(actions.TooManyLetters):
            send(make(optics, biohealth, by=engineer), "anna@sauer.example")

    @pytest.mark.parametrize(
        "address",
        [
            "anna@example.org",
            "anna@evil-sauer.example",
            "anna@sauer.example.org",
            "anna@mail.sauer.example",
            "anna",
            "a@b@sauer.example",
            "anna@sauer.example\nBcc: x@example.org",
            "anna%evil.example@sauer.example",
            "evil.example!anna@sauer.example",
            '"anna@evil.example"@sauer.example',
            "änna@sauer.example",
        ],
    )
    def test_goes_to_the_domain_only(self, claim, address):
        with pytest.raises(actions.NotAnAddressThere):
            send(claim, address)

    @pytest.mark.parametrize(
        "website",
        ["", "https://uni.example/labs/optics", "https://localhost/", "https://u.example/?o=1"],
    )
    def test_needs_a_website_of_its_own(self, claim, optics, website):
        optics.website = website
        optics.save()

        assert queries.domain_of(optics) == ""
        with pytest.raises(actions.NotAnAddressThere):
            send(claim, "anna@uni.example")

    @pytest.mark.parametrize(
        "website",
        [
            "https://www.free.fr/",
            "https://sauer.free.fr/",
            "https://gmx.lu/",
            "https://WEB.DE./",
            "https://yahoo.co.uk/",
            "https://www.linkedin.com/",
            "https://sauer.wixsite.com/",
        ],
    )
    def test_does_not_go_to_a_host_of_many(self, optics, website):
        optics.website = website

        assert queries.domain_of(optics) == ""

    def test_needs_a_website_whose_origin_is_somebody_else(self, claim, optics, engineer):
        Provenance(optics).note(
            ["website"], Verified("member", MONDAY_NOON.date(), str(engineer.public_id))
        )
        optics.save()

        with pytest.raises(actions.NotAnAddressThere):
            send(claim, "anna@sauer.example")

    def test_needs_a_website_that_the_claimant_did_not_change_last(self, claim, optics, engineer):
        changed = {"organisation": optics, "field": "website", "teller": "organisation"}
        FieldChange.objects.create(by=engineer, at=MONDAY_NOON, **changed)
        with pytest.raises(actions.NotAnAddressThere):
            send(claim, "anna@sauer.example")

        changed["teller"] = "liaison:team"
        FieldChange.objects.create(by=UserFactory(), at=TUESDAY_NOON, **changed)
        send(claim, "anna@sauer.example")

    @pytest.fixture
    def accomplice_writes(self, optics):
        """Somebody who may edit the entry gives it the domain of a friend."""

        def write(*, at, old="https://www.sauer.example/", teller="liaison:organisation", **more):
            accomplice = UserFactory()
            optics.website = "https://friend.example/"
            Provenance(optics).note(
                ["website"], Verified("liaison:organisation", at.date(), str(accomplice.public_id))
            )
            optics.save()
            FieldChange.objects.create(
                organisation=optics,
                field="website",
                old=old,
                new=optics.website,
                teller=teller,
                at=at,
                **({"by": accomplice} | more),
            )

        return write

    def test_needs_a_domain_that_is_not_a_fresh_word_of_its_own_people(
        self, claim, accomplice_writes, optics
    ):
        accomplice_writes(at=MONDAY_NOON - dt.timedelta(days=29))

        assert not queries.is_settled(optics, now=MONDAY_NOON)
        with pytest.raises(actions.NotAnAddressThere):
            send(claim, "anna@friend.example")

    def test_takes_a_domain_that_has_stood_for_thirty_days(self, claim, accomplice_writes):
        accomplice_writes(at=MONDAY_NOON - dt.timedelta(days=30))

        send(claim, "anna@friend.example")

    def test_takes_a_domain_that_the_team_took_over_or_confirmed(
        self, claim, accomplice_writes, officer, optics
    ):
        accomplice_writes(at=MONDAY_NOON, asked_by=UserFactory(), by=officer)
        assert queries.is_settled(optics, now=MONDAY_NOON)

        FieldChange.objects.all().delete()
        accomplice_writes(at=MONDAY_NOON)
        assert not queries.is_settled(optics, now=MONDAY_NOON)
        Provenance(optics).note(
            ["website"], Verified("liaison:team", MONDAY_NOON.date(), str(officer.public_id))
        )
        optics.save()
        send(claim, "anna@friend.example")

    def test_takes_the_same_domain_written_otherwise(self, accomplice_writes, optics):
        accomplice_writes(at=MONDAY_NOON - dt.timedelta(days=40), old="https://www.sauer.example/")
        accomplice_writes(at=MONDAY_NOON, old="http://www.friend.example")

        assert queries.is_settled(optics, now=MONDAY_NOON)

    def test_does_not_count_that_its_own_people_call_it_correct(self, accomplice_writes, optics):
        accomplice_writes(at=MONDAY_NOON - dt.timedelta(days=3), old="")

        assert not queries.is_settled(optics, now=MONDAY_NOON)

    def test_does_not_take_what_an_application_said_at_once(self, optics):
        Provenance(optics).note(
            ["website"], Verified("liaison:application", MONDAY_NOON.date(), "somebody")
        )
        optics.created_at = MONDAY_NOON
        optics.save()

        assert not queries.is_settled(optics, now=MONDAY_NOON)
        assert queries.is_settled(optics, now=MONDAY_NOON + dt.timedelta(days=30))

    def test_is_not_for_an_organisation_that_somebody_answers_for(self, claim, owner):
        with pytest.raises(actions.NotAllowed):
            send(claim, "anna@sauer.example")

    def test_does_not_pass_an_owner_who_came_first(self, claim, engineer, letters, optics):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        OrganisationRoleFactory(organisation=optics)

        with pytest.raises(actions.HasOwner):
            actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

    def test_is_worth_nothing_once_the_website_is_another(self, claim, engineer, letters, optics):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        optics.website = "https://sauer-optics.example/"
        optics.save()

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

    def test_is_worth_nothing_for_the_entry_into_which_it_was_merged(
        self, claim, engineer, letters, optics
    ):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        kept = OrganisationFactory(website=optics.website, visibility="public")
        Claim.objects.update(organisation=kept)

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

    def test_is_worth_nothing_once_the_organisation_was_merged(
        self, claim, engineer, letters, optics
    ):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))
        optics.state, optics.merged_into = "merged", OrganisationFactory()
        optics.save()

        with pytest.raises(queries.NoClaim):
            actions.confirm_proof(secret, by=engineer, now=TUESDAY_NOON)

    def test_is_kept_without_secret_and_address(self, claim, letters):
        (secret,) = letters(lambda link: send(claim, "anna@sauer.example", link=link))

        kept = str(Claim.objects.values().get())
        assert secret not in kept
        assert "anna@" not in kept


class TestInvitation:
    def invite(self, optics, owner, letters, *, role=EDITOR):
        (secret,) = letters(
            lambda link: actions.invite(
                optics,
                address="Lea@Sauer.example",
                role=role,
                link=link,
                by=owner,
                now=MONDAY_NOON,
            )
        )
        return secret

    def test_is_accepted_once_and_forgets_the_address(self, optics, owner, letters, engineer):
        secret = self.invite(optics, owner, letters)

        actions.accept_invitation(secret, by=engineer, now=TUESDAY_NOON)

        assert OrganisationRole.objects.filter(person=engineer, role=EDITOR).exists()
        assert Invitation.objects.get().address == ""
        with pytest.raises(queries.NoInvitation):
            actions.accept_invitation(secret, by=UserFactory(), now=TUESDAY_NOON)

    def test_is_for_owners_to_make(self, optics, engineer):
        OrganisationRoleFactory(organisation=optics, person=engineer, role=EDITOR)

        with pytest.raises(actions.NotAllowed):
            actions.invite(
                optics, address="x@y.example", role=EDITOR, link=str, by=engineer, now=MONDAY_NOON
            )

    def test_ends_with_the_role_of_whoever_made_it(self, optics, owner, letters, engineer):
        secret = self.invite(optics, owner, letters)
        OrganisationRole.objects.filter(person=owner).delete()

        with pytest.raises(actions.NotAllowed):
            actions.accept_invitation(secret, by=engineer, now=TUESDAY_NOON)

    def test_can_be_taken_back(self, optics, owner, letters, engineer):
        secret = self.invite(optics, owner, letters)

        actions.withdraw_invitation(Invitation.objects.get(), by=owner, now=TUESDAY_NOON)

        with pytest.raises(queries.NoInvitation):
            actions.accept_invitation(secret, by=engineer, now=TUESDAY_NOON)

    def test_is_made_twenty_times_a_day_at_most_whatever_is_taken_back(
        self, optics, owner, letters
    ):
        for _ in range(20):
            self.invite(optics, owner, letters)
            actions.withdraw_invitation(Invitation.objects.get(), by=owner, now=MONDAY_NOON)

        with pytest.raises(actions.TooManyLetters):
            self.invite(optics, owner, letters)

    def test_runs_out_and_is_forgotten(self, optics, owner, letters, engineer):
        secret = self.invite(optics, owner, letters)
        after_two_weeks = MONDAY_NOON + dt.timedelta(days=14)

        with pytest.raises(queries.NoInvitation):
            actions.accept_invitation(secret, by=engineer, now=after_two_weeks)

        assert actions.forget_what_ran_out(now=after_two_weeks - dt.timedelta(minutes=1)) == 0
        assert actions.forget_what_ran_out(now=after_two_weeks) == 1
        assert not Invitation.objects.exists()


class TestTakeRole:
    def test_leaves_somebody_who_answers_for_it(self, optics, owner):
        with pytest.raises(actions.LastOwner):
            actions.take_role(OrganisationRole.objects.get(), by=owner, now=MONDAY_NOON)

    def test_is_for_owners(self, optics, owner, engineer):
        OrganisationRoleFactory(organisation=optics, person=engineer, role=EDITOR)

        with pytest.raises(actions.NotAllowed):
            actions.take_role(owner.organisation_roles.get(), by=engineer, now=MONDAY_NOON)

    def test_takes_a_colleagues(self, optics, owner, engineer):
        held = OrganisationRoleFactory(organisation=optics, person=engineer, role=EDITOR)

        actions.take_role(held, by=owner, now=MONDAY_NOON)

        assert OrganisationRole.objects.get().person == owner


class TestSomebodyLeaves:
    def test_forgets_what_they_claimed(self, claim, engineer):
        erase_account(engineer, by=engineer, now=TUESDAY_NOON)

        assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("threads_share_no_memory")
class TestTwoAtOnce:
    def test_two_who_prove_their_claims_give_one_owner(self, optics, biohealth):
        people = [UserFactory(), UserFactory()]
        secrets = []
        for person in people:
            claimed = make(optics, biohealth, by=person)
            send(claimed, "info@sauer.example", link=lambda secret: secrets.append(secret) or "")

        outcomes = at_once(
            *(
                partial(actions.confirm_proof, secret, by=person, now=TUESDAY_NOON)
                for secret, person in zip(secrets, people, strict=True)
            )
        )

        assert outcomes == ["HasOwner", "done"]
        assert OrganisationRole.objects.count() == 1
        assert Claim.objects.filter(state=ClaimState.WAITING).count() == 1
