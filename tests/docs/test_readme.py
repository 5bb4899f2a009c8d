"""The examples of the README run as they are printed, and the links of the documents lead somewhere."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
README = (SOURCE / "README.md").read_text()


def block(language):
    found = re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)
    assert len(found) == 1
    return found[0]


def test_the_python_example_runs(tmp_path):
    done = subprocess.run([sys.executable, "-c", block("python")], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().splitlines()[-1].startswith("valid")


def test_the_c_example_compiles_without_a_warning_and_runs(tmp_path):
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        pytest.skip("no C compiler")
    program = tmp_path / "example.c"
    program.write_text(block("c"))
    library = [str(path) for path in sorted((SOURCE / "lib").rglob("*.c")) if "glpk" not in path.parts]
    subprocess.run([compiler, "-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-DMMATCH_STATIC",
                    '-DMMATCH_VERSION="0"', f"-I{SOURCE / 'include'}", f"-I{SOURCE / 'lib'}", str(program), *library,
                    "-lm", "-pthread", "-o", str(tmp_path / "example")], check=True)
    done = subprocess.run([str(tmp_path / "example")], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout == "mentee 0, mentor 2\nmentee 1, mentor 0\ntotal 6\n"


@pytest.mark.parametrize("page", sorted(str(path.relative_to(SOURCE)) for path in
                                        [*SOURCE.glob("*.md"), *(SOURCE / "docs").rglob("*.md")]))
def test_links_between_documents_lead_somewhere(page):
    text = (SOURCE / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in target:
            assert ((SOURCE / page).parent / target).exists(), target


def test_the_readme_names_every_option_of_the_build():
    declared = set(re.findall(r"^option\('(\w+)'", (SOURCE / "meson_options.txt").read_text(), flags=re.M))
    named = set(re.findall(r"`-D(\w+)=", README))
    assert declared - {"shared_data"} == named
