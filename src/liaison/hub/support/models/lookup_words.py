"""The words under which cases are found."""

from django.db import models

from liaison.hub.support.models.cases import Case

LONGEST_LOOKUP_WORD = 40


class LookupWord(models.Model):
    """
    A word that leads to a case: of its subject, or of what was said about it.

    Worked out of these by `support.lookup.keep_words`, so nobody edits it; gone with what it is of.
    """

    pk = models.CompositePrimaryKey("case", "word")
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="lookup_words", db_index=False
    )
    word = models.CharField(max_length=LONGEST_LOOKUP_WORD)

    class Meta:
        indexes = [
            # Serves beginnings of words too; PostgreSQL reads the index alone.
            models.Index(
                name="word_leads_to_a_case",
                fields=["word", "case"],
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
