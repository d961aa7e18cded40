"""Cases of a cluster's desk."""

from datetime import UTC, date, datetime

import factory

from liaison.hub.support.models import CannedAnswer, Case, CaseTopic, Word
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory

MONDAY_MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


class CaseTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseTopic

    cluster = factory.SubFactory(ClusterFactory)
    code = "funding"
    position = 0
    name_en = "Funding"
    name_fr = "Financement"
    name_de = "Förderung"


class CaseFactory(factory.django.DjangoModelFactory):
    """A new one, due on Thursday, with the word that asks it."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(
            state="closed",
            answer_due_on=None,
            closed_at=MONDAY_MORNING,
            last_word_at=MONDAY_MORNING,
        )

    cluster = factory.SubFactory(ClusterFactory)
    topic = factory.SubFactory(CaseTopicFactory, cluster=factory.SelfAttribute("..cluster"))
    asked_by = factory.SubFactory(UserFactory)
    subject = "Which aid for a prototype?"
    asked_at = MONDAY_MORNING
    turn_since = MONDAY_MORNING
    last_word_at = MONDAY_MORNING
    answer_due_on = date(2026, 11, 5)

    @factory.post_generation
    def said(self, create, extracted, **keywords):
        Word.objects.create(
            case=self,
            kind="asker",
            said=extracted or "We build a sensor and look for money.",
            by=self.asked_by,
            at=self.asked_at,
        )


class CannedAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CannedAnswer

    cluster = factory.SubFactory(ClusterFactory)
    name = "Aid for prototypes"
    text_en = "Hello {name}, {organisation} may ask for aid. It is about {topic}."
    text_de = "Guten Tag {name}, {organisation} kann einen Antrag stellen. Es geht um {topic}."
