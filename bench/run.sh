#!/bin/sh
# Installs the packages that are compared and this one, runs the benchmarks and writes bench/RESULTS.md; with the word
# `fit` first, those of the fit and bench/RESULTS-fit.md; with `small`, prints what small problems cost. See --help and
# fit --help.
set -u

source=$(cd "$(dirname "$0")/.." && pwd)
build=${MMATCH_BUILD_DIR:-$source/.build}/bench
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 2
if [ -z "${MMATCH_SHARED_DATA:-}" ] && [ -d "$source/../shared/data" ]; then
    MMATCH_SHARED_DATA=$(cd "$source/../shared/data" && pwd)
    export MMATCH_SHARED_DATA
fi

. "$source/tests/setup/packages.sh"
require_packages bench || exit 2

# A virtual environment of its own, with this package in release mode and whatever peers can be had.
python_environment report || exit 1
if [ ! -f "$venv/peers-installed" ]; then
    echo "installing the packages that are compared"
    "$venv/bin/python" -m pip install --disable-pip-version-check -q numpy matplotlib scipy lapx ortools \
        >"$build/pip.log" 2>&1 || {
        tail -n 40 "$build/pip.log" >&2
        exit 1
    }
    touch "$venv/peers-installed"
fi

if [ "${1:-}" = fit ] || [ "${1:-}" = small ]; then
    part=$1
    shift
    cd "$source" && exec "$venv/bin/python" -m "bench.$part" "$@"
fi

# The part in C, for problems that are never stored.
if [ ! -f "$build/c/build.ninja" ]; then
    ${MESON:-meson} setup "$build/c" "$source" -Dbuildtype=release -Dtests=disabled -Dbench=enabled \
        >"$build/log" 2>&1 || {
        cat "$build/log" >&2
        exit 1
    }
fi
ninja -C "$build/c" bench/matrix_free >"$build/log" 2>&1 || {
    tail -n 40 "$build/log" >&2
    exit 1
}

cd "$source" && MMATCH_BENCH_BUILD=$build exec "$venv/bin/python" -m bench "$@"
