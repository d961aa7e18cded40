"""Organisations of the directory that the small world of tests/support/pictures.py knows."""

import pytest

from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory


@pytest.fixture
def university(joined):
    """A university that its sources write otherwise; nobody has linked it yet."""
    return OrganisationFactory(
        name="Université de la Rivière",
        kind="university",
        country="LU",
        city="Esch-sur-Alzette",
        visibility="public",
    )


@pytest.fixture
def editor(university):
    return OrganisationRoleFactory(organisation=university, role="organisation_editor").person


@pytest.fixture
def team(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person
