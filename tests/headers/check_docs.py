"""Every public function has a doc comment that says since when it is there.

usage: check_docs.py HEADER...

A comment stands for the declarations that follow it without a blank line between."""

import pathlib
import re
import sys

faults = 0
functions = 0
for name in sys.argv[1:]:
    text = pathlib.Path(name).read_text()
    for match in re.finditer(r"MMATCH_API[^;]*?\b(mmatch_[a-z0-9_]+)\s*\([^;]*;", text):
        functions += 1
        above = re.sub(r"(MMATCH_API[^;]*;\n)+$", "", text[:match.start()])
        comment = re.search(r"/\*((?:(?!\*/).)*)\*/\n$", above, flags=re.S)
        if comment is None:
            print(f"{name}: {match.group(1)} has no doc comment")
            faults += 1
        elif "Since 0." not in comment.group(1):
            print(f"{name}: the doc comment of {match.group(1)} does not say since when")
            faults += 1
print(f"{functions} functions, {faults} faults")
sys.exit(1 if faults or not functions else 0)
