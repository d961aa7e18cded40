"""What we write to people about needs and offers; no letter to others says whose one is."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.accounts.models import User
from liaison.hub.directory.visibility import people_acting_for
from liaison.hub.listings import policies
from liaison.hub.listings.choices import WORDS
from liaison.hub.listings.models import Listing, Matched, Review
from liaison.hub.listings.visibility import can_be_seen_by
from liaison.hub.notifications.actions import Words, send_letter_about, write_to_team
from liaison.hub.notifications.choices import LetterKind


def tell_team(listing_id: int, *, now: dt.datetime) -> None:
    """Tell the team that a listing, or other words of one, wait for them."""
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "%(organisation)s asks %(cluster)s to publish this:\n"
            "\n"
            "%(title)s\n"
            "%(summary)s\n"
            "\n"
            "Please read it, and publish it or return it with remarks."
        )
        said = _of(listing) | {"organisation": listing.organisation.name}
        return _("A need or an offer waits for you: %(title)s") % said, body % said

    write_to_team("listings:review", listing.public_id, words, cluster=listing.cluster, now=now)


def tell_published(listing_id: int, *, now: dt.datetime) -> None:
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "“%(title)s” is published in %(cluster)s. It stands until %(day)s; we write to you "
            "before that, and as soon as somebody answers it."
        )
        return _("Published: %(title)s") % _of(listing), body % _of(listing)

    _to_owners(listing, words, now=now)


def tell_returned(review_id: int, *, now: dt.datetime) -> None:
    review = Review.objects.select_related("version__listing").get(pk=review_id)
    listing = _get(review.version.listing_id)

    def words() -> tuple[str, str]:
        remarks = [f"{remarked(code)}: {said}" for code, said in review.remarks.items()]
        body = _(
            "Hello,\n"
            "\n"
            "the team of %(cluster)s has read “%(title)s” and asks you to change something before "
            "it is published:\n"
            "\n"
            "%(remarks)s\n"
            "\n"
            "You can change it and submit it again."
        )
        said = _of(listing) | {"remarks": "\n".join(remarks)}
        return _("Please change something: %(title)s") % said, body % said

    _to_owners(listing, words, now=now)


def tell_noted(listing_id: int, *, now: dt.datetime) -> None:
    """Tell those who act for an organisation what the team wrote down for it."""
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "after talking with you the team of %(cluster)s wrote down for %(organisation)s what "
            "you need or offer:\n"
            "\n"
            "%(title)s\n"
            "%(summary)s\n"
            "\n"
            "It is a draft, and nobody else sees it. You can change it and submit it, or erase it; "
            "the team cannot submit it for you."
        )
        said = _of(listing) | {"organisation": listing.organisation.name}
        return _("Written down for you: %(title)s") % said, body % said

    for person in people_acting_for(listing.organisation):
        _to_person(listing, person, words, kind=LetterKind.REMINDER, page="listings:own", now=now)


def tell_not_kept(listing_id: int, *, now: dt.datetime) -> None:
    """
    Tell whoever of the team wrote a draft down that its organisation erases it.

    Never what stood in it: once it is taken up that is the organisation's alone.
    """
    listing = Listing.objects.select_related("cluster", "organisation", "noted_by").get(
        pk=listing_id
    )
    organisation, person = listing.organisation, listing.noted_by
    if person is None or not policies.can_note_for(person, organisation, listing.cluster):
        return

    def words() -> tuple[str, str]:
        said = {"organisation": organisation.name, "day": date_format(listing.created_at)}
        body = _(
            "Hello,\n"
            "\n"
            "what you wrote down for %(organisation)s on %(day)s was a draft of theirs. They did "
            "not keep it, so it is erased.\n"
            "\n"
            "You do not have to do anything. Perhaps you ask them about it when you meet again:"
        )
        return _("%(organisation)s did not keep your draft") % said, body % said

    send_letter_about(
        "interactions:organisation",
        organisation.public_id,
        words,
        about=LetterKind.LISTING,
        to=person.email,
        language=person.language,
        cluster=listing.cluster,
        now=now,
    )


def tell_renewed(listing_id: int, *, now: dt.datetime) -> None:
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _("Hello,\n\n“%(title)s” is open until %(day)s now.")
        return _("Renewed: %(title)s") % _of(listing), body % _of(listing)

    _to_owners(listing, words, now=now)


def remind_of_end(listing_id: int, *, now: dt.datetime) -> int:
    """Remind once for each last day; return to how many people the letter went."""
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "“%(title)s” ends on %(day)s. If you still look for somebody, you can keep it open for "
            "longer with one button; if you found somebody, please tell us by closing it."
        )
        return _("Ends soon: %(title)s") % _of(listing), body % _of(listing)

    return _to_owners(listing, words, key=f"listing-ends:{listing.valid_until}", now=now)


def tell_expired(listing_id: int, *, now: dt.datetime) -> None:
    listing = _get(listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "the last day of “%(title)s” has passed, and nobody sees it any more. You can open it "
            "again, or close it and say what became of it."
        )
        return _("Expired: %(title)s") % _of(listing), body % _of(listing)

    _to_owners(listing, words, key=f"listing-expired:{listing.valid_until}", now=now)


def tell_matched(matched_id: int, *, now: dt.datetime) -> None:
    """Tell those who act for an organisation that a listing was opened to them."""
    matched = Matched.objects.select_related("organisation").get(pk=matched_id)
    listing = _get(matched.listing_id)

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "the following was opened to %(organisation)s in %(cluster)s, because it may suit "
            "you:\n"
            "\n"
            "%(title)s\n"
            "%(summary)s\n"
            "\n"
            "If it does, say in one page what you would bring. Please do not pass it on."
        )
        said = _of(listing) | {"organisation": matched.organisation.name}
        return _("This may suit you: %(title)s") % said, body % said

    today = timezone.localdate(now)
    for person in people_acting_for(matched.organisation):
        # Whoever acts for one from which it is kept as well does not hear of it either.
        if not can_be_seen_by(person, listing, day=today):
            continue
        _to_person(
            listing, person, words, kind=LetterKind.CONTACT, page="listings:listing", now=now
        )


def remarked(code: str) -> str:
    """Return the name of what a remark is about, in the language that is set."""
    if code in WORDS:
        return str(WORDS[code][0])
    return {
        "private_brief": _("Private brief"),
        "partner": _("Whom it seeks"),
        "open_to": _("Who sees it"),
        "whole": _("The whole"),
    }[code]


def _to_owners(listing: Listing, words: Words, *, key: str = "", now: dt.datetime) -> int:
    people = people_acting_for(listing.organisation)
    for person in people:
        once = f"{key}:{listing.public_id}:{person.public_id}" if key else ""
        _to_person(listing, person, words, key=once, page="listings:own", now=now)
    return len(people)


def _to_person(
    listing: Listing,
    person: User,
    words: Words,
    *,
    page: str,
    kind: LetterKind = LetterKind.LISTING,
    key: str = "",
    now: dt.datetime,
) -> None:
    send_letter_about(
        page,
        listing.public_id,
        words,
        about=kind,
        to=person.email,
        language=person.language,
        cluster=listing.cluster,
        key=key,
        now=now,
    )


def _of(listing: Listing) -> dict[str, Any]:
    _language, words = listing.words_in(get_language())
    return {
        "title": words["title"],
        "summary": words["summary"],
        "cluster": listing.cluster.name,
        "day": date_format(listing.valid_until) if listing.valid_until else "",
    }


def _get(listing_id: int) -> Listing:
    return Listing.objects.select_related("cluster", "organisation").get(pk=listing_id)
