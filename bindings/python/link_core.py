"""Makes the C core, two folders up, visible to meson as subprojects/mentormatch.

Meson looks for subprojects in one folder only. In a checkout that folder gets a link (ignored by
git); where links are not allowed it gets a copy of what the build needs. In an sdist the core is
there already and nothing is done.
"""

import os
import pathlib
import shutil
import sys

FILES = ("meson.build", "meson_options.txt")
FOLDERS = ("lib", "include", "pkgconfig")


def main() -> int:
    here = pathlib.Path(__file__).resolve().parent
    target = here / "subprojects" / "mentormatch"
    if (target / "meson.build").is_file() and (target / "include").is_dir():
        return 0
    root = here.parent.parent
    if not (root / "include" / "mentormatch").is_dir():
        print("the C core is missing: neither", target, "nor", root / "include", file=sys.stderr)
        return 1
    target.parent.mkdir(exist_ok=True)
    if target.is_symlink():
        target.unlink()
    try:
        os.symlink(os.path.relpath(root, target.parent), target, target_is_directory=True)
    except OSError:
        target.mkdir(exist_ok=True)
        for name in FILES:
            shutil.copy2(root / name, target / name)
        for name in FOLDERS:
            shutil.copytree(root / name, target / name, dirs_exist_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
