from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from liaison.hub.accounts import actions, queries
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.accounts.models import User
from liaison.hub.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadine():
    return UserFactory(full_name="Nadine Schmit", email="nadine.schmit@example.org")


def open_account(**changes):
    facts = {
        "email": "Paul.Reuter@Example.org",
        "full_name": "Paul Reuter",
        "language": "de",
        "password": PASSWORD,
        "by": None,
        "now": MONDAY_NOON,
    }
    return actions.open_account(**(facts | changes))


class TestRoles:
    @pytest.mark.parametrize("role", Role)
    def test_each_is_described_for_those_who_hand_it_out(self, role):
        assert len(str(role.description)) > 30

    def test_are_held_in_a_cluster_or_in_an_organisation(self):
        assert set(Role) - set(CLUSTER_ROLES) == {
            Role.ORGANISATION_OWNER,
            Role.ORGANISATION_EDITOR,
        }


class TestUser:
    @pytest.mark.parametrize("email", ["nadine.schmit@example.org", "Nadine.Schmit@EXAMPLE.org "])
    def test_has_an_address_of_their_own(self, nadine, email):
        with pytest.raises(IntegrityError):
            User.objects.create_user(email)

    def test_cannot_be_stored_under_capital_letters(self):
        with pytest.raises(IntegrityError, match="person_email_address_is_in_small_letters"):
            User.objects.create(email="Nadine.Schmit@example.org")

    def test_needs_an_address(self):
        with pytest.raises(IntegrityError, match="person_email_address_is_in_small_letters"):
            User.objects.create(email="")

    def test_is_named_by_a_number_in_logs(self, nadine):
        assert str(nadine) == str(nadine.public_id)

    def test_that_is_erased_cannot_be_active(self, nadine):
        nadine.erased_at = MONDAY_NOON

        with pytest.raises(IntegrityError, match="person_who_is_erased_cannot_sign_in"):
            nadine.save()

    def test_can_run_the_installation(self):
        chief = User.objects.create_superuser("Chief@example.org", PASSWORD, full_name="Chief")

        assert chief.is_staff
        assert chief.is_superuser
        assert chief.email == "chief@example.org"


class TestOpenAccount:
    def test_lets_the_person_sign_in_at_once(self):
        paul = open_account()

        assert paul.email == "paul.reuter@example.org"
        assert paul.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=paul).verified
        assert Event.objects.get().verb == "account.opened"

    def test_does_without_a_password(self):
        assert not open_account(password=None).has_usable_password()

    def test_is_refused_for_an_address_in_use(self, nadine):
        with pytest.raises(actions.AddressInUse):
            open_account(email="NADINE.schmit@example.org")

        assert User.objects.count() == 1
        assert not Event.objects.exists()


class TestUpdateProfile:
    def test_changes_name_and_language(self, nadine):
        actions.update_profile(
            nadine, full_name="Nadine Schmit-Weber", language="fr", by=nadine, now=MONDAY_NOON
        )

        nadine.refresh_from_db()
        assert (nadine.full_name, nadine.language) == ("Nadine Schmit-Weber", "fr")
        assert Event.objects.get().verb == "account.profile_updated"

    def test_is_refused_to_everybody_else(self, nadine):
        with pytest.raises(actions.NotAllowed):
            actions.update_profile(
                nadine, full_name="X", language="fr", by=UserFactory(), now=MONDAY_NOON
            )


class TestEraseAccount:
    def test_leaves_nothing_that_names_the_person(self, nadine):
        Authenticator.objects.create(user=nadine, type=Authenticator.Type.TOTP, data={})
        nadine.set_password(PASSWORD)

        actions.erase_account(nadine, by=nadine, now=MONDAY_NOON)

        nadine.refresh_from_db()
        assert nadine.email == f"{nadine.public_id}@erased.invalid"
        assert nadine.full_name == ""
        assert nadine.erased_at == MONDAY_NOON
        assert not EmailAddress.objects.exists()
        assert not Authenticator.objects.exists()
        assert Event.objects.get().subject == str(nadine.public_id)

    def test_ends_signing_in(self, nadine, rf):
        actions.erase_account(nadine, by=nadine, now=MONDAY_NOON)

        assert not nadine.has_usable_password()
        assert authenticate(rf.post("/"), email=nadine.email, password=PASSWORD) is None

    def test_frees_the_address(self, nadine):
        actions.erase_account(nadine, by=nadine, now=MONDAY_NOON)

        assert open_account(email="nadine.schmit@example.org").pk != nadine.pk

    def test_is_refused_to_other_people(self, nadine):
        with pytest.raises(actions.NotAllowed):
            actions.erase_account(nadine, by=UserFactory(is_staff=True), now=MONDAY_NOON)

        nadine.refresh_from_db()
        assert nadine.is_active

    def test_is_open_to_whoever_runs_the_installation(self, nadine):
        chief = UserFactory(is_superuser=True)

        actions.erase_account(nadine, by=chief, now=MONDAY_NOON)

        assert Event.objects.get().actor == str(chief.public_id)


class TestGetPerson:
    def test_finds_an_address_in_any_spelling(self, nadine):
        assert queries.get_person(" Nadine.SCHMIT@example.org") == nadine

    def test_does_not_find_a_closed_account(self):
        closed = UserFactory(is_active=False)

        with pytest.raises(queries.NoPerson):
            queries.get_person(closed.email)


class TestNamesOf:
    def test_leaves_out_the_erased_and_the_unknown(self, nadine):
        gone = UserFactory()
        actions.erase_account(gone, by=gone, now=MONDAY_NOON)
        asked_for = [str(nadine.public_id), str(gone.public_id)]

        names = queries.names_of(asked_for, for_user=nadine)

        assert names == {str(nadine.public_id): "Nadine Schmit"}

    def test_tells_strangers_nothing(self, nadine):
        assert queries.names_of([str(nadine.public_id)], for_user=AnonymousUser()) == {}
