"""
What people decided of pairs of entries, remembered for good.

`DATA/decisions/pairs.jsonl` holds one decision or withdrawal a line and only ever grows. A decision
names entries by key, not by identity, so it holds after any later harvest. Of several on one pair
the newest that was not withdrawn counts.
"""

import datetime as dt
import fcntl
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Judgement(StrEnum):
    """What somebody found of two entries."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class DecisionRefused(Exception):
    """A decision that cannot be recorded, or a file of them that cannot be read; in one line."""


class AlreadyDecided(DecisionRefused):
    """Somebody was faster: a decision on this pair holds."""


class ContradictsOthers(DecisionRefused):
    """Decisions on other pairs say otherwise, by way of a third entry."""


class NotHeld(DecisionRefused):
    """No decision with this number holds."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who found what of which two entries, when and why."""

    number: int
    one: str
    other: str
    judgement: Judgement
    because: str
    by: str
    at: dt.datetime

    @property
    def pair(self) -> frozenset[str]:
        """Return the keys of the two entries."""
        return frozenset({self.one, self.other})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision before it is recorded."""

    one: str
    other: str
    judgement: Judgement
    because: str

    @property
    def pair(self) -> frozenset[str]:
        """Return the keys of the two entries."""
        return frozenset({self.one, self.other})


class Decisions:
    """The decisions that hold, by pair."""

    def __init__(self, held: Iterable[Decision] = ()) -> None:
        self._of: dict[frozenset[str], Decision] = {}
        for decision in sorted(held, key=lambda each: each.number):
            self._of[decision.pair] = decision

    def __iter__(self) -> Iterator[Decision]:
        return iter(sorted(self._of.values(), key=lambda each: each.number))

    def __len__(self) -> int:
        return len(self._of)

    def on(self, one: str, other: str) -> Decision | None:
        """Return the decision that holds of two entries; None if nobody decided."""
        return self._of.get(frozenset({one, other}))

    def found(self, judgement: Judgement) -> list[Decision]:
        """Return those with one judgement, in the order they were made."""
        return [decision for decision in self if decision.judgement is judgement]


def read_decisions(data: Path) -> Decisions:
    """Return the decisions that hold; raises DecisionRefused if a line cannot be read."""
    lines = _read(_file(data))
    withdrawn = {line["withdraws"] for line in lines if "withdraws" in line}
    return Decisions(
        _decision(line) for line in lines if "one" in line and line["number"] not in withdrawn
    )


def decide(
    data: Path,
    proposals: Sequence[Proposal],
    *,
    by: str,
    now: dt.datetime,
    only_undecided: bool = False,
) -> list[Decision]:
    """
    Record decisions, all or none; what is decided the same way already is not recorded again.

    :param by: the name of whoever decides
    :param only_undecided: do not take the place of a decision that holds
    :returns: the decisions that were new
    :raises AlreadyDecided: if one holds and `only_undecided`
    :raises DecisionRefused: if one has no reason or no name, or contradicts those that hold
    """
    with _only_writer(data) as file:
        if only_undecided:
            _refuse_decided(read_decisions(data), proposals)
        new = check_proposals(data, proposals, by=by)
        first = _next_number(file)
        decisions = [
            Decision(number, each.one, each.other, each.judgement, each.because, by, now)
            for number, each in enumerate(new, start=first)
        ]
        _append(file, [_line(decision) for decision in decisions])
    return decisions


def check_proposals(data: Path, proposals: Sequence[Proposal], *, by: str) -> list[Proposal]:
    """Return the proposals that are new; raises DecisionRefused as `decide` does."""
    held = read_decisions(data)
    if not by.strip():
        raise DecisionRefused("A decision needs the name of whoever makes it.")
    for each in proposals:
        if not each.because.strip():
            raise DecisionRefused(f"{each.one}, {each.other}: a decision needs a reason.")
        if each.one == each.other:
            raise DecisionRefused(f"{each.one}: an entry cannot be compared with itself.")
    new = [
        each
        for each in {each.pair: each for each in proposals}.values()
        if (before := held.on(each.one, each.other)) is None
        or before.judgement is not each.judgement
    ]
    _refuse_contradiction(held, new)
    return new


def withdraw(data: Path, number: int, *, because: str, by: str, now: dt.datetime) -> Decision:
    """
    Withdraw a decision, as if it had never been made; it stays in the file with who withdrew it.

    :raises DecisionRefused: if no decision of this number holds, or the reason or name is missing
    """
    if not because.strip() or not by.strip():
        raise DecisionRefused("A withdrawal needs a reason and a name.")
    with _only_writer(data) as file:
        decision = held_decision(data, number)
        line = {
            "number": _next_number(file),
            "withdraws": number,
            "because": because,
            "by": by,
            "at": now.isoformat(timespec="seconds"),
        }
        _append(file, [line])
    return decision


def held_decision(data: Path, number: int) -> Decision:
    """Return a decision by its number; raises DecisionRefused if none of it holds."""
    lines = _read(_file(data))
    withdrawn = {line["withdraws"] for line in lines if "withdraws" in line}
    for line in lines:
        if line["number"] == number and "one" in line and number not in withdrawn:
            return _decision(line)
    raise NotHeld(f"No decision {number} holds.")


def groups_of_same(decisions: Iterable[Decision | Proposal]) -> dict[str, set[str]]:
    """Return for each entry that was found the same as another all that go with it."""
    group: dict[str, set[str]] = defaultdict(set)
    for each in decisions:
        if each.judgement is Judgement.SAME:
            together = {each.one, each.other}.union(group[each.one], group[each.other])
            for key in together:
                group[key] = together
    return group


def _refuse_decided(held: Decisions, proposals: Sequence[Proposal]) -> None:
    for each in proposals:
        if held.on(each.one, each.other):
            raise AlreadyDecided(f"{each.one} and {each.other}: somebody has decided already.")


def _refuse_contradiction(held: Decisions, new: Sequence[Proposal]) -> None:
    replaced = {each.pair for each in new}
    kept = (each for each in held if each.pair not in replaced)
    after: list[Decision | Proposal] = [*kept, *new]
    groups = groups_of_same(after)
    for each in after:
        if each.judgement is Judgement.DIFFERENT and each.other in groups.get(each.one, set()):
            raise ContradictsOthers(
                f"{each.one} and {each.other} are decided to be different, but other decisions join"
                " them; withdraw one of these first."
            )


def _file(data: Path) -> Path:
    return data / "decisions" / "pairs.jsonl"


@contextmanager
def _only_writer(data: Path) -> Iterator[Path]:
    file = _file(data)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = (file.parent / ".lock").open("w")
    except OSError as error:
        raise DecisionRefused(f"{file}: cannot be written ({error.strerror}).") from error
    with lock:
        # Whoever else is writing takes a moment only.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield file


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionRefused(f"{file}: cannot be read ({error}).") from error
    # A last line without its end was broken off while being written: it was never confirmed.
    whole, _, _ = text.rpartition("\n")
    lines = []
    # By "\n" alone: a reason may hold other signs that a line could end with.
    for place, line in enumerate(whole.split("\n") if whole else [], start=1):
        try:
            lines.append(_checked(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise DecisionRefused(f"{file}: line {place} is no decision ({error}).") from error
    return lines


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    if "withdraws" not in line:
        _decision(line)
    int(line["number"])
    return line


def _decision(line: dict[str, Any]) -> Decision:
    return Decision(
        number=line["number"],
        one=line["one"],
        other=line["other"],
        judgement=Judgement(line["judgement"]),
        because=line["because"],
        by=line["by"],
        at=dt.datetime.fromisoformat(line["at"]),
    )


def _line(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "one": decision.one,
        "other": decision.other,
        "judgement": decision.judgement.value,
        "because": decision.because,
        "by": decision.by,
        "at": decision.at.isoformat(timespec="seconds"),
    }


def _next_number(file: Path) -> int:
    return max((line["number"] for line in _read(file)), default=0) + 1


def _append(file: Path, lines: Sequence[dict[str, Any]]) -> None:
    if not lines:
        return
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        with file.open("ab") as store:
            _cut_broken_line(file)
            store.write(text.encode("utf-8"))
            store.flush()
            os.fsync(store.fileno())
    except OSError as error:
        raise DecisionRefused(f"{file}: cannot be written ({error.strerror}).") from error


def _cut_broken_line(file: Path) -> None:
    content = file.read_bytes()
    if content and not content.endswith(b"\n"):
        os.truncate(file, content.rfind(b"\n") + 1)
