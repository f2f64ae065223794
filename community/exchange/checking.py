"""Go through a file before anything is written: whether every line is what it says, and what it speaks of is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from community.exchange.cleaning import cleaned
from community.exchange.records import FORUM, HEAD, KINDS, PERSON, POST, TOPIC, VERSION, Problem, Raw, Read, Record

# A list of thousands helps nobody.
MOST_PROBLEMS = 200


@dataclass
class Check:
    """What a file has said so far. `known` is what earlier imports from the same source wrote, by kind."""

    known: dict[str, set[str]] = field(default_factory=dict)
    organizations: set[str] = field(default_factory=set)
    source: str = ""
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    numbers: dict[str, set[int]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def read(self, rows: Read) -> Iterator[Record]:
        """Yield the records of a file in its order; what is wrong is noted, and reading goes on."""
        for row in rows:
            if isinstance(row, Problem):
                self._note(row)
            elif (record := self._record(row)) is not None:
                yield record
            if len(self.problems) >= MOST_PROBLEMS:
                return

    def finish(self) -> list[Problem]:
        """Return everything that is wrong, once all was read."""
        for topic, numbers in self.numbers.items():
            if 1 not in numbers and topic not in self.known.get(TOPIC, ()):
                self._note(Problem(f"topic {topic}", "It has no first post (number 1)."))
        for topic in self.seen[TOPIC] - self.known.get(TOPIC, set()) - self.numbers.keys():
            self._note(Problem(f"topic {topic}", "It has no posts."))
        return self.problems[:MOST_PROBLEMS]

    def _note(self, problem: Problem) -> None:
        self.problems.append(problem)

    def _record(self, row: Raw) -> Record | None:
        kind = row.values.get("type")
        if kind == HEAD:
            if row.values.get("version") != VERSION:
                self._note(Problem(row.place, f"Only version {VERSION} of this format is known."))
            self.source = str(row.values.get("source", ""))[:120]
            return None
        if kind not in KINDS:
            self._note(Problem(row.place, f"“type” is none of {', '.join((HEAD, *KINDS))}."))
            return None
        record = cleaned(row, kind)
        if isinstance(record, list):
            self.problems += record
            # What speaks of it is not wrong because of that.
            self.seen[kind].add(str(row.values.get("id", "")))
            if kind == POST and isinstance(row.values.get("number"), int):
                self.numbers.setdefault(str(row.values.get("topic", "")), set()).add(row.values["number"])
            return None
        before = len(self.problems)
        self._know(record)
        self.counts[kind] += 1
        return record if len(self.problems) == before else None

    def _know(self, record: Record) -> None:
        seen = self.seen[record.kind]
        if record["id"] in seen:
            self._note(Problem(record.place, f"There is a {record.kind} “{record['id']}” above already."))
        seen.add(record["id"])
        if record.kind == FORUM:
            self._there(record, FORUM, record["parent"])
            for name in set(record["organizations"]) - self.organizations:
                self._note(Problem(record.place, f"There is no organization “{name}” here."))
        elif record.kind == TOPIC:
            self._there(record, FORUM, record["forum"])
            self._people(record, record["author"], *record["voters"])
        elif record.kind == POST:
            self._there(record, TOPIC, record["topic"])
            writers = [row["by"] for row in record["revisions"]]
            self._people(record, record["author"], record["accepted_by"], *record["voters"], *writers)
            numbers = self.numbers.setdefault(record["topic"], set())
            if record["number"] in numbers:
                self._note(Problem(record.place, f"The topic has a post number {record['number']} already."))
            numbers.add(record["number"])

    def _people(self, record: Record, *people: str) -> None:
        for person in dict.fromkeys(people):
            self._there(record, PERSON, person)

    def _there(self, record: Record, kind: str, key: str) -> None:
        if key and key not in self.seen[kind] and key not in self.known.get(kind, ()):
            self._note(Problem(record.place, f"There is no {kind} “{key}” above it."))
