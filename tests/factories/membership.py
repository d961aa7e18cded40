"""Applications for membership, and memberships."""

from datetime import UTC, date, datetime

import factory

from liaison.hub.membership.choices import Category
from liaison.hub.membership.models import Admission, Application, Charter, Membership
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory

MONDAY_MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


class AdmissionFactory(factory.django.DjangoModelFactory):
    """A manager decides; give `decided_by="committee"` where a committee does."""

    class Meta:
        model = Admission

    cluster = factory.SubFactory(ClusterFactory)


class CharterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Charter

    cluster = factory.SubFactory(ClusterFactory)
    version = 1
    text_en = "We answer each other."
    published_at = MONDAY_MORNING


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft for an organisation that is described; `submitted` for a complete one."""

    class Meta:
        model = Application

    class Params:
        submitted = factory.Trait(
            state="submitted",
            category=Category.COMPANY,
            representative_name="Claire Weber",
            authority_declared_at=MONDAY_MORNING,
            charter=factory.SubFactory(CharterFactory, cluster=factory.SelfAttribute("..cluster")),
            charter_accepted_at=MONDAY_MORNING,
            reading_consented_at=MONDAY_MORNING,
            submitted_at=MONDAY_MORNING,
            answer_due_on=date(2026, 12, 2),
        )

    cluster = factory.SubFactory(ClusterFactory)
    applicant = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Moselle Biosensors {number}")
    kind = "company"
    country = "LU"
    created_at = MONDAY_MORNING
    state_since = MONDAY_MORNING


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    cluster = factory.SubFactory(ClusterFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    category = Category.COMPANY
    since = date(2026, 1, 5)
    review_on = date(2027, 1, 1)
