"""Counting no further than anybody wants to know."""

from django.db.models import IntegerField, QuerySet, Subquery

# Whoever has that much waiting needs no exact number, and to count all of it takes longest then.
MOST_COUNTED = 1_000


class Counted(Subquery):
    """How many rows a question has, as part of another one; MOST_COUNTED at most."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    # What can answer to nothing is not asked of the database.
    empty_result_set_value = 0

    def __init__(self, found: QuerySet, *, in_order_of: str = "") -> None:
        """
        Have them counted.

        :param in_order_of: a field with an index that holds all that is asked, where the database
            would otherwise read the rows themselves
        """
        ordered = found.order_by(in_order_of) if in_order_of else found.order_by()
        super().__init__(ordered.values("pk")[:MOST_COUNTED])
