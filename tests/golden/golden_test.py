#!/usr/bin/env python3
"""What operators and clients rely on, compared with what the program says about itself.

golden_test.py SWARMD          compare; a difference is printed with how to accept it
golden_test.py SWARMD --write  write the files anew
"""

import difflib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Each page and where it is kept: as reference for people, and as golden file, whose diff is an API review.
FILES = {
    "configuration": ["docs/reference/configuration.md", "tests/golden/configuration.md"],
    "metrics": ["docs/reference/metrics.md", "tests/golden/metrics.txt"],
    "limits": ["docs/reference/limits.md"],
    "websocket": ["docs/reference/websocket.md"],
    "genai": ["docs/reference/genai.md"],
    "openapi": ["docs/reference/openapi.json", "tests/golden/openapi.json"],
}
DIFFERENCE_LINES_MAX = 60


def page(swarmd: str, name: str) -> str:
    said = subprocess.run([swarmd, "--print-reference", name], check=True, capture_output=True, text=True, timeout=60)
    if name != "openapi":
        return said.stdout
    return json.dumps(json.loads(said.stdout), indent=1, ensure_ascii=False) + "\n"


def difference(kept: pathlib.Path, now: str) -> str:
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), str(kept), "the program", lineterm="", n=1)
    return "\n".join(list(lines)[:DIFFERENCE_LINES_MAX])


def main(swarmd: str, write: bool) -> int:
    wrong = 0
    for name, files in FILES.items():
        now = page(swarmd, name)
        for file in files:
            kept = ROOT / file
            if write:
                kept.write_text(now, encoding="utf-8")
                print(file)
            elif found := difference(kept, now):
                wrong += 1
                print(found)
    if wrong:
        print(f"\n{wrong} files differ from what the program says. When the change is meant: make docs, review, commit.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--write" in sys.argv[2:]))
