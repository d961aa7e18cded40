"""The cluster, its organisations and its team."""

from tests.hub.data_control.conftest import (  # noqa: F401
    control,
    manager,
    owner,
    photonics,
    sensors,
)
