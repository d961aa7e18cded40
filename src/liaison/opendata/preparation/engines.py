"""
The engines that run the preparation: DuckDB on this machine, Spark on this one or on a cluster.

Both are given the same Ibis expressions; an engine reads Parquet, writes Parquet and keeps to its
memory. Their libraries are optional and imported only when one is opened.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

ENGINES = ("duckdb", "spark")
DEFAULT_MEMORY_GIB = 4
# What the tables to prepare may hold, and what both engines call it.
_TYPES = {"string": "STRING", "int64": "BIGINT", "date": "DATE"}
_TOO_LITTLE_MEMORY = "The memory given is too little; give more with --memory. ({})"


class EngineUnusable(Exception):
    """An engine cannot be used or broke off; one line that says why and what to do."""

    def __init__(self, reason: str) -> None:
        # What libraries say of an error may run over many lines.
        super().__init__(" ".join(reason.split())[:600])


@dataclass(frozen=True)
class Resources:
    """What an engine may use; `master` is the address of a Spark cluster, or local[n]."""

    memory_gib: int = DEFAULT_MEMORY_GIB
    cores: int = 0
    master: str = ""

    @property
    def threads(self) -> int:
        """Return how many cores to compute on; all that there are where none are named."""
        return self.cores or os.cpu_count() or 1


class Engine(Protocol):
    """Reads Parquet as an Ibis table, and writes what an expression comes to as Parquet."""

    def read(self, file: Path) -> Any:
        """Return the Ibis table of a Parquet file or a folder of some; raises EngineUnusable."""

    def write(self, expression: Any, folder: Path) -> None:
        """Write the rows of an expression into a new folder; raises EngineUnusable."""


@contextmanager
def opened(name: str, *, resources: Resources, scratch: Path) -> Iterator[Engine]:
    """
    Open an engine by its name, "duckdb" or "spark"; what does not fit in memory goes to `scratch`.

    :raises EngineUnusable: if its libraries, or Java for Spark, are not installed
    """
    _check_installed(name)
    engine = _DuckDB(resources, scratch) if name == "duckdb" else _Spark(resources, scratch)
    try:
        yield engine
    finally:
        engine.close()


class _DuckDB:
    def __init__(self, resources: Resources, scratch: Path) -> None:
        import ibis

        self._backend = ibis.duckdb.connect(
            memory_limit=f"{resources.memory_gib}GiB",
            threads=resources.threads,
            temp_directory=str(scratch),
            preserve_insertion_order=False,
        )

    def read(self, file: Path) -> Any:
        files = str(file / "*.parquet") if file.is_dir() else str(file)
        with self._refusing():
            return self._backend.read_parquet(files)

    def write(self, expression: Any, folder: Path) -> None:
        folder.mkdir()
        rows = _typed_query(self._backend, expression, quote='"')
        target = str(folder / "part-0.parquet").replace("'", "''")
        with self._refusing():
            self._backend.raw_sql(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise EngineUnusable(_TOO_LITTLE_MEMORY.format(error)) from error
        except duckdb.Error as error:
            raise EngineUnusable(f"DuckDB broke off: {error}") from error

    def close(self) -> None:
        self._backend.disconnect()


class _Spark:
    def __init__(self, resources: Resources, scratch: Path) -> None:
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        master = resources.master or f"local[{resources.threads}]"
        builder = SparkSession.builder.appName("liaison prepare").master(master)
        for setting, value in _spark_settings(master, resources, scratch).items():
            builder = builder.config(setting, value)
        try:
            self._session = builder.getOrCreate()
        except (PySparkException, OSError) as error:
            raise EngineUnusable(f"Spark does not start at {master}: {error}") from error
        self._backend = ibis.pyspark.connect(self._session)

    def read(self, file: Path) -> Any:
        # A folder that every machine of the cluster sees, not one of the cluster's own file system.
        with self._refusing():
            return self._backend.read_parquet(file.resolve().as_uri())

    def write(self, expression: Any, folder: Path) -> None:
        query = _typed_query(self._backend, expression, quote="`")
        with self._refusing():
            self._session.sql(query).write.parquet(folder.resolve().as_uri())

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            yield
        except (PySparkException, Py4JError) as error:
            if "OutOfMemoryError" in str(error):
                raise EngineUnusable(_TOO_LITTLE_MEMORY.format(error)) from error
            raise EngineUnusable(f"Spark broke off: {error}") from error

    def close(self) -> None:
        self._session.stop()


def _typed_query(backend: Any, expression: Any, *, quote: str) -> str:
    """
    Return the query of an expression with the type of each column said.

    Left alone, DuckDB makes sums of whole numbers 128 bits wide (in Parquet: floats), Spark makes
    row numbers 32 bits wide; Ibis takes both for 64 bits and leaves out a cast to that.
    """
    columns = ", ".join(
        f"CAST({quote}{name}{quote} AS {_TYPES[str(kind)]}) AS {quote}{name}{quote}"
        for name, kind in expression.schema().items()
    )
    return f"SELECT {columns} FROM ({backend.compile(expression)}) AS prepared"


def _spark_settings(master: str, resources: Resources, scratch: Path) -> dict[str, str]:
    memory = f"{resources.memory_gib}g"
    # A Spark of this machine is nobody else's business.
    on_loopback = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return {
        **(on_loopback if master.startswith("local") else {}),
        # On this machine the driver does the work, on a cluster the executors do.
        "spark.driver.memory": memory,
        "spark.executor.memory": memory,
        "spark.local.dir": str(scratch),
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }


def _check_installed(name: str) -> None:
    needed, extra = {
        "duckdb": (("ibis", "duckdb"), "scale"),
        "spark": (("ibis", "pyspark"), "spark"),
    }[name]
    if any(find_spec(library) is None for library in needed):
        raise EngineUnusable(
            f"Preparing tables with {name} needs more libraries; install them with:"
            f' pip install "liaison[{extra}]"'
        )
    if name == "spark" and not _has_java():
        raise EngineUnusable(
            "Spark needs Java 17 and finds none; install it (Debian: apt install"
            " openjdk-17-jre-headless) or set JAVA_HOME. DuckDB needs none: --engine duckdb"
        )


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which(str(Path(home, "bin", "java")) if home else "java"))
