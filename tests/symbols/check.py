"""What the built library imports and exports.

usage: check.py LIBMENTORMATCH.so OBJECT_FOLDER SOURCE_FOLDER

* imports: only names on the allow-list, so no abort, exit, printf, file, environment, clock or locale function;
* allocators: imported by the object of lib/base/memory.c alone;
* exports: exactly the functions that the public headers declare;
* no writable globals of ours (the compiler fills __cpu_model once, to tell kernels what the machine has).
"""

import pathlib
import re
import subprocess
import sys

ALLOWED = {
    # memory: base/memory.c alone, checked below
    "free", "realloc",
    # plain memory and exact mathematics
    "memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcmp", "strncmp",
    "frexp", "ldexp", "floor", "ceil", "rint", "sqrt", "fabs", "trunc",
    # threads, started only when asked for
    "pthread_create", "pthread_join",
    # from the compiler and the loader
    "__stack_chk_fail", "__memcpy_chk", "__memset_chk", "__memmove_chk", "__popcountdi2",
    "__cxa_finalize", "__gmon_start__", "_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable",
    "__udivti3", "__umodti3", "__divti3", "__multi3",
}
ALLOCATORS = {"malloc", "calloc", "realloc", "free", "reallocarray", "aligned_alloc", "posix_memalign", "memalign",
              "strdup", "alloca"}


def names(*command):
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split() for line in lines if line.strip()]


def main():
    library, objects, source = map(pathlib.Path, sys.argv[1:4])
    faults = []
    imports = {parts[-1].split("@")[0] for parts in names("nm", "-D", "--undefined-only", str(library))}
    for name in sorted(imports - ALLOWED):
        faults.append(f"the library imports {name}")
    for path in sorted(objects.rglob("*.o")):
        used = {parts[-1] for parts in names("nm", "--undefined-only", str(path))} & ALLOCATORS
        if used and not path.name.endswith("base_memory.c.o"):
            faults.append(f"{path.name} uses {', '.join(sorted(used))}: only base/memory.c may")
    exports = {parts[-1].split("@")[0] for parts in names("nm", "-D", "--defined-only", str(library))
               if parts[-2] != "A"}
    declared = set()
    for header in sorted((source / "include").rglob("*.h")):
        if header.name == "glpk.h":
            continue  # of libmentormatch-glpk
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
        declared |= set(re.findall(r"MMATCH_API[^;]*?\b(mmatch_[a-z0-9_]+)\s*\(", text))
    for name in sorted(declared - exports):
        faults.append(f"{name} is declared but not exported")
    for name in sorted(exports - declared):
        faults.append(f"{name} is exported but not declared")
    for line in subprocess.run(["nm", "-f", "sysv", str(library)], check=True, capture_output=True,
                               text=True).stdout.splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and fields[6] in (".data", ".bss", ".tdata", ".tbss") and fields[3] == "OBJECT":
            if not fields[0].startswith(("completed.", "__dso_handle", "__TMC_END__", "__cpu_")):
                faults.append(f"{fields[0]} is a writable global")
    for fault in faults:
        print(fault)
    print(f"{len(declared)} functions declared and exported, {len(imports)} names imported, {len(faults)} faults")
    return 1 if faults or not declared or not imports else 0


if __name__ == "__main__":
    sys.exit(main())
