#!/usr/bin/env python3
"""Installs the official `openai` client for Node and runs the tests beside this file with it.

openai_client_test.py SWARMD FOLDER     FOLDER: where the client is installed, kept for the next time
Exit code 0: all passed; 77: skipped, and why; anything else: failed.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
INSTALL_S = 240
RUN_S = 900  # only ends what hangs


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def install(folder):
    """The exact versions of package-lock.json. Without scripts: nothing of a package runs before our tests do."""
    lock = (HERE / "package-lock.json").read_text()
    mark = folder / "installed.json"
    if mark.exists() and mark.read_text() == lock:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        done = subprocess.run(command, cwd=folder, timeout=INSTALL_S, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        skip(f"npm had not installed the client after {INSTALL_S} seconds")
    if done.returncode != 0:
        skip(f"npm could not install the client: {done.stderr.strip()[-500:]}")
    mark.write_text(lock)


def main():
    swarmd, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip(f"there is no {program}; scripts/install-packages test brings it")
    install(folder)
    for source in HERE.glob("*.mjs"):  # beside node_modules, where imports are looked up
        shutil.copy(source, folder / source.name)
    environment = {**os.environ, "PROGRAM_UNDER_TEST": swarmd}
    command = ["node", "--test", "--test-reporter=spec", *sorted(str(test) for test in folder.glob("*_test.mjs"))]
    sys.exit(subprocess.run(command, cwd=folder, env=environment, timeout=RUN_S).returncode)


if __name__ == "__main__":
    main()
