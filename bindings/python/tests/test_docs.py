"""The examples in the documentation are true."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ("_context", "arrays", "fit", "linear_sum", "program", "progress", "results")


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(f"mentormatch.{name}")
    found = doctest.testmod(module)
    assert found.failed == 0 and found.attempted > 0


def test_public_names_are_documented():
    import mentormatch

    for name in mentormatch.__all__:
        assert getattr(mentormatch, name).__doc__, name
    assert mentormatch.__version__.count(".") == 2
