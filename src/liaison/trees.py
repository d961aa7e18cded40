"""
A learned ranking function: many small decision trees, added up.

Scored like QuickScorer (Lucchese et al., SIGIR 2015): each tree has at most eight leaves, so the
leaves still in reach fit into one byte, and a feature's value strikes out leaves of all trees at
once. The answer is exactly that of walking down every tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LEAVES = 8
# For each byte the number of its lowest bit that is set: the leaf reached.
_LOWEST_BIT = np.array(
    [(byte & -byte).bit_length() - 1 if byte else 0 for byte in range(256)], np.intp
)


@dataclass(frozen=True)
class Trees:
    """
    Decision trees over named features; small enough to be read by people and kept as JSON.

    :ivar features: what each column of the input is
    :ivar nodes: one row a node: tree, feature, threshold, leaves struck out if above it (a byte)
    :ivar leaves: shape (n_trees, MOST_LEAVES); what each leaf adds to the score
    """

    features: tuple[str, ...]
    node_trees: NDArray[np.int64]
    node_features: NDArray[np.int64]
    thresholds: NDArray[np.float64]
    kept_leaves: NDArray[np.uint8]
    leaves: NDArray[np.float64]

    def score(self, values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """
        Return the sum of all trees, shape (n_rows,).

        :param values: shape (n_rows, n_features), finite, in the order of `features`
        """
        reachable = np.full((len(values), len(self.leaves)), 255, np.uint8)
        columns = np.ascontiguousarray(values.T, np.float64)
        for column, (limits, masks) in self._masks.items():
            reachable &= masks[limits.searchsorted(columns[column], side="left")]
        reached = _LOWEST_BIT[reachable]
        scores: NDArray[np.float64] = np.take(
            self.leaves.ravel(), reached + np.arange(len(self.leaves)) * MOST_LEAVES
        ).sum(axis=1)
        return scores

    @cached_property
    def _masks(self) -> dict[int, tuple[NDArray[np.float64], NDArray[np.uint8]]]:
        """For each feature used: its thresholds, and the leaves in reach above none, one, two …"""
        masks = {}
        for column in np.unique(self.node_features).tolist():
            nodes = np.flatnonzero(self.node_features == column)
            limits, steps = np.unique(self.thresholds[nodes], return_inverse=True)
            table = np.full((len(limits) + 1, len(self.leaves)), 255, np.uint8)
            for node, step in zip(nodes.tolist(), steps.tolist(), strict=True):
                table[step + 1, self.node_trees[node]] &= self.kept_leaves[node]
            masks[column] = (limits, np.bitwise_and.accumulate(table, axis=0))
        return masks

    def as_json(self) -> dict[str, Any]:
        """Return the trees as plain lists."""
        return {
            "features": list(self.features),
            "nodes": [
                [tree, feature, threshold, kept]
                for tree, feature, threshold, kept in zip(
                    self.node_trees.tolist(),
                    self.node_features.tolist(),
                    self.thresholds.tolist(),
                    self.kept_leaves.tolist(),
                    strict=True,
                )
            ],
            "leaves": self.leaves.tolist(),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Trees":
        """Return the trees that `as_json` wrote."""
        nodes = written["nodes"]
        return cls(
            features=tuple(written["features"]),
            node_trees=np.array([node[0] for node in nodes], np.int64),
            node_features=np.array([node[1] for node in nodes], np.int64),
            thresholds=np.array([node[2] for node in nodes], np.float64),
            kept_leaves=np.array([node[3] for node in nodes], np.uint8),
            leaves=np.array(written["leaves"], np.float64).reshape(-1, MOST_LEAVES),
        )

    @classmethod
    def from_branches(cls, features: Sequence[str], roots: Sequence[Mapping[str, Any]]) -> "Trees":
        """
        Return trees given as nested branches.

        :param roots: one a tree: `{"feature", "threshold", "left", "right"}`, left if the value is
            at most the threshold, or `{"value"}`
        """
        nodes: list[tuple[int, int, float, int]] = []
        leaves = np.zeros((len(roots), MOST_LEAVES))
        for tree, root in enumerate(roots):
            values: list[float] = []
            _collect(root, tree, nodes, values)
            leaves[tree, : len(values)] = values
        written = {"features": features, "nodes": nodes, "leaves": leaves}
        return cls.from_json(written)

    @classmethod
    def from_lightgbm(cls, features: Sequence[str], dumped: Mapping[str, Any]) -> "Trees":
        """Return the trees of a model of LightGBM, as its `dump_model` writes them."""
        return cls.from_branches(
            features, [_branch(tree["tree_structure"]) for tree in dumped["tree_info"]]
        )


def _branch(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a branch of LightGBM's as `Trees` takes it."""
    if "leaf_value" in node:
        return {"value": node["leaf_value"]}
    return {
        "feature": node["split_feature"],
        "threshold": node["threshold"],
        "left": _branch(node["left_child"]),
        "right": _branch(node["right_child"]),
    }


def _collect(
    branch: Mapping[str, Any],
    tree: int,
    nodes: list[tuple[int, int, float, int]],
    values: list[float],
) -> None:
    """Note the nodes below a branch and the values of its leaves, from left to right."""
    if "value" in branch:
        values.append(branch["value"])
        return
    first = len(values)
    _collect(branch["left"], tree, nodes, values)
    struck_out = sum(1 << leaf for leaf in range(first, len(values)))
    nodes.append((tree, branch["feature"], branch["threshold"], 255 & ~struck_out))
    _collect(branch["right"], tree, nodes, values)
