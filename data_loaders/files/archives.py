"""Look into a zip before anybody trusts it, and unpack the deliveries that it holds.

Every workbook of the xlsx family is such an archive too. Nothing is believed that the directory of the
archive says about itself: names, sizes and offsets are checked, and members are read against a cap.
"""

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data_loaders.limits import allowed, size_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

LONGEST_NAME = 120
BLOCK = 1 << 20

_JUNK = re.compile(r"(^|/)(__MACOSX(/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """One file of a delivery on disk, and the name under which people know it."""

    path: Path
    shown_name: str


def safe_name(name: str) -> str:
    """Return a file name that is fit to be shown and stored: no folders, no controls, not too long."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        keep = LONGEST_NAME - len(ending) - 1
        name = f"{stem[:keep]}.{ending}" if dot and keep > 0 else name[:LONGEST_NAME]
    return f"_{name}" if not name or _RESERVED.match(name) else name


def checked_entries(
    archive: zipfile.ZipFile, path: Path, file: str, before: Sequence[Member] = ()
) -> list[zipfile.ZipInfo]:
    """Return the entries of an archive that passed all checks which need no unpacking.

    `before` are files of the same delivery unpacked already: they count towards its limits.
    Errors: FileHostile for anything that is built to harm, FileUnreadable for an unknown compression.
    """
    limits, entries = allowed(), archive.infolist()
    count = len(entries) + len(before)
    if count > limits.entries:
        raise _hostile(f"压缩包内有 {count:,} 个文件,最多 {limits.entries:,} 个", file, "请分批打包后再导入")
    seen: set[str] = set()
    for entry in entries:
        _refuse_entry(entry, seen, file)
    total = sum(entry.file_size for entry in entries)
    packed = path.stat().st_size
    unpacked = sum(member.path.stat().st_size for member in before)
    is_dense = total > limits.any_ratio_bytes and total > limits.ratio * packed
    if total + unpacked > limits.unpacked_bytes or is_dense:
        raise _hostile(
            f"解压超限:展开后 {size_text(total + unpacked)},压缩比 {total // max(packed, 1):,} 倍",
            file,
            "请确认文件来源;确为业务数据时请拆分后重新导出",
        )
    _refuse_overlaps(archive, entries, file)
    return entries


def member_blocks(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str
) -> Generator[bytes, None, None]:
    """Yield the content of a member in blocks; its size and checksum are verified on the way.

    Errors: FileDamaged where the content is not what the directory promises.
    """
    try:
        with archive.open(entry) as stream:
            while block := stream.read(BLOCK):
                yield block
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as fault:
        raise FileDamaged(
            f"文件不完整或已损坏:其中的“{entry.filename}”与目录记载不符",
            where=Place(file),
            remedy="请从系统重新导出或重新传输",
        ) from fault


def open_archive(path: Path, file: str) -> zipfile.ZipFile:
    """Return the opened archive.

    Errors: FileDamaged when it is cut off or no archive.
    """
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise FileDamaged(
            "文件不完整:压缩结构缺失或损坏", where=Place(file), remedy="请从系统重新导出或重新传输"
        ) from fault


def unpack(path: Path, file: str, into: Path, before: Sequence[Member] = ()) -> list[Member]:
    """Return the files that a zip holds, unpacked under neutral names into a folder.

    Folders and the litter of operating systems are left out. `before` as in `checked_entries`.
    Errors: FileHostile, FileDamaged.
    """
    members = []
    with open_archive(path, file) as archive:
        for number, entry in enumerate(checked_entries(archive, path, file, before)):
            name = entry_name(entry)
            if entry.is_dir() or _JUNK.search(name):
                continue
            shown = "/".join([file, *(safe_name(part) for part in PurePosixPath(name).parts)])
            target = into / f"{number:05}.member"
            with target.open("xb") as out:
                for block in member_blocks(archive, entry, file):
                    out.write(block)
            members.append(Member(target, shown))
    if not members:
        raise FileDamaged("压缩包内没有文件", where=Place(file), remedy="请重新打包后再导入")
    return members


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the member's name; without the UTF-8 flag it was written in UTF-8 or in CP936."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename


def _refuse_entry(entry: zipfile.ZipInfo, seen: set[str], file: str) -> None:
    name = entry_name(entry)
    shown = safe_name(name)
    parts = re.split(r"[/\\]", name)
    if "\0" in entry.orig_filename or name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        raise _hostile(f"压缩包内的路径“{shown}”指向包外", file, "请重新打包,不要带绝对路径或“..”")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _hostile(f"压缩包内的“{shown}”是链接或特殊文件", file, "请用实际文件重新打包")
    if name in seen:
        raise _hostile(f"压缩包内有两个同名文件“{shown}”", file, "请重新打包,每个文件名只出现一次")
    seen.add(name)
    if entry.flag_bits & 0x1:
        raise _hostile("压缩包设有密码", file, "请先取消密码再导入")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileUnreadable(
            f"压缩包内的“{shown}”采用了不支持的压缩方式",
            where=Place(file),
            remedy="请用普通 zip 方式重新打包",
        )


def _refuse_overlaps(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: str) -> None:
    """Refuse an archive in which two members share bytes: honest writers never do."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in ordered[1:]] + [archive.start_dir]
    for entry, end in zip(ordered, ends, strict=True):
        least = 30 + len(
            entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")
        )
        if entry.header_offset + least + entry.compress_size > end:
            raise _hostile("压缩包内的文件互相重叠", file, "请确认文件来源,重新打包")


def _hostile(what: str, file: str, remedy: str) -> FileHostile:
    return FileHostile(what, where=Place(file), remedy=remedy)
