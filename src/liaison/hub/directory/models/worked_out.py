"""Rows that say nothing by themselves: they are worked out of others."""

from django.db import models


class WorkedOut(models.Model):
    """
    What software works out of an organisation and may work out anew at any time.

    It keeps nobody from removing an organisation or making one of two, and never moves.
    """

    class Meta:
        abstract = True


def is_worked_out(model: type[models.Model]) -> bool:
    """Tell whether the rows of a model are worked out of others."""
    return issubclass(model, WorkedOut)
