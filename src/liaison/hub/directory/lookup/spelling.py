"""How the words of names are written: legal forms, joined words, slips of the finger."""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase, digits

from liaison.opendata.resolution.words import LEGAL_FORMS, tokens, word_of

# Beside those by which organisations of open data are joined: what people add to names here.
_FURTHER_FORMS = """
    asbl aisbl sarls secs scs senc gie geie eeig sca bvba cvba vzw mbh ug ek ohg aps ivs srls snc
    scrl eurl sci sia uab dd dno ad ead eood ood spzoo spol vos ltda lda unipessoal co cic
"""
_FORMS = LEGAL_FORMS | frozenset(_FURTHER_FORMS.split())
_MOST_TOKENS_OF_A_FORM = 4
# Letters; of shorter words nearly every other is but one slip away.
SHORTEST_MISTYPED = 4
_KEYS = ascii_lowercase + digits


def telling_tokens(name: str) -> list[str]:
    """Return what stands between the spaces and marks of a name, without its legal form."""
    found = tokens(name)
    while end := _length_of_form(found):
        del found[-end:]
    return found


def _length_of_form(found: Sequence[str]) -> int:
    """Return of how many tokens the legal form at the end is made: "s.à r.l." is two."""
    for length in range(min(_MOST_TOKENS_OF_A_FORM, len(found) - 1), 0, -1):
        if "".join(found[-length:]) in _FORMS:
            return length
    return 0


def telling_words(found: Sequence[str]) -> list[str]:
    """Return the words that tokens come to, without those that only link others."""
    return [each for token in found if (each := word_of(token))] or list(found)


def word(token: str) -> str:
    """Return the word that a token comes to, itself where it only links others."""
    return word_of(token) or token


def both_numbers(each: str) -> set[str]:
    """Return an English word as it is for one and for many, as `word_of` leaves it: "antibodie"."""
    if len(each) > SHORTEST_MISTYPED and each.endswith("y"):
        return {each, f"{each[:-1]}ie"}
    if len(each) > SHORTEST_MISTYPED + 1 and each.endswith("ie"):
        return {each, f"{each[:-2]}y"}
    return {each}


def bare_number(number: str) -> str:
    """Return a number of a register without marks; of one that is an address its last part."""
    is_address = number.strip().lower().startswith(("https://", "http://"))
    return "".join(tokens(number.rstrip("/ ").rpartition("/")[2] if is_address else number))


def initials(found: Sequence[str]) -> set[str]:
    """Return the acronyms that a name of three words or more may have, with and without "of"."""
    telling = [token for token in found if word_of(token)]
    return {"".join(token[0] for token in each) for each in (found, telling) if len(each) > 2}


def joined(found: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield from where to where tokens may be written as one, and that: all, and each two."""
    spans = {(0, len(found)), *((at, at + 2) for at in range(len(found) - 1))}
    for start, end in sorted(spans):
        if end - start > 1:
            yield start, end, word("".join(found[start:end]))


def one_slip_away(mistyped: str) -> set[str]:
    """Return all that differs by one letter: left out, doubled, wrong, or two exchanged."""
    parts = [(mistyped[:at], mistyped[at:]) for at in range(len(mistyped) + 1)]
    return {
        *(before + after[1:] for before, after in parts if after),
        *(before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1),
        *(before + key + after[1:] for before, after in parts if after for key in _KEYS),
        *(before + key + after for before, after in parts for key in _KEYS),
    } - {mistyped}
