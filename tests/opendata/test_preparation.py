"""Tables prepared from small snapshots written here, by every engine that is installed."""

import datetime as dt
import os
import shutil
from importlib.util import find_spec

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from liaison.cli import main
from liaison.opendata import Source, preparation, records
from liaison.opendata.preparation import blocking, engines
from liaison.opendata.preparation.names import plain, web_domain
from liaison.opendata.snapshots import write_snapshot
from tests.opendata.conftest import NOW

TODAY = dt.date(2026, 11, 1)
# Half-life: 1,461 days, four years with a leap day.
FOUR_YEARS_AGO = dt.date(2022, 11, 1)
UPDATED = dt.date(2026, 3, 9)

# Ibis 12 asks DuckDB 2 for its results in a way that is going out of use.
pytestmark = pytest.mark.filterwarnings(
    r"ignore:fetch_arrow_table\(\) is deprecated:DeprecationWarning"
)

has_spark = find_spec("pyspark") is not None and engines._has_java()
ENGINES = [
    "duckdb",
    pytest.param(
        "spark",
        marks=pytest.mark.skipif(
            not has_spark, reason='needs pip install "liaison[spark]" and Java 17'
        ),
    ),
]


def row(table, **values):
    """A row of a table, with what is missing as the table has it."""
    missing = {field.name: "" if pa.types.is_string(field.type) else None for field in table.schema}
    return missing | values


def snapshot_of(data, code, **tables):
    kinds = {
        kind.name: kind for kind in vars(records).values() if isinstance(kind, records.TableKind)
    }
    rows = {
        name: (kinds[name], [row(kinds[name], **values) for values in listed])
        for name, listed in tables.items()
    }
    source = Source(code, code, "The tests", "", "https://source.example", "CC0", "", "Tests")
    return write_snapshot(
        data, source, rows, sha256="a" * 64, read_from="t.zip", published=None, now=NOW
    ).snapshot


def organisation(id_, name, country, **values):
    return {"id": id_, "name": name, "country": country, "updated": UPDATED} | values


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    snapshot_of(
        data,
        "cordis",
        organisations=[
            organisation(
                "100",
                "Université du Luxembourg",
                "LU",
                short_name="UNILU",
                kind="university",
                website="https://www.uni.example/research",
                postcode="L-4365",
                vat_number="LU 1",
            ),
            organisation("200", "Łódź Sensors GmbH", "DE", kind="company", vat_number="DE-7"),
            organisation("300", "Veristat LLC", "US", kind="company"),
            organisation("400", "Lodz Sensors", "DE", kind="company", vat_number="DE7"),
        ],
        projects=[
            {
                "id": "P1",
                "title": "Gait",
                "text": "Sensors measure gait.",
                "keywords": "gait",
                "signed": FOUR_YEARS_AGO,
            },
            {"id": "P2", "title": "Sleep", "text": "At home.", "signed": TODAY},
            {"id": "P3", "title": "No day", "text": "Unknown."},
        ],
        participations=[
            {"project_id": "P1", "organisation_id": "100", "role": "coordinator"},
            {"project_id": "P1", "organisation_id": "200", "contribution": 1000.10},
            {"project_id": "P1", "organisation_id": "300"},
            {"project_id": "P2", "organisation_id": "100"},
            {"project_id": "P2", "organisation_id": "200", "contribution": 0.05},
            {"project_id": "P3", "organisation_id": "200"},
            {"project_id": "P3", "organisation_id": "300"},
        ],
        topics=[
            {"project_id": "P1", "scheme": "euroscivoc", "code": "/23", "label": "neurology"},
            {"project_id": "P2", "scheme": "euroscivoc", "code": "/23", "label": "neurology"},
            {"project_id": "P2", "scheme": "euroscivoc", "code": "/11", "label": "sleep"},
        ],
    )
    snapshot_of(
        data,
        "ror",
        organisations=[organisation("R1", "University of Luxembourg", "LU", kind="university")],
        names=[
            {"organisation_id": "R1", "name": "Université du Luxembourg", "kind": "label"},
            {"organisation_id": "R1", "name": "UNILU", "kind": "acronym"},
        ],
        identifiers=[
            {"organisation_id": "R1", "scheme": "domain", "value": "uni.example"},
            {"organisation_id": "R1", "scheme": "isni", "value": "0000 0001"},
        ],
    )
    return data


@pytest.fixture(scope="module", params=ENGINES)
def prepared(request, data, tmp_path_factory):
    return prepare(data, tmp_path_factory.mktemp("prepared") / "tables", request.param)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    resources = preparation.Resources(memory_gib=1, cores=1)
    with engines.opened(request.param, resources=resources, scratch=scratch) as opened:
        yield opened


def prepare(data, output, engine="duckdb"):
    return preparation.prepare(
        preparation.snapshots_in_use(data),
        output,
        engine=engine,
        today=TODAY,
        resources=preparation.Resources(memory_gib=1, cores=1),
        progress=lambda done, total, what: None,
    )


def rows_of(prepared, table, *columns):
    """The rows of a table in order, with only these columns."""
    stored = pq.read_table(prepared.folder / table)
    return sorted(tuple(each[column] for column in columns) for each in stored.to_pylist())


class TestEvidence:
    def test_counts_documents_days_parts_and_money(self, prepared):
        assert rows_of(
            prepared,
            "evidence",
            "organisation_id",
            "documents",
            "coordinated",
            "first_day",
            "newest_day",
            "years_active",
            "contribution_cents",
        ) == [
            ("100", 2, 1, FOUR_YEARS_AGO, TODAY, 2, 0),
            ("200", 3, 0, FOUR_YEARS_AGO, TODAY, 2, 100015),
            ("300", 2, 0, FOUR_YEARS_AGO, FOUR_YEARS_AGO, 1, 0),
        ]

    def test_measures_how_much_there_is_to_read(self, prepared):
        # "Gait Sensors measure gait. gait", "Sleep At home. ", "No day Unknown. "
        assert rows_of(prepared, "evidence", "organisation_id", "characters", "words") == [
            ("100", 31 + 15, 5 + 4),
            ("200", 31 + 15 + 16, 5 + 4 + 4),
            ("300", 31 + 16, 5 + 4),
        ]


class TestOrganisationTopics:
    def test_are_in_order_of_how_often(self, prepared):
        assert rows_of(
            prepared, "organisation_topics", "organisation_id", "place", "label", "projects"
        ) == [
            ("100", 1, "neurology", 2),
            ("100", 2, "sleep", 1),
            ("200", 1, "neurology", 2),
            ("200", 2, "sleep", 1),
            ("300", 1, "neurology", 1),
        ]


class TestOrganisationNames:
    def test_are_every_name_once_with_the_days_it_was_seen(self, prepared):
        assert rows_of(
            prepared, "organisation_names", "organisation_id", "plain", "name", "last_seen"
        ) == [
            ("100", "unilu", "UNILU", UPDATED),
            ("100", "universite du luxembourg", "Université du Luxembourg", UPDATED),
            ("200", "lodz sensors gmbh", "Łódź Sensors GmbH", UPDATED),
            ("300", "veristat llc", "Veristat LLC", UPDATED),
            ("400", "lodz sensors", "Lodz Sensors", UPDATED),
            ("R1", "unilu", "UNILU", UPDATED),
            ("R1", "universite du luxembourg", "Université du Luxembourg", UPDATED),
            ("R1", "university of luxembourg", "University of Luxembourg", UPDATED),
        ]


class TestPartnerPairs:
    def test_count_projects_in_common_old_ones_less(self, prepared):
        # A project of four years ago counts half, one of today all, one without a day nothing.
        assert rows_of(
            prepared,
            "partner_pairs",
            "organisation_id",
            "partner_id",
            "projects",
            "first_day",
            "newest_day",
            "weight",
        ) == [
            ("100", "200", 2, FOUR_YEARS_AGO, TODAY, 1_500_000),
            ("100", "300", 1, FOUR_YEARS_AGO, FOUR_YEARS_AGO, 500_000),
            ("200", "300", 2, FOUR_YEARS_AGO, FOUR_YEARS_AGO, 500_000),
        ]


class TestTopPartners:
    def test_are_in_order_of_weight_then_of_projects(self, prepared):
        assert rows_of(prepared, "top_partners", "organisation_id", "place", "partner_id") == [
            ("100", 1, "200"),
            ("100", 2, "300"),
            ("200", 1, "100"),
            ("200", 2, "300"),
            ("300", 1, "200"),
            ("300", 2, "100"),
        ]


class TestPartnerCountries:
    def test_count_partners_in_each(self, prepared):
        assert rows_of(
            prepared, "partner_countries", "organisation_id", "country", "partners", "weight"
        ) == [
            ("100", "DE", 1, 1_500_000),
            ("100", "US", 1, 500_000),
            ("200", "LU", 1, 1_500_000),
            ("200", "US", 1, 500_000),
            ("300", "DE", 1, 500_000),
            ("300", "LU", 1, 500_000),
        ]


class TestOrganisationRecords:
    def test_are_one_row_an_organisation_also_where_it_has_nothing_to_show(self, prepared):
        assert rows_of(
            prepared,
            "organisation_records",
            "source",
            "organisation_id",
            "documents",
            "names",
            "topics",
            "partner_countries",
            "partners",
        ) == [
            ("cordis", "100", 2, 2, 2, 2, 2),
            ("cordis", "200", 3, 1, 2, 2, 2),
            ("cordis", "300", 2, 1, 1, 2, 2),
            ("cordis", "400", 0, 1, 0, 0, 0),
            ("ror", "R1", 0, 3, 0, 0, 0),
        ]


class TestBlockingKeys:
    def test_are_those_that_several_share(self, prepared):
        assert rows_of(prepared, "blocking_keys", "kind", "key", "organisation_id", "holders") == [
            ("domain", "uni.example", "100", 2),
            ("domain", "uni.example", "R1", 2),
            ("name", "unilu", "100", 2),
            ("name", "unilu", "R1", 2),
            ("name", "universiteduluxembourg", "100", 2),
            ("name", "universiteduluxembourg", "R1", 2),
            ("start", "LU unilu", "100", 2),
            ("start", "LU unilu", "R1", 2),
            ("start", "LU universitedu", "100", 2),
            ("start", "LU universitedu", "R1", 2),
            ("vat", "de7", "200", 2),
            ("vat", "de7", "400", 2),
            ("word", "DE lodz", "200", 2),
            ("word", "DE lodz", "400", 2),
            ("word", "DE sensors", "200", 2),
            ("word", "DE sensors", "400", 2),
            ("word", "LU luxembourg", "100", 2),
            ("word", "LU luxembourg", "R1", 2),
            ("word", "LU unilu", "100", 2),
            ("word", "LU unilu", "R1", 2),
            ("word", "LU universite", "100", 2),
            ("word", "LU universite", "R1", 2),
        ]


class TestCandidatePairs:
    def test_share_keys_within_a_source_and_across(self, prepared):
        assert rows_of(
            prepared,
            "candidate_pairs",
            "source",
            "organisation_id",
            "other_source",
            "other_id",
            "by_domain",
            "by_vat",
            "by_name",
            "by_word",
        ) == [
            ("cordis", "100", "ror", "R1", 1, 0, 2, 3),
            ("cordis", "200", "cordis", "400", 0, 1, 0, 2),
        ]

    def test_leave_out_what_too_many_share(self, data, tmp_path, monkeypatch):
        monkeypatch.setattr(blocking, "LARGEST_BLOCK", 1)

        assert prepare(data, tmp_path / "tables").rows["candidate_pairs"] == 0


class TestPlain:
    NAMES = {
        "Univ. of Łódź": "univ of lodz",
        "VERISTAT LLC": "veristat llc",
        "Straße & Söhne": "strasse sohne",
        "L’Œuvre d'Æthelred – «Süd»": "l oeuvre d aethelred sud",
        "İstanbul Üniversitesi": "istanbul universitesi",
        "U\u0308ber": "uber",
        "ΑΘΗΝΑΣ": "αθηνασ",
        "Москва": "москва",
        "東京大学（東京）": "東京大学 東京",
        "---": "",
        "": "",
    }

    def test_is_the_same_with_every_engine(self, engine, tmp_path):
        written = pa.table({"name": list(self.NAMES)})
        pq.write_table(written, tmp_path / "names.parquet")
        names = engine.read(tmp_path / "names.parquet")

        engine.write(names.select("name", plain=plain(names.name)), tmp_path / "plain")

        found = pq.read_table(tmp_path / "plain").to_pylist()
        assert {each["name"]: each["plain"] for each in found} == self.NAMES


class TestWebDomain:
    ADDRESSES = {
        "https://www.uni.example/research?x=1": "uni.example",
        "http://Uni.Example:8080": "uni.example",
        "uni.example": "uni.example",
        "https://sub.uni.example#top": "sub.uni.example",
        "not an address": "",
        "": "",
    }

    def test_is_the_same_with_every_engine(self, engine, tmp_path):
        written = pa.table({"address": list(self.ADDRESSES)})
        pq.write_table(written, tmp_path / "addresses.parquet")
        read = engine.read(tmp_path / "addresses.parquet")

        engine.write(read.select("address", domain=web_domain(read.address)), tmp_path / "domains")

        found = pq.read_table(tmp_path / "domains").to_pylist()
        assert {each["address"]: each["domain"] for each in found} == self.ADDRESSES


class TestPrepare:
    def test_writes_columns_that_are_typed_alike_by_every_engine(self, prepared):
        schema = pq.read_table(prepared.folder / "top_partners").schema

        assert [(field.name, str(field.type)) for field in schema] == [
            ("source", "string"),
            ("organisation_id", "string"),
            ("partner_id", "string"),
            ("projects", "int64"),
            ("first_day", "date32[day]"),
            ("newest_day", "date32[day]"),
            ("weight", "int64"),
            ("place", "int64"),
        ]

    def test_replaces_what_was_prepared_before(self, data, tmp_path):
        output = tmp_path / "tables"
        prepare(data, output)
        (output / "evidence" / "left-over.txt").write_text("of the run before")

        prepare(data, output)

        assert not (output / "evidence" / "left-over.txt").exists()
        assert not (tmp_path / ".tables-unfinished").exists()

    def test_leaves_alone_what_it_did_not_prepare(self, data, tmp_path):
        (tmp_path / "thesis.odt").write_text("three years of work")

        with pytest.raises(preparation.PreparationRefused, match="holds something else"):
            prepare(data, tmp_path)

        assert (tmp_path / "thesis.odt").exists()

    def test_leaves_the_tables_before_where_a_snapshot_is_broken(self, data, tmp_path):
        copied, output = tmp_path / "data", tmp_path / "tables"
        shutil.copytree(data, copied)
        before = prepare(copied, output)
        for file in copied.glob("snapshots/cordis/*/topics.parquet"):
            file.write_bytes(b"not Parquet")

        with pytest.raises(preparation.EngineUnusable, match=r"topics\.parquet"):
            prepare(copied, output)

        assert rows_of(before, "top_partners", "place")
        assert not (tmp_path / ".tables-unfinished").exists()

    def test_refuses_a_second_run_into_the_same_folder(self, data, tmp_path):
        with (
            preparation.preparing._only_run(tmp_path / "tables"),
            pytest.raises(preparation.PreparationRefused, match="is being prepared already"),
        ):
            prepare(data, tmp_path / "tables")

    def test_works_with_a_source_that_has_organisations_only(self, tmp_path):
        snapshot_of(tmp_path, "register", organisations=[organisation("1", "Moselle AG", "LU")])

        rows = prepare(tmp_path, tmp_path / "tables").rows

        assert rows["organisation_records"] == 1
        assert rows["partner_pairs"] == 0


def call(*arguments):
    outcome = CliRunner().invoke(main, ["prepare", *map(str, arguments)])
    if outcome.exception and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


class TestCommand:
    def test_prints_how_many_rows_each_table_has(self, data, tmp_path):
        output = tmp_path / "tables"

        status, said, _ = call("--data", data, "--output", output, "--today", "2026-11-01")

        assert status == 0
        assert said.splitlines()[0].split() == ["evidence", "3", "rows"]
        assert said.splitlines()[-1] == f"Prepared with duckdb in {output}"

    def test_says_that_nothing_was_harvested(self, tmp_path):
        status, _, complaint = call("--data", tmp_path)

        assert status == 1
        assert "run: liaison harvest cordis" in complaint

    def test_says_which_extra_is_missing(self, data, tmp_path, monkeypatch):
        monkeypatch.setattr(engines, "find_spec", lambda library: None)

        status, _, complaint = call("--data", data, "--output", tmp_path / "tables")

        assert status == 1
        assert 'pip install "liaison[scale]"' in complaint

    def test_says_that_java_is_missing(self, data, tmp_path, monkeypatch):
        monkeypatch.setattr(engines, "find_spec", lambda library: object())
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", os.devnull)

        status, _, complaint = call(
            "--data", data, "--output", tmp_path / "tables", "--engine", "spark"
        )

        assert status == 1
        assert "Spark needs Java 17" in complaint

    def test_takes_the_address_of_a_cluster_for_spark_only(self, data):
        status, _, complaint = call("--data", data, "--master", "spark://host:7077")

        assert status == 2
        assert "needs --engine spark" in complaint
