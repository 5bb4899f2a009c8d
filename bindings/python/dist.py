"""Meson dist script: puts a real copy of the C core, and the licence, into the sdist."""

import os
import pathlib
import shutil


def main() -> None:
    source = pathlib.Path(os.environ["MESON_SOURCE_ROOT"]).resolve()
    root = (source / "subprojects" / "mentormatch").resolve()
    dist = pathlib.Path(os.environ["MESON_DIST_ROOT"])
    target = dist / "subprojects" / "mentormatch"
    if target.is_symlink():
        target.unlink()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("meson.build", "meson_options.txt"):
        shutil.copy2(root / name, target / name)
    for name in ("lib", "include", "pkgconfig"):
        shutil.copytree(root / name, target / name)
    licence = root / "LICENSE"
    if licence.is_file():
        shutil.copy2(licence, dist / "LICENSE")
        shutil.copy2(licence, target / "LICENSE")


if __name__ == "__main__":
    main()
