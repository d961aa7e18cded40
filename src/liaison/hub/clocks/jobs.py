"""Clocks go on in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.choices import UNDONE_WITHIN
from liaison.hub.clocks.digests import write_digests
from liaison.hub.clocks.moves import forget_moves
from liaison.hub.clocks.ticking import check, tick
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("clocks.tick", words=_("Reminding of what waits"))
def take_steps(work: Work) -> dict[str, Any]:
    """Each clock's steps are in a transaction of their own; repeating does nothing twice."""
    return tick(now=work.now, report=work.report)


@job_kind("clocks.check", words=_("Checking that nothing waits without a clock"))
def check_clocks(work: Work) -> dict[str, Any]:
    """Each clock is started or cancelled in a transaction of its own."""
    forgotten = forget_moves(before=work.now - UNDONE_WITHIN)
    return {**check(now=work.now, report=work.report), "forgotten": forgotten}


@job_kind("clocks.digest", words=_("Writing about all that waits, to those who want one letter"))
def write_letters(work: Work) -> dict[str, Any]:
    """Each person's letter is in a transaction of its own; repeating writes nothing twice."""
    return write_digests(now=work.now, report=work.report)
