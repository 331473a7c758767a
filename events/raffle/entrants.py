"""The sealed list: its canonical records, and the same in columns, on which the draw is computed.

A record has one shape (draw-v1, section 3) and holds codes, hexadecimal digits, a number and a
truth value alone. So its canonical text is written by one form and proved by one pattern, and a
million records need no million objects.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import batched, chain, pairwise
from sys import intern
from typing import overload

import numpy as np
from numpy.typing import NDArray

from events.raffle.canonical import NotCanonical
from events.raffle.plan import MAX_CHANCES, JsonObject

Numbers = NDArray[np.intp]
RECORDS_AT_ONCE = 4_096
COMMA = ord(",")

_CODE = rb"[A-Za-z0-9._~-]{1,64}"
_ENTRANT = re.compile(
    rb'\{"chances":([1-9][0-9]{0,3}),"commitment":"([0-9a-f]{64})","household":"([0-9a-f]{32})",'
    rb'"id":"(' + _CODE + rb')","newcomer":(true|false),"stratum":"(' + _CODE + rb')"\}'
)
_VERDICT = re.compile(
    rb'\{"commitment":"([0-9a-f]{64})","id":"(' + _CODE + rb')","reason":"([A-Z][A-Z0-9_]{0,63})"\}'
)


def verdict_text(entrant_id: str, reason: str, commitment: str) -> str:
    """The canonical record of somebody who does not enter. Codes and hexadecimal digits alone."""
    return f'{{"commitment":"{commitment}","id":"{entrant_id}","reason":"{reason}"}}'


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entrants(Sequence[JsonObject]):
    """The entrants in order of id, one column a key. An entrant's number is the place in it, from 0.

    `codes`: the strata in the header's order; `stratum`: number of the code, by entrant;
    `tags`, `commitments`: 16 and 32 bytes each; `household`: a number from 0 to `households` - 1,
    the same for equal tags. Read as a sequence it gives the public records, made on demand.
    """

    ids: Sequence[str]
    codes: Sequence[str]
    chances: Sequence[int]
    newcomer: NDArray[np.bool_]
    stratum: Numbers
    tags: bytes
    commitments: bytes
    household: Numbers = field(init=False)
    households: int = field(init=False)

    def __post_init__(self) -> None:
        number, count = _numbered(self.tags)
        object.__setattr__(self, "household", number)
        object.__setattr__(self, "households", count)

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> JsonObject: ...
    @overload
    def __getitem__(self, at: slice) -> list[JsonObject]: ...
    def __getitem__(self, at: int | slice) -> JsonObject | list[JsonObject]:
        numbers = range(len(self))[at]
        if isinstance(numbers, range):
            return [self._record(number) for number in numbers]
        return self._record(numbers)

    def by_stratum(self) -> Counter[str]:
        """How many there are of each code."""
        counts = np.bincount(self.stratum, minlength=len(self.codes)).tolist()
        return Counter(dict(zip(self.codes, counts, strict=True)))

    def texts(self) -> Iterator[str]:
        """The canonical records, one after the other."""
        for number, entrant_id in enumerate(self.ids):
            commitment = self.commitments[32 * number : 32 * number + 32].hex()
            household = self.tags[16 * number : 16 * number + 16].hex()
            newcomer = "true" if self.newcomer[number] else "false"
            yield (
                f'{{"chances":{self.chances[number]},"commitment":"{commitment}",'
                f'"household":"{household}","id":"{entrant_id}","newcomer":{newcomer},'
                f'"stratum":"{self.codes[self.stratum[number]]}"}}'
            )

    def _record(self, number: int) -> JsonObject:
        return {
            "chances": self.chances[number],
            "commitment": self.commitments[32 * number : 32 * number + 32].hex(),
            "household": self.tags[16 * number : 16 * number + 16].hex(),
            "id": self.ids[number],
            "newcomer": bool(self.newcomer[number]),
            "stratum": self.codes[self.stratum[number]],
        }


def in_columns(
    *,
    codes: Sequence[str],
    ids: Sequence[str],
    strata: Iterable[str],
    chances: Sequence[int],
    newcomers: Iterable[bool],
    tags: bytes,
    commitments: bytes,
) -> Entrants:
    """Columns of the records' values. Raises NotCanonical for a stratum not among the codes."""
    number_of = {code: number for number, code in enumerate(codes)}
    try:
        numbers = np.fromiter((number_of[code] for code in strata), np.intp, len(ids))
    except KeyError as error:
        raise NotCanonical(f"The list has a stratum not in the plan: {error.args[0]!r}.") from None
    return Entrants(
        ids=ids,
        codes=codes,
        chances=chances,
        newcomer=np.fromiter(newcomers, np.bool_, len(ids)),
        stratum=numbers,
        tags=tags,
        commitments=commitments,
    )


def read_entrants(
    raw: bytes, *, start: int, end: int, codes: Sequence[str]
) -> tuple[Entrants, list[bytes]]:
    """The list that stands in `raw` between two positions, and the hash of each leaf.

    Raises NotCanonical unless it is the canonical text of records in order of id.
    """
    leaves: list[bytes] = []
    ids: list[str] = []
    strata: list[str] = []
    chances: list[int] = []
    newcomers: list[bool] = []
    tags, commitments = bytearray(), bytearray()
    # Block by block, so that what is only passed on does not live as a million objects.
    for block in batched(_records(_ENTRANT, raw, start, end), RECORDS_AT_ONCE, strict=False):
        hashes, counts, made, homes, names, words, places = zip(*block, strict=True)
        leaves.extend(hashes)
        chances.extend(map(int, counts))
        commitments += b"".join(made)
        tags += b"".join(homes)
        ids.extend(map(bytes.decode, names))
        newcomers.extend(word == b"true" for word in words)
        strata.extend(map(intern, map(bytes.decode, places)))
    people = in_columns(
        codes=codes,
        ids=ids,
        strata=strata,
        chances=chances,
        newcomers=newcomers,
        tags=bytes.fromhex(tags.decode()),
        commitments=bytes.fromhex(commitments.decode()),
    )
    _check_sorted(people.ids)
    if max(people.chances, default=1) > MAX_CHANCES:
        raise NotCanonical(f"An entrant has more than {MAX_CHANCES} chances.")
    return people, leaves


def read_verdicts(raw: bytes, *, start: int, end: int) -> tuple[list[JsonObject], list[bytes]]:
    """As `read_entrants`, for those who do not enter; their records as they are published."""
    verdicts: list[JsonObject] = []
    leaves: list[bytes] = []
    for leaf, commitment, entrant_id, reason in _records(_VERDICT, raw, start, end):
        leaves.append(leaf)
        verdicts.append(
            {
                "commitment": commitment.decode(),
                "id": entrant_id.decode(),
                "reason": reason.decode(),
            }
        )
    _check_sorted([verdict["id"] for verdict in verdicts])
    return verdicts, leaves


def _records(
    pattern: re.Pattern[bytes], raw: bytes, start: int, end: int
) -> Iterator[tuple[bytes, ...]]:
    """Leaf hash and values of one record after the other: they fill the span, a comma between two."""
    expected = start
    for found in pattern.finditer(raw, start, end):
        if found.start() != expected or (expected > start and raw[expected - 1] != COMMA):
            break
        expected = found.end() + 1
        yield sha256(b"\x00" + found[0]).digest(), *found.groups()
    if start < end and expected != end + 1:
        raise NotCanonical(
            f"The sealed text is not in canonical form after byte {expected}: it was changed."
        )


def _check_sorted(ids: Sequence[str]) -> None:
    for one, other in pairwise(ids):
        if one >= other:
            raise NotCanonical(f"The sealed list is not in order of id at {other!r}.")


def _numbered(tags: bytes) -> tuple[Numbers, int]:
    """A number for each tag of 16 bytes, the same for equal ones, and how many there are."""
    halves = np.frombuffer(tags, dtype=np.uint64).reshape(-1, 2)
    if not len(halves):
        return np.empty(0, dtype=np.intp), 0
    together = np.lexsort((halves[:, 1], halves[:, 0]))
    ordered = halves[together]
    begins = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.empty(len(together), dtype=np.intp)
    number[together] = np.fromiter(chain((0,), np.cumsum(begins)), np.intp, len(together))
    return number, int(number.max()) + 1
