"""How personal data is shown to those who may not see it: masked in the engine, before a row leaves it.

    name          张**; organisations are shown, without what stands in brackets behind them
    phone         138****5678 from 11 digits, ****4321 from 8, else ****; anything but digits is left out
    address       to the road, estate or village, else the province to district, else two characters; then ***
    account       ****1234 from 12 digits, else ****
    certificate   3301**********123X from 18 letters and digits, ****123X from 12, else ****
    free text     (电话), (证件号), (号码), (车牌), (邮箱), (姓名), *** for house numbers; the rest stays

What is shown of an address holds no number and is never the whole of it. Only functions that every engine has
are used, and no look-around and no references to groups, which engines write differently.

Source: SECURITY duties, section 2.
"""

from typing import Any

import ibis
import ibis.expr.types as ir

from models.data.schema import Personal, Table

HIDDEN = "****"
HAN = "㐀-鿿豈-﫿𠀀-𳍏"
NUMERALS = "一二三四五六七八九十百零两〇甲乙丙丁"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐"
    "邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊"
    "甄曲家封储靳松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶"
    "司韶郜黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍"
    "桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国"
    "文寇广禄阙东欧沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权"
    "逯盖益桓公肖闫覃䶮㛃"
)

# an organisation ends in a word that no given name ends in, or in one that some do (李园) behind four characters:
# names of four have two of a surname and two of their own
_OPENING, _CLOSING, _COLON = "(\uff08\\[【", ")\uff09\\]】", ":\uff1a"
_BRACKET = rf"[{_OPENING}][^{_CLOSING}]*[{_CLOSING}]?$"
_ORGANISATION = (
    r"(..(公司|集团|中心|合作社|委员会|政府|协会|酒店|宾馆|超市|银行|商行|电行|医院|物业|小区|学校|小学|中学|大学|学院"
    r"|幼儿园|农场|林场|泵站|水站|电站|厂|店|铺|局|馆)|....(所|院|校|社|部|站|场|园|队|楼|合表))$"
)

# the first of these ends what is shown of an address
_PLACE = (
    r"^.*?(街道|社区|小区|大道|新区|新村|花园|家园|花苑|公寓|名邸|水岸|广场|大厦|大院|胡同"
    r"|路|街|道|巷|弄|坊|里|村|庄|寨|屯|湾|苑|园|府|镇|乡)"
)
_DISTRICT = r"^.*(省|市|县|区|旗|州)"
_HOUSE = r"号楼|号院|号|栋|幢|座|楼|单元|室|层|组|队|户|门|弄|区|期"
_FROM_THE_NUMBER_ON = rf"(?s)([^{HAN}]|[{NUMERALS}]+({_HOUSE})).*$"

_LONG = r"[0-9０-９]([- －　]?[0-9０-９]){6}"
_GAP = "[- ]?"
_NUMBERS = (  # longest first: a phone inside an identity number must not be found before it
    (
        rf"[1-9][0-9]{{5}}{_GAP}(18|19|20)[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9Xx]",
        "(证件号)",
    ),
    (r"[1-9][0-9]{5}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}", "(证件号)"),
    (rf"[0-9]({_GAP}[0-9]){{14,}}", "(号码)"),
    (rf"(\+?86[- ]?)?1{_GAP}[3-9]({_GAP}[0-9]){{9}}", "(电话)"),
    (rf"[{_OPENING}]?0[1-9][0-9]{{1,2}}[{_CLOSING}]?[- ]{{0,2}}[2-9]([- ]?[0-9]){{6,7}}", "(电话)"),
    (r"[3-8][0-9]{2,3}[- ][0-9]{4}", "(电话)"),
    (r"[0-9]{7,}", "(号码)"),
)
_MARKS = (
    (
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·•. ]?"
        r"[A-HJ-NP-Za-hj-np-z0-9]{5,6}",
        "(车牌)",
    ),
    (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "(邮箱)"),
    (rf"[{SURNAMES}][{HAN}]{{0,2}}?(先生|女士|小姐|师傅|同志|老师|大爷|大妈)", "(姓名)"),
    (
        rf"(联系人|户主|户名|姓名|申请人|报修人|来电人|投诉人)(姓名|名|是|为|叫)?[{_COLON} ]*[{SURNAMES}][{HAN}]{{1,2}}",
        "(姓名)",
    ),
    (
        rf"(路|街|大道|巷|弄|村|小区|镇|乡|社区|花园|公寓|苑|里)([0-9０-９A-Za-z{NUMERALS}东南西北—#-]+({_HOUSE}))+"
        r"([0-9０-９A-Za-z]+)?",
        "***",
    ),
)
_FULL_WIDTH, _PLAIN = "０１２３４５６７８９－　", "0123456789- "


def masked(table: ir.Table, card: Table) -> ir.Table:
    """Return the table with every personal column masked."""
    replacements = {
        column.name: mask(table[column.name], column.personal)
        for column in card.columns
        if column.personal is not None and column.name in table.columns
    }
    return table.mutate(**replacements) if replacements else table


def mask(text: Any, personal: Personal) -> Any:
    """Return a column of text as it is shown to those who may not see what it holds; null stays null."""
    match personal:
        case Personal.NAME:
            shown = _name(text)
        case Personal.PHONE:
            digits: Any = text.re_replace("[^0-9]", "")
            partly = ibis.ifelse(digits.length() >= 8, _with_last_four(digits), HIDDEN)
            whole: Any = digits.left(3).concat(HIDDEN, digits.right(4))
            shown = ibis.ifelse(digits.length() >= 11, whole, partly)
        case Personal.ADDRESS:
            shown = _address(text)
        case Personal.ACCOUNT:
            digits = text.re_replace("[^0-9]", "")
            shown = ibis.ifelse(digits.length() >= 12, _with_last_four(digits), HIDDEN)
        case Personal.CERTIFICATE:
            signs: Any = text.re_replace("[^0-9A-Za-z]", "")
            partly = ibis.ifelse(signs.length() >= 12, _with_last_four(signs), HIDDEN)
            whole = signs.left(4).concat("*" * 10, signs.right(4))
            shown = ibis.ifelse(signs.length() >= 18, whole, partly)
        case Personal.FREE_TEXT:
            shown = _free_text(text)
    return ibis.ifelse(text.isnull(), ibis.null("string"), shown)


def _with_last_four(digits: Any) -> Any:
    hidden: Any = ibis.literal(HIDDEN)
    return hidden.concat(digits.right(4))


def _name(text: Any) -> Any:
    """Return the first character, or the name of an organisation without what stands in brackets behind it."""
    bare = text.re_replace(_BRACKET, "").strip()
    organisation = ibis.ifelse(bare.length() < text.strip().length(), bare.concat("(***)"), text)
    initial: Any = ibis.ifelse(text.length() > 1, text.left(1), "")
    is_organisation = bare.re_search(_ORGANISATION) & ~bare.re_search("[0-9０-９]{5}")
    return ibis.ifelse(is_organisation, organisation, initial.concat("**"))


def _address(text: Any) -> Any:
    """Return the address up to a public place, and less where that would be all of it."""
    head = text.re_replace(_FROM_THE_NUMBER_ON, "")
    shown: Any = ""
    for less in (head.left(1), head.left(2), _up_to(head, _DISTRICT), _up_to(head, _PLACE)):
        shown = ibis.ifelse((less != "") & (less.length() < text.length()), less, shown)
    return shown.concat("***")


def _up_to(text: Any, pattern: str) -> Any:
    """Return the beginning of a text to which a pattern fits, "" where it does not."""
    return text.re_extract(pattern, 0).fill_null("")


def _free_text(text: Any) -> Any:
    """Return a text without what tells who it is about; only texts with long numbers are searched for them."""
    numbers: Any = text.translate(_FULL_WIDTH, _PLAIN)
    for pattern, shown in _NUMBERS:
        numbers = numbers.re_replace(pattern, shown)
    found: Any = ibis.ifelse(text.re_search(_LONG), numbers, text)
    for pattern, shown in _MARKS:
        found = found.re_replace(pattern, shown)
    return found
