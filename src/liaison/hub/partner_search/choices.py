"""Bounds of a search that pages may show."""

import datetime as dt

# Characters; about three pages, more than anyone says of one need.
LONGEST_NEED = 10_000
# How long a need stated without signing in is kept.
ANONYMOUS_SEARCHES_ARE_KEPT_FOR = dt.timedelta(days=30)
# Organisations a page of results shows, and how many pages there are.
MATCHES_PER_PAGE = 20
MOST_MATCHES = 100
