"""Who answers for an entry that has aged is asked about it, day by day."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.upkeep.actions import ask
from liaison.hub.upkeep.choices import MOST_PEOPLE
from liaison.hub.upkeep.queries import people_to_ask


@job_kind("upkeep.ask", words=_("Asking whether entries are still correct"))
def ask_people(work: Work) -> dict[str, Any]:
    """Each person's letter is written in a transaction of its own; repeating asks nobody twice."""
    people = people_to_ask(work.now, most=MOST_PEOPLE)
    letters = entries = 0
    for done, person in enumerate(people):
        work.report(done, len(people))
        asked = ask(person, now=work.now)
        letters += bool(asked)
        entries += asked
    return {"letters": letters, "entries": entries}
