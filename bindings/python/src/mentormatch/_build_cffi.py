"""Writes the C source of the extension module from the public headers.

    python _build_cffi.py HEADER_DIR OUTPUT.c OUTPUT.c.d

The declarations that cffi is given are made here from the headers themselves, so they cannot drift
from the library; the C compiler checks them once more against the real headers.
"""

import pathlib
import re
import sys

from cffi import FFI

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
    """The headers that mentormatch.h brings in, each after those it needs itself. Headers of optional
    libraries that it leaves out are no part of the core."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for needed in re.findall(r'^#include "mentormatch/([\w.]+)"', text, flags=re.M):
            visit(needed)
        found.setdefault(name)

    visit("mentormatch.h")
    return [folder / name for name in found]


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
