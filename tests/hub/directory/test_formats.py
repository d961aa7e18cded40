"""What numbers and postcodes of countries look like, in signs that everybody can write."""

from datetime import UTC, date, datetime

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.directory import formats
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.identifiers import (
    WrongIdentifier,
    check_postcode,
    is_number_unchecked,
    is_postcode_unchecked,
    normalised,
)
from liaison.hub.directory.models import CountryFormat
from liaison.hub.directory.patterns import WrongForm, fits_any, read_forms
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class TestForm:
    @pytest.mark.parametrize(
        ("form", "text"),
        [
            ("9999.999.999", "0202 239 951"),
            ("9999 AA", "1012ab"),
            ("HRB 99999", "hrb-12345"),
            ("CHE-999.999.999", "CHE107787577"),
            ("FN 999999A", "FN 122119 m"),
        ],
    )
    def test_fits_however_it_is_parted(self, form, text):
        assert fits_any([form], text)

    @pytest.mark.parametrize(
        ("form", "text"),
        [
            ("9999", "123"),
            ("9999", "12345"),
            ("9999", "12A4"),
            ("9999", "١٢٣٤"),
            ("A99", "199"),
            ("A99", "é99"),
            ("X9", "A9"),
            ("9.9", "9*9"),
        ],
    )
    def test_fits_nothing_else(self, form, text):
        assert not fits_any([form], text)

    def test_is_read_a_line_each_and_once(self):
        assert read_forms("9999\n\n  HRB  9 \n9999") == ["9999", "HRB 9"]

    @pytest.mark.parametrize("text", ["--", "9" * 51])
    def test_is_refused_where_it_is_none(self, text):
        with pytest.raises(WrongForm):
            read_forms(text)


@pytest.fixture
def keeper(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def change(keeper, django_capture_on_commit_callbacks):
    def change(country, *, by=keeper, is_verified=True, **values):
        kept = CountryFormat.objects.get(country=country)
        said = {name: getattr(kept, name) for name in formats._FIELDS}
        said |= {"source": "https://register.example", **values}
        with django_capture_on_commit_callbacks(execute=True):
            formats.change_format(country, said, is_verified=is_verified, by=by, now=NOON)

    return change


@pytest.mark.django_db
class TestStartingSet:
    def test_has_eleven_countries_all_of_them_drafts(self):
        kept = list(formats.country_formats())

        assert [each.country for each in kept] == [
            *("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "LU", "NL", "PT")
        ]
        assert not any(each.verified_on for each in kept)

    def test_has_examples_of_its_own_forms(self):
        for kept in formats.country_formats():
            known = formats.as_format(kept)
            assert known.accepts(kept.number_example), kept.country
            assert known.accepts_postcode(kept.postcode_example), kept.country

    def test_refuses_nothing(self):
        assert normalised(Scheme.REGISTER, "whatever 1", country="FR") == "whatever 1"
        check_postcode("whatever", country="FR")


class TestVerifiedFormat:
    def test_refuses_numbers_of_another_form_with_an_example(self, change):
        change("DE")

        assert normalised(Scheme.REGISTER, "HRB 12345", country="DE") == "HRB 12345"
        with pytest.raises(WrongIdentifier, match="Write it like HRB 12345"):
            normalised(Scheme.REGISTER, "12345", country="DE")

    def test_refuses_numbers_whose_check_digits_do_not_fit(self, change):
        change("FR")

        assert normalised(Scheme.REGISTER, "552 008 443", country="FR") == "552 008 443"
        with pytest.raises(WrongIdentifier):
            normalised(Scheme.REGISTER, "552 008 444", country="FR")

    def test_refuses_cells_of_imports_and_forms(self, change):
        change("LU")

        cell = value_of(Column.POSTCODE, "L-4362", country="LU", this_year=2026)
        assert cell == "L-4362"
        with pytest.raises(WrongCell, match="Write it like 4362"):
            value_of(Column.POSTCODE, "54321", country="LU", this_year=2026)

    def test_says_who_verified_it_and_is_recorded(self, change, keeper):
        change("NL")

        kept = CountryFormat.objects.get(country="NL")
        assert (kept.verified_on, kept.verified_by) == (date(2026, 11, 2), keeper)
        event = Event.objects.get(verb="country_format.changed")
        assert (event.subject, event.details) == ("NL", {"verified": True})

    def test_needs_a_source(self, change):
        with pytest.raises(formats.NoSource):
            change("NL", source="")

    def test_is_changed_by_who_runs_the_installation_only(self, change):
        with pytest.raises(formats.NotAllowed):
            change("NL", by=UserFactory())

    def test_refuses_nothing_any_more_once_it_is_a_draft_again(self, change):
        change("DE")
        change("DE", is_verified=False)

        assert normalised(Scheme.REGISTER, "12345", country="DE") == "12345"


@pytest.mark.django_db
class TestPostcodesOfBritain:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("SW1A1AA", "SW1A 1AA"),
            ("sw1a 1aa", "SW1A 1AA"),
            ("m1 1ae", "M1 1AE"),
            ("B338TH", "B33 8TH"),
            ("cr2 6xh", "CR2 6XH"),
            ("DN55 1PT", "DN55 1PT"),
            ("w1a0ax", "W1A 0AX"),
            ("EC1A 1BB", "EC1A 1BB"),
            # Of no form that is known: as it is, and nobody has verified that it is wrong.
            ("GIR 0AA", "GIR 0AA"),
        ],
    )
    def test_are_written_in_one_way(self, text, written):
        assert value_of(Column.POSTCODE, text, country="GB", this_year=2026) == written

    def test_of_another_form_are_refused_once_somebody_verified_them(self, change):
        change("GB")

        with pytest.raises(WrongCell, match="Write it like SW1A 1AA"):
            value_of(Column.POSTCODE, "12345", country="GB", this_year=2026)
        assert value_of(Column.POSTCODE, "sw1a1aa", country="GB", this_year=2026) == "SW1A 1AA"

    def test_of_others_are_written_as_these_write_them(self):
        assert value_of(Column.POSTCODE, "1012ab", country="NL", this_year=2026) == "1012 AB"
        assert value_of(Column.POSTCODE, "75 001", country="XX", this_year=2026) == "75 001"


@pytest.mark.django_db
class TestWhatNobodyVerified:
    def test_is_told_of_postcodes_and_numbers(self, change):
        assert is_postcode_unchecked("FR")
        assert is_number_unchecked("FR")
        assert not is_postcode_unchecked("XX")
        assert not is_number_unchecked("")

        change("FR")

        assert not is_postcode_unchecked("FR")
        assert not is_number_unchecked("FR")
