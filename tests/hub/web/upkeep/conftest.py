"""The member whose entry has aged, and who answers for it."""

from tests.hub.upkeep.conftest import owner, sensors  # noqa: F401
