#!/usr/bin/env python3
"""Writes other_words.cpp: the English words that are one edit away from a word of the grammar.

usage: make_other_words.py [word list, /usr/share/dict/words]    (Debian: apt-get install wamerican; public domain lists)

Run it after words were added to the grammar. The words of the grammar are taken from the string literals of the sources
beside this script, so that nothing has to be built first.
"""
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LETTERS_MIN = 4  # shorter words are never corrected


def grammar_words():
    words = set()
    for path in [*FOLDER.parent.rglob("*.cpp"), *FOLDER.parent.rglob("*.hpp")]:
        if path.name == "other_words.cpp" or path.name.endswith("_test.cpp"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if "outside(" in line or "trouble(" in line or "INVARIANT" in line or "include" in line:
                continue  # messages, not patterns
            for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                words.update(w for w in re.findall(r"[a-z]+", literal) if len(w) >= LETTERS_MIN)
    return words


def one_edit_away(word):
    for i in range(len(word) + 1):
        for letter in LETTERS:
            yield word[:i] + letter + word[i:]
            yield word[:i] + letter + word[i + 1:]
        yield word[:i] + word[i + 1:]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2:]


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict/words"
    english = {w.strip().lower() for w in open(source, encoding="utf-8")}
    english = {w for w in english if w.isascii() and w.isalpha() and len(w) >= LETTERS_MIN}
    known = grammar_words()
    others = sorted({near for word in known for near in one_edit_away(word) if near in english} - known)
    rows, row = [], ""
    for word in others:
        if len(row) + len(word) > 108:
            rows.append(row)
            row = ""
        row += word + " "
    rows.append(row)
    text = "\n".join(f'    "{r}"' for r in rows)
    (FOLDER / "other_words.cpp").write_text(f"""// Written by make_other_words.py.
#include <string_view>

namespace swarm::math {{

// Separated by blanks, sorted.
extern const std::string_view kOtherEnglishWords;
// clang-format off
const std::string_view kOtherEnglishWords =
{text};
// clang-format on

}}  // namespace swarm::math
""", encoding="utf-8")
    print(f"{len(others)} words")


if __name__ == "__main__":
    main()
