"""Who runs the installation looks at formats of countries, tries numbers, corrects, verifies."""

import pytest

from liaison.hub.directory.models import CountryFormat
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, biohealth):
    client.force_login(UserFactory(is_superuser=True))
    return client


def values(**changes):
    return {
        "register_en": "Trade register",
        "number_forms": "99999999",
        "number_example": "12345678",
        "postcode_forms": "9999 AA",
        "postcode_example": "1012 AB",
        "source": "https://register.example",
    } | changes


class TestPages:
    def test_say_what_is_a_draft(self, desk):
        assert "Draft, not verified" in desk.get("/en/number-formats/").content.decode()
        assert "comes from general knowledge" in desk.get("/en/number-formats/NL/").content.decode()

    @pytest.mark.parametrize(
        ("number", "said"),
        [("552 008 443", "This can be a number"), ("552 008 444", "check digits do not fit")],
    )
    def test_try_a_number(self, desk, number, said):
        answer = desk.get("/en/number-formats/FR/", {"number": number})

        assert said in answer.content.decode()

    def test_save_what_was_corrected(self, desk):
        desk.post("/en/number-formats/NL/", values(number_forms="99999999\n9999"))

        kept = CountryFormat.objects.get(country="NL")
        assert kept.number_forms == ["99999999", "9999"]
        assert kept.verified_on is None

    def test_verify(self, desk):
        desk.post("/en/number-formats/NL/", values(is_verified="on"))

        assert CountryFormat.objects.get(country="NL").verified_on is not None

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"is_verified": "on", "source": ""}, "Please say where you compared it."),
            ({"number_forms": "--"}, "is no form"),
        ],
    )
    def test_refuse_with_what_to_do(self, desk, changes, said):
        answer = desk.post("/en/number-formats/NL/", values(**changes))

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not CountryFormat.objects.get(country="NL").verified_on

    def test_are_there_for_nobody_else(self, client, biohealth):
        client.force_login(UserFactory())

        assert client.get("/en/number-formats/").status_code == 404
        assert client.post("/en/number-formats/NL/", values()).status_code == 404
