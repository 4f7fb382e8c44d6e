"""A company's 95598 orders, made with a fixed seed, as messy as real ones, and a lake that holds them."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_typed
from models.data.batches import Provenance, commit
from models.data.staged import StagedBatch, StagedFile
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store

STATIONS = [f"33401{county}{station}" for county in ("01", "02", "03") for station in ("01", "02", "03")]
TYPES = ["001", "003", "005", "006", "009", "008", "007", "015", "服务申请"]
TYPE_CHANCES = [0.42, 0.22, 0.06, 0.03, 0.12, 0.04, 0.02, 0.06, 0.03]
SUB_TYPES = {
    "001": ["低压故障", "高压故障", "客户内部故障", "计量装置故障", "电能质量故障"],
    "005": ["0301", "0205", "服务投诉-服务行为", "供电质量投诉-电压低"],
    "009": ["011101", "020803", "供电业务意见-电费计算异常"],
    "006": ["违章窃电", "行风问题"],
    "003": ["电价电费咨询", "用电业务咨询", None],
    "服务申请": ["抄表数据异常", "电能表异常", "其他服务申请"],
}
CONTENTS = [
    "客户张三(电话13812345678)反映人民路12号全村停电,要求尽快抢修送电。",
    "客户来电反映频繁停电,本月已停电三次,影响生产经营。",
    "客户李小明反映电压低,空调无法启动,身份证330102199001011234,请核实。",
    "客户反映电费突增,怀疑电能表计量不准,申请校验电能表。",
    "客户反映抄表员未按时抄表,电费账单有误,要求核实退补。",
    "客户咨询居民阶梯电价政策及分时电价执行时间。",
    "客户欠费停电后已交清电费,请尽快复电送电。",
    "客户反映变压器噪音大,影响休息,要求整改。",
    "客户投诉工作人员服务态度差,要求道歉并处理。",
    "客户申请充电桩报装,长时间无人联系,要求尽快勘查现场。",
]
HANDLERS = [f"E{n:03d}" for n in range(24)]


def made_orders(n: int, first: date, last: date, seed: int = 11, *, customers: int = 3000) -> pd.DataFrame:
    """Return n orders accepted from first to last, without mess."""
    rng = np.random.default_rng(seed)
    days = (last - first).days + 1
    stamp = np.datetime64(first, "s") + rng.integers(0, days * 86_400, n).astype("timedelta64[s]")
    accept = pd.Series(np.sort(stamp).astype("datetime64[us]"))
    customer = rng.integers(0, customers, n)
    kind = rng.choice(TYPES, n, p=TYPE_CHANCES)
    station = customer % len(STATIONS)
    frame = pd.DataFrame(
        {
            "wo_no": [f"2026{number:012d}" for number in range(n)],
            "busi_type": kind,
            "org_code": np.array(STATIONS)[station],
            "urban_rural_flag": np.array(["01", "02", "03", None], dtype=object)[customer % 4],
            "accept_time": accept,
            "accept_mode": rng.choice(["01", "03"], n, p=[0.8, 0.2]),
            "cust_no": [f"{number:010d}" for number in customer],
            "tel": [f"138{number:08d}" for number in customer // 2],
            "status": "02",
            "handler": np.array(HANDLERS)[(station * 3 + rng.integers(0, 3, n)) % len(HANDLERS)],
            "dept": "供电所",
        }
    )
    frame["busi_sub_type"] = [rng.choice(np.array(SUB_TYPES.get(k, [None]), dtype=object)) for k in kind]
    frame["content"] = rng.choice(CONTENTS, n)
    after = _after(rng, accept)
    frame["send_time"] = accept + pd.to_timedelta(rng.integers(20, 200, n), unit="s")
    frame["accept_order_time"] = frame.send_time + pd.to_timedelta(rng.integers(10, 260, n), unit="s")
    repair = frame.busi_type == "001"
    frame["arrive_time"] = after(5, 110).where(repair)
    frame["repair_time"] = (frame.arrive_time + _minutes(rng, n, 20, 270)).where(repair)
    frame["contact_time"] = after(30, 30 * 60).where(frame.busi_type.isin(["005", "006"]))
    reply = after(300, 12 * 24 * 60).where(~repair, frame.repair_time + _minutes(rng, n, 5, 30))
    frame["reply_time"] = reply
    frame["archive_time"] = frame.reply_time + _minutes(rng, n, 10, 600)
    frame["deadline"] = accept + pd.to_timedelta(rng.choice([4, 72, 216], n), unit="h")
    is_grievance = frame.busi_type.isin(["005", "006", "009"])
    frame["true_flag"] = pd.Series(rng.random(n) < 0.35, dtype=object).where(is_grievance, None)
    frame["resp_flag"] = pd.Series(rng.random(n) < 0.7, dtype=object).where(is_grievance, None)
    frame["reject_flag"] = rng.random(n) < 0.02
    frame["visit_flag"] = rng.choice(["01", "03", "04"], n, p=[0.05, 0.1, 0.85])
    level = rng.choice(["01", "02", "03", "04", "05", "06"], n, p=[0.5, 0.3, 0.06, 0.05, 0.03, 0.06])
    frame["satisfaction"] = pd.Series(level, dtype=object).where(frame.visit_flag == "04", None)
    reason = rng.choice(["0102", "0201", "0601", "0602", "0303", "05"], n)
    frame["fault_reason"] = pd.Series(reason, dtype=object).where(repair, None)
    owner = np.where(frame.fault_reason == "0303", "02", "01")
    frame["fault_owner"] = pd.Series(owner, dtype=object).where(repair, None)
    frame["secret_flag"] = frame.busi_type == "006"
    return frame


def with_mess(frame: pd.DataFrame, seed: int = 12) -> pd.DataFrame:
    """Return the orders with what goes wrong in real ones: missing, reversed, open, moved, twice."""
    rng = np.random.default_rng(seed)
    frame = frame.copy()
    n = len(frame)
    hit = lambda share: rng.random(n) < share  # noqa: E731
    repair = frame.busi_type == "001"
    frame.loc[hit(0.08) & repair, "arrive_time"] = pd.NaT
    reversed_ = hit(0.05) & repair & frame.arrive_time.notna()
    frame.loc[reversed_, "arrive_time"] = frame.accept_time - pd.Timedelta(minutes=7)
    frame.loc[hit(0.02), "contact_time"] = pd.NaT
    early = hit(0.1) & frame.contact_time.notna()
    frame.loc[early, "contact_time"] = frame.accept_time - pd.Timedelta(hours=2)
    exact = hit(0.02) & (frame.busi_type == "005")
    frame.loc[exact, "contact_time"] = frame.accept_time + pd.Timedelta(hours=24)
    still_open = hit(0.06) & ~repair
    frame.loc[still_open, ["reply_time", "archive_time", "contact_time", "visit_flag", "satisfaction"]] = None
    frame.loc[still_open, "status"] = "01"
    frame.loc[hit(0.01), "status"] = "03"
    frame.loc[hit(0.03), "cust_no"] = None
    frame.loc[hit(0.02), "org_code"] = None
    frame.loc[hit(0.01), "org_code"] = "33401"
    twice = frame[hit(0.01)].copy()
    twice["org_code"] = "334010301"  # moved to another unit meanwhile, and delivered a second time
    twice["accept_time"] += pd.Timedelta(minutes=3)
    return pd.concat([frame, twice], ignore_index=True)


def made_orgs(*, with_households: bool = True) -> pd.DataFrame:
    """Return a city, its counties and stations; only stations know their households."""
    rows = [("33401", "临江供电公司", None)]
    rows += [
        (f"33401{county}", f"{name}县供电公司", None)
        for county, name in zip(("01", "02", "03"), "甲乙丙", strict=True)
    ]
    rows += [(code, f"{code[-4:]}供电所", 4_000 + 100 * i) for i, code in enumerate(STATIONS)]
    frame = pd.DataFrame(rows, columns=["org_code", "org_name", "cons_count"])
    if not with_households:
        frame["cons_count"] = None
    return frame


def made_customers(customers: int = 3000) -> pd.DataFrame:
    """Return the customers, 50 to a transformer area; only every second one knows 城乡类别."""
    number = np.arange(customers)
    return pd.DataFrame(
        {
            "cons_no": [f"{n:010d}" for n in number],
            "cons_name": "某客户",
            "org_code": np.array(STATIONS)[number % len(STATIONS)],
            "tg_no": [f"TG{n % (customers // 50):04d}" for n in number],
            "tg_name": [f"第{n % (customers // 50)}台区" for n in number],
            "urban_rural_flag": np.array(["01", None], dtype=object)[(number // 4) % 2],
        }
    )


def made_staff() -> pd.DataFrame:
    """Return the people behind the handlers' numbers."""
    return pd.DataFrame({"emp_no": HANDLERS, "name": [f"员工{n}" for n in range(len(HANDLERS))]})


def held(home: Path, frames: dict[str, pd.DataFrame], name: str = "made") -> Lake:
    """Return a lake in `home` that holds the frames as one committed batch."""
    lake = Lake(Store(home), tables())
    staged = StagedBatch(lake.store)
    for table_name, frame in frames.items():
        table = as_stored(table_name, frame)
        path = staged.path / f"{table_name}-.parquet"
        write_typed(table, path)
        table = pq.read_table(path)
        filled = {c: len(table) - table.column(c).null_count for c in table.column_names}
        counts = {column: count for column, count in filled.items() if count}
        staged.files.append(StagedFile(table_name, "", path, len(table), counts))
    commit(staged, Provenance(name, name, "测试", LOCAL_USER, None, []), tables())
    return lake


def as_stored(table_name: str, frame: pd.DataFrame) -> pa.Table:
    """Return a frame with the types and all the columns of its table's card."""
    schema = tables()[table_name].arrow_schema
    columns = []
    for field in schema:
        if field.name not in frame.columns:
            columns.append(pa.nulls(len(frame), field.type))
            continue
        values = frame[field.name]
        values = values.astype(object).where(values.notna(), None) if values.dtype == object else values
        columns.append(pa.array(values, from_pandas=True).cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _after(rng: np.random.Generator, accept: pd.Series):
    def after(low: int, high: int) -> pd.Series:
        return accept + _minutes(rng, len(accept), low, high)

    return after


def _minutes(rng: np.random.Generator, n: int, low: int, high: int) -> pd.Series:
    return pd.Series(pd.to_timedelta(rng.integers(low * 60, high * 60, n), unit="s").as_unit("us"))


def noon(day: date) -> datetime:
    """Return the middle of a day."""
    return datetime(day.year, day.month, day.day, 12)
