"""The seven audit categories: their Chinese names, code prefixes and the folders their checks live in."""

from enum import Enum


class Category(Enum):
    """One audit category; `value` is the name a user reads."""

    ARCHIVE = "客户档案"
    BUSINESS = "营业"
    METERING = "电能计量"
    TARIFF = "电费电价"
    ACCOUNT = "电费帐务"
    INSPECTION = "用电检查"
    SERVICE = "服务质量"

    @property
    def prefix(self) -> str:
        """Return the letters its check codes begin with, such as 'PRO'."""
        return _PREFIX[self]

    @property
    def folder(self) -> str:
        """Return the name of its folder under analytics/checks."""
        return self.name.lower()


_PREFIX = {
    Category.ARCHIVE: "PRO",
    Category.BUSINESS: "BIZ",
    Category.METERING: "MET",
    Category.TARIFF: "TAR",
    Category.ACCOUNT: "ACC",
    Category.INSPECTION: "INS",
    Category.SERVICE: "SVC",
}
