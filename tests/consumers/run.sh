#!/bin/sh
# Uses the library in each way that the documentation names, from a moved installation, with one small program:
# pkg-config (shared and static), CMake package (C and C++), meson subproject.
# usage: run.sh SOURCE_FOLDER WORK_FOLDER; closes with "N passed, N failed".
set -u
source=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
passed=0
failed=0
check() { # name command...
    name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        sed 's/^/    /' "$work/log"
    fi
}

install_and_move() { # shared|static
    rm -rf "$work/build-$1" "$work/prefix-$1" "$work/moved-$1"
    meson setup "$work/build-$1" "$source" -Dtests=disabled -Ddefault_library="$1" \
        --prefix="$work/prefix-$1" --libdir=lib &&
        ninja -C "$work/build-$1" install && mv "$work/prefix-$1" "$work/moved-$1"
}
with_pkg_config() { # shared|static
    flags=$(PKG_CONFIG_PATH="$work/moved-$1/lib/pkgconfig" pkg-config --define-prefix --cflags --libs \
        $([ "$1" = static ] && echo --static) mentormatch) &&
        ${CC:-cc} -std=c11 -Wall -Wextra -Werror "$source/tests/consumers/consumer.c" -o "$work/pc-$1" $flags &&
        LD_LIBRARY_PATH="$work/moved-$1/lib" "$work/pc-$1"
}
with_cmake() { # shared|static
    rm -rf "$work/cmake-$1"
    cmake -G Ninja -S "$source/tests/consumers/cmake" -B "$work/cmake-$1" -DCMAKE_PREFIX_PATH="$work/moved-$1" &&
        cmake --build "$work/cmake-$1" && "$work/cmake-$1/consumer" && "$work/cmake-$1/consumer-cxx"
}
with_subproject() {
    rm -rf "$work/subproject"
    cp -r "$source/tests/consumers/subproject" "$work/subproject" && mkdir -p "$work/subproject/subprojects" &&
        cp "$source/tests/consumers/consumer.c" "$work/subproject/" &&
        ln -s "$source" "$work/subproject/subprojects/mentormatch" &&
        meson setup "$work/subproject/build" "$work/subproject" && meson test -C "$work/subproject/build"
}

for kind in shared static; do
    check "install, $kind, and move the tree" install_and_move $kind
    check "pkg-config, $kind" with_pkg_config $kind
    check "CMake package, $kind, C and C++" with_cmake $kind
done
check "soname is apart from the version" sh -c "readelf -d '$work/moved-shared/lib/libmentormatch.so' | grep -q 'SONAME.*libmentormatch.so.0\]'"
check "meson subproject" with_subproject
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
