"""Searches, and what people say of their suggestions."""

from datetime import UTC, datetime

import factory

from liaison.hub.partner_search.choices import ExclusionReason, FeedbackState, HandOverKind
from liaison.hub.partner_search.models import (
    Exclusion,
    Feedback,
    HandOver,
    IntroductionRequest,
    Search,
    SoughtOrganisation,
)
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory

MOSELLE_SENSORS = "100000001"
INSTITUTE_OF_GAIT_RESEARCH = "100000002"
UNIVERSITY_OF_UPPER_RHINE = "100000003"
MONDAY_MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


class SearchFactory(factory.django.DjangoModelFactory):
    """A search of a person with an account; see `anonymous` for one without."""

    class Meta:
        model = Search

    class Params:
        anonymous = factory.Trait(asked_by=None, browser_key="visitor's browser")

    need = "Someone who measures gait of people with Parkinson's disease"
    language = "en"
    cluster = factory.SubFactory(ClusterFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = MONDAY_MORNING


class FeedbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Feedback

    search = factory.SubFactory(SearchFactory)
    organisation_id = MOSELLE_SENSORS
    state = FeedbackState.SHORTLISTED
    given_by = factory.SelfAttribute("search.asked_by")
    given_at = MONDAY_MORNING


class ExclusionFactory(factory.django.DjangoModelFactory):
    """An organisation that a person never wants to see; give `cluster` for a cluster's."""

    class Meta:
        model = Exclusion

    person = factory.Maybe("cluster", None, factory.SubFactory(UserFactory))
    cluster = None
    organisation_id = MOSELLE_SENSORS
    reason = ExclusionReason.DO_NOT_CONTACT
    added_by = factory.Maybe(
        "person", factory.SelfAttribute("person"), factory.SubFactory(UserFactory)
    )
    added_at = MONDAY_MORNING


class HandOverFactory(factory.django.DjangoModelFactory):
    """A need for which nobody fits, in the team's hands."""

    class Meta:
        model = HandOver

    search = factory.SubFactory(SearchFactory)
    kind = HandOverKind.NOBODY_FITS
    message = "We have looked for months."
    person = factory.SelfAttribute("search.asked_by")
    email = factory.Maybe("person", "", "ben.klein@example.org")
    created_at = MONDAY_MORNING


class SoughtOrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SoughtOrganisation

    cluster = factory.SubFactory(ClusterFactory)
    organisation_id = MOSELLE_SENSORS


class IntroductionRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IntroductionRequest

    sought = factory.SubFactory(SoughtOrganisationFactory)
    asked_at = MONDAY_MORNING
