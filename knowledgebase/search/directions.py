"""Directions of meaning in few bytes: one for each number, or only its sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpdesk.lib.meaning import DIMENSIONS

_STEPS = 127


def packed(vectors: NDArray[np.float32]) -> bytes:
    """Return unit vectors as bytes, the largest number of each as 127."""
    largest = np.maximum(np.abs(vectors).max(axis=-1, keepdims=True), 1e-9)
    return bytes(np.rint(vectors / largest * _STEPS).astype(np.int8).tobytes())


def unpacked(data: bytes | memoryview) -> NDArray[np.float32]:
    """Return them as unit vectors again, one a row."""
    vectors = np.frombuffer(data, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def signs(vector: NDArray[np.float32]) -> bytes:
    """Return which numbers of a vector are positive, a bit each: near vectors differ in few."""
    return bytes(np.packbits(vector > 0).tobytes())


def nearest_of(question: NDArray[np.float32], texts: Sequence[bytes | memoryview]) -> list[NDArray[np.float32]]:
    """Return for each text how near each of its lines is to a question."""
    if not any(texts):
        return [np.zeros(0, dtype=np.float32) for _ in texts]
    near = unpacked(b"".join(texts)) @ question
    ends = np.cumsum([len(text) // DIMENSIONS for text in texts])
    return np.split(near, ends[:-1])
