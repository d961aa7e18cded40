"""Numbers of organisations, in one form and checked."""

import pytest

from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.identifiers import WrongIdentifier, normalised, numbered_by

# Registers of countries have formats, which are kept in the database.
pytestmark = pytest.mark.django_db


class TestNumber:
    @pytest.mark.parametrize(
        ("scheme", "written", "stored"),
        [
            ("rcs", "B123456", "B123456"),
            ("rcs", "R.C.S. Luxembourg B 123.456", "B123456"),
            ("rcs", "c16", "C16"),
            ("rcs", "F0012", "F12"),
            ("rcs", "LU B 1234", "B1234"),
            ("vat", "LU 2637 5245", "LU26375245"),
            ("vat", "de813228346", "DE813228346"),
            ("vat", "BE 0202.239.951", "BE0202239951"),
            ("vat", "BE202239951", "BE0202239951"),
            ("vat", "EL094259216", "EL094259216"),
            ("vat", "GB 980 7806 84", "GB980780684"),
            ("vat", "CHE-107.787.577 MWST", "CHE107787577"),
            ("vat", "UA426017004634", "UA426017004634"),
            ("lei", "5493 001k jtii gc8y 1r12", "5493001KJTIIGC8Y1R12"),
            ("ror", "https://ror.org/02feahw73", "https://ror.org/02feahw73"),
            ("ror", "ROR.org/02FEAHW73/", "https://ror.org/02feahw73"),
            ("ror", "02feahw73", "https://ror.org/02feahw73"),
            ("pic", "999 974 844", "999974844"),
            ("openxeco", "API.example.lu:12", "api.example.lu:12"),
            ("openxeco", "example.lu:8443/api:7", "example.lu:8443/api:7"),
        ],
    )
    def test_is_stored_in_one_form(self, scheme, written, stored):
        assert normalised(Scheme(scheme), written) == stored

    @pytest.mark.parametrize(
        ("country", "written", "stored"),
        [
            ("LU", "26375245", "LU26375245"),
            ("GR", "094259216", "EL094259216"),
            ("AT", "U74739214", "ATU74739214"),
            ("FR", "K7399859412", "FRK7399859412"),
            ("DE", "LU26375245", "LU26375245"),
        ],
    )
    def test_of_a_tax_office_takes_the_letters_of_the_country(self, country, written, stored):
        assert normalised(Scheme.VAT, written, country=country) == stored

    def test_of_a_register_stays_as_it_is_written(self):
        assert normalised(Scheme.REGISTER, " HRB  12 345 B ", country="DE") == "HRB 12 345 B"


class TestWrongNumber:
    @pytest.mark.parametrize(
        ("scheme", "written", "said"),
        [
            ("rcs", "123456", "has no letter"),
            ("rcs", "BB12", "one letter and up to six digits"),
            ("rcs", "B1234567", "one letter and up to six digits"),
            ("vat", "LU26375246", "check digits do not fit"),
            ("vat", "LU2637524", "length is wrong"),
            ("vat", "LUABCDEFGH", "not made of the letters and digits"),
            ("vat", "26375245", "does not say of which country"),
            ("vat", "XX26375245", "does not say of which country"),
            ("vat", "UA", "not made of the letters and digits"),
            ("lei", "5493001KJTIIGC8Y1R13", "check digits do not fit"),
            ("lei", "5493001KJTIIGC8Y1R", "18 letters and digits instead of 20"),
            ("lei", "5493001KJTIIGC8Y1R123", "21 letters and digits instead of 20"),
            ("ror", "https://ror.org/02feahw74", "last two digits do not fit"),
            ("ror", "02feaiw73", "no ROR identifier"),
            ("ror", "grid.10.1", "no ROR identifier"),
            ("pic", "99997484", "nine digits"),
            ("pic", "9999748441", "nine digits"),
            ("pic", "٩٩٩٩٧٤٨٤٤", "nine digits"),
            ("register", "HRB 1", "Say which country"),
        ],
    )
    def test_is_refused_with_what_to_do(self, scheme, written, said):
        with pytest.raises(WrongIdentifier) as refusal:
            normalised(Scheme(scheme), written)

        assert written in str(refusal.value)
        assert said in str(refusal.value)

    @pytest.mark.parametrize("written", ["-", "9" * 51])
    def test_of_a_register_is_refused(self, written):
        with pytest.raises(WrongIdentifier, match="no number of a register"):
            normalised(Scheme.REGISTER, written, country="DE")

    @pytest.mark.parametrize(
        "written", ["12", "api.example.lu", "api.example.lu:0", "a b:1", f"{'a' * 99}:1"]
    )
    def test_at_a_node_says_at_which(self, written):
        with pytest.raises(WrongIdentifier, match="is no number at an openXeco node"):
            normalised(Scheme.OPENXECO, written)


class TestNumberedBy:
    def test_tells_openxeco_nodes_apart(self):
        assert numbered_by(Scheme.OPENXECO, "example.lu:8443/api:7") == "example.lu:8443/api"

    def test_is_nobody_for_the_number_of_a_register(self):
        assert numbered_by(Scheme.REGISTER, "HRB 1:2") == ""
