"""Signatures of texts: four numbers that tell of most texts, without reading them, that a word is not in them.

Each three bytes that follow each other set one of 256 bits. What has a word in it has all bits of the word; what has
them all is looked at. Reading every text costs the more the commoner the word's first byte is, and for digits that is
a quarter of a second of the processor over a million customers.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

LANES = ("s0", "s1", "s2", "s3")
MOST_WORTH_TAKING = 0.2  # of the rows: taking more of them out costs what reading all of them does
_BITS = np.left_shift(np.uint64(1), np.arange(64, dtype="uint64"))


def of_texts(texts: pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
    """Return {lane: its number of each text}; no text may be empty."""
    parts = [_of_chunk(chunk) for chunk in texts.chunks]
    return {
        lane: pa.chunked_array([pa.array(part[place]) for part in parts], pa.int64())
        for place, lane in enumerate(LANES)
    }


def with_all(rows: pa.Table, words: Sequence[str]) -> pa.Table:
    """Return the rows that may have all words, or all rows where the signatures tell of too few; short words say nothing."""
    masks = _masks(words)
    if not masks:
        return rows
    parts = rows.to_batches()
    may_have = [
        np.logical_and.reduce([(part[lane].to_numpy() & bits) == bits for lane, bits in masks.items()])
        for part in parts
    ]
    if sum(np.count_nonzero(one) for one in may_have) > len(rows) * MOST_WORTH_TAKING:
        return rows
    return pa.Table.from_batches(
        [part.filter(pa.array(one)) for part, one in zip(parts, may_have, strict=True)], rows.schema
    )


def _masks(words: Sequence[str]) -> dict[str, np.int64]:
    """Return {lane: the bits of words in it}, of the lanes in which they have any."""
    known = [_bits(np.frombuffer(word.encode(), "uint8")) for word in words]
    lanes, bits = (np.concatenate(parts) for parts in zip(*known, strict=True))
    own = {lane: bits[lanes == place] for place, lane in enumerate(LANES)}
    return {lane: np.bitwise_or.reduce(found).astype("int64") for lane, found in own.items() if len(found)}


def _of_chunk(texts: pa.StringArray) -> list[np.ndarray]:
    offsets = np.frombuffer(texts.buffers()[1], "int32")[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2], "uint8")[offsets[0] : offsets[-1]]
    lanes, bits = _bits(np.append(data, np.zeros(2, "uint8")))
    # what reaches over into the next text sets a bit too many, never too few
    starts = offsets[:-1] - offsets[0]
    return [
        np.bitwise_or.reduceat(np.where(lanes == place, bits, np.uint64(0)), starts).astype("int64")
        for place in range(len(LANES))
    ]


def _bits(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lane and the bit of each three bytes."""
    wide = data.astype("uint32")
    three = wide[:-2] << np.uint32(16) | wide[1:-1] << np.uint32(8) | wide[2:]
    place = (three * np.uint32(2_654_435_761)) >> np.uint32(24)
    return (place >> np.uint32(6)).astype("uint8"), _BITS[place & np.uint32(63)]
