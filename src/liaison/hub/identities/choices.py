"""What people find of two entries, and in which words it is said what speaks for or against it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters of a reason for a judgement.
LONGEST_REASON = 500


class Judgement(models.TextChoices):
    """What somebody finds of two entries; the codes are those of `opendata.Judgement`."""

    SAME = "same", _("The same organisation")
    DIFFERENT = "different", _("Two different ones")
    UNSURE = "unsure", _("I cannot tell")


# By code of what was seen of two entries; a test holds them to what `opendata` sees.
REASONS = {
    "same_name": _("They have the same name."),
    "same_letters": _("Their names have the same letters, spaced otherwise."),
    "same_words": _("Their names have the same words in another order."),
    "names_alike": _("Their names are almost the same."),
    "names_share_words": _("Their names share words."),
    "names_unlike": _("Their names have little in common."),
    "name_says_little": _("The name is one that several may have."),
    "same_acronym": _("They have the same acronym."),
    "name_is_acronym": _("The name of one is the acronym of the other."),
    "one_is_set_apart": _("One name says that it is a part, a hospital or an arm."),
    "numbers_differ": _("The numbers in their names differ."),
    "one_says_more": _("One name says more than the other; it may be a part of it."),
    "same_domain": _("They have the same web domain, and nobody else has it."),
    "shared_domain": _("They have the same web domain, and others have it too."),
    "other_domain": _("They have different web domains."),
    "same_town": _("They are in the same town or nearby."),
    "far_apart": _("They are far apart."),
    "other_country": _("They are in different countries."),
    "same_kind": _("They are of the same kind."),
    "other_kind": _("They are of different kinds."),
    "same_vat": _("They have the same VAT number."),
    "no_longer_active": _("One of them is no longer active."),
    "different_pics": _("They have different PICs; only people join these."),
    "different_vats": _("They have different VAT numbers; only people join these."),
    "rival": _("Another entry fits as well."),
    "successor": _("The registry names one as the successor of the other."),
}
