"""
Forged links of introductions: how many of so many are taken for ours.

    python benchmarks/forged_tokens.py --tokens 1000000

Each forgery starts from a real link and changes it as somebody would who holds one and wants
another: turned bits, cut or longer ends, another purpose, another introduction, another reader,
a later day under an old signature, signatures of other keys and salts, links of other parts of
the site; and random signs. None may be accepted. Exits with 1 if one is.
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
from itertools import count
from types import SimpleNamespace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.config.settings.test")
django.setup()

from django.core import signing  # noqa: E402

from liaison.hub.introductions.choices import Purpose, Side  # noqa: E402
from liaison.hub.introductions.links import NotOurs, read_link, write_link  # noqa: E402

SIGNS = string.ascii_letters + string.digits + "-_:="


def real_link(chance: random.Random, purpose: Purpose = Purpose.ANSWER) -> str:
    """Return a link as the site writes it, of an introduction that is made up."""

    introduction: Any = SimpleNamespace(
        public_id=uuid.UUID(int=chance.getrandbits(128), version=4),
        asked_email=f"box{chance.randrange(10**6)}@example.org",
        person_on=lambda side: None,
    )
    until = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    return write_link(introduction, purpose, Side.ASKED, number=1, until=until)


def _payload(link: str) -> list[Any]:
    said = link.rsplit(":", 1)[0]
    loaded: list[Any] = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    return loaded


def _with_payload(payload: list[Any], signature: str) -> str:
    said = json.dumps(payload, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(said).decode().rstrip("=") + ":" + signature


def turn_bits(link: str, chance: random.Random) -> str:
    signs = bytearray(link.encode())
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        signs[chance.randrange(len(signs))] ^= 1 << chance.randrange(7)
    return signs.decode("latin-1")


def change_one_sign(link: str, chance: random.Random) -> str:
    place = chance.randrange(len(link))
    return link[:place] + chance.choice(SIGNS) + link[place + 1 :]


def cut(link: str, chance: random.Random) -> str:
    return link[: chance.randrange(len(link))]


def lengthen(link: str, chance: random.Random) -> str:
    more = "".join(chance.choices(SIGNS, k=chance.randrange(1, 5)))
    return chance.choice((link + more, more + link))


def another_purpose(link: str, chance: random.Random) -> str:
    payload = _payload(link)
    payload[0] = chance.choice([each.value for each in Purpose if each.value != payload[0]])
    return _with_payload(payload, link.rsplit(":", 1)[1])


def another_introduction(link: str, chance: random.Random) -> str:
    payload = _payload(link)
    payload[1] = uuid.UUID(int=chance.getrandbits(128), version=4).hex
    return _with_payload(payload, link.rsplit(":", 1)[1])


def another_reader_number_or_day(link: str, chance: random.Random) -> str:
    payload = _payload(link)
    place = chance.choice((2, 3, 4, 5))
    payload[place] = {2: "asking", 3: "0" * 32, 4: 2, 5: payload[5] + 86_400}[place]
    return _with_payload(payload, link.rsplit(":", 1)[1])


def another_key_or_salt(link: str, chance: random.Random) -> str:
    signer = chance.choice(
        (
            signing.Signer(key=str(chance.random()), salt="liaison.introductions.link"),
            signing.Signer(salt=f"liaison.{chance.random()}"),
            signing.Signer(salt="liaison.upkeep.still-correct"),
        )
    )
    return signer.sign_object(_payload(link))


def signature_of_another(link: str, chance: random.Random) -> str:
    other = real_link(chance)
    return f"{link.rsplit(':', 1)[0]}:{other.rsplit(':', 1)[1]}"


def random_signs(link: str, chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS, k=chance.randrange(0, 300)))


FORGERIES: tuple[Callable[[str, random.Random], str], ...] = (
    turn_bits,
    change_one_sign,
    cut,
    lengthen,
    another_purpose,
    another_introduction,
    another_reader_number_or_day,
    another_key_or_salt,
    signature_of_another,
    random_signs,
)


def try_forgeries(number: int, *, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Return how many of each kind were tried, `number` at least, and how many were accepted."""
    chance = random.Random(seed)
    tried: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    links = [real_link(chance) for _ in range(100)]
    for place in count():
        if place % 10_000 == 0 and tried.total() >= number:
            break
        forge = FORGERIES[place % len(FORGERIES)]
        link = links[place % 97]
        forged = forge(link, chance)
        if forged == link:
            # The sign that was drawn was there already.
            continue
        tried[forge.__name__] += 1
        try:
            read_link(forged, Purpose.ANSWER)
        except NotOurs:
            continue
        accepted[forge.__name__] += 1
    return tried, accepted


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    reader.add_argument("--tokens", type=int, default=1_000_000)
    reader.add_argument("--seed", type=int, default=20261126)
    chosen = reader.parse_args()
    chance = random.Random(chosen.seed)
    # What is ours is taken, or the figure below would say nothing.
    for _ in range(1_000):
        read_link(real_link(chance), Purpose.ANSWER)
    begun = time.perf_counter()
    tried, accepted = try_forgeries(chosen.tokens, seed=chosen.seed)
    seconds = time.perf_counter() - begun
    for name, number in sorted(tried.items()):
        print(f"{name:<32}{number:>9} tried {accepted[name]:>6} accepted")
    print(f"{'all':<32}{tried.total():>9} tried {accepted.total():>6} accepted, {seconds:.0f} s")
    return 1 if accepted else 0


if __name__ == "__main__":
    raise SystemExit(main())
