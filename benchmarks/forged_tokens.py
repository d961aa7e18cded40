"""
Forged links and addresses: how many of so many are taken for ours.

    python benchmarks/forged_tokens.py --tokens 1000000

All that the site signs and somebody else may carry back is tried: the links of introductions and
agreements (each purpose), of letters to stop, of satisfaction, of entries to confirm, of people
who are named, of shared collections and watched lists, and the addresses of answers by e-mail. Each
forgery starts from a real one and changes it as somebody would who holds one and wants another:
turned bits, cut or longer ends, other contents under an old signature, the signature of another,
other keys and salts, a real one of another kind, and random signs. None may be read as anything
but what it was made from. Exits with 1 if one is.
"""

import argparse
import base64
import datetime as dt
import json
import os
import random
import string
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.config.settings.test")
django.setup()

from django.core import signing  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils.crypto import salted_hmac  # noqa: E402

from liaison.hub.collecting import links as collecting  # noqa: E402
from liaison.hub.directory.people import queries as people  # noqa: E402
from liaison.hub.introductions import links as introductions  # noqa: E402
from liaison.hub.introductions.choices import Purpose, Side  # noqa: E402
from liaison.hub.notifications import links as letters  # noqa: E402
from liaison.hub.notifications.choices import CHOOSABLE  # noqa: E402
from liaison.hub.postbox import addresses  # noqa: E402
from liaison.hub.support import links as support  # noqa: E402
from liaison.hub.upkeep import links as upkeep  # noqa: E402
from liaison.hub.watching import links as watching  # noqa: E402

SIGNS = string.ascii_letters + string.digits + "-_:="
NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
# How long a signature of an address of answers is, in signs of it.
SIGNATURE = 16


@dataclass(frozen=True)
class Sealed:
    """
    A kind of things that the site signs.

    :ivar make: returns a real one, of things that are made up
    :ivar read: returns what one says; None for what is not ours
    """

    name: str
    make: Callable[[random.Random], str]
    read: Callable[[str], Any]


def _id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _thing(chance: random.Random) -> Any:
    return SimpleNamespace(public_id=_id(chance))


def _introduction(chance: random.Random, purpose: Purpose) -> str:
    introduction: Any = SimpleNamespace(
        public_id=_id(chance),
        asked_email=f"box{chance.randrange(10**6)}@example.org",
        person_on=lambda side: None,
    )
    return introductions.write_link(introduction, purpose, Side.ASKED, number=1, until=NOW)


def _case(chance: random.Random) -> str:
    case: Any = SimpleNamespace(public_id=_id(chance), asked_by=_thing(chance))
    return support.write_link(case, now=NOW)


def _entry(chance: random.Random) -> str:
    question: Any = SimpleNamespace(
        public_id=_id(chance), person=_thing(chance), organisation=_thing(chance)
    )
    return upkeep.write_link(question, now=NOW)


def _named_person(chance: random.Random) -> str:
    person: Any = SimpleNamespace(public_id=_id(chance), letters_sent=1)
    return people.token_for(person)


def _letters(chance: random.Random) -> str:
    digest = "".join(chance.choices("0123456789abcdef", k=64))
    return letters.stop_token(letters.Stop(digest, chance.choice(sorted(CHOOSABLE))))


def _answer(chance: random.Random) -> str:
    said = addresses.Addressed(chance.choice(("in", "su", "rg")), "a", _id(chance))
    with override_settings(REPLIES_TO="box@example.org"):
        return addresses.reply_address(said).partition("+")[2].partition("@")[0]


def _read_named_person(token: str) -> Any:
    # As `person_with` does before it looks whether the letter still counts.
    return signing.loads(token, salt=people._LETTER)


def _or_none(read: Callable[[str], Any], *refusals: type[Exception]) -> Callable[[str], Any]:
    def said(token: str) -> Any:
        try:
            return read(token)
        except refusals:
            return None

    return said


def _of_purpose(purpose: Purpose) -> Sealed:
    return Sealed(
        f"introductions: {purpose}",
        lambda chance: _introduction(chance, purpose),
        _or_none(lambda token: introductions.read_link(token, purpose), introductions.NotOurs),
    )


KINDS: tuple[Sealed, ...] = (
    *(_of_purpose(purpose) for purpose in Purpose),
    Sealed("letters", _letters, _or_none(letters.read_stop, letters.NotOurs)),
    Sealed("support", _case, _or_none(support.read_link, support.NotOurs)),
    Sealed("upkeep", _entry, _or_none(upkeep.read_link, upkeep.NotOurs)),
    Sealed("named people", _named_person, _or_none(_read_named_person, signing.BadSignature)),
    Sealed(
        "collections",
        lambda chance: collecting.token_of(collecting.Link(_id(chance), 1)),
        _or_none(collecting.read_token, collecting.NotOurs),
    ),
    Sealed(
        "lists",
        lambda chance: watching.stop_token(_id(chance)),
        _or_none(watching.read_stop, watching.NotOurs),
    ),
    Sealed("answers", _answer, lambda token: addresses.read_address(f"box+{token}@example.org")),
)


def turn_bits(link: str, other: str, chance: random.Random) -> str:
    signs = bytearray(link.encode())
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        signs[chance.randrange(len(signs))] ^= 1 << chance.randrange(7)
    return signs.decode("latin-1")


def change_one_sign(link: str, other: str, chance: random.Random) -> str:
    place = chance.randrange(len(link))
    return link[:place] + chance.choice(SIGNS) + link[place + 1 :]


def cut(link: str, other: str, chance: random.Random) -> str:
    return link[: chance.randrange(len(link))]


def lengthen(link: str, other: str, chance: random.Random) -> str:
    more = "".join(chance.choices(SIGNS, k=chance.randrange(1, 5)))
    return chance.choice((link + more, more + link))


def other_contents(link: str, other: str, chance: random.Random) -> str:
    """Say something else under an old signature: another id, code, number or day."""
    if ":" not in link:
        said = chance.choice(("in", "su", "rg")).encode() + b"t" + _id(chance).bytes
        written = base64.b32encode(said + bytes(10)).decode().rstrip("=").lower()
        return written[:-SIGNATURE] + link[-SIGNATURE:]
    said, rest = link.split(":", 1)
    changed = _another(json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))), chance)
    return f"{_written(changed)}:{rest}"


def signature_of_another(link: str, other: str, chance: random.Random) -> str:
    if ":" not in link:
        return link[:-SIGNATURE] + other[-SIGNATURE:]
    return f"{link.split(':', 1)[0]}:{other.split(':', 1)[1]}"


def another_key_or_salt(link: str, other: str, chance: random.Random) -> str:
    if ":" not in link:
        said = base64.b32decode(link.upper() + "=" * (-len(link) % 8))[:-10]
        signed = salted_hmac(f"liaison.{chance.random()}", said, algorithm="sha256").digest()[:10]
        return base64.b32encode(said + signed).decode().rstrip("=").lower()
    signer = chance.choice(
        (
            signing.Signer(key=str(chance.random()), salt="liaison.introductions.link"),
            signing.TimestampSigner(key=str(chance.random()), salt=people._LETTER),
            signing.Signer(salt=f"liaison.{chance.random()}"),
        )
    )
    return signer.sign(link.split(":", 1)[0])


def of_another_kind(link: str, other: str, chance: random.Random) -> str:
    return other


def random_signs(link: str, other: str, chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS, k=chance.randrange(0, 300)))


def _another(said: Any, chance: random.Random) -> Any:
    if isinstance(said, list):
        place = chance.randrange(len(said))
        return [_another(each, chance) if at == place else each for at, each in enumerate(said)]
    if isinstance(said, int):
        return said + chance.choice((1, 60, 86_400))
    if len(said) >= 32:
        return chance.choice((_id(chance).hex, str(_id(chance))))
    codes = [each.value for each in (*Purpose, *Side, *CHOOSABLE) if each.value != said]
    return chance.choice(codes)


def _written(said: Any) -> str:
    packed = json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


FORGERIES: tuple[Callable[[str, str, random.Random], str], ...] = (
    turn_bits,
    change_one_sign,
    cut,
    lengthen,
    other_contents,
    signature_of_another,
    another_key_or_salt,
    of_another_kind,
    random_signs,
)


@dataclass
class Tally:
    """
    What came of forgeries, by how they were made.

    :ivar alike: read as what they were made from, written otherwise; nothing is gained by these
    :ivar accepted: read as anything else
    """

    tried: Counter[str]
    alike: Counter[str]
    accepted: Counter[str]


def try_forgeries(number: int, *, seed: int) -> Tally:
    """Return what came of `number` forgeries at least, of each kind alike many."""
    chance = random.Random(seed)
    found = Tally(Counter(), Counter(), Counter())
    real = {kind.name: [kind.make(chance) for _ in range(97)] for kind in KINDS}
    for place in count():
        if place % 10_000 == 0 and found.tried.total() >= number:
            break
        forge, kind = FORGERIES[place % len(FORGERIES)], chance.choice(KINDS)
        _try(forge, kind, real, chance, found)
    return found


def _try(
    forge: Callable[[str, str, random.Random], str],
    kind: Sealed,
    real: dict[str, list[str]],
    chance: random.Random,
    found: Tally,
) -> None:
    link = chance.choice(real[kind.name])
    # Another of the same kind, or of one that is read in another place.
    others = [each for each in KINDS if (each is kind) != (forge is of_another_kind)]
    forged = forge(link, chance.choice(real[chance.choice(others).name]), chance)
    if forged == link:
        # What was drawn was there already.
        return
    found.tried[forge.__name__] += 1
    said = kind.read(forged)
    if said is not None:
        same = said == kind.read(link)
        (found.alike if same else found.accepted)[forge.__name__] += 1


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    reader.add_argument("--tokens", type=int, default=1_000_000)
    reader.add_argument("--seed", type=int, default=20261126)
    chosen = reader.parse_args()
    chance = random.Random(chosen.seed)
    # What is ours is taken, or the figure below would say nothing.
    for kind in KINDS:
        if any(kind.read(kind.make(chance)) is None for _ in range(100)):
            raise SystemExit(f"A real one is not read: {kind.name}")
    begun = time.perf_counter()
    found = try_forgeries(chosen.tokens, seed=chosen.seed)
    seconds = time.perf_counter() - begun
    for name, tried in sorted(found.tried.items()):
        print(f"{name:<22}{tried:>9} tried {found.accepted[name]:>6} accepted", end=" ")
        print(f"{found.alike[name]:>6} the same, written otherwise")
    print(f"{len(KINDS)} kinds, {found.tried.total()} tried, ", end="")
    print(f"{found.accepted.total()} accepted, {seconds:.0f} s")
    return 1 if found.accepted else 0


if __name__ == "__main__":
    raise SystemExit(main())
