"""The terms and focus areas that a reader of the directory chose, read from the address."""

from collections.abc import Iterator
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import get_language, gettext

from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.listing import Counted, Vocabulary
from liaison.hub.web.components.facets import Group, tree


class ChosenTerms:
    """What was ticked of the site's vocabulary; what is not in it is passed over."""

    def __init__(self, data: QueryDict, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ticked = {subject: set(data.getlist(subject)) for subject in vocabulary}

    @cached_property
    def selected(self) -> tuple[tuple[str, frozenset[int]], ...]:
        """What was chosen by subject, in the directory's terms."""
        found = (
            (
                subject,
                frozenset(each.key for each in choices if each.value in self._ticked[subject]),
            )
            for subject, choices in self._vocabulary.items()
        )
        return tuple((subject, keys) for subject, keys in found if keys)

    def in_words(self) -> Iterator[tuple[str, str, str]]:
        """Yield of what was chosen its subject, its value and its name."""
        for subject, choices in self._vocabulary.items():
            for each in choices:
                if each.value in self._ticked[subject]:
                    yield subject, each.value, each.name_in(get_language())

    def groups(self, counted: Counted) -> list[Group]:
        """Return the facets of those subjects that somebody has terms of, or that were chosen."""
        groups = (self._group(subject, counted) for subject in self._vocabulary)
        return [group for group in groups if group is not None]

    def _group(self, subject: str, counted: Counted) -> Group | None:
        ticked, language = self._ticked[subject], get_language()
        numbers = counted.terms["areas" if subject == TermsOf.FOCUS_AREAS else "terms"]
        shown = [
            (each.value, each.name_in(language), each.depth, numbers.get(each.key, 0))
            for each in self._vocabulary[subject]
            if numbers.get(each.key) or each.value in ticked
        ]
        if not shown:
            return None
        known = {value for value, *_more in shown}
        label = str(TermsOf(subject).label)
        return tree(subject, label, shown, chosen=ticked & known, more=gettext("More"))
