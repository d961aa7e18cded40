"""A founder and the makers of sensors, who know each other and want to keep a secret."""

import io
import zipfile

import pytest

from liaison.hub.agreements import actions
from liaison.hub.agreements.queries import Party, document_to_sign
from liaison.hub.core.files import Upload, check
from liaison.hub.introductions import actions as introductions
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.models import Introduction
from tests.hub.introductions.conftest import (  # noqa: F401
    MONDAY_NOON,
    TUESDAY_NOON,
    answering,
    asked,
    cluster,
    founder,
    manager,
    propose,
    sensors,
    sensors_owner,
    stranger,
    token,
    watchmaker,
)

TUESDAY = TUESDAY_NOON.date()
PDF = b"%PDF-1.7 invented for this test"


def document(content=PDF, name="NDA Uhrwerk Medical S.A..pdf"):
    return check(Upload(name, content))


def docx():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        pack.writestr("[Content_Types].xml", "x")
        pack.writestr("word/document.xml", "x")
    return packed.getvalue()


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def released(answering):  # noqa: F811
    """Both said yes; the asked side has no account."""
    introductions.accept(answering, contact="Léa Thill", now=TUESDAY_NOON)
    return Introduction.objects.select_related("cluster").get(pk=answering.introduction.pk)


@pytest.fixture
def asking(released, founder):  # noqa: F811
    return Party(released, Side.ASKING, founder)


@pytest.fixture
def other(released):
    """Who holds the link of a letter."""
    return Party(released, Side.ASKED, None)


@pytest.fixture
def team(released, manager):  # noqa: F811
    return Party(released, Side.TEAM, manager)


@pytest.fixture
def wanted(asking):
    return actions.want(asking, now=TUESDAY_NOON)


@pytest.fixture
def sent(wanted, asking):
    """The document is there."""
    actions.bring(wanted, document(), party=asking, now=TUESDAY_NOON)
    return wanted


@pytest.fixture
def signed(sent, asking, other):
    """Both have signed."""
    sign(sent, asking)
    sign(sent, other)
    return sent


def sign(agreement, party, *, side=None, on=TUESDAY, now=TUESDAY_NOON, **more):
    what = {"document": None, "of": document_to_sign(agreement)} | more
    actions.sign(agreement, side or party.side, on, party=party, now=now, **what)
