"""Limits of collections."""

import datetime as dt

LONGEST_NAME = 100
LONGEST_NOTE = 1000
MOST_COLLECTIONS = 30
MOST_IN_ONE = 500
# For how many days a link to a collection may be open.
LINK_DAYS = (7, 30, 90)
REMOVED_ARE_KEPT_FOR = dt.timedelta(days=30)
