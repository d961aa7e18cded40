"""Organisations from a file: what is new, changed, unchanged, refused, and what is written."""

import os
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from liaison.hub.audit.models import Event
from liaison.hub.directory.models import Identifier, Organisation, OrganisationName, Place
from liaison.hub.directory.provenance import Provenance
from liaison.hub.lifecycle import actions, queries
from liaison.hub.lifecycle.importing import writing
from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
from liaison.hub.lifecycle.importing.errors import sentences_of, write_errors
from liaison.hub.lifecycle.importing.headings import UnusableHeadings
from liaison.hub.lifecycle.importing.planning import kept_plan
from liaison.hub.lifecycle.models import ImportRun
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    PlaceFactory,
)
from tests.hub.lifecycle.conftest import NOON, no_progress, tables

pytestmark = pytest.mark.django_db

HEADINGS = ["name", "kind", "country", "city", "website", "ror_id", "pic", "vat_number"]
LIST = ["Luxembourg Institute of Science and Technology", "research", "LU", "Belval"]
LIST += ["https://www.list.lu", "https://ror.org/01t178j62", "935646370", "LU15424508"]
LEI = "5493001KJTIIGC8Y1R12"
NOTHING_ALIKE = LikelyDuplicates([], 0)


def counts(plan):
    return {outcome: plan.counts[outcome] for outcome in ("new", "changed", "unchanged", "refused")}


def changes(plan):
    return {change.name: change.changes for change in plan.changes()}


def mistakes(plan):
    return [
        (row.number, mistake.column, mistake.message)
        for row in plan.refused()
        for mistake in row.mistakes
    ]


class TestNewOrganisation:
    def test_is_written_with_all_that_is_said(self, file, imported):
        headings = [*HEADINGS, "acronym", "former_names", "founded_year", "size_class", "nace"]
        headings += ["address", "postcode", "latitude", "longitude", "rcs_number", "state"]
        row = [*LIST, "LIST", "CRP Henri Tudor | CRP Gabriel Lippmann", "2015", "large", "72.11"]
        row += ["5, avenue des Hauts-Fourneaux", "L-4362", "49.504", "5.948", "J 0056", ""]

        run = imported(file(headings, row))

        organisation = Organisation.objects.get()
        assert organisation.name == "Luxembourg Institute of Science and Technology"
        assert organisation.plain == "luxembourg institute of science and technology"
        assert (organisation.kind, organisation.country, organisation.city) == (
            "research",
            "LU",
            "Belval",
        )
        assert (organisation.founded_year, organisation.size_class, organisation.nace) == (
            2015,
            "large",
            "72.11",
        )
        assert organisation.state == "active"
        assert organisation.visibility == "public"
        assert organisation.created_at == organisation.updated_at == NOON == run.written_at
        assert set(OrganisationName.objects.values_list("kind", "name")) == {
            ("acronym", "LIST"),
            ("former", "CRP Henri Tudor"),
            ("former", "CRP Gabriel Lippmann"),
        }
        assert set(Identifier.objects.values_list("scheme", "country", "value")) == {
            ("ror", "", "https://ror.org/01t178j62"),
            ("pic", "", "935646370"),
            ("vat", "", "LU15424508"),
            ("rcs", "", "J56"),
        }
        place = Place.objects.get()
        assert str(place) == "5, avenue des Hauts-Fourneaux, L-4362, Belval, LU"
        assert (place.latitude, place.longitude, place.is_main) == (49.504, 5.948, True)

    def test_has_an_origin_for_every_field(self, file, imported):
        manager = UserFactory(is_superuser=True)

        headings, row = ["name", "city", "pic", "acronym"], ["LIST", "Belval", "935646370", "L"]
        run = imported(file(headings, row), by=manager)

        provenance = Provenance(Organisation.objects.get())
        assert sorted(provenance) == ["acronym", "city", "name", "pic"]
        origin = provenance.of("pic")
        assert (origin.source, origin.on, origin.by) == (
            f"import {run.code}",
            NOON.date(),
            str(manager.public_id),
        )

    def test_is_of_another_kind_where_none_is_said(self, file, imported):
        imported(file(["name"], ["LIST"]))

        organisation = Organisation.objects.get()
        assert organisation.kind == "other"
        assert list(organisation.provenance) == ["name"]
        assert not Place.objects.exists()

    def test_has_the_visibility_and_the_source_that_are_asked_for(self, file, planned):
        actions.import_organisations(
            planned(file(["name"], ["LIST"])),
            likely=NOTHING_ALIKE,
            by=None,
            now=NOON,
            progress=no_progress,
            visibility="staff",
            source="Sector mapping 2025",
        )

        organisation = Organisation.objects.get()
        assert (organisation.visibility, organisation.source) == ("staff", "Sector mapping 2025")
        assert Provenance(organisation).of("name").source == "Sector mapping 2025"


class TestSameFileAgain:
    def test_changes_nothing(self, file, imported, planned):
        path = file(
            HEADINGS, LIST, ["Luxinnovation", "", "LU", "Esch", "luxinnovation.lu", "", "", ""]
        )
        imported(path)
        before = tables()

        assert counts(planned(path)) == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
        run = imported(path)

        assert tables() == before
        assert run.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}

    def test_changes_nothing_where_two_of_one_name_have_different_numbers(
        self, file, imported, planned
    ):
        OrganisationFactory(name="Gemeinde Berg", country="DE")
        rows = [["Gemeinde Berg", "DE", "935646370"], ["Gemeinde Berg", "DE", "999446885"]]
        path = file(["name", "country", "pic"], *rows)

        assert imported(path).counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}

        assert counts(planned(path)) == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}

    def test_changes_nothing_where_one_gets_another_name(self, file, imported, planned):
        IdentifierFactory(organisation__name="CRP-Santé", scheme="pic", value="999446885")
        rows = [["LIH", "LU", "999446885"], ["CRP-Santé", "LU", ""]]
        path = file(["name", "country", "pic"], *rows)

        assert imported(path).counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}

        assert counts(planned(path)) == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}

    def test_has_the_next_number(self, file, imported):
        path = file(["name"], ["LIST"])

        first, second = imported(path), imported(path)

        assert first.code[:-1] == second.code[:-1] == f"{first.sha256[:8]}-"
        assert (first.code[-1], second.code[-1]) == ("1", "2")
        assert list(queries.imports(for_user=None)) == [second, first]


class TestDryRun:
    def test_writes_nothing(self, file, planned):
        plan = planned(file(HEADINGS, LIST))

        assert counts(plan) == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
        assert not Organisation.objects.exists()
        assert not ImportRun.objects.exists()

    def test_tells_what_would_change_field_by_field(self, file, planned):
        institute = OrganisationFactory(name="LIST", city="Esch", country="LU", kind="research")
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        OrganisationNameFactory(organisation=institute, kind="former", name="CRP Tudor")

        plan = planned(
            file(
                ["name", "pic", "city", "former_names", "website", "lei"],
                [
                    "LIST",
                    "935646370",
                    "Belval",
                    "CRP Tudor | CRP Lippmann",
                    "",
                    "5493001KJTIIGC8Y1R12",
                ],
            )
        )

        assert changes(plan) == {
            "LIST": {
                "city": ["Esch", "Belval"],
                "former_names": [["CRP Tudor"], ["CRP Tudor", "CRP Lippmann"]],
                "lei": [None, LEI],
            }
        }


class TestMatching:
    def test_goes_by_numbers_before_names(self, file, planned):
        institute = OrganisationFactory(name="CRP Tudor", country="LU")
        IdentifierFactory(organisation=institute, scheme="ror", value="https://ror.org/01t178j62")
        OrganisationFactory(name=LIST[0], country="LU")

        plan = planned(file(HEADINGS, LIST))

        assert changes(plan)[LIST[0]]["name"] == ["CRP Tudor", LIST[0]]

    def test_goes_by_the_folded_name_and_the_country(self, file, planned):
        OrganisationFactory(name="CRP-Santé", country="LU", city="Strassen")
        OrganisationFactory(name="CRP-Santé", country="BE", city="Arlon")

        plan = planned(file(["name", "country", "city"], ["CRP Sante", "LU", "Luxembourg"]))

        assert changes(plan)["CRP Sante"]["city"] == ["Strassen", "Luxembourg"]

    def test_takes_another_number_for_another_organisation(self, file, planned):
        IdentifierFactory(organisation__name="LIST", scheme="pic", value="999446885")

        plan = planned(file(["name", "country", "pic"], ["LIST", "LU", "935646370"]))

        assert counts(plan)["new"] == 1

    def test_adds_a_number_to_the_one_of_that_name(self, file, planned):
        IdentifierFactory(organisation__name="LIST", scheme="pic", value="935646370")

        plan = planned(file(["name", "country", "rcs_number"], ["LIST", "LU", "J56"]))

        assert changes(plan) == {"LIST": {"rcs_number": [None, "J56"]}}

    def test_corrects_a_number_of_the_one_found_by_another(self, file, imported):
        institute = OrganisationFactory(name="LIST")
        pic = IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        IdentifierFactory(organisation=institute, scheme="vat", value="LU26375245")

        imported(file(["name", "pic", "vat_number"], ["LIST", "935646370", "LU15424508"]))

        numbers = institute.identifiers.order_by("scheme").values_list("value", flat=True)
        assert list(numbers) == ["935646370", "LU15424508"]
        assert institute.identifiers.get(scheme="pic") == pic

    def test_does_not_take_a_number_from_one_that_has_several(self, file, imported):
        institute = OrganisationFactory(name="LIST", country="LU")
        for pic in ("935646370", "999446885"):
            IdentifierFactory(organisation=institute, scheme="pic", value=pic)
        IdentifierFactory(organisation=institute, scheme="lei", value="5493001KJTIIGC8Y1R12")
        row = ["LIST", "999446885", "529900T8BM49AURSDO55"]

        imported(file(["name", "pic", "lei"], row))

        numbers = institute.identifiers.order_by("value").values_list("value", flat=True)
        assert list(numbers) == ["529900T8BM49AURSDO55", "935646370", "999446885"]

    def test_finds_one_that_has_its_own_number_here(self, file, planned):
        institute = OrganisationFactory(name="LIST", country="LU")
        row = [str(institute.public_id), "L.I.S.T.", "Belval"]

        plan = planned(file(["liaison_id", "name", "city"], row))

        assert set(changes(plan)["L.I.S.T."]) == {"name", "city"}

    def test_keeps_the_number_of_one_from_another_directory(self, file, imported):
        number = "8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e"

        imported(file(["liaison_id", "name"], [number, "LIST"]))

        assert str(Organisation.objects.get().public_id) == number

    def test_does_not_give_a_number_of_another_directory_to_one_that_is_here(self, file, imported):
        IdentifierFactory(organisation__name="LIST", scheme="pic", value="935646370")
        here = Organisation.objects.get().public_id
        row = ["8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e", "LIST", "935646370", "Belval"]

        imported(file(["liaison_id", "name", "pic", "city"], row))

        organisation = Organisation.objects.get()
        assert (organisation.public_id, organisation.city) == (here, "Belval")

    def test_leaves_merged_organisations_alone(self, file, planned):
        health = OrganisationFactory(name="Luxembourg Institute of Health")
        OrganisationFactory(name="CRP-Santé", state="merged", merged_into=health)

        assert counts(planned(file(["name", "country"], ["CRP-Santé", "LU"])))["new"] == 1


class TestEmptyCell:
    def test_erases_nothing(self, file, planned):
        institute = OrganisationFactory(name="LIST", city="Belval", website="https://www.list.lu")
        PlaceFactory(organisation=institute, address="5, avenue des Hauts-Fourneaux")

        row = ["LIST", "LU", "", "", "", "n/a"]
        plan = planned(file(["name", "country", "city", "website", "address", "pic"], row))

        assert counts(plan)["unchanged"] == 1


class TestRefusedRow:
    def test_is_told_with_all_that_is_wrong(self, file, planned):
        row = ["", "guild", "Atlantis", "", "nowhere at all", "02feahw74", "12", "LU26375246"]

        plan = planned(file(HEADINGS, LIST, row))

        assert counts(plan) == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
        told = [(number, column) for number, column, _ in mistakes(plan)]
        wrong = ["kind", "country", "website", "ror_id", "pic", "vat_number", "name"]
        assert told == [(3, column) for column in wrong]

    def test_does_not_keep_the_others_from_being_written(self, file, imported):
        run = imported(file(HEADINGS, LIST, ["", "company", "", "", "", "", "", ""]))

        assert Organisation.objects.get().name == LIST[0]
        assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}

    @pytest.mark.parametrize(
        ("column", "scheme", "country", "number"),
        [("vat_number", "vat", "", "LU15424508"), ("register_number", "register", "DE", "HRB1234")],
    )
    def test_has_a_number_that_has_ended_there(
        self, file, planned, imported, column, scheme, country, number
    ):
        institute = OrganisationFactory(name="LIST", country="LU")
        IdentifierFactory(
            organisation=institute,
            scheme=scheme,
            country=country,
            value=number,
            until=date(2024, 12, 31),
        )
        said = f"{country}:{number}" if country else number
        path = file(["name", "country", column], ["LIST", "LU", said], ["LIH", "LU", ""])

        assert mistakes(planned(path)) == [
            (
                2,
                column,
                (
                    "“LIST” has had this number, but only until 2024-12-31. Leave it out; or, if"
                    " the number is valid again, remove that day from its entry first."
                ),
            )
        ]
        assert imported(path).counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}

    def test_is_not_one_whose_number_has_ended_elsewhere(self, file, imported):
        IdentifierFactory(scheme="vat", value="LU15424508", until=date(2024, 12, 31))

        imported(file(["name", "country", "vat_number"], ["LIST", "LU", "LU15424508"]))

        assert Identifier.objects.get(until=None).organisation.name == "LIST"

    def test_has_a_number_that_another_row_has(self, file, planned):
        plan = planned(
            file(["name", "pic"], ["LIST", "935646370"], ["Luxembourg Institute", "935646370"])
        )

        assert mistakes(plan) == [
            (3, "pic", "Row 2 has this number already. An organisation has one row.")
        ]

    def test_is_each_that_has_the_same_name_and_no_number(self, file, planned):
        plan = planned(
            file(
                ["name", "country", "pic"],
                ["Gemeinde Berg", "DE", ""],
                ["GEMEINDE BERG", "Allemagne", ""],
                ["Gemeinde Berg", "AT", ""],
                ["Gemeinde Berg", "DE", "935646370"],
            )
        )

        assert counts(plan) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 2}
        assert [(number, column) for number, column, _ in mistakes(plan)] == [
            (2, "name"),
            (3, "name"),
        ]
        assert "3 rows have this name and country" in mistakes(plan)[0][2]

    def test_means_one_of_several_in_the_directory(self, file, planned):
        OrganisationFactory.create_batch(2, name="Gemeinde Berg", country="DE")

        plan = planned(file(["name", "country"], ["Gemeinde Berg", "DE"]))

        assert "2 organisations of the directory are called that" in mistakes(plan)[0][2]

    def test_has_numbers_of_two_organisations(self, file, planned):
        IdentifierFactory(organisation__name="LIST", scheme="pic", value="935646370")
        IdentifierFactory(organisation__name="LIH", scheme="vat", value="LU15424508")

        plan = planned(file(["name", "pic", "vat_number"], ["LIST", "935646370", "LU15424508"]))

        ((_, column, message),) = mistakes(plan)
        assert column == "vat_number"
        assert message.startswith(
            "This number belongs to “LIH”, but the one in pic belongs to “LIST”."
        )

    def test_has_a_number_that_says_more_than_the_one_by_which_it_is_found(self, file, planned):
        institute = OrganisationFactory(name="LIST")
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        IdentifierFactory(organisation=institute, scheme="vat", value="LU15424508")

        plan = planned(file(["name", "pic", "vat_number"], ["LIST", "999446885", "LU15424508"]))

        ((_, column, message),) = mistakes(plan)
        assert column == "pic"
        assert "belongs to “LIST”, which has another number here: 935646370" in message

    def test_means_an_organisation_that_another_row_means(self, file, planned):
        institute = OrganisationFactory(name="LIST", country="LU")
        IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
        rows = [["LIST", "LU", "935646370", ""], ["LIST", "LU", "", "J56"]]

        plan = planned(file(["name", "country", "pic", "rcs_number"], *rows))

        assert mistakes(plan)[0][2].startswith("Row 2 means the same organisation already.")

    def test_would_merge_organisations(self, file, planned):
        plan = planned(file(["name", "state"], ["LIST", "merged"]))

        assert "merged in the directory, not by a file" in mistakes(plan)[0][2]

    def test_has_more_cells_than_headings(self, file, planned):
        plan = planned(file(["name", "city"], ["LIST", "Esch", "Belval"]))

        assert "more cells than there are headings" in mistakes(plan)[0][2]

    @pytest.mark.parametrize("nothing", ["", "n/a"])
    def test_has_half_a_place(self, file, planned, nothing):
        plan = planned(file(["name", "latitude", "longitude"], ["LIST", "49.5", nothing]))

        assert mistakes(plan)[0][1:] == (
            "longitude",
            "A place has both a latitude and a longitude. Write the other one too.",
        )

    def test_says_in_which_column_of_the_file_the_mistake_is(self, file, planned):
        plan = planned(file(["Nom", "Pays"], ["LIST", "Atlantis"]))

        (row,) = plan.refused()
        (sentence,) = sentences_of(row, plan.headings)
        assert sentence.startswith("Row 2, Pays, “Atlantis”: No country is called that. Write its")


class TestFileOfErrors:
    def test_has_the_layout_of_its_file_and_can_be_imported_once_corrected(
        self, file, planned, tmp_path
    ):
        plan = planned(
            file(["Nom", "Pays", "Notes"], ["LIST", "LU", "=1"], ["LIH", "Atlantis", "=2"])
        )

        write_errors(plan, tmp_path / "errors.xlsx")

        rows = list(load_workbook(tmp_path / "errors.xlsx").active.values)
        assert rows[0] == ("Nom", "Pays", "Notes", "error")
        assert rows[1][:3] == ("LIH", "Atlantis", "'=2")
        assert rows[1][3].startswith("Row 3, Pays, “Atlantis”: No country is called that.")
        corrected = planned(file(rows[0], ["LIH", "LU", *rows[1][2:]], name="corrected.csv"))
        assert counts(corrected)["new"] == 1
        assert corrected.ignored == ["Notes"]
        again = planned(file(rows[0], rows[1], name="again.csv"))
        write_errors(again, tmp_path / "again.xlsx")
        assert load_workbook(tmp_path / "again.xlsx").active.max_column == 4


class TestWholeFile:
    def test_is_refused_without_a_column_of_names(self, file, planned):
        with pytest.raises(UnusableHeadings, match="the headings are: pic, city"):
            planned(file(["pic", "city"], ["935646370", "Belval"]))

    def test_is_refused_where_a_person_may_not_import(self, file):
        with pytest.raises(PermissionDenied):
            actions.plan_import(file(["name"]), by=UserFactory(), now=NOON, progress=no_progress)

    def test_may_have_a_name_that_is_no_text(self, file, imported):
        path = file(["name"], ["LIST"], name=os.fsdecode(b"membr\xe9s.csv"))

        assert imported(path).file_name == "membr?s.csv"


class TestChange:
    def test_of_the_city_moves_the_main_place(self, file, imported):
        institute = OrganisationFactory(name="LIST", city="Esch", country="LU")
        place = PlaceFactory(organisation=institute, city="Esch", country="LU")

        imported(file(["name", "country", "city"], ["LIST", "LU", "Belval"]))

        place.refresh_from_db()
        assert place.city == "Belval"

    def test_brings_a_place_to_one_that_had_none(self, file, imported, undone):
        OrganisationFactory(name="LIST", city="Esch", country="LU")
        before = tables()
        headings = ["name", "country", "city", "address", "postcode", "latitude", "longitude"]
        row = ["LIST", "LU", "Belval", "5, avenue des Hauts-Fourneaux", "L-4362", "49.5", "5.9"]

        run = imported(file(headings, row))

        assert str(Place.objects.get()) == "5, avenue des Hauts-Fourneaux, L-4362, Belval, LU"
        undone(run)
        assert tables() == before

    def test_keeps_the_language_of_a_name_that_stays(self, file, imported):
        institute = OrganisationFactory(name="LIST", country="LU")
        name = OrganisationNameFactory(
            organisation=institute, kind="former", name="CRP Tudor", language="fr"
        )

        imported(
            file(["name", "country", "former_names"], ["LIST", "LU", "CRP Tudor | CRP Lippmann"])
        )

        assert institute.names.get(language="fr") == name
        assert institute.names.count() == 2

    def test_is_recorded(self, file, imported):
        manager = UserFactory(is_superuser=True)

        run = imported(file(["name"], ["LIST"]), by=manager)

        event = Event.objects.get()
        assert (event.verb, event.subject) == ("import.written", f"import {run.code}")
        assert event.actor == str(manager.public_id)
        assert event.details == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}


class TestBreakDown:
    def test_leaves_nothing_half_written(self, file, planned, monkeypatch):
        OrganisationFactory(name="LIST", city="Esch", country="LU")
        before = tables()
        rows = [[f"Moselle Sensors {number}", "LU", "Wasserbillig"] for number in range(600)]
        plan = planned(file(["name", "country", "city"], ["LIST", "LU", "Belval"], *rows))
        load, calls = writing.load, []

        def pulled_out(keys, **options):
            calls.append(len(keys))
            if len(calls) == 2:
                raise RuntimeError("the plug was pulled out")
            return load(keys, **options)

        monkeypatch.setattr(writing, "load", pulled_out)
        with pytest.raises(RuntimeError, match="pulled out"):
            write(plan)

        assert calls == [1, 0]
        assert tables() == before
        assert not ImportRun.objects.exists()
        assert not Event.objects.exists()

    def test_is_told_where_somebody_changed_an_organisation_meanwhile(self, file, planned):
        institute = OrganisationFactory(name="LIST", city="Esch", country="LU")
        plan = planned(file(["name", "country", "city"], ["LIST", "LU", "Belval"]))
        Organisation.objects.filter(pk=institute.pk).update(city="Luxembourg")

        with pytest.raises(actions.ChangedMeanwhile, match="changed “LIST” meanwhile"):
            write(plan)

        assert not ImportRun.objects.exists()

    def test_is_told_where_somebody_took_a_number_meanwhile(self, file, planned):
        plan = planned(file(["name", "pic"], ["LIST", "935646370"]))
        IdentifierFactory(scheme="pic", value="935646370")

        with pytest.raises(actions.ChangedMeanwhile, match="changed the directory meanwhile"):
            write(plan)

        assert Organisation.objects.count() == 1


def write(plan):
    return actions.import_organisations(
        plan, likely=NOTHING_ALIKE, by=None, now=NOON, progress=no_progress
    )


class TestWhatNobodyCouldCheck:
    def test_is_counted_by_country(self, file, planned, tmp_path):
        path = file(
            ["name", "country", "postcode", "register_number"],
            ["Sûre Labs", "FR", "75001", "732829320"],
            ["Our Labs", "FR", "75002", ""],
            ["Alzette Labs", "LU", "", ""],
            ["Lost Labs", "FR", "75002", "", "one cell too many"],
        )

        plan = planned(path)

        assert plan.unchecked == {"postcode FR": 2, "register_number FR": 1}
        folder = tmp_path / "kept"
        folder.mkdir()
        plan.keep_in(folder)
        with kept_plan(folder) as kept:
            assert kept.unchecked == plan.unchecked
