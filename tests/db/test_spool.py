"""The spool: whole records, sealed, oldest first, whoever wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.crypto import Cipher
from db.spool import Spool

CIPHER = Cipher(bytes(32))


def test_records_come_back_in_their_order_also_to_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    assert Spool(folder, CIPHER).waiting() == []
    for record in (b"first", b"second", b"third"):
        Spool(folder, CIPHER).put(record)
    other = Spool(folder, CIPHER)
    paths = other.waiting()
    assert [other.read(path) for path in paths] == [b"first", b"second", b"third"]
    other.drop(paths[:1])
    other.drop(paths[:1])
    assert other.waiting() == paths[1:]
    assert other.read(paths[0]) is None


def test_nothing_can_be_read_on_the_disk(tmp_path: Path) -> None:
    Spool(tmp_path, CIPHER).put("건대 배고파".encode())
    (path,) = tmp_path.iterdir()
    assert "건대".encode() not in path.read_bytes()


def test_a_record_that_was_not_finished_is_none(tmp_path: Path) -> None:
    (tmp_path / ".00000000000000000001-aaaaaaaa").write_bytes(b"half")
    assert Spool(tmp_path, CIPHER).waiting() == []


def test_what_is_damaged_is_laid_aside_and_what_another_key_sealed_waits(tmp_path: Path) -> None:
    spool = Spool(tmp_path, CIPHER)
    Spool(tmp_path, Cipher(b"another key of thirty-two bytes!")).put(b"theirs")
    spool.put(b"ours")
    theirs, ours = spool.waiting()
    ours.write_bytes(ours.read_bytes()[:-1] + b"?")
    assert [spool.read(path) for path in (theirs, ours)] == [None, None]
    assert spool.waiting() == [theirs]
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".sealed", ".unusable"]


def test_a_disk_that_does_not_take_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("no folder")
    with pytest.raises(OSError, match="spool"):
        Spool(tmp_path / "spool", CIPHER).put(b"record")
