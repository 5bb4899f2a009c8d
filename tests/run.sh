#!/bin/sh
# Sets up what the tests need and runs every test, C and Python. See --help.
set -u

usage() {
    cat <<'TEXT'
usage: sh tests/run.sh [--deep] [--only STAGE]... [--list]

Runs every test and closes with one line "N passed, N failed, N skipped", one count per stage.

  --deep         the long way: exhaustive tests in full under the sanitizers too, ten times as many random markets
                 against other solvers, and every fuzz target for a minute (about three quarters of an hour)
  --only STAGE   only this stage (may be repeated)
  --list         name the stages and stop

Everything is built below ${MMATCH_BUILD_DIR:-.build}, which git ignores; a second run only rebuilds
what changed. Packages that are missing are installed with apt-get when run as root on Debian; otherwise the
run says which and stops. Python packages go to a virtual environment in the build folder. Real data sets are
read from $MMATCH_SHARED_DATA, or ../shared/data beside the source tree; tests that need them are skipped,
visibly, where there are none.
TEXT
}

stages="gcc clang sanitizers determinism consumers python"
deep=no
chosen=
while [ $# -gt 0 ]; do
    case $1 in
    --deep) deep=yes ;;
    --only)
        shift
        case " $stages " in
        *" ${1:-} "*) chosen="$chosen $1" ;;
        *)
            echo "run.sh: no stage ${1:-}; stages: $stages" >&2
            exit 2
            ;;
        esac
        ;;
    --list)
        echo "$stages"
        exit 0
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done
[ -n "$chosen" ] || chosen=$stages

source=$(cd "$(dirname "$0")/.." && pwd)
build=${MMATCH_BUILD_DIR:-$source/.build}
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 2
data=${MMATCH_SHARED_DATA:-}
[ -n "$data" ] || { [ -d "$source/../shared/data" ] && data=$(cd "$source/../shared/data" && pwd); }
[ -n "$data" ] || echo "note: no folder of real data sets: the tests on real data are skipped"
if [ -n "$data" ]; then
    export MMATCH_SHARED_DATA="$data"
fi

. "$source/tests/setup/packages.sh"
require_packages tests || exit 2

failed=0
passed=0
skipped=0
stage() { # name function
    case " $chosen " in *" $1 "*) ;; *) return ;; esac
    echo
    echo "== $1"
    began=$(date +%s)
    if "$2"; then
        passed=$((passed + 1))
        echo "== $1: passed in $(($(date +%s) - began)) s"
    else
        failed=$((failed + 1))
        echo "== $1: FAILED after $(($(date +%s) - began)) s"
    fi
}

# configure FOLDER meson-option...: once, or again when the options changed
configure() {
    folder=$build/$1
    shift
    wanted="$* ${CC:-cc} $data"
    if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$folder/configured" 2>/dev/null)" != "$wanted" ]; then
        rm -rf "$folder"
        ${MESON:-meson} setup "$folder" "$source" "-Dshared_data=$data" "$@" >"$build/log" 2>&1 || {
            cat "$build/log"
            return 1
        }
        echo "$wanted" >"$folder/configured"
    fi
}
# compile FOLDER: shows warnings and errors only
compile() {
    ninja -C "$build/$1" >"$build/log" 2>&1 || {
        grep -E 'error|warning|FAILED' -A 5 "$build/log" | head -60
        return 1
    }
}
meson_test() { # folder [option...]
    folder=$1
    shift
    ${MESON:-meson} test -C "$build/$folder" --no-rebuild --print-errorlogs "$@"
}

if [ "$deep" = yes ]; then
    export MMATCH_TEST_DEEP=1 # ten times as many random markets
fi

run_gcc() {
    CC=gcc CXX=g++ configure gcc -Dwerror=true -Dtests=enabled -Dbench=enabled -Dglpk=enabled &&
        compile gcc && meson_test gcc
}
run_clang() {
    CC=clang CXX=clang++ configure clang -Dwerror=true -Dtests=enabled -Dbench=enabled -Dglpk=enabled &&
        compile clang && meson_test clang --suite base --suite symbols
}
run_sanitizers() {
    CC=clang CXX=clang++ configure sanitizers -Dwerror=true -Dtests=enabled -Dfuzz=enabled -Dbuildtype=debugoptimized \
        -Db_ndebug=false -Db_sanitize=address,undefined -Db_lundef=false &&
        compile sanitizers || return 1
    # exhaustive tests take every 23rd case here, all of them in the deep tier; the gcc stage takes all
    stride=23
    [ "$deep" = no ] || stride=1
    MMATCH_TEST_STRIDE=$stride UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        meson_test sanitizers --timeout-multiplier 10 || return 1
    [ "$deep" = no ] || fuzz_a_minute
}
fuzz_a_minute() {
    for target in csr fit matching; do
        mkdir -p "$build/corpus-$target"
        "$build/sanitizers/tests/fuzz/fuzz_$target" -max_total_time=60 "$build/corpus-$target" >"$build/log" 2>&1 || {
            tail -n 40 "$build/log"
            return 1
        }
        tail -n 1 "$build/log"
    done
}
run_determinism() {
    sh "$source/tests/determinism/run.sh" "$source" "$build/determinism"
}
run_consumers() {
    sh "$source/tests/consumers/run.sh" "$source" "$build/consumers"
}
run_python() {
    python_environment test || return 1
    newest=$("$build/venv/bin/meson" --version)
    echo "the C library configures with meson $(meson --version) above, and with $newest:"
    rm -rf "$build/newest"
    "$build/venv/bin/meson" setup "$build/newest" "$source" -Dtests=disabled >"$build/log" 2>&1 || {
        cat "$build/log"
        return 1
    }
    "$build/venv/bin/python" -m pytest -q -p no:cacheprovider "$source/bindings/python/tests" "$source/tests/docs" \
        "$source/tests/bench"
}

stage gcc run_gcc
stage clang run_clang
stage sanitizers run_sanitizers
stage determinism run_determinism
stage consumers run_consumers
stage python run_python

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
