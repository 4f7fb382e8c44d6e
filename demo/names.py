"""Made-up people, companies and places; no real customer looks like these by design, only by chance."""

import random

import numpy as np

CITY = "临江"
COUNTIES = ("东湖", "西岭", "南浦", "北原", "青溪", "白塔", "云泽", "石桥", "柳川", "丰乐", "安平")
STATIONS = ("城关", "河口", "梅岭", "杨柳", "龙泉", "清水", "新桥", "枫林", "双塘")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤䶮㛃"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华平刚桂兰玉萍红霞建国志文海燕春梅雪琴秋云晓东宇轩子涵浩然思远嘉怡佳琪俊峰雨桐欣妍天佑泽瀚淑珍凤珍德胜福生"
_BRANDS = "恒兴瑞丰宏达万顺鑫源华泰永盛金龙天成中信诚益民东升嘉禾旭日腾飞远洋利群众合康泰博雅启明光辉安顺"
_FACTORY = (
    "机械制造有限公司",
    "纺织有限公司",
    "塑料制品有限公司",
    "五金制品厂",
    "水泥有限公司",
    "食品有限公司",
    "化工有限公司",
    "电子科技有限公司",
    "铸造有限公司",
    "纸业有限公司",
)
_SHOP = ("超市", "商行", "饭店", "服装店", "五金店", "药店", "理发店", "便利店", "茶楼", "汽修店", "家电行")
_MALL = (
    "商贸有限公司",
    "酒店管理有限公司",
    "物流有限公司",
    "百货有限公司",
    "数据服务有限公司",
    "医院",
    "置业有限公司",
)
_FARM = ("种植专业合作社", "家庭农场", "粮食专业合作社")
_VILLAGES = [
    "杨家",
    "王庄",
    "李湾",
    "上塘",
    "下塘",
    "新民",
    "红星",
    "前进",
    "光明",
    "和平",
    "大塘",
    "小河",
    "石坝",
    "南山",
    "北岭",
    "东坪",
    "西坝",
    "金鸡",
    "双溪",
    "三合",
]
_ESTATES = [
    "阳光花园",
    "翠湖名邸",
    "江南水岸",
    "幸福里",
    "锦绣家园",
    "世纪城",
    "滨江花苑",
    "桃源小区",
    "御景湾",
    "怡和苑",
    "书香门第",
    "紫薇园",
]

SUFFIXES = {
    "factory": _FACTORY,
    "shop": _SHOP,
    "mall": _MALL,
    "farm": _FARM,
    "pump": ("抽水站", "灌区泵站", "排涝站"),
    "school": ("中心小学", "初级中学", "第一中学"),
    "shared": ("集体宿舍合表", "老旧小区合表"),
}


def person(rng: random.Random) -> str:
    """Return one person's name."""
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2))))


def people(rng: np.random.Generator, size: int) -> np.ndarray:
    """Return the names of as many persons."""
    surnames, given = np.array(list(_SURNAMES)), np.array([*_GIVEN, ""])
    first = given[rng.integers(0, len(_GIVEN), size)]
    second = given[rng.integers(0, len(_GIVEN) + len(_GIVEN) // 3, size).clip(max=len(_GIVEN))]
    return np.char.add(np.char.add(surnames[rng.integers(0, len(surnames), size)], first), second)


def companies(rng: np.random.Generator, kind: str, places: np.ndarray) -> np.ndarray:
    """Return the name of a company of a kind for each place name."""
    brands, suffixes = np.array(list(_BRANDS)), np.array(SUFFIXES[kind])
    size = len(places)
    words = np.char.add(
        brands[rng.integers(0, len(brands), size)], brands[rng.integers(0, len(brands), size)]
    )
    return np.char.add(np.char.add(places, words), suffixes[rng.integers(0, len(suffixes), size)])


def addresses(places: np.ndarray, numbers: np.ndarray, is_urban: np.ndarray) -> np.ndarray:
    """Return one address for each customer, different for each running number of a place."""
    homes = np.where(
        is_urban,
        np.array(_ESTATES)[numbers // 480 % len(_ESTATES)],
        np.char.add(np.array(_VILLAGES)[numbers // 480 % len(_VILLAGES)], "村"),
    )
    phase = np.char.add((numbers // (480 * 240) + 1).astype(str), "期")
    block = np.char.add((numbers // 24 % 20 + 1).astype(str), np.where(is_urban, "幢", "组"))
    house = np.char.add((numbers // 5760 % 40 + 1).astype(str), "区")
    room = np.char.add(
        (101 + numbers % 24 // 4 * 100 + numbers % 4).astype(str), np.where(is_urban, "室", "号")
    )
    found = np.char.add(places, homes)
    for part in (phase, house, block, room):
        found = np.char.add(found, part)
    return found
