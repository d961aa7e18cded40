"""Vectors of many texts, kept in a folder: encoding a history takes a quarter of an hour."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines.likeness import Encoder

# Fewer texts than this are encoded anew: a need is asked only once.
MANY = 100


def keep_vectors(encode: Encoder, *, folder: Path) -> Encoder:
    """Return an encoder that finds again, in `folder`, what it has encoded of many texts."""

    def encode_or_find(texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) < MANY:
            return encode(texts)
        file = folder / f"{hashlib.sha256(chr(0).join(texts).encode()).hexdigest()[:16]}.npy"
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            np.save(file, encode(texts))
        kept: NDArray[np.float32] = np.load(file)
        return kept

    return encode_or_find
