"""Every public function that can fail has a scenario in test_sweeps.c.

usage: covers_all.py SOURCE_FOLDER"""

import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
declared = set()
for header in sorted((source / "include").rglob("*.h")):
    if header.name != "glpk.h":  # its memory is GLPK's
        declared |= set(re.findall(r"MMATCH_API mmatch_status\s+(mmatch_\w+)\s*\(", header.read_text()))
declared.discard("mmatch_context_create")  # makes the allocator's context itself: tests/base/test_context.c
covered = set(re.findall(r'\{"(mmatch_\w+)", \w+\}', (source / "tests/sweeps/test_sweeps.c").read_text()))
for name in sorted(declared - covered):
    print(f"{name} has no scenario")
for name in sorted(covered - declared):
    print(f"{name} is no public function that can fail")
print(f"{len(declared)} functions")
sys.exit(1 if declared != covered or not declared else 0)
