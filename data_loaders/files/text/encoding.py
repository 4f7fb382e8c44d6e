"""Decide the encoding of a text file, strictly and in a fixed order, and return it as UTF-8.

Order: UTF-8 (with or without mark), UTF-16 by its mark (or when every second byte is zero), GB18030.
It matters: half of all UTF-8 Chinese lines decode as GB18030 into nonsense without an error, none the
other way round.
A line of another encoding inside the file is refused with its number, never replaced by question marks. Half a
character right before the end of a field is what a program left that cut a text by bytes: taken off and counted.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from data_loaders.limits import allowed, size_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

SAMPLE = 1 << 20
SLAB = 1 << 24

_CONTROL = bytes(
    c for c in range(32) if c not in (9, 10, 13, 26, 27, 31)
)  # 31: put before digits to protect them
CUT = "mingji.half_character"
FIELD_ENDS = frozenset((b",", b"\t", b";", b'"', b"\r", b"\n", b" ", b""))
RUN = 4  # so many Chinese characters of UTF-8 in a row do not come about by chance in GB18030
# UTF-8 that was read as Latin-1 or Windows-1252 and saved again: "ç”µè´¹" for 电费
_MOJIBAKE = re.compile(
    "(?:[ä-é][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2}){2}"
)
_LOST = re.compile("\ufffd|锟斤拷")


@dataclass(frozen=True)
class Text:
    """A text file as UTF-8 without mark; `label` names the encoding for people."""

    utf8: bytes
    label: str
    notes: tuple[str, ...] = ()


def read_text(path: Path, file: str, *, needs_lines: bool = True) -> Text:
    """Return the content of a text file; markup needs no lines, and many programs write it without any.

    Errors: FileUnreadable with the line for mixed encodings and zero bytes; FileDamaged for what is no text;
    FileHostile for a line or a file of absurd length.
    """
    size, limits = path.stat().st_size, allowed()
    if size > limits.text_bytes:
        said = f"文本文件超过 {size_text(limits.text_bytes)}"
        raise FileHostile(said, where=Place(file), remedy="请按月份或单位拆分后再导入")
    with path.open("rb") as stream:
        head = stream.read(limits.line_bytes)
        if needs_lines and size > limits.line_bytes and b"\n" not in head and b"\r" not in head:
            raise FileHostile("第 1 行超长,整个文件没有换行", where=Place(file, row=1), remedy="请重新导出")
        stream.seek(0)  # the head read twice is cheaper than the whole put together
        raw = stream.read()
    text = decoded(raw, file)
    return Text(text.utf8, text.label, (*text.notes, *_suspicions(text.utf8[:SAMPLE])))


def decoded(raw: bytes, file: str) -> Text:
    """Return bytes of unknown encoding as UTF-8 (see the module for the order).

    Errors: FileUnreadable, FileDamaged.
    """
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileUnreadable("文件是 UTF-32 编码", where=Place(file), remedy="请另存为 UTF-8 编码再导入")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Text(_from_utf16(raw[2:], "le" if raw[0] == 0xFF else "be", file), "UTF-16")
    if (order := _unmarked_utf16(raw)) is not None:
        return Text(_from_utf16(raw, order, file), "UTF-16", ("文件没有编码标记,按 UTF-16 读取",))
    _refuse_binary(raw, file)
    if raw.startswith(codecs.BOM_UTF8):
        return _in_utf8(raw[3:], "UTF-8(带 BOM)", file)
    if _first_fault(raw) is None or _mostly_utf8(raw):
        return _in_utf8(raw, "UTF-8", file)
    halves = _Halves()
    return Text(_from_gb18030(raw, file, halves), "GB18030", halves.notes)


class _Halves:
    """Takes half a character off where a field ends behind it, counts them, and refuses any other fault."""

    def __init__(self) -> None:
        self.count = 0
        codecs.register_error(CUT, self)

    def __call__(self, fault: UnicodeError) -> tuple[str, int]:
        if not isinstance(fault, UnicodeDecodeError):
            raise fault
        raw, start = fault.object, fault.start
        end = start + 1 if fault.encoding == "gb18030" else fault.end
        is_begun = raw[start] >= (0x81 if fault.encoding == "gb18030" else 0xC2)
        if not is_begun or raw[end : end + 1] not in FIELD_ENDS:
            raise fault
        self.count += 1
        return "", end

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what to say of them."""
        return (f"{self.count} 处文字在字段末尾被截去半个字,已去掉剩下的半个",) if self.count else ()


def _in_utf8(raw: bytes, label: str, file: str) -> Text:
    if (at := _first_fault(raw)) is None:
        return Text(raw, label)
    halves = _Halves()
    try:
        return Text(raw.decode("utf-8", CUT).encode(), label, halves.notes)
    except UnicodeDecodeError as fault:
        raise _mixed(raw, at, "UTF-8", file) from fault


def line_at(data: bytes, position: int) -> int:
    """Return the number of the line, from 1, on which a byte stands."""
    feeds = data.count(b"\n", 0, position)
    return (feeds or data.count(b"\r", 0, position)) + 1


def _first_fault(raw: bytes) -> int | None:
    """Return the position of the first byte that is not UTF-8."""
    if _is_utf8(raw):
        return None
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for start in range(0, len(raw), SLAB):
        chunk = raw[start : start + (SLAB)]
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=start + len(chunk) == len(raw))
        except UnicodeDecodeError as fault:
            return start - held + fault.start
    return None


def _is_utf8(raw: bytes) -> bool:
    """Return whether all bytes are UTF-8: the engine says only that, and three times as fast."""
    edges = pa.array([0, len(raw)], pa.int64()).buffers()[1]
    try:
        pa.LargeStringArray.from_buffers(1, edges, pa.py_buffer(raw)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _mostly_utf8(raw: bytes) -> bool:
    """Tell whether most lines that are not plain ASCII are sound UTF-8.

    A line speaks for UTF-8 only with a character of three bytes, as Chinese has: two bytes of GBK are often a
    sound Latin letter in UTF-8 (末 is ĩ).
    """
    good = bad = 0
    for line in raw[:SAMPLE].splitlines():
        if line.isascii():
            continue
        try:
            good += max(line.decode("utf-8")) > "\u07ff"
        except UnicodeDecodeError:
            bad += 1
    return good > bad


def _from_gb18030(raw: bytes, file: str, halves: _Halves) -> bytes:
    for run in _utf8_runs(raw):
        start = max(raw.rfind(b"\n", 0, run), raw.rfind(b"\r", 0, run)) + 1
        end = raw.find(b"\n", run)
        if _first_fault(raw[start : end if end >= 0 else len(raw)]) is None:
            raise _mixed(raw, run, "GB18030", file)
    parts, decoder, done = [], codecs.getincrementaldecoder("gb18030")(CUT), 0
    for start in range(0, len(raw), SLAB):
        chunk = raw[start : start + (SLAB)]
        try:
            parts.append(decoder.decode(chunk, final=start + len(chunk) == len(raw)).encode())
        except UnicodeDecodeError as fault:
            raise _mixed(raw, done + fault.start, "GB18030", file) from fault
        done = start + len(chunk) - len(decoder.getstate()[0])
    return b"".join(parts)


def _utf8_runs(raw: bytes) -> Iterator[int]:
    """Yield where RUN Chinese characters in UTF-8 follow one another."""
    for start in range(0, len(raw), SLAB):
        part = np.frombuffer(raw, np.uint8, min(SLAB + 3 * RUN, len(raw) - start), start)
        if len(part) < 3 * RUN:
            return
        lead, trail = (part >= 0xE4) & (part <= 0xE9), (part & 0xC0) == 0x80
        whole = lead[:-2] & trail[1:-1] & trail[2:]
        last = len(whole) - 3 * (RUN - 1)
        run = whole[:last].copy()
        for step in range(1, RUN):
            run &= whole[3 * step : last + 3 * step]
        yield from (start + np.flatnonzero(run)).tolist()


def _from_utf16(raw: bytes, order: str, file: str) -> bytes:
    try:
        text = raw.decode(f"utf-16-{order}")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].decode(f"utf-16-{order}", "replace").count("\n") + 1
        raise FileUnreadable(
            "不是有效的 UTF-16 编码", where=Place(file, row=line), remedy="请另存为 UTF-8 编码再导入"
        ) from fault
    if "\0" in text:
        raise _zero_byte(text[: text.index("\0")].count("\n") + 1, file)
    return text.encode()


def _unmarked_utf16(raw: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark, when zeros stand only at every second place."""
    sample = raw[: SAMPLE & ~1]
    if len(raw) % 2 or len(sample) < 8:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = len(sample) // 20
    if odd > enough and even == 0:
        return "le"
    return "be" if even > enough and odd == 0 else None


def _refuse_binary(raw: bytes, file: str) -> None:
    sample = raw[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls > 8 and controls > len(sample) // 50:
        raise FileDamaged(
            "类型不符:内容不是表格或文本", where=Place(file), remedy="请从系统重新导出为 xlsx 或 csv"
        )
    if (at := raw.find(b"\0")) >= 0:
        raise _zero_byte(line_at(raw, at), file)


def _zero_byte(line: int, file: str) -> FileUnreadable:
    return FileUnreadable(
        "含有空字节(NUL)", where=Place(file, row=line), remedy="文件可能传输损坏,请重新导出"
    )


def _mixed(raw: bytes, at: int, label: str, file: str) -> FileUnreadable:
    return FileUnreadable(
        f"编码混杂:此行不是 {label} 编码,而文件其余部分是",
        where=Place(file, row=line_at(raw, at)),
        remedy="请从系统重新导出,不要把两个文件拼在一起",
    )


def _suspicions(utf8: bytes) -> list[str]:
    """Return notes on text that was garbled before it reached us."""
    text = utf8.decode("utf-8", "ignore")
    notes = []
    if found := _MOJIBAKE.search(text) or _misread_as_gb(text):
        line = text.count("\n", 0, found.start()) + 1
        notes.append(f"疑似乱码:第 {line} 行“{found.group()[:12]}”,编码在导出前已被转错,请从系统重新导出")
    if found := _LOST.search(text):
        notes.append(
            f"有文字已在来源处丢失:第 {text.count(chr(10), 0, found.start()) + 1} 行含“{found.group()}”"
        )
    return notes


def _misread_as_gb(text: str) -> re.Match[str] | None:
    """Return the first run of Chinese that is really UTF-8 read as GB18030 ("鐢佃垂" for 电费)."""
    for run in re.finditer("[\u2e80-\ue8ff]{6,}", text[:65536]):
        try:
            original = run.group().encode("gb18030").decode("utf-8")
        except UnicodeError:
            continue
        if re.fullmatch("[\u4e00-\u9fa5]{4,}", original):
            return run
    return None
