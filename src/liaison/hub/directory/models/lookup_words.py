"""The words under which organisations are found."""

from django.db import models

from liaison.hub.directory.models.organisations import Organisation
from liaison.hub.directory.models.worked_out import WorkedOut

LONGEST_LOOKUP_WORD = 40
# Words that weigh less are of what an organisation does and has, or says of itself.
LEAST_OF_NAMES = 3


class LookupWord(WorkedOut):
    """
    A word that leads to an organisation: of a name, a town, a number, a term or a text of it.

    Worked out of these by `directory.lookup.refresh_lookup`, so nobody edits it. Its key is what it
    says, so that working it out anew gives the very same rows.
    """

    pk = models.CompositePrimaryKey("organisation", "word")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="lookup_words", db_index=False
    )
    word = models.CharField(max_length=LONGEST_LOOKUP_WORD)
    # How much it tells of the organisation, from 1 to 10; see `directory.lookup.entries`.
    weight = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            # Everything a look-up asks, so that PostgreSQL reads the index alone; it serves
            # beginnings of words too.
            models.Index(
                name="lookup_word_leads_to",
                fields=["word", "organisation", "weight"],
                opclasses=["varchar_pattern_ops", "int8_ops", "int2_ops"],
            ),
        ]
        constraints = [
            models.CheckConstraint(name="lookup_word_says_something", condition=~models.Q(word="")),
        ]

    def __str__(self) -> str:
        return self.word
