"""What cells and headings say, in three languages."""

import pytest

from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.lifecycle.importing.headings import (
    UnusableHeadings,
    column_of,
    read_headings,
)

# Registers of countries have formats, which are kept in the database.
pytestmark = pytest.mark.django_db


def said(column, text, country="LU"):
    return value_of(Column(column), text, country=country, this_year=2026)


class TestHeading:
    @pytest.mark.parametrize(
        ("heading", "column"),
        [
            ("name", "name"),
            ("Organisation Name", "name"),
            ("Raison sociale", "name"),
            ("Firmenname", "name"),
            ("Pays", "country"),
            ("LAND", "country"),
            ("N° TVA", "vat_number"),
            ("USt-IdNr.", "vat_number"),
            ("vat_number", "vat_number"),
            ("ROR ID", "ror_id"),
            ("Localité", "city"),
            ("Gründungsjahr", "founded_year"),
            ("Anciens noms", "former_names"),
            ("Straße", "address"),
            ("size_class", "size_class"),
            ("Längengrad", "longitude"),
        ],
    )
    def test_is_known_in_three_languages(self, heading, column):
        assert column_of(heading) == column

    def test_that_says_nothing_is_named(self):
        headings = read_headings(["Nom", "Remarques", "", "error"])

        assert headings.columns == ("name", None, None, None)
        assert headings.ignored == ["Remarques"]

    def test_of_the_name_is_needed(self):
        with pytest.raises(UnusableHeadings, match="the headings are: Ville, PIC"):
            read_headings(["Ville", "PIC"])

    def test_that_says_what_another_says_is_refused(self):
        with pytest.raises(UnusableHeadings, match="not clear which counts: Firma, Raison sociale"):
            read_headings(["Firma", "Raison sociale", "PIC"])

    def test_as_ours_are_called_counts_more_than_another(self):
        headings = read_headings(["Country code", "name", "Legal name", "COUNTRY"])

        assert headings.columns == (None, "name", None, "country")
        assert headings.ignored == ["Country code", "Legal name"]


class TestCell:
    @pytest.mark.parametrize(
        ("column", "text", "value"),
        [
            ("name", "  Luxembourg   Institute\nof Health ", "Luxembourg Institute of Health"),
            ("name", "Unknown Records", "Unknown Records"),
            ("name", "N/A", None),
            ("former_names", "|", None),
            ("founded_year", "1987.0", 1987),
            ("pic", "935646370.0", "935646370"),
            ("kind", "company", "company"),
            ("kind", "Unternehmen", "company"),
            ("kind", "PRC", "company"),
            ("kind", "Hochschule", "university"),
            ("kind", "Organisme de recherche", "research"),
            ("kind", "Prestataire de services", "service_provider"),
            ("kind", "Service-Provider", "service_provider"),
            ("kind", "Public body", "public"),
            ("kind", "Hôpital", "hospital"),
            ("country", "lu", "LU"),
            ("country", "Luxemburg", "LU"),
            ("country", "Allemagne", "DE"),
            ("country", "Österreich", "AT"),
            ("country", "United Kingdom", "GB"),
            ("country", "UK", "GB"),
            ("country", "EL", "GR"),
            ("country", "DEU", "DE"),
            ("country", "NA", "NA"),
            ("country", "n/a", None),
            ("website", "www.Uni.LU/en", "https://www.uni.lu/en"),
            ("website", "HTTP://uni.lu", "http://uni.lu"),
            ("website", "https://me:secret@uni.lu/", "https://uni.lu/"),
            ("pic", "MISSING", None),
            ("vat_number", "Not available", None),
            ("vat_number", "26375245", "LU26375245"),
            ("register_number", "HRB 12345", "LU:HRB 12345"),
            ("register_number", "DE:HRB 12345", "DE:HRB 12345"),
            ("acronym", "LIH", ["LIH"]),
            ("former_names", "CRP | Recherche; Santé", ["CRP", "Recherche; Santé"]),
            ("former_names", "CRP-Santé; CRP\nCRP", ["CRP-Santé", "CRP"]),
            ("former_names", "Eins; Zwei |", ["Eins; Zwei"]),
            ("founded_year", "1987", 1987),
            ("founded_year", "1987-05-01", 1987),
            ("founded_year", "01.05.1987", 1987),
            ("size_class", "Mittel: 50 bis 249 Personen", "medium"),
            ("size_class", "10-49", "small"),
            ("size_class", "250", "large"),
            ("size_class", "9", "micro"),
            ("nace", "7211", "72.11"),
            ("nace", "M 72.1", "72.1"),
            ("nace", "72", "72"),
            ("nace", "m", "M"),
            ("state", "dissoute", "ceased"),
            ("latitude", "49,504", 49.504),
            ("longitude", "−9.13", -9.13),
        ],
    )
    def test_is_understood(self, column, text, value):
        assert said(column, text) == value

    @pytest.mark.parametrize(
        ("column", "text", "message"),
        [
            ("name", "x" * 301, "It is 301 signs long; 300 have room"),
            ("name", "***", "A name has letters or digits"),
            ("name", "#REF!", "The spreadsheet could not work this out"),
            ("city", "Es\x00ch", "It holds signs that cannot be shown"),
            ("kind", "guild", "This is none of: company, university"),
            ("country", "Atlantis", "No country is called that"),
            ("website", "see our flyer", "This is no web address"),
            ("website", "javascript:alert(1)", "This is no web address"),
            ("website", "ftp://uni.lu", "This is no web address"),
            ("website", "https://[uni", "This is no web address"),
            ("founded_year", "2027", "no year between 800 and 2026"),
            ("founded_year", "87", "no year between 800 and 2026"),
            ("size_class", "huge", "This is none of: micro, small, medium, large"),
            ("nace", "00.1", "This is no NACE class"),
            ("nace", "biotech", "This is no NACE class"),
            ("latitude", "91", "from -90 to 90"),
            ("longitude", "inf", "from -180 to 180"),
            ("longitude", "6° 7'", "from -180 to 180"),
            ("liaison_id", "12", "This is no number of this directory"),
            ("pic", "12", "12 is no PIC"),
            ("former_names", "|".join(map(str, range(51))), "more than 50 names"),
            ("former_names", "x" * 301, "It is 301 signs long"),
        ],
    )
    def test_that_is_wrong_says_what_to_do(self, column, text, message):
        with pytest.raises(WrongCell, match=r"\.$") as refusal:
            said(column, text)

        assert message in str(refusal.value)

    @pytest.mark.parametrize("column", [column for column in Column if column != Column.NAME])
    def test_that_is_empty_says_nothing(self, column):
        assert said(column, "") is None
