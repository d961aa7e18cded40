"""A sentence encoder in ONNX form takes the place of the space that an index learns."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from liaison.matching import IndexUnreadable, Need, build_index, extend_index, load_index
from liaison.matching.sentence_encoder import EncoderUnusable, SentenceEncoder
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables

# One direction for what ultrasound is about, in three languages, and one for bridges.
MEANINGS = {
    "[UNK]": (0.0, 0.0, 0.2),
    "ultrasound": (1.0, 0.0, 0.0),
    "ultraschall": (1.0, 0.0, 0.0),
    "échographie": (0.9, 0.0, 0.1),
    "bridge": (0.0, 1.0, 0.0),
    "steel": (0.0, 1.0, 0.0),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A real network of one layer: each word has a vector."""
    folder = tmp_path_factory.mktemp("encoder")
    words = Tokenizer(models.WordLevel({w: n for n, w in enumerate(MEANINGS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    vectors = numpy_helper.from_array(np.array([*MEANINGS.values()], np.float32), "vectors")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["vectors", "input_ids"], ["last_hidden_state"])],
        "words",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, None, 3])],
        [vectors],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), folder / "model.onnx")
    return folder


@pytest.fixture
def index(tmp_path, folder):
    build_index(
        **tables(**ULTRASOUND),
        folder=tmp_path,
        provenance={},
        progress=lambda done, total, what: None,
        encoder=SentenceEncoder(folder),
    )
    return tmp_path


class TestSentenceEncoder:
    def test_gives_the_mean_of_a_texts_pieces_the_length_one(self, folder):
        (vector,) = SentenceEncoder(folder).encode(["steel ultrasound"])

        np.testing.assert_allclose(vector, [0.7071, 0.7071, 0], atol=1e-3)

    def test_reads_the_layout_with_a_folder_of_its_own(self, folder, tmp_path):
        (tmp_path / "onnx").mkdir()
        (tmp_path / "onnx" / "model.onnx").write_bytes((folder / "model.onnx").read_bytes())
        (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())

        assert SentenceEncoder(tmp_path).dimensions == 3

    def test_says_that_a_folder_holds_none(self, tmp_path):
        with pytest.raises(EncoderUnusable, match="holds no model"):
            SentenceEncoder(tmp_path)

    def test_says_that_one_cannot_be_read(self, folder, tmp_path):
        (tmp_path / "model.onnx").write_bytes(b"no network")
        (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())

        with pytest.raises(EncoderUnusable, match="cannot be read"):
            SentenceEncoder(tmp_path)


class TestAnIndexWithAnEncoder:
    def test_places_every_project_by_it(self, index):
        places = np.load(next(index.glob("*/dense_projects.npy")))

        assert places.shape == (3, 3)
        np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1, rtol=1e-5)

    def test_finds_by_words_as_before(self, index):
        found = load_index(index).match(Need("ultrasound probe")).matches

        assert found[0].organisation.id in {"clinic", "probe_maker"}

    def test_stays_with_it_when_it_grows(self, index):
        more = tables(
            projects=[{"id": "p7", "title": "échographie"}],
            took_part=[("p7", "newcomer", "coordinator")],
        )

        extend_index(index, **more)

        places = [np.load(each) for each in index.glob("*/dense_projects.npy")]
        longest = max(places, key=len)
        np.testing.assert_allclose(longest[-1], [0.9939, 0, 0.1104], atol=1e-3)

    def test_cannot_be_asked_once_the_encoder_is_gone(self, index):
        meta = next(index.glob("*/meta.json"))
        written = json.loads(meta.read_text(encoding="utf-8"))
        meta.write_text(json.dumps({**written, "encoder": "/nowhere"}), encoding="utf-8")

        with pytest.raises(IndexUnreadable, match="/nowhere"):
            load_index(index).match(Need("ultrasound"))
