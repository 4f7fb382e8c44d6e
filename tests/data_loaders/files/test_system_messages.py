"""A message that was saved under an export's name is refused with its own words; a table never is."""

from pathlib import Path

import pytest

from data_loaders.files.formats import read_sheets
from models.errors import FileDamaged

MESSAGES = [
    ('{"code":401,"msg":"登录状态已过期","data":null}', "出错信息(JSON):“登录状态已过期”"),
    ('{"status":500,"data":{"error":"Internal Server Error"}}', "出错信息(JSON):“Internal Server Error”"),
    ('[{"cons_no":"0001","cap":5},{"cons_no":"0002","cap":6}]', "这是 JSON 数据"),
    ('<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
     "根元素 Error)不是 XML 表格 2003,可能是系统返回的出错信息:“AccessDenied Request has expired”"),
    ("java.lang.NullPointerException: null\n\tat com.epri.Export.run(Export.java:5)\n", "“java.lang.NullPointerException: null”"),
    ("ORA-00942: table or view does not exist", "“ORA-00942"),
    ("502 Bad Gateway\nnginx", "“502 Bad Gateway”"),
    ("系统繁忙", "“系统繁忙”"),
    ("会话已超时,请重新登录", "“会话已超时,请重新登录”"),
]  # fmt: skip
TABLES = [
    "系统导出失败工单明细\n户号,户名\n01,张\n",
    "查询异常用户\n户号\t户名\n01\t张\n",
    "{户号},{户名}\n01,张\n",
    "[户号],[户名]\n[1],[2]\n",
    '"{""a"":1}",户名\n01,张\n',
    "Error,户号\n1,01\n",
]


def written(folder: Path, text: str) -> Path:
    path = folder / "导出.xlsx"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("text", "said"), MESSAGES)
def test_message_is_refused_with_its_own_words(tmp_path: Path, text: str, said: str):
    with pytest.raises(FileDamaged) as refused:
        list(read_sheets(written(tmp_path, text)))
    assert said in str(refused.value)
    assert "请" in str(refused.value)


@pytest.mark.parametrize("text", TABLES)
def test_table_that_looks_like_a_message_is_read(tmp_path: Path, text: str):
    assert next(iter(read_sheets(written(tmp_path, text)))).cells.num_rows >= 2


def test_long_message_is_cut(tmp_path: Path):
    with pytest.raises(FileDamaged, match="…"):
        list(read_sheets(written(tmp_path, '{"msg":"' + "错" * 200 + '"}')))


def test_script_for_a_database_is_named(tmp_path: Path):
    script = "SET DEFINE OFF;\nInsert into C_CONS (CONS_NO,CONS_NAME) values ('0512345678','甲');\n"
    with pytest.raises(FileDamaged, match="这是 SQL 脚本"):
        list(read_sheets(written(tmp_path, script)))
