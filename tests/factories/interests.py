"""Expressions of interest."""

import factory

from liaison.hub.interests.models import Interest
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listings import MONDAY_MORNING, ListingFactory


class InterestFactory(factory.django.DjangoModelFactory):
    """One that waits for the team; `forwarded` for one that waits for the other side."""

    class Meta:
        model = Interest

    class Params:
        forwarded = factory.Trait(
            state="forwarded",
            screened_by=factory.SelfAttribute("written_by"),
            screened_at=MONDAY_MORNING,
            forwarded_at=MONDAY_MORNING,
        )

    listing = factory.SubFactory(ListingFactory, published=True)
    organisation = factory.SubFactory(OrganisationFactory)
    written_by = factory.LazyAttribute(
        lambda made: OrganisationRoleFactory(organisation=made.organisation).person
    )
    contact = factory.SelfAttribute("written_by")
    brings = "We have a ward of forty beds and a gait laboratory."
    state_since = submitted_at = MONDAY_MORNING
