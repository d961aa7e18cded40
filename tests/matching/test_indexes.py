import json
import threading

import numpy as np
import pytest

from liaison.matching import (
    IndexUnreadable,
    Need,
    NoIndex,
    UnusableTable,
    indexes,
    load_index,
)
from liaison.matching.indexes import index_texts
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import index_of, tables, write


def silent(done, total, what):
    pass


def indexed(texts, scratch, *, progress=silent):
    return index_texts(iter(texts), n_texts=len(texts), scratch=scratch, progress=progress)


class TestIndexTexts:
    def test_weighs_rare_words_more_and_pairs_less(self, tmp_path):
        postings = indexed(["ultrasound probe", "ultrasound gel", "steel"], tmp_path)

        # Two words of one text or more, and "ultrasound probe", "ultrasound gel" as pairs.
        expected = sorted([1.287682, 1.693147, 1.693147, 1.693147, 1.185203, 1.185203])
        np.testing.assert_allclose(sorted(postings.idf), expected, rtol=1e-6)

    def test_gives_every_text_the_length_one(self, tmp_path):
        postings = indexed(["gait gait sensor", "sensor", "bridge"], tmp_path)

        squares = postings.posting_weights**2
        lengths = np.bincount(postings.posting_projects, weights=squares)
        np.testing.assert_allclose(lengths, [1, 1, 1], rtol=1e-6)

    def test_counts_repeated_words_less_and_less(self, tmp_path):
        postings = indexed(["gait gait gait sensor"], tmp_path)

        # One text: every idf is 1. Words: 1 + ln 3 and 1; pairs: 0.7 * (1 + ln 2) and 0.7.
        weights = np.array([2.098612, 1.0, 1.185203, 0.7])
        expected = sorted(weights / np.sqrt((weights**2).sum()))
        np.testing.assert_allclose(sorted(postings.posting_weights), expected, rtol=1e-6)

    @pytest.mark.parametrize("texts", [[], [""], ["", "the"]])
    def test_accepts_texts_that_say_nothing(self, texts, tmp_path):
        postings = indexed(texts, tmp_path)

        assert postings.terms.shape == (0,)
        assert postings.starts.tolist() == [0]

    def test_reports_progress_to_the_end(self, tmp_path):
        heard = []

        indexed(["gait"] * 3, tmp_path, progress=lambda done, total, _: heard.append((done, total)))

        assert heard == [(0, 3), (3, 3)]

    def test_comes_to_the_same_in_many_blocks_and_ranges(self, tmp_path, monkeypatch):
        texts = [f"sensor number {n} of {n % 7} for gait" for n in range(50)] + ["", "gait"]
        (tmp_path / "one").mkdir()
        (tmp_path / "many").mkdir()
        whole = indexed(texts, tmp_path / "one")
        monkeypatch.setattr(indexes, "TEXTS_AT_ONCE", 8)
        monkeypatch.setattr(indexes, "POSTINGS_AT_ONCE", 30)

        in_parts = indexed(texts, tmp_path / "many")

        assert len(in_parts.counts) == 7
        for name, expected in whole.arrays.items():
            np.testing.assert_allclose(in_parts.arrays[name], expected, rtol=1e-6, err_msg=name)


class TestBuildIndex:
    def test_keeps_where_the_evidence_comes_from(self, tmp_path):
        write(tmp_path, tables(), provenance={"licence": "CC BY 4.0"})

        assert load_index(tmp_path).provenance == {"licence": "CC BY 4.0"}

    def test_names_its_version_after_its_content(self, tmp_path):
        first = index_of(tmp_path / "a", **ULTRASOUND)
        same = index_of(tmp_path / "b", **ULTRASOUND)
        fewer = index_of(tmp_path / "c", **{**ULTRASOUND, "took_part": []})

        assert first.version == same.version
        assert first.version != fewer.version

    @pytest.mark.parametrize(
        ("name", "column"),
        [("organisations", "country"), ("projects", "title"), ("participations", "role")],
    )
    def test_refuses_a_table_without_a_column(self, tmp_path, name, column):
        indexed = tables(**ULTRASOUND)
        indexed[name] = indexed[name].drop_columns([column])

        with pytest.raises(UnusableTable, match=f"The table of {name} has no column {column}"):
            write(tmp_path, indexed)

    @pytest.mark.parametrize(
        ("organisations", "reason"),
        [([{"id": "clinic"}] * 2, "an id twice"), ([{"id": ""}], "without an id")],
    )
    def test_refuses_rows_that_cannot_be_told_apart(self, tmp_path, organisations, reason):
        with pytest.raises(UnusableTable, match=reason):
            write(tmp_path, tables(organisations=organisations))

    def test_leaves_the_old_index_in_use_when_refused(self, tmp_path):
        before = index_of(tmp_path, **ULTRASOUND)

        with pytest.raises(UnusableTable):
            write(tmp_path, tables(organisations=[{"id": ""}]))

        assert load_index(tmp_path).version == before.version
        assert not list(tmp_path.glob(".unfinished-*"))

    def test_leaves_out_participations_of_what_is_not_there(self, tmp_path):
        strangers = [("p1", "stranger", "participant"), ("p9", "clinic", "participant")]

        index = index_of(
            tmp_path, **{**ULTRASOUND, "took_part": [*ULTRASOUND["took_part"], *strangers]}
        )

        assert [each.organisation.id for each in index.participants("p1")] == [
            "probe_maker",
            "clinic",
        ]
        assert index.organisation("clinic").project_count == 3

    def test_clears_old_versions_away_but_the_last(self, tmp_path):
        for licence in ("one", "two", "three"):
            write(tmp_path, tables(**ULTRASOUND), provenance={"licence": licence})

        assert len([each for each in tmp_path.iterdir() if each.is_dir()]) == 2

    def test_leaves_the_unfinished_index_of_another_writer(self, tmp_path):
        others = tmp_path / ".unfinished-of-another"
        others.mkdir()

        write(tmp_path, tables())

        assert others.exists()


class TestRebuild:
    def test_leaves_a_reader_with_what_it_opened(self, tmp_path):
        reader = index_of(tmp_path, **ULTRASOUND)

        for licence in ("one", "two", "three"):
            write(tmp_path, tables(), provenance={"licence": licence})

        # Its files are gone from the folder, but stay mapped for whoever holds them.
        assert not (tmp_path / reader.version).exists()
        assert reader.match(Need("ultrasound probe")).matches[0].organisation.id == "probe_maker"
        assert load_index(tmp_path).n_projects == 0

    def test_is_safe_while_others_load(self, tmp_path):
        write(tmp_path, tables(**ULTRASOUND))
        failures, done = [], threading.Event()

        def keep_loading():
            while not done.is_set():
                try:
                    load_index(tmp_path).suggest(Need("ultrasound"))
                except Exception as error:
                    failures.append(error)

        reader = threading.Thread(target=keep_loading)
        reader.start()
        for number in range(10):
            write(tmp_path, tables(**ULTRASOUND), provenance={"number": number})
        done.set()
        reader.join()

        assert failures == []


class TestLoadIndex:
    def test_says_when_there_is_none(self, tmp_path):
        with pytest.raises(NoIndex, match="holds no index"):
            load_index(tmp_path)

    def test_says_so_for_a_file_in_place_of_the_folder(self, tmp_path):
        file = tmp_path / "index"
        file.write_text("")

        with pytest.raises(NoIndex):
            load_index(file)

    @pytest.mark.parametrize("pointer", [b"", b"elsewhere", b"\xff\xfe"])
    def test_refuses_a_pointer_to_nothing(self, tmp_path, pointer):
        write(tmp_path, tables())
        (tmp_path / "current").write_bytes(pointer)

        with pytest.raises(IndexUnreadable):
            load_index(tmp_path)

    @pytest.mark.parametrize(
        "file", ["terms.npy", "posting_weights.npy", "organisations.arrow", "projects.arrow"]
    )
    def test_refuses_a_file_cut_off(self, tmp_path, file):
        index = index_of(tmp_path, **ULTRASOUND)
        damaged = tmp_path / index.version / file
        # Another file in its place: the one that is mapped stays as it is.
        rest = damaged.read_bytes()[:-8]
        damaged.unlink()
        damaged.write_bytes(rest)

        with pytest.raises(IndexUnreadable, match=f"{file} is damaged"):
            load_index(tmp_path)

    def test_refuses_an_index_that_lacks_a_file(self, tmp_path):
        index = index_of(tmp_path, **ULTRASOUND)
        (tmp_path / index.version / "idf.npy").unlink()

        with pytest.raises(IndexUnreadable, match="incomplete"):
            load_index(tmp_path)

    @pytest.mark.parametrize("meta", ["", "[]", "{}", '{"format": 3, "sizes": []}', "\0"])
    def test_refuses_a_damaged_description(self, tmp_path, meta):
        index = index_of(tmp_path, **ULTRASOUND)
        (tmp_path / index.version / "meta.json").write_text(meta)

        with pytest.raises(IndexUnreadable, match=r"meta\.json is damaged"):
            load_index(tmp_path)

    def test_refuses_another_format(self, tmp_path):
        index = index_of(tmp_path, **ULTRASOUND)
        file = tmp_path / index.version / "meta.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "format": 999}))

        with pytest.raises(IndexUnreadable, match="has format 999"):
            load_index(tmp_path)
