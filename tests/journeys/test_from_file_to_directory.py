"""A manager imports a file with a mistake in it, and undoes it; a visitor takes the list along."""

import csv

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.support.background import work

WORDS = {
    "en": {
        "import": "Import a file",
        "upload": "Upload",
        "see": "See what it would do",
        "wrong": "No country is called that",
        "download": "Download the refused rows",
        "write": "Write it",
        "undo": "Undo this import",
        "undo_it": "Undo the import",
        "undone": "Undone on",
    },
    "fr": {
        "import": "Importer un fichier",
        "upload": "Téléverser",
        "see": "Voir ce que cela ferait",
        "wrong": "Aucun pays",
        "download": "Télécharger les lignes refusées",
        "write": "Écrire",
        "undo": "Annuler cette importation",
        "undo_it": "Annuler l’importation",
        "undone": "Annulé",
    },
    "de": {
        "import": "Eine Datei importieren",
        "upload": "Hochladen",
        "see": "Ansehen, was das bewirken würde",
        "wrong": "So heißt kein Land",
        "download": "Die abgelehnten Zeilen herunterladen",
        "write": "Schreiben",
        "undo": "Diesen Import rückgängig machen",
        "undo_it": "Import rückgängig machen",
        "undone": "Rückgängig gemacht",
    },
}
FILE = "Firma;Land;Vermerk;PIC\nLIST;LU;a;935646370\nMoselle Sensors;LU;b;\nNemo;Atlantis;c;\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"


@pytest.fixture
def institute(site):
    institute = OrganisationFactory(name="L.I.S.T.", visibility="public")
    IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
    OrganisationFactory(name="Hidden Labs", visibility="staff")
    refresh_lookup()
    return institute


class TestFromFileToDirectoryAndBack:
    def test_in_three_languages_on_any_screen(
        self, page, site, client, biohealth, institute, language, is_sound, tmp_path
    ):
        words = WORDS[language]
        person = ClusterRoleFactory(cluster=biohealth, person__language=language).person
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        page.context.add_cookies([cookie])
        file = tmp_path / "members.csv"
        file.write_text(FILE)

        page.goto(f"/{language}/imports/")
        is_sound(page, f"imports-{language}")
        page.get_by_role("link", name=words["import"], exact=True).press("Enter")
        is_sound(page, f"new-{language}")
        page.locator("#id_file").set_input_files(file)
        page.get_by_role("button", name=words["upload"], exact=True).press("Enter")

        expect(page.locator("tbody tr")).to_have_count(4)
        is_sound(page, f"columns-{language}")
        page.get_by_label("Vermerk").select_option("acronym")
        page.get_by_role("button", name=words["see"], exact=True).press("Enter")
        expect(page.locator("progress")).to_be_visible()
        is_sound(page, f"comparing-{language}")
        assert work() == ["done"]

        expect(page.locator("#rows")).to_be_visible()
        expect(page.locator("main")).to_contain_text(words["wrong"])
        is_sound(page, f"compared-{language}")
        with page.expect_download() as downloading:
            page.get_by_role("link", name=words["download"], exact=True).click()
        with open(downloading.value.path(), encoding="utf-8-sig") as text:
            (row,) = csv.DictReader(text)
        assert (row["Firma"], row["Land"]) == ("Nemo", "Atlantis")
        page.locator(".tag[href*=changed]").press("Enter")
        expect(page.locator("del").first).to_have_text("L.I.S.T.")
        is_sound(page, f"changed-{language}")

        page.get_by_role("button", name=words["write"], exact=True).press("Enter")
        expect(page.locator("progress")).to_be_visible()
        assert work() == ["done"]
        undo = page.get_by_role("link", name=words["undo"], exact=True)
        expect(undo).to_be_visible()
        is_sound(page, f"written-{language}")
        assert Organisation.objects.filter(name="LIST").exists()

        undo.press("Enter")
        is_sound(page, f"undo-{language}")
        page.get_by_role("button", name=words["undo_it"], exact=True).press("Enter")
        expect(page.locator("progress")).to_be_visible()
        assert work() == ["done"]
        expect(page.locator("main .alert")).to_contain_text(words["undone"])
        assert {each.name for each in Organisation.objects.all()} == {"L.I.S.T.", "Hidden Labs"}


class TestFromListToFile:
    def test_in_three_languages_on_any_screen(self, page, institute, language, is_sound):
        page.goto(f"/{language}/directory/?q=list")
        is_sound(page, f"download-{language}")

        found = {}
        for ending in ("csv", "xlsx"):
            with page.expect_download() as downloading:
                page.locator(f"a[href*='download/{ending}']").click()
            found[ending] = downloading.value

        with open(found["csv"].path(), encoding="utf-8-sig", newline="") as text:
            rows = list(csv.reader(text))
        file = found["xlsx"].path().with_suffix(".xlsx")
        file.write_bytes(found["xlsx"].path().read_bytes())
        sheet = load_workbook(file).active
        assert [row[1] for row in rows] == ["name", "L.I.S.T."]
        assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
