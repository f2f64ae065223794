"""Texts as unit vectors, made of a table of word pieces that comes with a package. Nothing is asked of any network.

The table is `wordllama`'s (MIT): 32,000 pieces, 256 numbers each, trained on English. Only its two files are read;
importing the package would cost a process 40 MB. The table is mapped, so that processes share its pages.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from helpdesk.lib.meaning.language import is_english
from helpdesk.lib.meaning.pieces import Pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 256
# Stored vectors are of use while this is what made them.
VERSION = "wordllama-256-1"
# Pieces of one text; a longer one says in its beginning what it is about.
_MOST = 512


class _Table(NamedTuple):
    pieces: Pieces
    vectors: NDArray[np.float16]


def encode(texts: Sequence[str], locale: str | None = None) -> NDArray[np.float32]:
    """Return one unit vector a text, shape (n, DIMENSIONS); zeros for a text that is not English or says nothing.

    The product of two is how near they are: unrelated texts are at 0.1, the same question in other words at 0.5.
    Without a `locale` the language is guessed from each text. Costs about 0.03 ms a sentence.
    """
    import numpy as np  # 13 MB that a process which never searches does not need

    made = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    table = _table()
    if table is None:
        return made
    for place, text in enumerate(texts):
        if is_english(text, locale) and (pieces := table.pieces.of_text(text)[:_MOST]):
            vector = table.vectors[pieces].sum(axis=0, dtype=np.float32)
            made[place] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return made


@cache
def _table() -> _Table | None:
    """Return the pieces and their vectors; None where the package is not built for the machine."""
    import numpy as np

    found = importlib.util.find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(found.submodule_search_locations[0])
    words = json.loads((package / "tokenizers/l2_supercat_tokenizer_config.json").read_bytes())["model"]["vocab"]
    weights = package / "weights/l2_supercat_256.safetensors"
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        shape = json.loads(file.read(size))["embedding.weight"]["shape"]
    vectors = np.memmap(weights, dtype="<f2", mode="r", offset=8 + size, shape=tuple(shape))
    return _Table(Pieces(words), vectors)
