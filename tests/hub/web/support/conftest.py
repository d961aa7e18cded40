from tests.hub.support.conftest import (  # noqa: F401
    ask,
    asked,
    colleague,
    desk,
    founder,
    manager,
    media,
    officer,
    sensors,
)
