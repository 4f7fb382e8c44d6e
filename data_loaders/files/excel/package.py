"""Know what the parts of a workbook archive (xlsx, xlsb) are: its relations decide, never a name.

Names of parts know no case, writers divide folders by either slash, and the main part may be called anything.
The engine looks for fixed names; where an archive has others, a copy of the few parts that it reads is made
under those (`Package.readable`).
"""

import contextlib
import posixpath
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from data_loaders.files.archives import checked_entries, member_blocks, open_archive
from data_loaders.files.markup.dtd import refuse_dtd
from data_loaders.limits import allowed, size_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

_FOLDERS = {"worksheet": "worksheets", "chartsheet": "chartsheets", "dialogsheet": "dialogsheets"}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_TABLES = {"chartsheet", "dialogsheet"}
_OTHERS = {"word": "Word 文档", "ppt": "PPT 演示文稿", "visio": "Visio 绘图"}


@dataclass(frozen=True)
class Relation:
    """What one part says of another: the last word of the type, and the other's canonical name."""

    kind: str
    target: str
    raw: str


class Package:
    """A workbook archive that passed the checks which need no look into its parts.

    Shapes: `entries` by canonical name (lower case, "/" between folders, none in front); `main` is the canonical
    name of the workbook's own part and `related` its relations by id.
    Errors: FileHostile (macros, and what `checked_entries` refuses), FileDamaged, FileUnreadable.
    """

    def __init__(self, path: Path, file: str) -> None:
        self.path, self.file = path, file
        self.archive = open_archive(path, file)
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in checked_entries(self.archive, path, file):
            if self.entries.setdefault(canonical(entry.filename), entry) is not entry:
                raise FileHostile(
                    f"内部文件“{entry.filename}”有两份",
                    where=Place(file),
                    remedy="请用 Excel 打开后另存为新的 xlsx 再导入",
                )
        self.main = self._main()
        self.related = self._relations(self.main)
        self._refuse_macros()

    @property
    def is_binary(self) -> bool:
        """Return whether the workbook's parts are records (xlsb), not XML."""
        return self.main.endswith(".bin")

    @property
    def notes(self) -> list[str]:
        """Return what a person should know of the parts that are left alone."""
        has_links = any("/externallinks/" in name for name in self.entries)
        return ["外部链接(含 DDE)已忽略,只读取单元格中保存的值"] if has_links else []

    def part(self, kind: str) -> zipfile.ZipInfo | None:
        """Return the part to which the workbook has a relation of a kind ("styles", "sharedStrings")."""
        targets = (link.target for link in self.related.values() if link.kind == kind)
        return next((self.entries[target] for target in targets if target in self.entries), None)

    def worksheet(self, name: str, key: str) -> zipfile.ZipInfo | None:
        """Return the part of a sheet that the workbook lists, None for one that is no table.

        Errors: FileDamaged where there is no such part.
        """
        link = self.related.get(key)
        if link is not None and link.kind in _NO_TABLES:
            return None
        if link is None or link.target not in self.entries:
            raise FileDamaged(
                "工作簿里列有这张工作表,文件内却没有它的内容",
                where=Place(self.file, name),
                remedy="请用 Excel 打开后另存为新的 xlsx 再导入",
            )
        return self.entries[link.target]

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the whole of a part that is small in every honest file.

        Errors: FileHostile, FileDamaged.
        """
        largest = allowed().part_bytes
        if entry.file_size > largest:
            raise FileHostile(
                f"内部文件“{entry.filename}”展开后超过 {size_text(largest)}",
                where=Place(self.file),
                remedy="请另存为新文件",
            )
        return b"".join(member_blocks(self.archive, entry, self.file))

    def xml(self, entry: zipfile.ZipInfo) -> ElementTree.Element:
        """Return a small part that is XML.

        Errors: FileHostile, FileDamaged.
        """
        content = self.content(entry)
        refuse_dtd(content, Place(self.file), part=entry.filename)
        try:
            return ElementTree.fromstring(content)
        except ElementTree.ParseError as fault:
            raise FileDamaged(
                f"内部文件“{entry.filename}”已损坏", where=Place(self.file), remedy="请从系统重新导出"
            ) from fault

    @contextlib.contextmanager
    def readable(self) -> Iterator[Path]:
        """Yield the archive, or a copy whose names are those that the engine looks for."""
        names = self._names_for_engine()
        if names is None:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="renamed-") as folder:
            copy = Path(folder) / f"workbook.{'xlsb' if self.is_binary else 'xlsx'}"
            self._copy(copy, names)
            yield copy

    def _main(self) -> str:
        """Return the main part: what the root relation says, else what is called like one."""
        roots = self._relations("").values()
        main = next((link.target for link in roots if link.kind == "officeDocument"), "")
        if main not in self.entries:
            main = next(
                (name for name in self.entries if name.endswith(("workbook.xml", "workbook.bin"))), ""
            )
        if main and main.partition("/")[0] not in _OTHERS:
            return main
        folders = {name.partition("/")[0] for name in self.entries}
        document = next((said for folder, said in _OTHERS.items() if folder in folders), "")
        if document:
            raise FileUnreadable(
                f"这是 {document},不是 Excel 工作簿",
                where=Place(self.file),
                remedy="请把其中的表格复制到 Excel,保存为 xlsx 再导入",
            )
        raise FileDamaged("不是完整的 Excel 工作簿", where=Place(self.file), remedy="请从系统重新导出")

    def _relations(self, source: str) -> dict[str, Relation]:
        folder, name = posixpath.split(source)
        entry = self.entries.get(canonical(f"{folder}/_rels/{name}.rels"))
        if entry is None:
            return {}
        found = {}
        for item in self.xml(entry):
            raw = item.get("Target", "")
            if item.get("TargetMode") != "External":
                kind = item.get("Type", "").rpartition("/")[2]
                found[item.get("Id", "")] = Relation(kind, self._target(folder, raw), raw)
        return found

    def _target(self, folder: str, raw: str) -> str:
        """Return the canonical name of a target; one that leaves out its first slash is found as well."""
        target = canonical(posixpath.join("/" + folder, unquote(raw).replace("\\", "/")))
        from_root = canonical(unquote(raw))
        return from_root if target not in self.entries and from_root in self.entries else target

    def _refuse_macros(self) -> None:
        """Refuse an archive that holds macros or is one for them; a type declared for no part says nothing."""
        kinds = {link.kind.lower() for link in self.related.values()}
        has_code = any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in self.entries)
        # the main part of every xlsb has "macroEnabled" in its type
        is_for_macros = not self.is_binary and "macroenabled" in self._content_type(self.main).lower()
        if has_code or is_for_macros or kinds & {"vbaproject", "xlmacrosheet", "xlintlmacrosheet"}:
            raise FileHostile(
                "文件含宏", where=Place(self.file), remedy="请用 Excel 另存为不含宏的 xlsx 再导入"
            )

    def _content_type(self, part: str) -> str:
        entry = self.entries.get("[content_types].xml")
        if entry is None:
            return ""
        defaults = {}
        for item in self.xml(entry):
            if canonical(item.get("PartName", "/")) == part:
                return item.get("ContentType", "")
            defaults[item.get("Extension", "").lower()] = item.get("ContentType", "")
        return defaults.get(part.rpartition(".")[2], "")

    def _names_for_engine(self) -> Mapping[str, str] | None:
        """Return {id of a relation: target as the engine expects it}, or None where all are so already."""
        ending = "bin" if self.is_binary else "xml"
        wanted: dict[str, str] = {}
        is_as_expected = self.main == f"xl/workbook.{ending}" and "_rels/.rels" in self.entries
        for number, (key, link) in enumerate(self.related.items(), 1):
            if link.target not in self.entries:
                continue
            if link.kind in _FOLDERS:
                wanted[key] = f"{_FOLDERS[link.kind]}/sheet{number}.{ending}"
                sought = link.raw[1:] if link.raw.startswith("/") else f"xl/{link.raw}"
                is_as_expected &= sought.lower() == link.target
            elif link.kind in ("styles", "sharedStrings"):
                wanted[key] = f"{link.kind}.{ending}"
                is_as_expected &= link.target == f"xl/{link.kind}.{ending}".lower()
        return None if is_as_expected else wanted

    def _copy(self, path: Path, names: Mapping[str, str]) -> None:
        """Write the parts that the engine reads under the names that it expects."""
        book = f"xl/workbook.{'bin' if self.is_binary else 'xml'}"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("_rels/.rels", relations_xml([("book", "officeDocument", book)]))
            folder, name = posixpath.split(book)
            links = [(key, self.related[key].kind, target) for key, target in names.items()]
            archive.writestr(f"{folder}/_rels/{name}.rels", relations_xml(links))
            self._copy_part(archive, self.main, book)
            for key, target in names.items():
                self._copy_part(archive, self.related[key].target, f"xl/{target}")

    def _copy_part(self, archive: zipfile.ZipFile, part: str, name: str) -> None:
        with archive.open(name, "w", force_zip64=True) as out:
            for block in member_blocks(self.archive, self.entries[part], self.file):
                out.write(block)


def canonical(name: str) -> str:
    """Return a part's name as all spellings of it are compared."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


def relations_xml(links: Iterable[tuple[str, str, str]]) -> str:
    """Return a part of relations, given as (id, kind, target)."""
    from xml.sax.saxutils import quoteattr  # loads what speaks to the network, too

    listed = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(f'{_TYPES}/{kind}')} Target={quoteattr(target)}/>"
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'
