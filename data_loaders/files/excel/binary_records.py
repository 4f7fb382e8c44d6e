"""Take the parts of a binary workbook (.xlsb) apart into records, each a kind, a length and its bytes.

Kind and length take seven bits of a byte each, as long as the eighth is set.
Source: [MS-XLSB] 2.1.4 (records), 2.5.168 (texts), 2.5.123 (short numbers).
"""

import struct
from collections.abc import Iterator

LENGTH_BYTES = 4  # at most, of a length


def records(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, start, start of the body and end of each record; one that is cut off ends it."""
    at, size = 0, len(data)
    try:
        while at < size:
            start = at
            kind = data[at]
            at += 1
            if kind & 0x80:
                kind = kind & 0x7F | (data[at] & 0x7F) << 7
                at += 1
            length = data[at]
            at += 1
            if length & 0x80:
                length &= 0x7F
                for shift in range(7, 7 * LENGTH_BYTES, 7):
                    part = data[at]
                    at += 1
                    length |= (part & 0x7F) << shift
                    if not part & 0x80:
                        break
            if at + length > size:
                return
            yield kind, start, at, at + length
            at += length
    except IndexError:  # within the head of a record
        return


def record(kind: int, body: bytes = b"") -> bytes:
    """Return the bytes of a record."""
    head = [kind] if kind < 0x80 else [kind & 0x7F | 0x80, kind >> 7]
    length = len(body)
    while length >= 0x80:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*head, length]) + body


def text_end(data: bytes, at: int) -> int:
    """Return where the text ends whose length stands at a place.

    Errors: struct.error where not even the length is there.
    """
    (length,) = struct.unpack_from("<I", data, at)
    return at + 4 + 2 * length


def text(data: bytes, at: int) -> str:
    """Return the text whose length stands at a place."""
    return data[at + 4 : text_end(data, at)].decode("utf-16-le", "replace")
