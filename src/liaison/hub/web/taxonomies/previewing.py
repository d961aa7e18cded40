"""What publishing a draft would change, in words."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.directory.tagging import organisations_by_term
from liaison.hub.taxonomies import queries
from liaison.hub.taxonomies.queries import Difference


def preview(shown: Any, draft: Any, *, cluster_id: int) -> dict[str, Any]:
    """Return what the page shows: what is new, changed and gone, and what is still to be said."""
    language = get_language()
    counted = organisations_by_term(shown, cluster_id=cluster_id)
    differences = queries.changes_in(draft)
    return {
        "taxonomy": shown,
        "name": shown.name_in(language),
        "draft": draft,
        "size": queries.terms_of(draft).count(),
        "missing": [term.name_in(language) for term in queries.terms_without_way(draft)],
        "new": [each.newer.name_in(language) for each in differences if not each.older],
        "changed": [
            (each.newer.name_in(language), _in_words(each), counted.get(each.older.pk, 0))
            for each in differences
            if each.older and each.newer
        ],
        "gone": [
            (each.older.name_in(language), counted.get(each.older.pk, 0))
            for each in differences
            if not each.newer
        ],
    }


def _in_words(difference: Difference) -> list[str]:
    older, newer = difference.older, difference.newer
    if older is None or newer is None:
        return []
    said = [
        (_("Code"), older.code, newer.code),
        (_("Name in English"), older.name_en, newer.name_en),
        (_("Name in French"), older.name_fr, newer.name_fr),
        (_("Name in German"), older.name_de, newer.name_de),
        (_("Lies under"), _above(older), _above(newer)),
        (_("Definition"), older.definition, newer.definition),
    ]
    return [
        _("%(what)s: %(old)s → %(new)s") % {"what": what, "old": old or "–", "new": new or "–"}
        for what, old, new in said
        if old != new
    ]


def _above(term: Any) -> str:
    return term.parent.name_in(get_language()) if term.parent else ""
