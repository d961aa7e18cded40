"""How sure a difference between rankings is, from one figure per need; numpy only."""

import numpy as np
from numpy.typing import NDArray

# Rows of chance drawn at a time, so that memory stays small whatever the number of needs.
_CHUNK = 500


def bootstrap_interval(
    values: NDArray[np.float64],
    *,
    seed: int,
    resamples: int = 1_000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """
    Return between which bounds the mean over needs lies, by the percentile bootstrap (Efron, 1979).

    :param values: shape (n_needs,); one figure per need
    :param resamples: how often as many needs are drawn anew, with replacement
    :returns: lower and upper bound; both 0 if there is no need
    """
    if not len(values):
        return 0.0, 0.0
    chance = np.random.default_rng(seed)
    means = [
        values[chance.integers(len(values), size=len(values))].mean() for _ in range(resamples)
    ]
    outside = (1 - confidence) / 2
    low, high = np.quantile(means, [outside, 1 - outside])
    return float(low), float(high)


def paired_randomisation(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], *, seed: int, flips: int = 10_000
) -> float:
    """
    Return how probable so large a mean difference is if either system might have been the other.

    Fisher's randomisation test, two-sided: every need's difference keeps or changes its sign by
    the toss of a coin. What was observed counts as one of the tosses, so the result is never 0.

    :param ours: shape (n_needs,); one figure per need
    :param theirs: shape (n_needs,); the same needs in the same order
    :returns: above 0, at most 1
    :raises ValueError: if the two have not the same number of needs
    """
    if ours.shape != theirs.shape:
        raise ValueError("Both systems need a figure for each of the same needs.")
    differences = ours - theirs
    # Sums that differ by rounding alone are the same sum.
    observed = abs(differences.sum()) - 1e-9
    chance = np.random.default_rng(seed)
    as_large = 0
    for start in range(0, flips, _CHUNK):
        tosses = (min(_CHUNK, flips - start), len(differences))
        signs = chance.choice([-1.0, 1.0], size=tosses)
        as_large += int(np.count_nonzero(np.abs(signs @ differences) >= observed))
    return (1 + as_large) / (1 + flips)
