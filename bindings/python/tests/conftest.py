"""Shared by the tests: where the real data lies, and running the command line."""

from __future__ import annotations

import dataclasses
import os
import pathlib

import pytest

from mentormatch import cli


@pytest.fixture
def shared_data() -> pathlib.Path:
    folder = os.environ.get("MMATCH_SHARED_DATA")
    if not folder or not pathlib.Path(folder).is_dir():
        pytest.skip("MMATCH_SHARED_DATA names no folder of real data")
    return pathlib.Path(folder)


@dataclasses.dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command line, within this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Done:
        code = cli.main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return call
