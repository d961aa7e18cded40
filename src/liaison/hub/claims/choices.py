"""Short codes of claims, and the bounds of what may be asked for."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.accounts.choices import Role

LONGEST_MESSAGE = 1_000
# A website that nobody but the organisation's own people said proves a claim after so long.
SETTLED_AFTER = dt.timedelta(days=30)
# How long a link in a letter opens something, and how many letters and claims a person may send
# within a day, whatever they take back in between.
LETTER_COUNTS_FOR = dt.timedelta(days=2)
INVITATION_COUNTS_FOR = dt.timedelta(days=14)
MOST_LETTERS = 3
MOST_CLAIMS = 10
COUNTED_FOR = dt.timedelta(days=1)
# Invitations of one organisation that wait at the same time, and of one person within a day.
MOST_INVITATIONS = 20

# Who has mail or pages at these speaks for nobody but themselves. Rather too many than too few: the
# team can decide on every claim.
SHARED_DOMAINS = frozenset(
    {
        # Mail boxes in Luxembourg and around it.
        *("pt.lu", "internet.lu", "vo.lu", "email.lu", "education.lu", "tango.lu", "cmdnet.lu"),
        *("free.fr", "orange.fr", "laposte.net", "sfr.fr", "neuf.fr", "numericable.fr", "bbox.fr"),
        *("cegetel.net", "club-internet.fr", "aliceadsl.fr", "voila.fr", "mailo.com"),
        *("web.de", "t-online.de", "freenet.de", "arcor.de", "mail.de", "email.de", "posteo.de"),
        *("mailbox.org", "kabelmail.de", "vodafonemail.de"),
        *("skynet.be", "telenet.be", "proximus.be"),
        *("voo.be", "scarlet.be", "bluewin.ch", "chello.at", "aon.at", "libero.it", "virgilio.it"),
        # Mail boxes everywhere.
        *("proton.me", "pm.me", "icloud.com", "me.com", "mac.com", "msn.com", "aol.com", "aim.com"),
        *("mail.com", "ymail.com", "rocketmail.com", "tutanota.com", "tutanota.de", "tuta.com"),
        *("tuta.io", "tutamail.com", "zoho.com", "zohomail.eu"),
        *("fastmail.com", "hey.com", "mail.ru"),
        *("bk.ru", "qq.com", "163.com", "btinternet.com", "comcast.net", "hushmail.com"),
        # Pages of many.
        *("facebook.com", "linkedin.com", "twitter.com", "x.com", "instagram.com", "youtube.com"),
        *("tiktok.com", "xing.com", "google.com", "wixsite.com", "wix.com", "wordpress.com"),
        *("blogspot.com", "github.com", "github.io", "gitlab.io", "webflow.io", "jimdo.com"),
        *("jimdofree.com", "jimdosite.com", "squarespace.com", "weebly.com", "webnode.com"),
        *("pagesperso-orange.fr", "netlify.app", "vercel.app", "pages.dev", "herokuapp.com"),
        *("wikipedia.org", "europa.eu", "gov.uk"),
    }
)
# Those that have boxes under many countries, such as gmx.net and gmx.lu.
SHARED_NAMES = frozenset(
    {
        *("gmail", "googlemail", "gmx", "hotmail", "live", "outlook", "protonmail", "wanadoo"),
        *("yahoo", "yandex"),
    }
)

# What a person may be for an organisation.
ORGANISATION_ROLES = (Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR)


# What waits for whoever answers for an organisation, or for the team, as `clocks` knows it.
DECISION_CLOCK = "claims.decision"


class ClaimState(models.TextChoices):
    """How far a claim has come."""

    WAITING = "waiting", pgettext_lazy("state of a claim", "Waiting")
    GRANTED = "granted", pgettext_lazy("state of a claim", "Granted")
    REFUSED = "refused", pgettext_lazy("state of a claim", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a claim", "Taken back")


class Way(models.TextChoices):
    """By whom or by what a claim was decided."""

    LETTER = "letter", _("By an e-mail to an address of the organisation")
    OWNER = "owner", _("By somebody who answers for the organisation")
    TEAM = "team", _("By the cluster team")
