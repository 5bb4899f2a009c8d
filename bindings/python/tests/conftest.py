"""Shared by the tests: where the real data lies, and running the command line."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest


@pytest.fixture
def shared_data() -> pathlib.Path:
    folder = os.environ.get("MMATCH_SHARED_DATA")
    if not folder or not pathlib.Path(folder).is_dir():
        pytest.skip("MMATCH_SHARED_DATA names no folder of real data")
    return pathlib.Path(folder)


@pytest.fixture
def run(tmp_path):
    """Runs the command line in a folder of its own."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mentormatch", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return call
