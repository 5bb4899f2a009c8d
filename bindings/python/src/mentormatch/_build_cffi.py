"""Writes the C source of the extension module from the public headers.

    python _build_cffi.py HEADER_DIR OUTPUT.c OUTPUT.c.d

The declarations that cffi is given are made here from the headers themselves, so they cannot drift
from the library; the C compiler checks them once more against the real headers.
"""

import pathlib
import re
import sys

from cffi import FFI

# In the order in which they build on each other; mentormatch.h only includes the rest.
ORDER = ("context", "scores", "fit", "market", "matching", "assign", "stable", "cohort", "circles", "progress")

CALLBACKS = """
extern "Python" int mentormatch_poll(void *user_data, uint64_t done, uint64_t total);
"""


def declarations(text: str) -> str:
    """The plain declarations of one header: no comments, no preprocessor, no export marks."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"//[^\n]*", " ", text)
    text = text.replace("\\\n", " ")
    text = re.sub(r"^[ \t]*#[ \t]*ifdef[ \t]+__cplusplus\b.*?^[ \t]*#[ \t]*endif[^\n]*$", "", text, flags=re.S | re.M)
    text = re.sub(r"^[ \t]*#[^\n]*$", "", text, flags=re.M)
    text = re.sub(r"\bMMATCH_API\b", "", text)
    return re.sub(r"\n\s*\n+", "\n", text)


def header_files(folder: pathlib.Path) -> list[pathlib.Path]:
    found = {path.stem: path for path in sorted(folder.glob("*.h")) if path.stem != "mentormatch"}
    names = [name for name in ORDER if name in found] + [name for name in found if name not in ORDER]
    return [found[name] for name in names]


def main(folder: str, output: str, depfile: str) -> None:
    headers = header_files(pathlib.Path(folder))
    ffi = FFI()
    ffi.cdef("\n".join(declarations(path.read_text(encoding="utf-8")) for path in headers) + CALLBACKS)
    ffi.set_source("mentormatch._core", "#include <mentormatch/mentormatch.h>\n")
    ffi.emit_c_code(output)
    escaped = (str(path).replace(" ", "\\ ") for path in headers)
    pathlib.Path(depfile).write_text(f"{output}: {' '.join(escaped)}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
