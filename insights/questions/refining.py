"""Put right what was decided one question at a time: join what turned out to be one, move what sits in the wrong place.

Joining is average linkage by nearest-neighbour chains (F. Murtagh, 1983): the result is that of comparing all with
all, at the cost of a few products a question; and it can begin anywhere and stop anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from insights.questions.clusters import Clusters, belong
from insights.questions.ground import Vectors

Apart = Callable[[int], Iterable[int]]
# Of two questions the one with the smaller number stays.
Firm = Callable[[int], int]
# A question moves only for one that is clearly nearer, or it would go to and fro.
CLEARLY = 0.03


def joining(
    clusters: Clusters, starts: Iterable[int], apart: Apart = lambda key: (), *, firm: Firm = lambda key: 0
) -> Iterator[tuple[int, int]]:
    """Yield (one, other) that are the same question, and join the other into the one: the firmer, or the larger.

    `apart` names what a question may not be joined with.
    """
    for start in starts:
        chain: list[int] = []
        # Where the chain led to nothing. It does not go there again, or it might for ever.
        left: set[int] = set()
        if start in clusters:
            chain.append(start)
        while chain:
            top = chain[-1]
            nearest, likeness = clusters.nearest(clusters.mean(top), but=(top, *apart(top), *left))
            if nearest is None or not belong(clusters.mean(top), clusters.mean(nearest), likeness):
                left.add(chain.pop())
            elif len(chain) > 1 and (nearest == chain[-2] or _as_near(clusters, top, chain[-2], likeness)):
                one, other = sorted(chain[-2:], key=lambda key: (firm(key), -clusters.size(key), key))
                del chain[-2:]
                left.clear()
                clusters.join(one, other)
                yield one, other
                # What was joined may be near to something else now.
                if not chain:
                    chain.append(one)
            elif nearest in chain:
                left.add(chain.pop())
            else:
                chain.append(nearest)


def _as_near(clusters: Clusters, top: int, before: int, likeness: float) -> bool:
    """Say whether the one before is as near as the nearest: of equals, the chain goes back."""
    return float(clusters.mean(top) @ clusters.mean(before)) >= likeness - 1e-6


def moving(
    clusters: Clusters, members: Iterable[tuple[int, int, Vectors]], apart: Apart = lambda key: ()
) -> Iterator[tuple[int, int, int]]:
    """Yield (member, from, to) for each (member, question, vector) that another question is nearer to; and move it."""
    for member, at, vector in members:
        if at not in clusters or clusters.size(at) < 2:
            continue
        size = clusters.size(at)
        # Its own share of the mean says nothing.
        own = float((clusters.mean(at) * size - vector) @ vector) / (size - 1)
        nearest, likeness = clusters.nearest(vector, but=(at, *apart(at)))
        if nearest is None or likeness <= own + CLEARLY:
            continue
        if belong(vector, clusters.mean(nearest), likeness):
            clusters.take(at, vector)
            clusters.add(nearest, vector)
            yield member, at, nearest
