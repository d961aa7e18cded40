"""Counting no further than anybody wants to know."""

from django.db.models import IntegerField, QuerySet, Subquery

# Whoever has that much waiting needs no exact number, and to count all of it takes longest then.
MOST_COUNTED = 1_000


class Counted(Subquery):
    """How many rows a question has, as part of another one; MOST_COUNTED at most."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, found: QuerySet) -> None:
        super().__init__(found.order_by().values("pk")[:MOST_COUNTED])
