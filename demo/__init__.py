"""The made-up company: consistent where it is clean, with planted problems and legitimate look-alikes."""

from demo.company import Company, make_company, stream, tables, truth
from demo.exports import export_files, write_exports, write_parquet
from demo.stage import AS_OF, PERIOD

__all__ = [
    "AS_OF",
    "PERIOD",
    "Company",
    "export_files",
    "make_company",
    "stream",
    "tables",
    "truth",
    "write_exports",
    "write_parquet",
]
