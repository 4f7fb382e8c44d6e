"""A database that an older program filled is brought to this program's shape with all that is in it."""

from datetime import date, datetime
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, event, insert, inspect, select

from models.company import code_tables
from models.home import homes
from models.orm import Base
from models.store import Store

NOW = datetime(2026, 11, 29, 9)


def shape(engine: Engine) -> dict[str, list[str]]:
    """Return by table its columns, keys, indexes and constraints; what older rows got by default is none of it."""
    asked = inspect(engine)
    found = {}
    for table in asked.get_table_names():
        columns = [f"{one['name']} {one['type']} {one['nullable']}" for one in asked.get_columns(table)]
        indexes = [f"{one['name']} {one['column_names']} {one['unique']}" for one in asked.get_indexes(table)]
        uniques = [f"unique {one['column_names']}" for one in asked.get_unique_constraints(table)]
        references = [
            f"{one['constrained_columns']} {one['referred_table']} {one['referred_columns']}"
            for one in asked.get_foreign_keys(table)
        ]
        key = f"key {asked.get_pk_constraint(table)['constrained_columns']}"
        found[table] = sorted([*columns, *indexes, *uniques, *references, key])
    return found


def test_the_migrations_come_to_the_shape_that_a_new_database_is_made_in(url: str, tmp_path: Path) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        homes.migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    migrated = shape(engine)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    new = Store(tmp_path / "home", url)
    assert shape(new.engine) == migrated
    new.close()


def test_the_files_of_migrations_begin_with_their_revisions_in_their_order() -> None:
    scripts = ScriptDirectory(str(homes.MIGRATIONS))
    assert homes.revisions() == tuple(script.revision for script in reversed([*scripts.walk_revisions()]))


def test_plans_and_cases_of_an_older_program_are_still_there(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'mingji.db'}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    with engine.begin() as connection:
        homes.migrate(connection, "0009")
        known = MetaData()
        known.reflect(connection)
        plan = {
            "name": "十月稽查",
            "kind": "常态稽查",
            "state": "待审批",
            "due_date": date(2026, 12, 31),
            "scope": {},
        }
        connection.execute(insert(known.tables["plans"]).values(created_by="林", created_at=NOW, **plan))
        case = {
            "case_no": "稽查20261100001",
            "plan_id": 1,
            "state": "待派发",
            "version": 1,
            "kind": "常态稽查",
        }
        about = {"object_type": "customer", "object_id": "1", "picked_by": "ranking", "facts": {}}
        counts = {"extensions": 0, "rework": 0, "is_urged": False, "recovered_fen": 0, "refunded_fen": 0}
        when = {"created_at": NOW, "moved_by": "林", "moved_at": NOW}
        connection.execute(insert(known.tables["cases"]).values(**case, **about, **counts, **when))
    with engine.begin() as connection:
        homes.migrate(connection)
        now = MetaData()
        now.reflect(connection)
        cases = now.tables["cases"]
        assert connection.execute(select(cases.c.case_no, cases.c.plan_id)).all() == [("稽查20261100001", 1)]
    engine.dispose()


def test_days_of_an_older_program_are_rows_of_the_companys_own_table(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'mingji.db'}")
    with engine.begin() as connection:
        homes.migrate(connection, "0017")
        known = MetaData()
        known.reflect(connection)
        written = {"note": "春节", "set_by": "林", "set_at": NOW}
        days = [{"day": date(2027, 2, 8), "is_worked": False}, {"day": date(2027, 2, 9), "is_worked": None}]
        for day in days:
            connection.execute(insert(known.tables["calendar_days"]).values(**day, **written))
        homes.migrate(connection)
    engine.dispose()
    store = Store(tmp_path)
    [other, first] = code_tables.history(store, "holidays")
    store.close()
    assert (first.key, first.since, first.content) == (
        ("2027-02-08",),
        date(2027, 2, 8),
        {"is_worked": False},
    )
    assert (first.reason, first.set_by, first.set_at, other.content) == ("春节", "林", NOW, None)
