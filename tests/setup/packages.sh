# Sourced by tests/run.sh and docs/quickstart.sh: system packages and the Python environment.
# Expects $source and $build. Installs only what is missing, says what, and needs root only for that.

# Command or file that shows a Debian package is there, one "package:probe" a word; a probe with a slash is a file.
packages_demo="gcc:gcc libc6-dev:/usr/include/stdio.h ninja-build:ninja pkg-config:pkg-config python3:python3 python3-venv:python-module-venv python3-dev:python-headers"
packages_bench="$packages_demo meson:meson"
packages_tests="$packages_demo g++:g++ clang:clang libclang-rt-14-dev:clang-sanitizer meson:meson libcmocka-dev:module-cmocka cmake:cmake binutils:nm libglpk-dev:/usr/include/glpk.h git:git"

probe_found() { # probe
    case $1 in
    /*) [ -e "$1" ] ;;
    module-*) pkg-config --exists "${1#module-}" 2>/dev/null ;;
    python-headers)
        python3 -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' 2>/dev/null
        ;;
    python-module-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    clang-sanitizer)
        echo 'int main(void) { return 0; }' |
            clang -fsanitize=address,undefined -x c - -o "$build/probe" 2>/dev/null && rm -f "$build/probe"
        ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

require_packages() { # demo|tests
    missing=
    eval "wanted=\$packages_$1"
    for entry in $wanted; do
        probe_found "${entry#*:}" || missing="$missing ${entry%%:*}"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "These packages are missing and this is not root on Debian, so they cannot be installed from here:" >&2
        echo "   $missing" >&2
        echo "Install them (on Debian: apt-get install$missing) and run this again." >&2
        return 1
    fi
    echo "installing with apt-get:$missing"
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing) \
        >"$build/apt.log" 2>&1 || {
        tail -n 20 "$build/apt.log" >&2
        echo "apt-get failed; its whole output is in $build/apt.log" >&2
        return 1
    }
}

# A hash of everything the Python package is built from.
source_hash() {
    (cd "$source" && find lib include bindings/python pkgconfig meson.build meson_options.txt LICENSE -type f \
        ! -path '*/__pycache__/*' ! -path '*/subprojects/mentormatch/*' ! -path 'bindings/python/tests/*' \
        ! -path 'bindings/python/build/*' | LC_ALL=C sort | xargs cat | cksum)
}

# python_environment EXTRAS: the virtual environment $build/venv with the package from this tree and these extras.
python_environment() {
    venv=$build/venv
    stamp="$(source_hash) $1"
    if [ "$(cat "$venv/installed-$1" 2>/dev/null)" = "$stamp" ]; then
        return 0
    fi
    if [ ! -x "$venv/bin/python" ]; then
        echo "making a Python virtual environment in $venv"
        python3 -m venv "$venv" || return 1
    fi
    echo "installing the Python package mentormatch[$1] and what it needs into $venv"
    if ! "$venv/bin/python" -m pip install --disable-pip-version-check -q "$source/bindings/python[$1]" >"$build/pip.log" 2>&1; then
        tail -n 40 "$build/pip.log" >&2
        echo "pip failed; its whole output is in $build/pip.log" >&2
        return 1
    fi
    echo "$stamp" >"$venv/installed-$1"
}
