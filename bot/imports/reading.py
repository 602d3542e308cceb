"""From a file of any kind to tables of cells."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from bot.failure import Failure
from bot.imports.cells import Row
from bot.imports.trees import lists_of, table_of

FORMATS = ("auto", "xlsx", "xls", "ods", "csv", "json")

_ENCODINGS = ("utf-8-sig", "cp949")
_SAMPLE = 200_000
_DELIMITERS = (",", "\t", ";", "|")
_END = "\x00"
_JSON_BEGINS = re.compile(rb'[\[{]\s*["\[{]')
_NO_LISTS = (
    (re.compile(rb"%PDF"), "it is a PDF, no list: ask for it as xlsx or csv"),
    (
        re.compile(rb"<(!doctype|\?xml|html|head|body|meta|style|table)", re.IGNORECASE),
        "it is a web page or XML, no list: save it as xlsx or csv",
    ),
)


class UnreadableError(Failure):
    """The file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `first` is the number of its first row as a person counts them; `has_header` False: `rows` are
    records whose first row was made from their keys.
    """

    name: str
    rows: list[Row]
    first: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, and the SHA-256 of it."""

    path: Path
    digest: bytes
    tables: list[Table]


def read_file(path: Path, kind: str = "auto") -> Source:
    """Every table of a file. `kind` is one of FORMATS; auto looks at the content, not at the name.

    Raises:
        UnreadableError: the file is missing, empty, locked by a password or not what it should be.
    """
    try:
        return read_content(path.read_bytes(), path, kind)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or 'cannot be opened'}") from error
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def read_content(content: bytes, path: Path = Path("upload"), kind: str = "auto") -> Source:
    """Every table of a file's content, as `read_file`."""
    return Source(path, hashlib.sha256(content).digest(), _tables(content, kind))


def _tables(content: bytes, kind: str) -> list[Table]:
    if not content.strip(b"\x00 \r\n\t"):
        raise UnreadableError("the file is empty")
    kind = _kind(content) if kind == "auto" else kind
    if kind in {"xlsx", "xls", "ods"}:
        return _workbook(content)
    text = _decode(content)
    return _json(text) if kind == "json" else [Table("", _csv(text))]


def _kind(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    start = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    for beginning, why in _NO_LISTS:
        if beginning.match(start):
            raise UnreadableError(why)
    if _JSON_BEGINS.match(start):
        return "json"  # also where it is broken, which is then told
    return "json" if start.startswith((b"{", b"[")) and _is_json(content) else "csv"


def _is_json(content: bytes) -> bool:
    try:
        orjson.loads(_decode(content))
    except orjson.JSONDecodeError:
        return _lines(_decode(content)) is not None
    return True


def _workbook(content: bytes) -> list[Table]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
            return [Table(name, cast("list[Row]", sheet.to_python(skip_empty_area=False))) for name, sheet in sheets]
    except PasswordError as error:
        raise UnreadableError("the workbook is locked by a password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(f"not a readable workbook ({error})") from error


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    if (almost := _almost(content)) is not None:
        return almost
    best = from_bytes(content[:_SAMPLE]).best()
    if best is None:
        raise UnreadableError("its encoding cannot be told")
    return content.decode(best.encoding, errors="replace")


def _almost(content: bytes) -> str | None:
    """UTF-8 or CP949 with a few broken bytes, which cost a letter and not the file."""
    for encoding in _ENCODINGS:
        text = content.decode(encoding, errors="replace")
        korean = sum("가" <= letter <= "힣" for letter in text)
        if korean > 20 and text.count("\ufffd") * 20 < korean:
            return text
    return None


def _csv(text: str) -> list[Row]:
    """Every row; a quote that is never closed is a letter of its line and swallows no rows after it."""
    text = text.replace(_END, "")
    csv.field_size_limit(2**31 - 1)
    delimiter = _delimiter(text)
    lines = list(io.StringIO(text, newline=""))
    rows: list[Row] = []
    at = 0
    while at < len(lines):
        read, taken = _until_open_quote(lines[at:], delimiter)
        rows += read
        at += taken
        if at < len(lines):
            rows += cast("list[Row]", list(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE)))
            at += 1
    return rows


def _until_open_quote(lines: list[str], delimiter: str) -> tuple[list[Row], int]:
    """The rows before a quote that no line closes, and how many lines they are."""
    reader = csv.reader(itertools.chain(lines, [_END]), delimiter=delimiter)
    rows: list[Row] = []
    taken = 0
    for row in reader:
        if reader.line_num > len(lines):
            break
        rows.append(cast("Row", row))
        taken = reader.line_num
    return rows, taken


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines most often, and mostly into the same number of cells."""
    lines = [line for line in itertools.islice(io.StringIO(text, newline=None), 50) if line.strip()]

    def score(sign: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=score)


def _json(text: str) -> list[Table]:
    try:
        tree = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        tree = _lines(text)
        if tree is None:
            raise UnreadableError(f"not JSON ({error})") from error
    tables = [Table(name, table_of(rows), first=0) for name, rows in lists_of(tree, "")]
    if not tables:
        raise UnreadableError("the JSON holds no list of rows")
    return tables


def _lines(text: str) -> list[Any] | None:
    try:
        return [orjson.loads(line) for line in text.splitlines() if line.strip()]
    except orjson.JSONDecodeError:
        return None
