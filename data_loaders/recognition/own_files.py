"""What Mingji writes itself, and how it is known when it comes back: it is no export and is never loaded as one.

Only the field sheet is read back: it is a table of its own, filled in on site.

a workbook          a hidden sheet names what it is; it outlives saving by Excel, WPS and LibreOffice, as xls too
a CSV               its heading row, which is the contract of the command line
a list copied out   has lost the mark; headings that stand together in no export put it to the question
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data_loaders.recognition.headers import plain
from data_loaders.sheet import Sheet
from models.errors import FileOurs, Place, SheetUnrecognised

MARK_SHEET, MARK_LABEL = "明稽标识", "文件种类"
SEARCHED_ROWS = 10


@dataclass(frozen=True)
class OwnFile:
    """One kind of file that Mingji writes: its title, what to do with it, and headings that tell a list of it.

    `is_read_back`: it was made to be filled in and loaded like an export.
    """

    title: str
    remedy: str
    csv_headings: tuple[str, ...] = ()
    list_headings: tuple[str, ...] = ()
    is_read_back: bool = False


_REPLY_REMEDY = "填好的清单请在“稽查任务”的“收回填好的稽查清单”交回(命令行 reply),不从数据导入载入"
TARGETS = OwnFile(
    "稽查目标清单",
    _REPLY_REMEDY,
    ("object_type", "object_id", "check_codes", "picked_by"),
    ("对象编号", "稽查原因", "是否属实", "核查情况", "选取方式"),
)
DISPATCHED = OwnFile(
    "稽查清单",
    _REPLY_REMEDY,
    (),
    ("工单编号", "是否属实", "回执码"),
)
FINDINGS = OwnFile(
    "稽查命中清单",
    "命中由筛查得出,不需要导入",
    ("check_code", "object_type", "object_id", "evidence"),
    ("检查编号", "对象类型", "对象编号", "证据"),
)
TWO_RUNS = OwnFile(
    "筛查对比",
    "对比由两次筛查得出,不需要导入",
    (),
    ("检查编号", "变化", "较早金额(元)", "较晚金额(元)"),
)
PICTURE_ROWS = OwnFile("专业稽查清单", "清单由系统中的数据算出,不需要导入")
REJECTS = OwnFile(
    "被拒绝的行",
    "请按“拒绝原因”在原来的导出文件中改正,再导入改正后的文件",
    (),
    ("文件中的行号", "拒绝原因"),
)
WHITE_LIST = OwnFile(
    "白名单", "白名单由人申请和批准,不从数据导入载入", (), ("白名单编号", "检查编号", "白名单类型", "到期日")
)
RULE_BOOK = OwnFile(
    "稽查规则手册", "手册由检查和法规数据生成,不需要导入", (), ("检查编号", "判定", "现场核实")
)
_TABLES_REMEDY = "改好后在“管理 / 参数与码表”载入"
PARAMETERS = OwnFile("参数(地区取值)", _TABLES_REMEDY, (), ("检查编号", "参数编号", "生效日", "理由"))
HOLIDAYS = OwnFile("节假日", _TABLES_REMEDY, (), ("日期", "上班或放假", "说明"))
LADDER_PROFILES = OwnFile("省电价方案", _TABLES_REMEDY, (), ("方案名", "是否采用", "生效日", "理由"))
TIME_PERIODS = OwnFile("分时时段与季节", _TABLES_REMEDY, (), ("方案名", "季节", "时段", "生效日"))
USES_OF_TRADES = OwnFile("用电类别与行业", _TABLES_REMEDY, (), ("用电类别", "行业代码", "是否允许", "生效日"))
LOCAL_CODES = OwnFile("地方代码", _TABLES_REMEDY, (), ("代码表", "代码", "名称", "等同的国家代码"))
PUBLISHED_PRICES = OwnFile("电价目录(更正)", _TABLES_REMEDY, (), ("电价码", "电度电价", "生效日", "理由"))
FAULTY_ROWS = OwnFile("有错的行", "改正后在“管理 / 参数与码表”载入")
CASES = OwnFile("稽查任务清单", "案件在稽查任务中办理;现场填写的回单清单另行交回,不从数据导入载入")
CASE_LIBRARY = OwnFile("案例库", "案例由已归档的案件得出,不需要导入")
APPRAISAL = OwnFile("考核表", "考核由案件的办理记录算出,不需要导入")
REPORT = OwnFile("报告的附表", "报告由系统中的数据算出,不需要导入")
FIELD_SHEET = OwnFile("现场核对表", "填好后从数据导入载入", is_read_back=True)
KINDS = (
    DISPATCHED,
    TARGETS,
    FINDINGS,
    TWO_RUNS,
    PICTURE_ROWS,
    REJECTS,
    WHITE_LIST,
    RULE_BOOK,
    PARAMETERS,
    HOLIDAYS,
    LADDER_PROFILES,
    TIME_PERIODS,
    USES_OF_TRADES,
    LOCAL_CODES,
    PUBLISHED_PRICES,
    FAULTY_ROWS,
    CASES,
    CASE_LIBRARY,
    APPRAISAL,
    REPORT,
    FIELD_SHEET,
)


def refuse_own(sheet: Sheet) -> None:
    """Refuse a file that carries the mark, or the heading row of a CSV of ours.

    Filled lists of the closed loop come back another way (data_loaders/filled_lists.py).
    Errors: FileOurs.
    """
    first = _texts(sheet, 0)
    own = _marked(first) if is_mark(sheet) else _headed(first)
    if own is not None and not own.is_read_back:
        raise FileOurs(
            f"这是明稽导出的“{own.title}”,不是营销系统的导出文件",
            where=Place(sheet.file),
            remedy=own.remedy,
        )


def is_mark(sheet: Sheet) -> bool:
    """Return whether a sheet says what its file is, and nothing else."""
    return sheet.name == MARK_SHEET


def doubt_of_own(sheet: Sheet) -> SheetUnrecognised | None:
    """Return the question to ask about a sheet with the headings of a list of ours, or None."""
    for row in range(min(SEARCHED_ROWS, sheet.cells.num_rows)):
        texts = {plain(text) for text in _texts(sheet, row)}
        for own in KINDS:
            if own.list_headings and texts >= set(map(plain, own.list_headings)):
                return SheetUnrecognised(
                    f"像是明稽导出的“{own.title}”,不是营销系统的导出文件",
                    where=Place(sheet.file, sheet.name),
                    remedy=f"{own.remedy};确实是导出文件的,请在数据导入页面指定数据表和各列",
                )
    return None


def _texts(sheet: Sheet, row: int) -> list[str]:
    if row >= sheet.cells.num_rows:
        return []
    return [text.strip() for column in sheet.cells.columns if (text := column[row].as_py())]


def _marked(first: Sequence[str]) -> OwnFile:
    """Return the kind that a mark names; one of a newer version is some file of ours."""
    return next((own for own in KINDS if own.title in first), OwnFile("文件", "请导入营销系统的导出文件"))


def _headed(first: Sequence[str]) -> OwnFile | None:
    return next((own for own in KINDS if own.csv_headings and set(first) >= set(own.csv_headings)), None)
