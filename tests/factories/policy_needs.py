"""Policy needs as they come up in life."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer, Signal
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory

MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


class ChallengeFactory(DjangoModelFactory):
    class Meta:
        model = Challenge

    cluster = factory.SubFactory(ClusterFactory)
    theme = "data"
    texts = factory.LazyFunction(
        lambda: {
            "title_en": {"text": "Hospital data take two years to reach", "state": "original"},
            "summary_en": {"text": "Each hospital asks for its own papers.", "state": "original"},
        }
    )
    begun_by = factory.SubFactory(UserFactory)
    begun_at = MONDAY
    state_since = MONDAY


class SignalFactory(DjangoModelFactory):
    """A signal that an organisation told itself; with a challenge it is gathered into it."""

    class Meta:
        model = Signal

    cluster = factory.SubFactory(ClusterFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    theme = "data"
    words = "We waited two years for data of one hospital."
    language = "en"
    told_by = factory.SubFactory(UserFactory)
    told_at = MONDAY
    state_since = MONDAY
    state = factory.LazyAttribute(lambda made: "gathered" if made.challenge else "waiting")
    challenge = None


class AddresseeFactory(DjangoModelFactory):
    """An office to which a challenge was carried; `people` of it are asked to answer here."""

    class Meta:
        model = Addressee
        skip_postgeneration_save = True

    challenge = factory.SubFactory(ChallengeFactory, state="carried")
    name = factory.Sequence(lambda number: f"Invented Ministry of Health, Unit {number}")
    carried_by = factory.SubFactory(UserFactory)
    carried_at = MONDAY

    @factory.post_generation
    def people(self, create, extracted, **keywords):
        self.people.set(extracted or [])


class OfficialAnswerFactory(DjangoModelFactory):
    """An answer that the team noted from a letter."""

    class Meta:
        model = OfficialAnswer

    addressee = factory.SubFactory(AddresseeFactory)
    kind = "agreed"
    words = "One form for all hospitals by the summer."
    language = "en"
    given_on = MONDAY.date()
    noted_by = factory.SubFactory(UserFactory)
    source = "Letter of 2 November 2026"
    written_at = MONDAY
