"""Build the hostile and malformed files, each by a script of a few lines (ids as in the security plan).

All of them are small and harmless: what is too large for a guard is so because a test sets its limit low.
"""

import io
import os
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = ["户号", "户名", "电量"]
ROWS = [[f"{n:010}", f"张{n}", str(n * 10)] for n in range(1, 21)]
CSV = "\n".join(",".join(row) for row in [HEADER, *ROWS]) + "\n"


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """Return the XML of a worksheet around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row_xml(number: int, *texts: str) -> str:
    """Return a row of inline texts."""
    cells = (
        f'<c r="{chr(65 + col)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for col, text in enumerate(texts)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


CLEAN_ROWS = "".join(row_xml(n, *row) for n, row in enumerate([HEADER, *ROWS], 1))


def root_relation(target: str) -> str:
    """Return the root relations of an archive, which name its main part."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="{target}"/></Relationships>'
    )


def xlsx(
    path: Path,
    sheets: dict[str, str] | None = None,
    extra: Mapping[str, str | bytes] | None = None,
    states: dict[str, str] | None = None,
) -> Path:
    """Write a workbook from the raw XML of its sheets; `extra` adds or replaces parts."""
    sheets = sheets or {"Sheet1": sheet_xml(CLEAN_ROWS)}
    numbered = list(enumerate(sheets, 1))
    state = {name: f' state="{value}"' for name, value in (states or {}).items()}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}"{state.get(name, "")} r:id="r{n}"/>' for n, name in numbered
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": root_relation("xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="t" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in numbered}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | dict(extra or {})).items():
            archive.writestr(name, content)
    return path


def ole(path: Path, streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> Path:
    """Write an OLE file (the container of .xls) with the given streams, each padded to 4,096 bytes."""
    blobs = {name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0") for name, data in streams.items()}
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), *((name, 1, 0, 0) for name in storages)]
    directory_sectors = -(-(len(blobs) + len(entries)) // 4)
    sectors = directory_sectors + sum(len(blob) // 512 for blob in blobs.values())
    fat_sectors = -(-(sectors + 8) // 128)
    fat = [0xFFFFFFFD] * fat_sectors

    def chain(count: int) -> int:
        first = len(fat)
        fat.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        return first

    directory_at = chain(directory_sectors)
    entries += [(name, 2, chain(len(blob) // 512), len(blob)) for name, blob in blobs.items()]
    directory = b""
    for index, (name, kind, first, size) in enumerate(entries):
        raw = name.encode("utf-16-le") + b"\0\0"
        child = 1 if index == 0 and len(entries) > 1 else 0xFFFFFFFF
        right = index + 1 if 0 < index < len(entries) - 1 else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child
        )
        directory += b"\0" * 36 + struct.pack("<III", first, size, 0)
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHHHIIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 0, 0, fat_sectors, directory_at, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    header += struct.pack("<109I", *range(fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors))
    content = struct.pack(f"<{len(fat)}I", *fat) + directory.ljust(directory_sectors * 512, b"\0")
    path.write_bytes(header + content + b"".join(blobs.values()))
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip of members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def zipped_raw(path: Path, members: list[tuple[bytes, bytes]], flags: int = 0) -> Path:
    """Write a zip whose names are raw bytes and whose flags are as given."""
    body, directory = b"", b""
    for name, data in members:
        crc = zlib.crc32(data)
        fields = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 0x21, crc, len(data), len(data), len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + fields + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path


def blob_of(build: Callable[[Path], Path], folder: Path) -> bytes:
    """Return the bytes of a file that a builder writes."""
    return build(folder / "part.bin").read_bytes()


# --- damaged and mistaken files -------------------------------------------------------------------------


def truncated(path: Path) -> Path:
    """C-02: the first half of a workbook."""
    data = xlsx(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def bitflip(path: Path, seed: int) -> Path:
    """C-03: one byte of the packed sheet is another."""
    data = bytearray(xlsx(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    at = entry.header_offset + 30 + len(entry.filename) + random.Random(seed).randrange(entry.compress_size)
    data[at] ^= 1 << random.Random(seed).randrange(8)
    path.write_bytes(data)
    return path


def lying_sizes(path: Path) -> Path:
    """C-18: the directory says 500 bytes, the sheet has thousands."""
    data = bytearray(xlsx(path).read_bytes())
    at = data.index(b"PK\x01\x02")
    while not data[at + 46 :].startswith(b"xl/worksheets"):
        at = data.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", data, at + 24, 500)
    path.write_bytes(data)
    return path


# --- archives within archives -----------------------------------------------------------------------------


def nested_zip(path: Path) -> Path:
    """C-19: a zip in a zip, ten deep."""
    data = CSV.encode()
    for depth in range(10):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{depth}.zip" if depth else "a.csv", data)
        data = buffer.getvalue()
    path.write_bytes(data)
    return path


def overlapping(path: Path) -> Path:
    """C-40: two entries of the directory share one member's bytes."""
    zipped_raw(path, [(b"a.csv", CSV.encode()), (b"b.csv", CSV.encode())])
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    path.write_bytes(data)
    return path


# --- document types -------------------------------------------------------------------------------------


def with_dtd(path: Path, inner: str = "") -> Path:
    """C-20, C-21: a worksheet that declares a document type, empty or with one short entity."""
    return xlsx(path, {"S": f"<!DOCTYPE x [{inner}]>" + sheet_xml(CLEAN_ROWS)})


def xxe(path: Path, address: str, part: str = "xl/worksheets/sheet1.xml", hide: str = "") -> Path:
    """C-22 to C-24: an entity that names a file or an address, in any part."""
    clean = xlsx(path)
    with zipfile.ZipFile(clean) as archive:
        content = archive.read(part).decode()
    return xlsx(path, None, {part: f'{hide}<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>' + content})


# --- zips -----------------------------------------------------------------------------------------------


def symlink_zip(path: Path) -> Path:
    """C-34: a symbolic link to /etc/passwd."""
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return path


def duplicate_names(path: Path) -> Path:
    """C-38: the same name twice."""
    return zipped_raw(path, [(b"a.csv", CSV.encode()), (b"a.csv", b"x,y\n1,2\n")])


def bzip2(path: Path) -> Path:
    """C-39x: a way of packing that few programs know."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.csv", CSV)
    return path


def random_bytes(path: Path) -> Path:
    """C-04: some kilobytes of noise."""
    path.write_bytes(random.Random(4).randbytes(1 << 14))
    return path


def biff(records: list[tuple[int, bytes]]) -> bytes:
    """Return a stream of BIFF records."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def biff5(path: Path) -> Path:
    """C-30: the format of Excel 95, one text and one number."""

    def sheet() -> bytes:
        return biff([
            (0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)),
            (0x0204, struct.pack("<HHHH", 0, 0, 0, 5) + b"cons1"),
            (0x0203, struct.pack("<HHHd", 1, 0, 0, 12.5)),
            (0x000A, b""),
        ])  # fmt: skip

    def book(at: int) -> bytes:
        return biff([
            (0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)),
            (0x0042, struct.pack("<H", 1252)),
            (0x0085, struct.pack("<IHB", at, 0, 6) + b"Sheet1"),
            (0x000A, b""),
        ])  # fmt: skip

    return ole(path, {"Book": book(len(book(0))) + sheet()})


def passworded_xls(path: Path) -> Path:
    """A BIFF8 stream that begins with FILEPASS."""
    records = [(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), (0x002F, b"\1\0" + os.urandom(52))]
    return ole(path, {"Workbook": biff([*records, (0x000A, b"")])})
