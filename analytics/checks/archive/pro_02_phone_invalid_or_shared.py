"""PRO-02 联系方式无效或重复"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import is_blank, reasons
from analytics.facts.customers import on_the_books
from analytics.regulation.practice import PHONE_NUMBERS
from data_loaders.codes.customers import CustType
from models.category import Category

_PUNCTUATION = " \t\u00a0\u3000-\u2010\u2013\u2014\uff0d()\uff08\uff09"
MOBILE = "^1[3-9][0-9]{9}$"
# an area code, seven or eight digits, an extension; the dash that stood before it is gone by then
FIXED_LINE = "^(0[0-9]{2,3})?[2-9][0-9]{6,7}((转|x)?[0-9]{1,4})?$"
HOTLINE = "^400[0-9]{7}$"


@check(
    code="PRO-02",
    title="联系方式无效或重复",
    category=Category.ARCHIVE,
    matter="检查客户档案记录是否齐全",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={"customers": ["cons_no", "mobile", "cons_sort_code?"]},
    facts=(on_the_books,),
    evidence={
        "finding": "情形",
        "reason": "问题",
        "mobile": "联系电话",
        "same_count": "同号居民户数",
    },
    sentence="联系电话{finding}",
    laws=(PHONE_NUMBERS,),
)
def phone_invalid_or_shared(
    t: Tables,
    *,
    dup_max: Annotated[int, Param("同号居民户数上限", "户", low=1, high=1000)] = 5,
) -> Any:
    """客户联系电话应当打得通,居民一个号码不应挂在许多户名下。

    为什么: 号码无效或是抄表员、代办人的,停电通知、催费和交费提醒都到不了客户,投诉也由此而来。
    判定: 在册户电话非空、非占位,任一即中:①去掉空格、横杠、括号和 +86 后,既不是 11 位手机号(1 开头,第二位 3 至 9),也不是座机(可带 0 开头区号的 7 至 8 位号,首位 2 至 9,可带不超过 4 位分机)或 400 开头 10 位;②居民户,同一号码(去掉上述符号后)的在册居民户数大于 5,该号码下各居民户均命中。{practice.PHONE_NUMBERS}。
    金额: 无。
    例外: 空号码、占位归 PRO-01;非居民不查重复;户数恰等于上限不算。物业、房东、养老院代办的由人工核对。
    核实: 电话回访客户本人,更正联系电话。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_blank(customers.mobile))
    # nearly all are written as they are dialled
    dialled = customers.mobile.translate(_PUNCTUATION, "").re_replace(r"^(\+|00)86", "")
    number = ibis.ifelse(customers.mobile.re_search(MOBILE), customers.mobile, dialled)
    known = customers.mutate(
        number=number, is_home=(customers.cons_sort_code == CustType.RESIDENT).fill_null(False)
    )
    homes = known.filter(known.is_home)
    counts = homes.group_by("number").agg(same_count=homes.count())
    shared = counts.filter(counts.same_count > dup_max)
    known = known.left_join(shared, "number").drop("number_right")
    is_valid = (
        known.number.re_search(MOBILE) | known.number.re_search(FIXED_LINE) | known.number.re_search(HOTLINE)
    )
    reason = reasons({"号码无效": ~is_valid, "同号户数过多": known.is_home & known.same_count.notnull()})
    found = known.mutate(reason=reason)
    found = found.filter(found.reason != "")
    same_count = ibis.ifelse(found.is_home, found.same_count, ibis.null("int64"))
    shared_by: Any = ibis.literal("(同号居民户 ")
    counted = shared_by.concat(same_count.cast("string"), " 户)").fill_null("")
    return found.mutate(object_id=found.cons_no, same_count=same_count, finding=found.reason.concat(counted))
