"""After a test that saved for good: its rows are deleted, table by table that has any."""

from django.db import connections
from django.db.transaction import atomic
from django.test import TransactionTestCase

# The same in every database of this version.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables(case: TransactionTestCase) -> None:
    """
    Do what Django's `flush` does, which makes every table and index anew and all permissions.

    With a hundred tables that took longer than most of those tests.
    """
    for name in case._databases_names(include_mirrors=False):
        connection = connections[name]
        quote = connection.ops.quote_name
        tables = sorted(
            set(connection.introspection.django_table_names(only_existing=True)) - _KEPT
        )
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables
        )
        # Keys are looked at once all is gone, so no order is needed.
        with atomic(using=name), connection.cursor() as cursor:
            cursor.execute(asked)
            for (table,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {quote(table)}")
