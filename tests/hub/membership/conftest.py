"""The cluster and the people whom these tests are about."""

from tests.support.membership import (
    admission,
    by_committee,
    committee,
    founder,
    manager,
    officer,
    second_manager,
    submitted,
)

__all__ = [
    "admission",
    "by_committee",
    "committee",
    "founder",
    "manager",
    "officer",
    "second_manager",
    "submitted",
]
