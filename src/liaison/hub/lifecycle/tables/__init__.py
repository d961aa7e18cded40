"""Files of rows: read whatever program wrote them, written so that none of them runs a formula."""

from liaison.hub.lifecycle.tables.pieces import file_in_pieces
from liaison.hub.lifecycle.tables.reading import Row, Table, UnusableFile, open_table
from liaison.hub.lifecycle.tables.writing import Cell, check_target, table_writer

__all__ = [
    "Cell",
    "Row",
    "Table",
    "UnusableFile",
    "check_target",
    "file_in_pieces",
    "open_table",
    "table_writer",
]
