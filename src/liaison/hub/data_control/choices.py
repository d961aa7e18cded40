"""Rules by which entries are controlled, in words, and the bounds of a control."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Organisations that are looked at together.
PIECE = 500
# A member is not asked to fix its entry again sooner.
ASKED_APART = dt.timedelta(days=14)
LONGEST_REASON = 500
FEWEST_DAYS, MOST_DAYS = 30, 3650
# Runs of which the trend is told.
RUNS_TOLD = 24


class Rule(models.TextChoices):
    """What may be wrong with an entry; the code is what is stored."""

    UNVERIFIED = "unverified", _("Not verified for long")
    NO_NUMBER = "no_number", _("No number of a register")
    NO_WEBSITE = "no_website", _("No web site")
    WEBSITE_TWICE = "website_twice", _("Web site that another organisation gives too")
    NO_COORDINATES = "no_coordinates", _("On no map: no coordinates")
    PLACE_WITHOUT_COUNTRY = "place_without_country", _("Place without a country")
    NO_KIND = "no_kind", _("Kind of organisation not said")
    NO_HEADLINE = "no_headline", _("No headline")
    TRANSLATION_MISSING = "translation_missing", _("Text not translated")
    TRANSLATION_OUTDATED = "translation_outdated", _("Translation older than its original")
    SIZE_DISAGREES = "size_disagrees", _("Size that disagrees with the head-count")
    CERTIFICATE_OVER = "certificate_over", _("Certificate that has ended")
    TERM_MISSING = "term_missing", _("No term of a list of which every organisation needs one")
    WEBSITE_FAILS = "website_fails", _("Web site that does not answer well")
    TERMS_TOO_MANY = "terms_too_many", _("Several terms of a list of which one is wanted")
    RECORDED_TWICE = "recorded_twice", _("Likely recorded twice")
    MEMBER_WITHOUT_OWNER = "member_without_owner", _("Member for which nobody answers")
    OWNER_NEVER_SIGNED_IN = "owner_never_signed_in", _("Owner who never signed in")
    CEASED_MEMBER = "ceased_member", _("Ceased, but still a member")


# Off until a cluster wants them: they ask others for something.
OFF_AT_FIRST = frozenset({Rule.WEBSITE_FAILS})
# A web site is found once it failed on so many days.
DAYS_FAILED = 2
# Web sites that are visited in one night, those first that were visited longest ago.
MOST_VISITS = 2_000
VISITED_APART = dt.timedelta(hours=20)


# What a member is asked to do; rules that are not here are for the team to settle.
ASKS = {
    Rule.UNVERIFIED: _("Please look through the entry and say that it is still correct."),
    Rule.NO_NUMBER: _("Please add a number of a register, so that nobody mistakes you."),
    Rule.NO_WEBSITE: _("Please add your web site."),
    Rule.WEBSITE_TWICE: _("Another organisation gives the same web site; please check yours."),
    Rule.NO_COORDINATES: _("Please add where you are on the map: latitude and longitude."),
    Rule.PLACE_WITHOUT_COUNTRY: _("Please say in which country each of your places is."),
    Rule.NO_KIND: _("Please say what kind of organisation you are."),
    Rule.NO_HEADLINE: _("Please say in one sentence what you do."),
    Rule.TRANSLATION_MISSING: _("Please add your texts in the languages that are missing."),
    Rule.TRANSLATION_OUTDATED: _("Please bring translations up to date with their originals."),
    Rule.SIZE_DISAGREES: _("Please check the size: your head-count says another one."),
    Rule.CERTIFICATE_OVER: _("Please renew or remove a certificate that has ended."),
    Rule.TERM_MISSING: _("Please choose a term of each list of which your cluster asks for one."),
    Rule.WEBSITE_FAILS: _("Please check the address of your web site: it does not answer well."),
    Rule.TERMS_TOO_MANY: _("Please keep one term of each list of which your cluster wants one."),
}
# Found by comparing organisations with each other; the others by looking at one.
COMPARED = frozenset({Rule.WEBSITE_TWICE, Rule.RECORDED_TWICE})
