"""Files that prove what a case says: known by their content, kept once, shown only through their case."""

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.errors import DataDamaged, FileRefused, NotFound
from models.loop import cases, evidence, exemptions, plans
from models.loop.case import Action, TaskKind
from models.loop.cases import Said, Target
from models.loop.exemptions import Kind, Request, Scope
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 9 + b"\0\0\0\0IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
STRANGER = Person("孙稽查", Role.STAFF, ("334010202",), "sun")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def case_no(store: Store) -> str:
    target = Target("customer", "1", "1", "334010101", "ranking")
    due = date.today() + timedelta(days=30)
    number = plans.create(
        store, LOCAL_USER, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=[target]
    )
    plans.approve(store, LOCAL_USER, number)
    return plans.dispatch(store, LOCAL_USER, number)[0].case_no


def file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_a_file_that_an_exemption_names_is_opened_by_who_sees_it_and_noted(
    store: Store, tmp_path: Path
) -> None:
    digest = evidence.keep(store, LOCAL_USER, file(tmp_path, "批文.pdf", PDF))
    since = date(2026, 10, 31)
    wanted = Request(
        Scope("TAR-02", "customer", "1", "334010101"),
        Kind.NORMAL,
        "停产",
        "",
        since,
        date(2027, 1, 1),
        [digest],
    )
    [number] = exemptions.ask(store, LOCAL_USER, [wanted])
    [one] = evidence.of_exemption(store, number, LOCAL_USER)
    assert one.name == "批文.pdf"
    assert evidence.opened_of_exemption(store, LOCAL_USER, number, digest).read_bytes() == PDF
    with store.read() as session:
        look = session.query(LogRow).filter(LogRow.action == "look").one()
    assert look.detail == {"exemption": number}
    with pytest.raises(NotFound):
        evidence.opened_of_exemption(store, STRANGER, number, digest)


def test_a_file_that_a_step_names_is_there_with_the_case_and_its_opening_in_the_log(
    store: Store, case_no: str, tmp_path: Path
) -> None:
    digest = evidence.keep(store, LOCAL_USER, file(tmp_path, "现场照片.JPG", PNG))
    cases.move(store, LOCAL_USER, case_no, Action.NOTE, Said("照片", files=[digest]))
    [one] = evidence.of_case(store, case_no, LOCAL_USER)
    assert (one.name, one.kind, one.is_picture) == ("现场照片.png", ".png", True)
    path = evidence.opened(store, LOCAL_USER, case_no, digest)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (PNG, 0o600)
    with store.read() as session:
        last = session.query(LogRow).order_by(LogRow.seq.desc()).first()
    assert last is not None
    assert (last.action, last.subject, last.detail["case"]) == ("look", f"evidence:{digest}", case_no)


def test_a_file_is_seen_only_with_its_case(store: Store, case_no: str, tmp_path: Path) -> None:
    digest = evidence.keep(store, LOCAL_USER, file(tmp_path, "a.pdf", PDF))
    with pytest.raises(NotFound, match="没有这个佐证文件"):
        evidence.opened(store, LOCAL_USER, case_no, digest)
    cases.move(store, LOCAL_USER, case_no, Action.NOTE, Said("合同", files=[digest]))
    with pytest.raises(NotFound, match="没有编号为"):
        evidence.opened(store, STRANGER, case_no, digest)


def test_the_same_content_is_kept_once(store: Store, tmp_path: Path) -> None:
    first = evidence.keep(store, LOCAL_USER, file(tmp_path, "a.png", PNG))
    assert evidence.keep(store, LOCAL_USER, file(tmp_path, "b.png", PNG)) == first
    assert len([path for path in (store.home / "evidence").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("照片.png", b"", "文件为空"),
        ("照片.png", b"MZ\x90 a program", "不是可以收的文件"),
        ("照片.png", b"<svg onload=alert(1)>", "不是可以收的文件"),
        ("照片.png", PNG[:-12], "文件不完整"),
        ("合同.pdf", PDF[:-6], "文件不完整"),
        ("表.xlsx", b"PK\x03\x04 cut off", "文件不完整"),
        ("照片.png", PNG[:-12] + bytes(evidence.MOST_BYTES) + PNG[-12:], "上限 20 MB"),
    ],
    ids=["empty", "program", "svg", "cut picture", "cut pdf", "cut workbook", "too large"],
)
def test_what_is_none_of_the_kinds_or_not_whole_is_refused_and_nothing_kept(
    store: Store, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        evidence.keep(store, LOCAL_USER, file(tmp_path, name, content))
    assert not (store.home / "evidence").exists()


def test_a_workbook_is_taken_without_macros_only(store: Store, tmp_path: Path) -> None:
    evidence.keep(store, LOCAL_USER, workbook(tmp_path, "xl/workbook.xml"))
    with pytest.raises(FileRefused, match="带有宏"):
        evidence.keep(store, LOCAL_USER, workbook(tmp_path, "xl/workbook.xml", "xl/vbaProject.bin"))
    with pytest.raises(FileRefused, match="不是可以收的文件"):
        evidence.keep(store, LOCAL_USER, workbook(tmp_path, "word/document.xml"))


def test_a_file_that_changed_in_the_home_is_not_shown(store: Store, case_no: str, tmp_path: Path) -> None:
    digest = evidence.keep(store, LOCAL_USER, file(tmp_path, "a.pdf", PDF))
    cases.move(store, LOCAL_USER, case_no, Action.NOTE, Said("合同", files=[digest]))
    [kept] = (store.home / "evidence").rglob("*.pdf")
    kept.write_bytes(PDF + b"x")
    with pytest.raises(DataDamaged, match="与保存时不同"):
        evidence.opened(store, LOCAL_USER, case_no, digest)


def test_a_name_cannot_climb_out(store: Store, case_no: str, tmp_path: Path) -> None:
    digest = evidence.keep(store, LOCAL_USER, file(tmp_path, "a.png", PNG), "..\\..\\etc/pass<wd>\n.png")
    cases.move(store, LOCAL_USER, case_no, Action.NOTE, Said("照片", files=[digest]))
    assert evidence.of_case(store, case_no, LOCAL_USER)[0].name == "pass_wd__.png"
