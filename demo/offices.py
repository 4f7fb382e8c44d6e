"""The company's units, staff, meter reading sections and transformer areas."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from demo import names

CITY_CODE = "33401"
SECTION_SIZE, AREA_SIZE = 400, 180
SPARE_AREAS = 4
"""Areas at the end of each station's list in which only those live who ask for it."""


@dataclass(frozen=True)
class Employee:
    """One member of staff."""

    emp_no: str
    name: str
    org_code: str
    dept_name: str
    position: str


@dataclass(frozen=True)
class Section:
    """One meter reading section."""

    mr_sect_no: str
    mr_day: int
    is_high: bool
    reader_no: str
    calc_emp: str


@dataclass
class Station:
    """One supply station (供电所) with everything that is numbered within it."""

    number: int
    org_code: str
    name: str
    county_name: str
    size: int
    staff: list[Employee]
    sections: list[Section] = field(default_factory=list)
    area_count: int = 0

    @cached_property
    def place(self) -> str:
        """Return the name that addresses and companies begin with."""
        return f"{names.CITY}{self.county_name}{self.name}"

    def of(self, dept_name: str) -> list[Employee]:
        """Return the staff of a team."""
        return [employee for employee in self.staff if employee.dept_name == dept_name]

    def spare_area(self, place: int) -> int:
        """Return the place of an area in which nobody else lives."""
        return self.area_count - SPARE_AREAS + place

    def area_no(self, place: int) -> str:
        """Return the number of one of the station's transformer areas."""
        return f"0{self.number:02d}{place + 1:06d}"

    def area_name(self, place: int) -> str:
        """Return the name of one of the station's transformer areas."""
        return f"{self.county_name}{self.name}{place + 1}号公变"


@dataclass
class Offices:
    """The whole organisation."""

    stations: list[Station]
    counties: list[tuple[str, str]]
    county_staff: list[Employee]

    @property
    def staff(self) -> list[Employee]:
        """Return all staff, city first."""
        return [*self.county_staff, *(person for station in self.stations for person in station.staff)]

    def above(self, org_code: str) -> list[Employee]:
        """Return who holds an office at a county (7 digits) or at the city (5 digits)."""
        return [employee for employee in self.county_staff if employee.org_code == org_code]

    def rows(self, counts: dict[str, int]) -> Iterator[dict]:
        """Yield the rows of the table `orgs`; `counts` has the customers of each station."""
        total = sum(counts.values())
        yield _org(CITY_CODE, f"国网{names.CITY}供电公司", f"{names.CITY}公司", "33", "03", total)
        for code, name in self.counties:
            own = sum(count for org, count in counts.items() if org.startswith(code))
            yield _org(code, f"国网{names.CITY}{name}县供电公司", f"{name}公司", CITY_CODE, "04", own)
        for station in self.stations:
            title = f"{station.county_name}{station.name}供电所"
            size = counts.get(station.org_code, 0)
            yield _org(station.org_code, title, f"{station.name}所", station.org_code[:7], "05", size)
            for team, label in ((1, "高压"), (2, "低压")):
                code = f"{station.org_code}{team:02d}"
                yield _org(
                    code, f"{title}{label}班", f"{station.name}{label}班", station.org_code, None, None
                )

    def section_rows(self) -> Iterator[dict]:
        """Yield the rows of the table `mr_sections`."""
        for station in self.stations:
            for section in station.sections:
                yield {
                    "mr_sect_no": section.mr_sect_no,
                    "org_code": station.org_code,
                    "mr_mode": "401" if section.is_high else "301",
                    "mr_cycle": "1",
                    "mr_day": section.mr_day,
                    "reader_no": section.reader_no,
                    "calc_emp": section.calc_emp,
                    "cr_emp": station.of("营业班")[0].emp_no,
                }


def make_offices(customers: int, rng: random.Random) -> Offices:
    """Return an organisation for so many customers: 3 counties with 3 stations each, more for a large company."""
    county_count = max(3, min(len(names.COUNTIES), customers // 60_000))
    per_county = 3 if customers < 180_000 else len(names.STATIONS)
    counties = [(f"{CITY_CODE}{n + 1:02d}", names.COUNTIES[n]) for n in range(county_count)]
    numbers = _numbers()
    upper = [*_management(CITY_CODE, numbers, rng)]
    for code, _ in counties:
        upper += _management(code, numbers, rng)
    stations = []
    share, rest = divmod(customers, county_count * per_county)
    for code, name in counties:
        for n in range(per_county):
            number = len(stations) + 1
            org_code = f"{code}{n + 1:02d}"
            size = share + (number <= rest)
            station = Station(number, org_code, names.STATIONS[n], name, size, [])
            station.staff = _station_staff(org_code, numbers, rng)
            _lay_out(station, rng)
            stations.append(station)
    return Offices(stations, counties, upper)


def _lay_out(station: Station, rng: random.Random) -> None:
    readers, accountants = station.of("抄表班"), station.of("核算班")
    for n in range(1 + station.size // SECTION_SIZE + 1):
        station.sections.append(
            Section(
                f"{station.number:02d}{n + 1:06d}",
                18 if n == 0 else rng.randint(3, 17),
                n == 0,
                readers[n % len(readers)].emp_no,
                accountants[n % len(accountants)].emp_no,
            )
        )
    station.area_count = 1 + station.size // AREA_SIZE + SPARE_AREAS


def _org(code: str, name: str, short: str, parent: str, *other: str | int | None) -> dict:
    keys = ("org_code", "org_name", "short_name", "parent_code", "org_type", "cons_count")
    return dict(zip(keys, (code, name, short, parent, *other), strict=True))


def _numbers() -> Iterator[str]:
    number = 33410000
    while True:
        number += 7
        yield f"0{number}"


def _management(org_code: str, numbers: Iterator[str], rng: random.Random) -> list[Employee]:
    posts = ("营销部主任", "营销稽查专责", "电费核算专责", "计量专责")
    return [Employee(next(numbers), names.person(rng), org_code, "营销部", post) for post in posts]


def _station_staff(org_code: str, numbers: Iterator[str], rng: random.Random) -> list[Employee]:
    posts = [("供电所管理", "供电所所长")]
    posts += [("抄表班", "抄表员")] * 4 + [("核算班", "核算员")] * 2 + [("营业班", "收费员")] * 3
    posts += [("运检班", "抢修员")] * 6 + [("客户服务班", "客户经理")] * 4
    return [Employee(next(numbers), names.person(rng), org_code, dept, post) for dept, post in posts]
