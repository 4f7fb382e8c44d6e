"""A home knows its database and a database its home; what a database does not know is never removed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import delete, make_url, text

from data_loaders.catalog import tables
from models.data import batches, deliveries
from models.data.staged import StagedBatch
from models.errors import NewerData, StoreUnusable, WrongDatabase
from models.home import cards, leftovers
from models.home.homes import identity_of, remembered
from models.home.rebuild import rebuild
from models.home.whereabouts import place_of, shown
from models.lake import Lake
from models.orm import Base, HomeRow
from models.people import LOCAL_USER
from models.store import Store
from tests.drawn import drawn
from tests.loaded import load
from tests.serving import PROJECT

TABLES_BEFORE_IDENTITIES = {
    "batches",
    "log",
    "mappings",
    "runs",
    "segments",
    "selections",
    "edits",
    "settings",
}
BILLS = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    1       | 202401 | 10       | 5
    2       | 202402 | 10       | 5
"""


def filled(home: Path, url: str | None = None, name: str = "a.csv") -> None:
    store = Store(home, url)
    load(Lake(store, tables()), drawn(BILLS), name)
    store.close()


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(home: Path, url: str | None = None) -> str:
    before = everything(home)
    with pytest.raises(StoreUnusable) as error:
        Store(home, url)
    assert everything(home) == before
    return str(error.value)


def test_home_and_database_carry_one_identity_and_every_start_finds_it(url: str, tmp_path: Path) -> None:
    filled(tmp_path / "home", url)
    first = identity_of(tmp_path / "home")
    again = Store(tmp_path / "home", url)
    with again.read() as session:
        assert session.get_one(HomeRow, 1).identity == first == identity_of(tmp_path / "home")
    again.close()


@pytest.mark.parametrize("lost", ["gone", "empty"])
def test_a_lost_database_touches_nothing_of_what_lies_in_the_home(tmp_path: Path, lost: str) -> None:
    filled(tmp_path)
    (tmp_path / "mingji.db").unlink()
    if lost == "empty":
        (tmp_path / "mingji.db").touch()
    assert "里有 1 个批次的数据,但数据库是空的或已不见" in refused(tmp_path)


def test_a_new_database_elsewhere_is_not_taken_for_the_homes_own(url: str, tmp_path: Path) -> None:
    filled(tmp_path / "full")
    assert "rebuild" in refused(tmp_path / "full", url)


def test_a_database_of_another_home_is_refused_by_a_full_and_by_a_new_home(url: str, tmp_path: Path) -> None:
    filled(tmp_path / "one", url)
    filled(tmp_path / "two")
    (tmp_path / "new").mkdir()
    for home in ("two", "new"):
        assert "数据库属于另一个数据目录" in refused(tmp_path / home, url)
    Store(tmp_path / "one", url).close()


def test_a_home_and_a_database_from_before_identities_get_one_when_they_agree(
    url: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    filled(home, url)
    store = Store(home, url)
    with store.write() as session:
        for newer in reversed(Base.metadata.sorted_tables):
            if newer.name not in TABLES_BEFORE_IDENTITIES:
                session.execute(text(f"DROP TABLE {newer.name}"))
        session.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    store.close()
    (home / "home.json").unlink()
    [card] = home.glob("batches/*/card.json")
    card.unlink()
    store = Store(home, url)
    batches.sweep(store)
    assert identity_of(home)
    assert cards.read(card), "a batch older than cards gets its card"
    store.close()


def test_a_database_without_identity_that_knows_none_of_the_batches_is_another(
    url: str, tmp_path: Path
) -> None:
    filled(tmp_path / "one", url)
    store = Store(tmp_path / "one", url)
    with store.write() as session:
        session.execute(delete(HomeRow))
    store.close()
    filled(tmp_path / "two")
    assert "属于另一个" in refused(tmp_path / "two", url)


def test_a_lost_home_card_is_written_anew_where_the_database_knows_the_batches(
    url: str, tmp_path: Path
) -> None:
    filled(tmp_path / "home", url)
    identity = identity_of(tmp_path / "home")
    (tmp_path / "home" / "home.json").unlink()
    Store(tmp_path / "home", url).close()
    assert identity_of(tmp_path / "home") == identity


def test_a_damaged_home_card_is_said_in_words(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "home.json").write_bytes(b"\x00\xff")
    assert "标识文件 home.json 已损坏" in refused(tmp_path)


def test_a_home_written_by_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    card = tmp_path / "home.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"format": 99}))
    assert "程序比数据旧" in refused(tmp_path)


def test_a_database_of_a_newer_program_is_left_alone(url: str, tmp_path: Path) -> None:
    filled(tmp_path / "home", url)
    store = Store(tmp_path / "home", url)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(NewerData, match="数据库版本 9999"):
        Store(tmp_path / "home", url)


def test_what_came_after_a_backup_is_set_aside_and_named_never_removed(tmp_path: Path) -> None:
    filled(tmp_path, name="before.csv")
    shutil.copy(tmp_path / "mingji.db", tmp_path / "backup")
    filled(tmp_path, name="after.csv")
    shutil.copy(tmp_path / "backup", tmp_path / "mingji.db")
    store = Store(tmp_path)
    [aside] = batches.sweep(store)
    assert "after.csv" in str(aside)
    assert len(list(aside.path.glob("*.parquet"))) == 2
    assert leftovers.set_aside(tmp_path) == [aside]
    assert batches.sweep(store) == []
    store.close()


def test_staging_that_was_never_committed_goes_and_a_waiting_delivery_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    dead, waiting = StagedBatch(store), StagedBatch(store)
    (dead.path / "1.parquet").write_bytes(b"half")
    deliveries.begin(store, "1", "营销系统", None, LOCAL_USER)
    deliveries.keep(store, "1", folders=[waiting.folder])
    for staged in (dead, waiting):
        staged._lock.release()
    assert batches.sweep(store) == []
    assert (dead.path.exists(), waiting.path.exists()) == (False, True)
    store.close()


def test_folder_without_a_card_that_nobody_knows_is_set_aside(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "batches" / "strange").mkdir(parents=True)
    (tmp_path / "batches" / "strange" / "1.parquet").write_bytes(b"whose?")
    [aside] = batches.sweep(store)
    assert (aside.path / "1.parquet").read_bytes() == b"whose?"
    store.close()


def test_an_undo_that_fails_leaves_no_mark_on_the_batch(url: str, tmp_path: Path) -> None:
    filled(tmp_path / "home", url)
    store = Store(tmp_path / "home", url)
    with store.write() as session:
        session.execute(text("DROP TABLE log"))
    with pytest.raises(StoreUnusable, match="数据库不完整"):
        batches.undo(store, 1, LOCAL_USER)
    assert list((tmp_path / "home").glob("batches/*/undone.json")) == []
    store.close()


KILLED_UNDO = """
import os, sys
from pathlib import Path
from models.home import cards
from models.orm import Batch
from models.store import Store
from models.home.whereabouts import place_of, shown
store = Store(Path(sys.argv[1]))
with cards.undone_marks(store.home) as mark, store.write() as session:
    mark(session, session.get_one(Batch, 1))
    os._exit(9)
"""


def test_an_undo_that_is_killed_before_it_is_committed_leaves_no_mark_on_the_batch(tmp_path: Path) -> None:
    filled(tmp_path / "home")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_UNDO, str(tmp_path / "home")], cwd=PROJECT, check=False
    )
    assert killed.returncode == 9
    assert rebuild(tmp_path / "home", tables(), LOCAL_USER).undone == 0
    store = Store(tmp_path / "home")
    assert batches.get(store, 1).undone_at is None
    batches.undo(store, 1, LOCAL_USER)
    assert [path.name for path in (tmp_path / "home").glob("batches/*/und*.json")] == ["undone.json"]
    store.close()


def test_locks_of_processes_that_are_gone_are_removed_whatever_became_of_their_folders(
    tmp_path: Path,
) -> None:
    filled(tmp_path)
    store = Store(tmp_path)
    [folder] = [path for path in (tmp_path / "batches").iterdir() if path.is_dir()]
    for name in (folder.name, "gone"):
        (tmp_path / "batches" / f"{name}.lock").touch()
    with FileLock(tmp_path / "batches" / "held.lock"):
        batches.sweep(store)
        assert [path.name for path in (tmp_path / "batches").glob("*.lock")] == ["held.lock"]
    store.close()


@pytest.mark.parametrize("address", ["mingji.db", "oracle9://x/y", "mysql+nothing://x"])
def test_an_address_that_is_none_is_said_in_words(tmp_path: Path, address: str) -> None:
    with pytest.raises(StoreUnusable, match="请核对它的写法"):
        Store(tmp_path, address)


def test_a_database_server_out_of_reach_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="数据库连接不上"):
        Store(tmp_path, f"postgresql+psycopg://mingji@/x?host={tmp_path}")


# A home has one database, at one place


def test_no_second_database_is_rebuilt_while_the_home_s_own_is_still_there(url: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    filled(home)
    before = everything(home)
    with pytest.raises(WrongDatabase) as error:
        rebuild(home, tables(), LOCAL_USER, url, is_lost=True)
    assert (
        f"的数据库在 {home / 'mingji.db'},完好可用;现在指定的是 {shown(place_of(make_url(url), home), home)}"
        in str(error.value)
    )
    assert "请把 MINGJI_DATABASE 改回原来的数据库" in str(error.value)
    assert (everything(home), (tmp_path / "records.db").exists()) == (before, False)


def test_no_database_is_rebuilt_in_a_home_whose_own_elsewhere_was_only_forgotten(
    url: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    filled(home, url)
    before = everything(home)
    with pytest.raises(WrongDatabase, match="没有改动任何内容"):
        rebuild(home, tables(), LOCAL_USER)
    assert everything(home) == before
    assert f"请放回原来的数据库(原来在 {shown(place_of(make_url(url), home), home)})" in refused(home)


def test_of_two_databases_of_one_home_only_the_one_that_it_remembers_is_opened(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    shutil.copy(home / "mingji.db", copy)
    assert "完好可用;现在指定的是" in refused(home, f"sqlite:///{copy}")
    (home / "mingji.db").rename(tmp_path / "away")
    Store(home, f"sqlite:///{copy}").close()
    assert remembered(home) == str(copy)
    (tmp_path / "away").rename(home / "mingji.db")
    assert f"的数据库在 {copy},完好可用" in refused(home)


def test_a_database_that_was_moved_away_or_is_damaged_may_be_replaced_elsewhere(tmp_path: Path) -> None:
    for name in ("moved", "damaged"):
        home, other = tmp_path / name, f"sqlite:///{tmp_path / name}.db"
        filled(home)
        (home / "mingji.db").unlink() if name == "moved" else (home / "mingji.db").write_bytes(b"\xff" * 9000)
        assert rebuild(home, tables(), LOCAL_USER, other).batches == 1
        Store(home, other).close()


def test_whether_a_database_out_of_reach_is_lost_a_person_has_to_say(tmp_path: Path) -> None:
    filled(tmp_path)
    card = tmp_path / "home.json"
    away = {"database": "postgresql://127.0.0.1:1/mingji"}  # nobody listens there
    card.write_text(json.dumps(json.loads(card.read_text()) | away))
    (tmp_path / "mingji.db").unlink()
    with pytest.raises(WrongDatabase) as error:
        rebuild(tmp_path, tables(), LOCAL_USER)
    assert "的数据库原来在 postgresql://127.0.0.1:1/mingji,现在连接不上,不能确定它已丢失" in str(error.value)
    assert "确已丢失时运行 python cli.py rebuild --lost" in str(error.value)
    assert rebuild(tmp_path, tables(), LOCAL_USER, is_lost=True).batches == 1
    assert remembered(tmp_path) == "mingji.db"


def test_a_home_that_is_moved_as_a_whole_is_opened_as_ever(tmp_path: Path) -> None:
    filled(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    (tmp_path / "here").mkdir()
    Store(tmp_path / "there").close()
    assert remembered(tmp_path / "there") == "mingji.db"


def test_what_a_home_remembers_holds_no_user_and_no_password(tmp_path: Path) -> None:
    address = make_url("postgresql+psycopg://someone:secret@host:5432/mingji?sslmode=require")
    assert place_of(address, tmp_path) == "postgresql://host:5432/mingji?sslmode=require"
