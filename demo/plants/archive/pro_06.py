"""PRO-06 受电设备档案缺失

Transformers that are not on file, or lack plate, capacity, day or owner; who need not have any is left alone.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Side, fine, wrong
from demo.changes import changed, cleared, together
from demo.profiles import PLANT, SHOP, SMALL_PLANT
from demo.rewriting import charged_losses
from demo.stage import Play

NONE, GAPS = "① 没有设备", "② 设备缺项"
CAP = {"contract_cap": 200}
TWO = {"contract_cap": 800}
machine = partial(changed, "equipment")
UNKNOWN_DAY = {"inst_date": None, "actual_start_date": None}


def cases(play: Play) -> Sequence[Case]:
    """Return equipment files; there is no amount."""
    none, gaps = partial(wrong, branch=NONE), partial(wrong, branch=GAPS)
    unfiled = [Side("PRO-01", note="高压没有受电设备")]
    gone = machine(run_status="03", actual_stop_date=play.ago(90))
    return [
        none("没有设备行", SMALL_PLANT, CAP, cleared("equipment"), also=unfiled),
        none("变更中用户没有设备行", SMALL_PLANT, CAP | {"status_code": "2"}, cleared("equipment"), also=unfiled),
        none("仅剩拆除设备", SMALL_PLANT, CAP, gone, also=[Side("TAR-21", charged_losses, "设备已拆仍计变损")]),
        gaps("容量为空", SMALL_PLANT, CAP, machine(plate_cap=None)),
        gaps("出厂编号为空", SMALL_PLANT, CAP, machine(made_no=None)),
        gaps("出厂编号为占位", SMALL_PLANT, CAP, machine(made_no="待补")),
        gaps("安装、启用日期都空", SMALL_PLANT, CAP, machine(**UNKNOWN_DAY)),
        gaps("产权为空", SMALL_PLANT, CAP, machine(owner=None)),
        gaps("两台中第二台缺产权", PLANT, TWO, changed("equipment", 1, owner=None)),
        gaps("停用设备缺铭牌", PLANT, TWO | {"stopped_cap": 400}, changed("equipment", 1, made_no=None)),
        gaps("状态空的设备按在册,缺产权", SMALL_PLANT, CAP, machine(run_status=None, owner=None)),
        fine("只有启用日期", SMALL_PLANT, CAP, machine(inst_date=None)),
        fine("只有安装日期", SMALL_PLANT, CAP, machine(actual_start_date=None)),
        fine("拆除的旧变缺铭牌,另有在用的", PLANT, TWO, together(changed("equipment", 1, run_status="03", made_no=None), changed("equipment", 0, plate_cap=800))),
        fine("临时用电户用移动变", SMALL_PLANT, CAP | {"tmp_flag": "01", "tmp_due_date": play.ago(-90)}, cleared("equipment"), also=unfiled),
        fine("趸售户不查", SMALL_PLANT, CAP | {"elec_type_code": "502"}, cleared("equipment"), also=unfiled),
        fine("低压户不查", SHOP, {}),
        fine("已销户不查", SMALL_PLANT, CAP | {"status_code": "9"}, cleared("equipment")),
    ]  # fmt: skip
