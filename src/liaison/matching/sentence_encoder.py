"""
Any sentence encoder in ONNX form instead of the space that an index learns for itself.

Optional. Encoders as people publish them are a folder with `model.onnx` (or `onnx/model.onnx`) and
`tokenizer.json`: multilingual ones find evidence in another language than the need's without any
vocabulary. The vector of a text is the mean of those of its word pieces (Reimers and Gurevych,
EMNLP 2019).
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Word pieces of a text that are read; most encoders know no more.
MOST_PIECES = 256


class EncoderUnusable(Exception):
    """The folder holds no encoder, or the libraries that run it are not installed."""


class SentenceEncoder:
    """
    An encoder read from a folder; safe to use from several threads.

    :raises EncoderUnusable: if it cannot be read or run
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tokenizer, self._session = _opened(folder)
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._output = self._session.get_outputs()[0].name

    @property
    def dimensions(self) -> int:
        """Return how long its vectors are."""
        return len(self.encode(["?"])[0])

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 a text, shape (n_texts, n_dimensions)."""
        # One at a time: as fast on one core as several at once, and nothing to pad.
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        pieces = np.array([self._tokenizer.encode(text).ids], np.int64)
        known = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        given = {name: values for name, values in known.items() if name in self._inputs}
        states = self._session.run([self._output], given)[0]
        middle = states[0].mean(axis=0)
        length = float(np.linalg.norm(middle))
        vector: NDArray[np.float32] = (middle / (length or 1.0)).astype(np.float32)
        return vector


def _opened(folder: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the network."""
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EncoderUnusable(
            "A sentence encoder needs two more libraries; install them with:"
            ' pip install "liaison[encoder]"'
        ) from error
    network = next((each for each in _networks(folder) if each.is_file()), None)
    if network is None or not (folder / "tokenizer.json").is_file():
        raise EncoderUnusable(f"{folder} holds no model.onnx with a tokenizer.json")
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = onnxruntime.InferenceSession(
            str(network), settings, providers=["CPUExecutionProvider"]
        )
    # Both libraries raise errors of their own, without a common class.
    except Exception as error:
        raise EncoderUnusable(f"The encoder in {folder} cannot be read ({error})") from error
    tokenizer.enable_truncation(MOST_PIECES)
    tokenizer.no_padding()
    return tokenizer, session


def _networks(folder: Path) -> tuple[Path, ...]:
    return folder / "model.onnx", folder / "onnx" / "model.onnx"
