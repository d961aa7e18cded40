"""Files of rows: read whatever program wrote them, written so that none of them runs a formula."""

from liaison.hub.lifecycle.tables.reading import Row, Table, UnusableFile, open_table
from liaison.hub.lifecycle.tables.writing import check_target, table_writer

__all__ = ["Row", "Table", "UnusableFile", "check_target", "open_table", "table_writer"]
