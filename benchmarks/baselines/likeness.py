"""How alike a need and every project are, as the cosine of two vectors."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

# A text in, its cosine with every project out: shape (n_projects,).
Likeness = Callable[[str], NDArray[np.float64]]
# Texts in, vectors of length 1 out: shape (n_texts, width).
Encoder = Callable[[Sequence[str]], NDArray[np.float32]]
DIMENSIONS = 200


def likeness_by_tfidf(texts: Sequence[str]) -> Likeness:
    """TF-IDF by scikit-learn: words and pairs of words, counts as one plus their logarithm."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    # float32 halves the memory and changes no ranking.
    reader = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
    by_term = reader.fit_transform(texts).T.tocsr()

    def likeness(text: str) -> NDArray[np.float64]:
        # Only the rows of the need's own terms are looked at, not the whole matrix.
        return (reader.transform([text]) @ by_term).toarray()[0].astype(np.float64)

    return likeness


def likeness_by_lsa(texts: Sequence[str], *, seed: int) -> Likeness:
    """Latent semantic analysis (Deerwester and others, 1990): 200 dimensions of TF-IDF of words."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    reader = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2, dtype=np.float32)
    counted = reader.fit_transform(texts)
    # There cannot be more dimensions than words.
    space = TruncatedSVD(min(DIMENSIONS, *counted.shape), random_state=seed)
    projects = normalize(space.fit_transform(counted))

    def likeness(text: str) -> NDArray[np.float64]:
        need = normalize(space.transform(reader.transform([text])))[0]
        return (projects @ need).astype(np.float64)

    return likeness


def likeness_by_encoder(texts: Sequence[str], *, encode: Encoder) -> Likeness:
    """Vectors of any encoder of sentences; one vector a text."""
    projects = encode(texts)

    def likeness(text: str) -> NDArray[np.float64]:
        return (projects @ encode([text])[0]).astype(np.float64)

    return likeness
