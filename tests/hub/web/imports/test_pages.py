"""What cluster managers see and do when they import a file."""

import csv
import datetime as dt
import html
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.jobs import actions as jobs
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import attempt, take
from liaison.hub.lifecycle import drafting
from liaison.hub.lifecycle.models import ImportDraft, ImportRun
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.hub.lifecycle.conftest import LATER, NOON, tables
from tests.support.background import work

pytestmark = pytest.mark.django_db

INDEX, NEW = "/en/imports/", "/en/imports/new/"
FILE = "Firma;Land;Vermerk;PIC\nLIST;LU;a;935646370\nMoselle Sensors;LU;b;\nNemo;Atlantis;c;\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"
    return tmp_path / "data" / "imports"


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def institute(biohealth):
    institute = OrganisationFactory(name="L.I.S.T.", visibility="public")
    IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
    refresh_lookup()
    return institute


@pytest.fixture
def uploaded(as_manager, biohealth):
    def upload(text=FILE, name="members.csv", cluster=biohealth):
        file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        return as_manager.post(NEW, {"file": file, "cluster": cluster.pk})

    return upload


@pytest.fixture
def compared(as_manager, uploaded):
    """Upload a file, take its columns for what they seem to be, and compare it."""

    def compare(text=FILE, **columns):
        address = uploaded(text).url
        form = as_manager.get(address).context["form"]
        said = {field.html_name: field.initial for _, field in form.rows}
        answer = as_manager.post(address, said | columns)
        assert work() == ["done"]
        return answer.url

    return compare


@pytest.fixture
def written(as_manager, compared):
    def write(text=FILE, **options):
        address = compared(text)
        sent = {"source": "Sector map", "visibility": "public", "is_mapped": "on"} | options
        as_manager.post(f"{address}write/", sent)
        assert work() == ["done"]
        return as_manager.get(address).url

    return write


def said(response):
    return html.unescape(response.content.decode())


class TestUpload:
    def test_asks_what_the_columns_hold(self, as_manager, uploaded):
        form = as_manager.get(uploaded().url).context["form"]

        found = [(seen.label, seen.samples, field.initial) for seen, field in form.rows]
        assert found == [
            ("Firma", ("LIST", "Moselle Sensors", "Nemo"), "name"),
            ("Land", ("LU", "Atlantis"), "country"),
            ("Vermerk", ("a", "b", "c"), ""),
            ("PIC", ("935646370",), "pic"),
        ]

    def test_guesses_by_what_stands_in_a_column(self, as_manager, uploaded):
        text = "name,x,y,z\nLIST,https://www.list.lu,LU15424508,Luxembourg\n"
        form = as_manager.get(uploaded(text).url).context["form"]

        found = [field.initial for _, field in form.rows]
        assert found == ["name", "website", "vat_number", "country"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty"),
            (b"\n \n", "is empty. Give a file with headings and rows"),
            (b"PK\x03\x04broken", "cannot be read as an Excel file"),
            (b"\xd0\xcf\x11\xe0old", "Excel file of the old kind"),
        ],
    )
    def test_says_what_is_wrong_with_a_file_and_keeps_nothing(
        self, uploaded, folder, content, sentence
    ):
        answer = uploaded(content, name="wrong.xlsx")

        assert answer.status_code == 422
        assert sentence in said(answer)
        assert not ImportDraft.objects.exists()
        assert not any(folder.rglob("*")) if folder.exists() else True

    def test_refuses_a_file_that_is_too_large(self, uploaded, folder, monkeypatch):
        monkeypatch.setattr(drafting, "LARGEST", 10)

        assert "is larger than 0 MB" in said(uploaded())
        assert list(folder.iterdir()) == []

    def test_keeps_the_file_for_its_owner_alone(self, uploaded, folder):
        uploaded(name="../../mein verein.csv")

        (file,) = [path for path in folder.rglob("*") if path.is_file()]
        assert file.name == "mein verein.csv"
        assert file.stat().st_mode & 0o077 == 0

    def test_is_for_managers(self, client, biohealth):
        client.force_login(UserFactory())

        assert client.get(INDEX).status_code == 404
        assert client.get(NEW).status_code == 404

    def test_is_for_ones_own_clusters(self, uploaded):
        assert uploaded(cluster=ClusterFactory()).status_code == 422


class TestColumns:
    def test_must_hold_the_names(self, as_manager, uploaded):
        answer = as_manager.post(uploaded().url, {"column-0": "", "column-1": "country"})

        assert answer.status_code == 422
        assert "No column holds the names" in said(answer)

    def test_hold_a_thing_once(self, as_manager, uploaded):
        answer = as_manager.post(uploaded().url, {"column-0": "name", "column-2": "name"})

        assert "Several columns are taken for “Legal name”" in said(answer)

    def test_are_remembered_for_the_next_file_with_these_headings(
        self, as_manager, uploaded, compared
    ):
        compared(**{"column-2": "acronym", "column-3": ""})

        form = as_manager.get(uploaded("Firma;Land;Vermerk;PIC\nA;FR;;\n").url).context["form"]
        assert [field.initial for _, field in form.rows] == ["name", "country", "acronym", ""]

    def test_are_taken_for_what_people_say(self, as_manager, institute, compared):
        address = compared("a;b\nLIST;935646370\n", **{"column-0": "name", "column-1": "pic"})

        assert "L.I.S.T." in said(as_manager.get(f"{address}?show=changed"))


class TestComparison:
    def test_tells_what_the_file_would_do_and_writes_nothing(self, as_manager, institute, compared):
        before = tables()
        address = compared()

        page = said(as_manager.get(address))
        assert "New (1)" in page
        assert "Changed (1)" in page
        assert "Refused (1)" in page
        assert "Row 4, Land, “Atlantis”: No country is called that." in page
        changed = said(as_manager.get(f"{address}?show=changed"))
        assert "<del>L.I.S.T.</del> → <ins>LIST</ins>" in changed
        assert "Moselle Sensors" in said(as_manager.get(f"{address}?show=new"))
        assert tables() == before

    def test_gives_the_refused_rows_as_a_file(self, as_manager, compared):
        answer = as_manager.get(f"{compared()}refused/")

        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text))
        assert row["Firma"] == "Nemo"
        assert "No country is called that" in row["error"]
        assert answer["Content-Disposition"] == 'attachment; filename="members-refused.csv"'

    def test_refuses_to_change_what_another_cluster_keeps(self, as_manager, institute, compared):
        MapEntry.objects.create(
            cluster=ClusterFactory(), organisation=institute, since=LATER.date()
        )

        page = said(as_manager.get(compared()))

        assert "“L.I.S.T.” is kept by another cluster" in page

    def test_tells_nothing_of_what_another_cluster_hides(self, as_manager, institute, compared):
        Organisation.objects.update(visibility="staff", name="Secret Institute")
        MapEntry.objects.create(
            cluster=ClusterFactory(), organisation=institute, since=LATER.date()
        )

        page = said(as_manager.get(compared()))

        assert "belongs to an organisation that another cluster keeps for itself" in page
        assert "Secret" not in page

    def test_says_in_one_sentence_what_stopped_it(self, as_manager, uploaded, folder):
        address = uploaded().url
        as_manager.post(address, {"column-0": "name"})
        next(folder.rglob("members.csv")).write_bytes(b"PK\x03\x04")

        assert work() == ["failed"]
        page = said(as_manager.get(address.removesuffix("columns/")))
        assert "cannot be read as an Excel file" in page
        assert "Back to the columns" in page

    def test_can_be_cancelled(self, as_manager, uploaded):
        address = uploaded().url
        draft = as_manager.post(address, {"column-0": "name"}).url
        assert "Cancel this work" in said(as_manager.get(draft))

        as_manager.post(f"{draft}stop/")

        assert work() == []
        assert "not compared to the end" in said(as_manager.get(draft))

    def test_is_begun_once(self, as_manager, uploaded):
        address = uploaded().url
        as_manager.post(address, {"column-0": "name"})
        as_manager.post(address, {"column-1": "name"})

        assert Job.objects.get().state == "waiting"
        assert ImportDraft.objects.get().columns["Firma"] == "name"

    def test_is_for_its_clusters_managers(self, as_manager, client, compared):
        address = compared()
        client.force_login(ClusterRoleFactory(cluster=ClusterFactory()).person)

        assert client.get(address).status_code == 404
        assert client.get(f"{address}refused/").status_code == 404
        assert client.post(f"{address}write/").status_code == 404


class Watcher:
    """Notes at every report whether a transaction is open, which keeps other writers out."""

    def __init__(self):
        self.seen = []

    def tell(self, progress):
        self.seen.append(connection.in_atomic_block)


@pytest.mark.django_db(transaction=True)
def test_comparing_lets_others_write_meanwhile(uploaded, as_manager):
    address = uploaded().url
    form = as_manager.get(address).context["form"]
    as_manager.post(address, {field.html_name: field.initial for _, field in form.rows})
    job = take(worker="test", lease=dt.timedelta(minutes=1), now=timezone.now())
    watcher = Watcher()

    attempt(job, teller=watcher)

    assert ImportDraft.objects.get().state == "compared"
    assert watcher.seen
    assert not any(watcher.seen)


class TestWriting:
    def test_writes_all_but_the_refused_rows(
        self,
        as_manager,
        biohealth,
        institute,
        written,
        folder,
        django_capture_on_commit_callbacks,
    ):
        with django_capture_on_commit_callbacks(execute=True):
            address = written()
        page = said(as_manager.get(address))

        assert set(Organisation.objects.values_list("name", flat=True)) == {
            "LIST",
            "Moselle Sensors",
        }
        assert MapEntry.objects.filter(cluster=biohealth).count() == 2
        assert ImportRun.objects.get().cluster == biohealth
        assert "New (1)" in page
        assert list(folder.iterdir()) == []

    def test_happens_once_however_often_it_is_pressed(self, as_manager, compared):
        address = compared()
        for _ in range(3):
            as_manager.post(f"{address}write/", {"visibility": "public"})

        assert work() == ["done"]
        as_manager.post(f"{address}write/", {"visibility": "public"})
        assert work() == []
        assert ImportRun.objects.count() == 1

    def test_asks_to_look_again_if_the_directory_changed(self, as_manager, institute, compared):
        address = compared()
        Organisation.objects.update(name="Institute")

        as_manager.post(f"{address}write/", {"visibility": "public"})

        assert work() == ["failed"]
        page = said(as_manager.get(address))
        assert "Somebody changed “LIST” meanwhile" in page
        assert "Compare again" in page
        assert Organisation.objects.get().name == "Institute"

    @pytest.mark.parametrize("kind", ["import.compare", "import.write"])
    def test_is_not_taken_up_for_a_cluster_that_one_no_longer_manages(
        self, as_manager, manager, compared, uploaded, kind
    ):
        if kind == "import.write":
            as_manager.post(f"{compared()}write/", {"visibility": "public"})
        else:
            address = uploaded().url
            form = as_manager.get(address).context["form"]
            as_manager.post(address, {each.html_name: each.initial for _, each in form.rows})
        job = Job.objects.get(kind=kind)
        jobs.cancel(job.public_id, by=manager, now=LATER)
        manager.cluster_roles.all().delete()
        ClusterRoleFactory(person=manager, cluster=ClusterFactory())
        Job.objects.filter(pk=job.pk).update(state="waiting", ended_at=None, not_before=NOON)

        assert work() == ["failed"]
        job.refresh_from_db()
        assert job.error == "You do not manage imports of this cluster any more."
        assert not Organisation.objects.exists()

    def test_tried_again_writes_no_plan_that_was_made_since(self, as_manager, manager, compared):
        address = compared()
        as_manager.post(f"{address}write/", {"visibility": "public"})
        job = Job.objects.get(kind="import.write")
        jobs.cancel(job.public_id, by=manager, now=timezone.now())
        draft = ImportDraft.objects.get()
        columns = draft.columns | {"Land": ""}
        drafting.compare(draft, columns=columns, by=manager, now=timezone.now())
        assert work() == ["done"]

        jobs.retry(job.public_id, by=manager, now=timezone.now())

        assert work() == ["failed"]
        job.refresh_from_db()
        assert "The import went on without this job" in job.error
        assert not Organisation.objects.exists()
        assert ImportDraft.objects.get().state == "compared"

    def test_keeps_hidden_organisations_on_a_map(self, as_manager, compared):
        answer = as_manager.post(f"{compared()}write/", {"visibility": "staff"})

        assert answer.status_code == 422
        assert "belong on the map" in said(answer)

    def test_of_the_same_file_again_changes_nothing(self, as_manager, institute, written, compared):
        written()

        page = said(as_manager.get(f"{compared()}?show=new"))
        assert "Unchanged (2)" in page
        assert "says nothing that the directory does not say already" in page


class TestUndoing:
    def test_puts_everything_back(self, as_manager, institute, written):
        before, entries = tables(), list(MapEntry.objects.values())
        address = written()
        page = said(as_manager.get(f"{address}undo/"))
        assert "1 organisation is removed" in page
        assert "1 is as it was before" in page

        as_manager.post(f"{address}undo/")

        assert work() == ["done"]
        assert "Undone on" in said(as_manager.get(address))
        assert list(MapEntry.objects.values()) == entries
        after = tables()
        assert [each["name"] for each in after["Organisation"]] == ["L.I.S.T."]
        assert after == before

    def test_takes_the_unchanged_off_the_map_too(self, as_manager, institute, written):
        address = written("name;pic\nL.I.S.T.;935646370\nNew;\n")
        assert MapEntry.objects.count() == 2

        as_manager.post(f"{address}undo/")

        assert work() == ["done"]
        assert not MapEntry.objects.exists()

    def test_names_what_people_did_since(self, as_manager, written):
        address = written()
        Organisation.objects.filter(name="LIST").update(city="Esch", updated_at=LATER)

        page = said(as_manager.get(f"{address}undo/"))

        assert "1 stays, wholly or in part" in page
        assert "LIST" in page

    def test_happens_once(self, as_manager, written):
        address = written()
        for _ in range(2):
            as_manager.post(f"{address}undo/")

        assert work() == ["done"]
        assert as_manager.post(f"{address}undo/").url == address

    def test_is_not_for_other_clusters(self, written, client):
        address = written()
        client.force_login(ClusterRoleFactory(cluster=ClusterFactory()).person)

        assert client.get(address).status_code == 404
        assert client.post(f"{address}undo/").status_code == 404


class TestIndex:
    def test_lists_what_was_imported_by_whom(self, as_manager, written, uploaded):
        written()
        uploaded(name="next.csv")

        page = said(as_manager.get(INDEX))

        assert "members.csv" in page
        assert "Ben Klein" in page
        assert "next.csv" in page

    def test_says_where_there_is_nothing(self, as_manager):
        assert "Nothing was imported so far" in said(as_manager.get(INDEX))


class TestDrafts:
    def test_can_be_given_up(
        self, as_manager, compared, folder, django_capture_on_commit_callbacks
    ):
        address = compared()
        with django_capture_on_commit_callbacks(execute=True):
            as_manager.post(f"{address}give-up/")

        assert not ImportDraft.objects.exists()
        assert list(folder.iterdir()) == []

    def test_are_erased_after_a_week(self, uploaded, folder):
        uploaded()
        draft = ImportDraft.objects.get()

        assert drafting.forget_expired(now=draft.uploaded_at) == 0
        assert drafting.forget_expired(now=draft.expires_at) == 1
        assert list(folder.iterdir()) == []


class TestTemplate:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_has_our_headings_and_an_example_that_is_refused(
        self, as_manager, uploaded, ending, tmp_path
    ):
        content = b"".join(as_manager.get(f"{INDEX}template/{ending}/").streaming_content)
        if ending == "xlsx":
            book = load_workbook(io.BytesIO(content))
            assert book.active["B2"].value == "Example Biotech S.A. (invented; delete this row)"
        address = uploaded(content, name=f"template.{ending}").url
        form = as_manager.get(address).context["form"]

        as_manager.post(address, {field.html_name: field.initial for _, field in form.rows})

        assert work() == ["done"]
        page = said(as_manager.get(address.removesuffix("columns/")))
        assert "This is the invented example of the template. Delete the row." in page
