"""What we write to people about policy needs."""

import datetime as dt

from django.utils.translation import gettext as _

from liaison.hub.directory.visibility import people_acting_for
from liaison.hub.notifications.actions import send_letter_about
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.policy_needs.models import Signal


def tell_noted(signal_id: int, *, now: dt.datetime) -> None:
    """Tell those who act for an organisation what the team noted for it."""
    found = Signal.objects.select_related("cluster", "organisation").filter(pk=signal_id)
    signal = found.first()
    if signal is None:
        # Withdrawn meanwhile.
        return

    def words() -> tuple[str, str]:
        said = {
            "cluster": signal.cluster.name,
            "organisation": signal.organisation.name,
            "theme": signal.get_theme_display(),
            "words": signal.words,
        }
        body = _(
            "Hello,\n"
            "\n"
            "after talking with you the team of %(cluster)s wrote down what hinders "
            "%(organisation)s:\n"
            "\n"
            "%(theme)s\n"
            "%(words)s\n"
            "\n"
            "The team may carry it to the government. Whoever reads it there learns that there is "
            "one more organisation that says so: neither your name nor these words, unless you "
            "allow it. You can change it, say what may be read, or erase it."
        )
        return _("Written down for you: what hinders %(organisation)s") % said, body % said

    for person in people_acting_for(signal.organisation):
        send_letter_about(
            "policy_needs:own",
            signal.public_id,
            words,
            about=LetterKind.REMINDER,
            to=person.email,
            language=person.language,
            cluster=signal.cluster,
            now=now,
        )
