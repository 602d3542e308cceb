"""What is typed behind a command and makes no sense is refused before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, main


@pytest.mark.parametrize(
    "words",
    [
        ("up", "--port", "65536"),  # the system takes such numbers modulo 65536
        ("up", "--port=-1"),
        ("web", "--port", "99999"),
        ("web", "--port", "８０８０"),
        ("up", "--workers", "0"),
        ("up", "--workers=-2"),
        ("up", "--workers", "two"),
        ("undo-import", "99999999999"),  # no column holds it
        ("campaign", "results", "0"),
        ("shop-access", "²"),
        ("settlements", "--month", "2026-11", "--shop", "9" * 5000),
    ],
)
def test_a_number_that_cannot_be_is_refused(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main([*words, "--data-dir", str(tmp_path / "made")])
    assert refused.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "must be" in said.err.splitlines()[-1]
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("inside", ["", "below"])
def test_a_data_dir_that_cannot_be_is_one_sentence(
    inside: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a file"
    file.touch()
    chosen = file / inside
    where = "in a file" if inside else "a file"
    assert main(["doctor", "--data-dir", str(chosen)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"naviyam: {chosen} is {where} where a folder is needed; choose another folder\n"


def test_the_help_tells_each_command_apart_from_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = dict(line.strip().split("  ", 1) for line in capsys.readouterr().out.splitlines()[2:])
    assert told.keys() == COMMANDS.keys()
