#!/bin/sh
# One result hash over 200 seeded instances: the same from gcc and clang, -O0 and -O3, with and without fused
# multiply-add, with 1 and 2 threads, and the same as the one kept in expected.txt.
# usage: run.sh SOURCE_FOLDER WORK_FOLDER; closes with "N passed, N failed, N skipped".
set -u
source=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
passed=0
failed=0
skipped=0
expected=$(cat "$source/tests/determinism/expected.txt")
files=$(find "$source/lib" -name '*.c' ! -path '*/glpk/*')

check() { # name compiler flag...
    name=$1
    compiler=$2
    shift 2
    if ! "$compiler" -std=c17 -ffp-contract=off -DMMATCH_STATIC '-DMMATCH_VERSION="0"' "$@" -I"$source/include" \
        -I"$source/lib" $files "$source/tests/determinism/hash.c" -lm -pthread -o "$work/hash" >"$work/log" 2>&1; then
        failed=$((failed + 1))
        echo "FAILED to build: $name"
        head -n 20 "$work/log"
        return
    fi
    for threads in 1 2; do
        found=$("$work/hash" $threads 2>&1)
        if [ "$found" = "$expected" ]; then
            passed=$((passed + 1))
            echo "ok: $name, $threads thread(s): $found"
        else
            failed=$((failed + 1))
            echo "FAILED: $name, $threads thread(s): $found, expected $expected"
        fi
    done
}

for compiler in gcc clang; do
    check "$compiler -O0" $compiler -O0
    check "$compiler -O3" $compiler -O3
    if grep -qw fma /proc/cpuinfo 2>/dev/null; then
        check "$compiler -O3 with fused multiply-add" $compiler -O3 -mavx2 -mfma
    else
        skipped=$((skipped + 1))
        echo "skipped: this processor has no fused multiply-add"
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
