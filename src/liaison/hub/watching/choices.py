"""Short codes and limits of kept lists."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 100
MOST_LISTS = 30
# Who returns to a list within this time is no news.
RETURN_IS_NO_NEWS_WITHIN = dt.timedelta(days=90)
REMOVED_ARE_KEPT_FOR = dt.timedelta(days=30)


class HowOften(models.TextChoices):
    """How often a person is told who is new in a list."""

    NEVER = "never", _("Never; I look myself")
    DAILY = "daily", _("At most once a day")
    WEEKLY = "weekly", _("At most once a week, on Mondays")
