#!/bin/sh
# Sets everything up and runs the whole way on the sample cohort: scores, pairs, a stable alternative, circles,
# progress; prints a short table and the verdicts of the verifiers, and writes one HTML report.
set -eu

case ${1:-} in
-h | --help)
    cat <<'TEXT'
usage: sh docs/quickstart.sh [REPORT.html]

Builds the Python package with the C library inside it, runs `mentormatch demo` and writes the report
(default: report.html in the build folder). Everything is built below ${MMATCH_BUILD_DIR:-.build}, which git
ignores. System packages that are missing are installed with apt-get when run as root on Debian; otherwise the run
says which and stops. Python packages go to a virtual environment in the build folder.
TEXT
    exit 0
    ;;
-*)
    echo "quickstart.sh: unknown option $1; try --help" >&2
    exit 2
    ;;
esac

source=$(cd "$(dirname "$0")/.." && pwd)
build=${MMATCH_BUILD_DIR:-$source/.build}
mkdir -p "$build"
build=$(cd "$build" && pwd)
. "$source/tests/setup/packages.sh"

require_packages demo
python_environment report
report=${1:-$build/report.html}
"$build/venv/bin/mentormatch" demo --out "$report"
echo "Use it yourself: $build/venv/bin/mentormatch --help"
