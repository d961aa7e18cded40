"""Full-text search engines that people have: each finds projects by the words of a need."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import psycopg

# A text and how many projects to find, in; their rows, best first, and their scores, out.
Found = tuple[NDArray[np.int64], NDArray[np.float64]]
Search = Callable[[str, int], Found]
_WORD = re.compile(r"\w+")


def search_with_bm25s(texts: Sequence[str]) -> Search:
    """BM25 by bm25s as it comes: k1 1.5, b 0.75, Lucene's formula, English stop words left out."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def search(text: str, count: int) -> Found:
        words = bm25s.tokenize([text], return_ids=False, show_progress=False)
        if not words[0]:
            return _found([])
        rows, scores = index.retrieve(words, k=min(count, len(texts)), show_progress=False)
        above = scores[0] > 0
        return rows[0][above].astype(np.int64), scores[0][above].astype(np.float64)

    return search


def search_with_tantivy(texts: Sequence[str]) -> Search:
    """BM25 by tantivy as it comes (k1 1.2, b 0.75), English stems; any word of the need may hit."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="en_stem")
    schema.add_unsigned_field("row", stored=True)
    index = tantivy.Index(schema.build())
    # One thread, as all others here.
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str, count: int) -> Found:
        if not (words := _words(text)):
            return _found([])
        query = index.parse_query(" ".join(words), ["text"])
        hits = searcher.search(query, count, count=False).hits
        return _found([(searcher.doc(address)["row"][0], score) for score, address in hits])

    return search


def search_with_fts5(texts: Sequence[str]) -> Search:
    """
    BM25 by SQLite's FTS5, in memory, Porter stems; any word of the need may hit.

    English stop words (scikit-learn's list) are not asked for: FTS5 ranks all that hits, so they
    would only cost time.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE projects USING fts5(text, tokenize='porter unicode61')")
    database.executemany("INSERT INTO projects(rowid, text) VALUES (?, ?)", enumerate(texts))
    database.execute("INSERT INTO projects(projects) VALUES ('optimize')")
    # What FTS5 calls bm25() is the better the lower.
    statement = (
        "SELECT rowid, -bm25(projects) FROM projects WHERE projects MATCH ? ORDER BY rank LIMIT ?"
    )

    def search(text: str, count: int) -> Found:
        words = [word for word in _words(text) if word not in ENGLISH_STOP_WORDS]
        if not words:
            return _found([])
        any_word = " OR ".join(f'"{word}"' for word in words)
        return _found(database.execute(statement, (any_word, count)).fetchall())

    return search


def search_with_postgresql(
    texts: Sequence[str], *, connection: "psycopg.Connection[Any]"
) -> Search:
    """PostgreSQL's full text: ts_rank, configuration "english"; any word of the need may hit."""
    # The table is this connection's own and gone with it.
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("CREATE TEMPORARY TABLE projects (place integer, words tsvector)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO projects VALUES (%s, to_tsvector('english', %s))", list(enumerate(texts))
        )
    connection.execute("CREATE INDEX ON projects USING gin (words)")
    connection.execute("ANALYZE projects")
    # 1: divided by one plus the logarithm of the length. Asked for once, not row by row, hence
    # materialised. No cover density (ts_rank_cd): ten times slower on a whole description.
    statement = """
        WITH asked AS MATERIALIZED (
            SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery AS words
        )
        SELECT place, ts_rank(projects.words, asked.words, 1) AS score
        FROM projects, asked WHERE projects.words @@ asked.words
        ORDER BY score DESC, place LIMIT %s
    """

    def search(text: str, count: int) -> Found:
        return _found(connection.execute(statement, (text, count)).fetchall())

    return search


def _words(text: str) -> list[str]:
    """Return the distinct words in small letters, in which no query language sees an operator."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))


def _found(hits: Sequence[tuple[int, float]]) -> Found:
    return np.array([row for row, _ in hits], np.int64), np.array([score for _, score in hits])
