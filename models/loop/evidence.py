"""Files that prove what a case says: pictures, PDF and xlsx, kept in the home under their digest, never run.

    digest = evidence.keep(store, person, path)                     # what it is, its content decides
    cases.move(store, person, case_no, action, Said(…, files=[digest]))
    evidence.of_case(store, case_no, person)                        # what the case's steps name
    path = evidence.opened(store, person, case_no, digest)          # to be shown or handed out; the log knows of it

Files of an exemption are known by it in the same way (`of_exemption`, `opened_of_exemption`).

A file that no step names is shown to nobody. The same content is kept once, whoever brings it.
"""

import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models import log
from models.errors import DataDamaged, FileDamaged, FileHostile, NotFound, Place
from models.home import digests
from models.home.disk import unwritable
from models.home.durable import make_durable
from models.home.scratch import own_name
from models.loop import case_steps, cases, exemptions
from models.orm import EvidenceRow
from models.people import Person
from models.store import Store

FOLDER = "evidence"
MOST_BYTES = 20 << 20  # a photograph of a phone has 3 to 12 MB
LONGEST_NAME = 100
TAIL = 2048
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
ACCEPTED = "请交图片(PNG、JPEG、WebP)、PDF 或 xlsx 文件"


@dataclass(frozen=True)
class Evidence:
    """One file of a case; `kind` is the suffix that its content deserves, `step` the number of the step that names it."""

    digest: str
    name: str
    kind: str
    size_bytes: int
    step: int

    @property
    def is_picture(self) -> bool:
        """Return whether a browser shows it as a picture."""
        return self.kind in PICTURES


def keep(store: Store, person: Person, path: Path, name: str | None = None) -> str:
    """Keep a file, as yet of no case, and return its digest.

    Errors: FileDamaged for what is none of the accepted kinds, or cut off; FileHostile beyond the size, or with macros;
    StoreUnusable where the disk is full. Then nothing is kept.
    """
    shown = _shown(name or path.name)
    try:
        size = path.stat().st_size
        kind = _kind(path, size, shown)
        digest = digests.digest_of(path)
        _copy(path, _place(store, digest, kind), digest)
    except OSError as error:
        raise unwritable(error, f"没有保存佐证文件“{shown}”") from error
    with store.write() as session:
        if session.get(EvidenceRow, digest) is None:
            session.add(
                EvidenceRow(
                    digest=digest,
                    name=f"{Path(shown).stem}{kind}",
                    kind=kind,
                    size_bytes=size,
                    kept_by=person.signature,
                    kept_at=datetime.now(),
                )
            )
            log.append(session, person.signature, "keep", f"evidence:{digest}", {"kind": kind, "bytes": size})
    return digest


def of_case(store: Store, case_no: str, person: Person) -> list[Evidence]:
    """Return the files that the steps of a case name, in their order.

    Errors: NotFound where the person may not see the case.
    """
    steps = case_steps.history(store, cases.case(store, case_no, person))
    return _named(store, {digest: step.seq for step in reversed(steps) for digest in step.files})


def of_exemption(store: Store, number: int, person: Person) -> list[Evidence]:
    """Return the files that an exemption was asked for with, by name; of the only step there is.

    Errors: NotFound where the person may not see the exemption.
    """
    seen = exemptions.seen_by(person, exemptions.exemptions(store))
    found = next((one for one in seen if one.number == number), None)
    if found is None:
        raise NotFound(f"没有编号为 {number} 的白名单", remedy="请刷新页面")
    return _named(store, dict.fromkeys(found.files, 1))


def opened(store: Store, person: Person, case_no: str, digest: str) -> Path:
    """Return where a case's file lies, to be shown or handed out, once the log knows of it.

    Errors: NotFound where no step of a case that the person may see names it; DataDamaged where it is not what was kept.
    """
    found = next((one for one in of_case(store, case_no, person) if one.digest == digest), None)
    if found is None:
        raise NotFound(f"案件 {case_no} 没有这个佐证文件", remedy="请刷新页面后再试")
    return _checked(store, person, found, {"case": case_no})


def opened_of_exemption(store: Store, person: Person, number: int, digest: str) -> Path:
    """Return where an exemption's file lies, to be handed out, once the log knows of it.

    Errors: as `opened`.
    """
    found = next((one for one in of_exemption(store, number, person) if one.digest == digest), None)
    if found is None:
        raise NotFound(f"白名单 {number} 没有这个佐证文件", remedy="请刷新页面后再试")
    return _checked(store, person, found, {"exemption": number})


def _named(store: Store, steps: Mapping[str, int]) -> list[Evidence]:
    """Return the kept files of some digests, by the steps that name them."""
    with store.read() as session:
        rows = session.scalars(select(EvidenceRow).where(EvidenceRow.digest.in_(steps))).all()
    found = [Evidence(row.digest, row.name, row.kind, row.size_bytes, steps[row.digest]) for row in rows]
    return sorted(found, key=lambda one: (one.step, one.name))


def _checked(store: Store, person: Person, found: Evidence, detail: dict[str, Any]) -> Path:
    digest = found.digest
    path = _place(store, digest, found.kind)
    if not path.is_file() or digests.digest_of(path) != digest:
        raise DataDamaged(
            f"佐证文件“{found.name}”不见了或与保存时不同", remedy="请从备份放回数据目录的 evidence 文件夹"
        )
    with store.write() as session:
        log.append(session, person.signature, "look", f"evidence:{digest}", detail)
    return path


def _place(store: Store, digest: str, kind: str) -> Path:
    return store.home / FOLDER / digest[:2] / f"{digest}{kind}"


def _copy(path: Path, place: Path, digest: str) -> None:
    """Put a file in its place, whole and written through, or not at all.

    Errors: OSError, also where the file changed while it was copied.
    """
    if place.is_file() and digests.digest_of(place) == digest:
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = place.with_name(f".{own_name()}")
    try:
        shutil.copyfile(path, waiting)
        if digests.digest_of(waiting) != digest:
            raise OSError("the file changed while it was copied")
        waiting.chmod(0o600)
        make_durable([waiting])
        waiting.replace(place)
        make_durable([place.parent])
    finally:
        waiting.unlink(missing_ok=True)


def _shown(name: str) -> str:
    """Return a file's name without its way, and without what no name has."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join("_" if not c.isprintable() or c in '<>:"|?*' else c for c in last).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    return f"{(stem or suffix)[:LONGEST_NAME]}{dot}{suffix[:8]}" if dot else clean[:LONGEST_NAME] or "佐证"


# ---- what a file is --------------------------------------------------------------------------------------------------


def _kind(path: Path, size: int, shown: str) -> str:
    """Return the suffix of what a file is by its content.

    Errors: FileDamaged; FileHostile.
    """
    where = Place(shown)
    if not size:
        raise FileDamaged("文件为空", where=where, remedy=ACCEPTED)
    if size > MOST_BYTES:
        raise FileHostile(
            f"文件有 {size / (1 << 20):,.1f} MB,上限 {MOST_BYTES >> 20} MB",
            where=where,
            remedy="请压缩图片或拆分后再交",
        )
    with path.open("rb") as file:
        head = file.read(TAIL)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    for begins, kind, is_whole in _KINDS:
        if begins(head):
            if not is_whole(tail):
                raise FileDamaged("文件不完整", where=where, remedy="请重新传送原来的文件")
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path, where)
    raise FileDamaged("不是可以收的文件", where=where, remedy=ACCEPTED)


def _workbook(path: Path, where: Place) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileDamaged("文件不完整", where=where, remedy="请重新传送原来的文件") from error
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileHostile("工作簿带有宏", where=where, remedy="请另存为不带宏的 xlsx 再交")
    if "xl/workbook.xml" not in names:
        raise FileDamaged("不是可以收的文件", where=where, remedy=ACCEPTED)
    return ".xlsx"


_Test = Callable[[bytes], bool]
_KINDS: tuple[tuple[_Test, str, _Test], ...] = (
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), ".png", lambda tail: b"IEND" in tail),
    (lambda head: head.startswith(b"\xff\xd8\xff"), ".jpg", lambda tail: True),  # phones add to its end
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", ".webp", lambda tail: True),
    (lambda head: head.startswith(b"%PDF-"), ".pdf", lambda tail: b"%%EOF" in tail),
)
