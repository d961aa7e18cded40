"""Needs and offers."""

from datetime import UTC, date, datetime

import factory

from liaison.hub.listings.models import Listing, ListingVersion
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

MONDAY_MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


class ListingFactory(factory.django.DjangoModelFactory):
    """A draft of a member; `published` for one that stands on the board."""

    class Meta:
        model = Listing
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(state="submitted", submitted_at=MONDAY_MORNING)
        published = factory.Trait(
            state="published", submitted_at=MONDAY_MORNING, published_at=MONDAY_MORNING
        )

    cluster = factory.SubFactory(ClusterFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    written_by = factory.LazyAttribute(
        lambda made: OrganisationRoleFactory(organisation=made.organisation).person
    )
    created_at = changed_at = state_since = MONDAY_MORNING
    kind = "clinical_site"
    money = "we_pay"
    direction = "request"
    language = "en"
    title = "A clinic to test a wearable gait sensor"
    summary = "We seek a clinic that tests our sensor with forty people."
    public_text = "The sensor measures gait at home. We seek a neurological clinic in 2027."
    plain = "a clinic to test a wearable gait sensor"
    private_brief = "The sensor is a shoe sole; the study starts in March."
    valid_until = date(2099, 6, 1)
    tier = "public"

    @factory.post_generation
    def member(self, create, extracted, **keywords):
        """Its organisation is a member, unless it is said not to be."""
        if extracted is not False:
            MembershipFactory(cluster=self.cluster, organisation=self.organisation)

    @factory.post_generation
    def version(self, create, extracted, **keywords):
        if self.submitted_at:
            ListingVersion.objects.create(
                listing=self,
                number=1,
                language=self.language,
                words=self.words(),
                state="in_force" if self.published_at else "waiting",
                written_by=self.written_by,
                submitted_at=MONDAY_MORNING,
            )
