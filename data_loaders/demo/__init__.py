"""The made-up company: consistent where it is clean, with planted problems and legitimate look-alikes."""

from data_loaders.demo.company import Company, make_company, stream, tables, truth
from data_loaders.demo.exports import export_files, write_exports, write_parquet
from data_loaders.demo.stage import AS_OF, PERIOD

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
