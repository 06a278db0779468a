#!/usr/bin/env python3
"""Checks the rules of the house that no compiler knows. Every complaint says what to do.

tools/tidy.py [--root FOLDER] [--modules build/release/modules.txt]
Exit code 0: clean; 1: complaints, one line each; 2: it could not look.
Exceptions, each with its reason, stand in tools/tidy_exceptions.txt.
"""

import argparse
import collections
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tidy_tree  # noqa: E402

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600
README_LINES_MAX = 40
EXCEPTIONS = "tools/tidy_exceptions.txt"

# A header of an outside library, and the only folders below src/ that may include it (DESIGN.md section 4).
HEAVY_LIBRARIES = [
    (r"boost/beast", ["platform/http_server", "platform/http_client"]),
    (r"(openssl/|boost/asio/ssl)", ["platform/http_server", "platform/http_client"]),
    (r"sqlite3\.h$", ["platform/storage/sqlite"]),
    (r"libpq-fe\.h$|postgresql/", ["platform/storage/postgres"]),
    (r"yaml-cpp/", ["platform/config"]),
    (r"prometheus/", ["platform/telemetry"]),
    (r"sodium(\.h$|/)", ["platform/crypto"]),
    (r"seccomp\.h$", ["swarm/sandbox"]),
    (r"hiredis/", ["platform/bus"]),
    (r"date/", ["base"]),
    (r"(flint/|gmp(xx)?\.h$)", ["swarm/heads/math"]),
    (r"cadical", ["swarm/heads/logic"]),
    (r"faiss/", ["swarm/memory"]),
    (r"CLI/", ["cli", "app", "trainer/program"]),
    (r"curl/", ["cli"]),
    (r"((llama|ggml|gguf)[\w-]*|^chat|^json-schema-to-grammar)\.h$", ["engine/llama", "trainer/graph"]),
    (r"dnnl", ["trainer/graph"]),
]
# Which top folders may depend on which, as ranks: never upwards.
LAYERS = {"base": 0, "platform": 1, "providers": 2, "engine": 2, "swarm": 3, "trainer": 3, "learning": 4, "ops": 5,
          "api": 6, "cli": 6, "app": 7}  # fmt: skip
SLICES = ("platform", "providers", "swarm", "learning", "ops", "engine", "trainer")
NO_HTTP = ("swarm/", "learning/", "ops/", "providers/")
REFERENCE_COMMENT = re.compile(r"// tidy: reference outlives the coroutine because \S")

Complaint = collections.namedtuple("Complaint", "rule path line message")
RULES = {}


def rule(check):
    """Registers a generator of (path, line, message) under its name."""
    RULES[check.__name__] = check
    return check


def below_src(file):
    return file.path[4:] if file.path.startswith("src/") else None


def within(path, folders):
    return any(path.startswith(folder + "/") for folder in folders)


def matches(file, pattern, text=None):
    for match in re.finditer(pattern, file.code if text is None else text):
        yield file.line_of(match.start()), match.group().strip()


# --- Includes and modules --------------------------------------------------------------------------------------------


@rule
def include_edges(tree):
    """Only what DEPENDS declares (and base); tests may also use TEST_DEPENDS."""
    for file in tree.cpp:
        user = tree.module_of(below_src(file) or "")
        if not user:
            continue
        allowed = {user, "base"} | tree.modules[user].depends
        if file.is_test:
            allowed |= tree.modules[user].test_depends
        field = "TEST_DEPENDS" if file.is_test else "DEPENDS"
        for line, name in file.includes:
            owner = tree.module_of(name) if "src/" + name in tree.path_set else None
            if owner and owner not in allowed:
                yield file.path, line, (
                    f"includes {name}, but {user} does not depend on {owner}: add {owner} to {field} in "
                    f"src/{user}/CMakeLists.txt if the layers allow it, or ask for less"
                )
            if name.startswith("support/") and not file.is_test:
                yield file.path, line, f"includes {name}: tests/support is for tests; move what is needed into src"


@rule
def module_layers(tree):
    """DEPENDS never points to a higher layer, and never in a circle."""
    for name, module in sorted(tree.modules.items()):
        cmake = f"src/{name}/CMakeLists.txt"
        rank = LAYERS.get(name.split("/")[0])
        if rank is None:
            yield cmake, 1, f"{name} is in no known layer: put it in a folder of DESIGN.md section 4, or list the layer in tools/tidy.py"
            continue
        for other in sorted(module.depends):
            if LAYERS.get(other.split("/")[0], 0) > rank:
                yield cmake, 1, f"{name} depends on {other}, which is a higher layer: turn the edge round (an interface here, the code there)"
            if reaches(tree, other, name):
                yield cmake, 1, f"{name} and {other} depend on each other: move what both need into a lower module"


def reaches(tree, start, goal):
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen and name in tree.modules:
            seen.add(name)
            waiting.extend(tree.modules[name].depends)
    return False


@rule
def heavy_libraries(tree):
    """A heavy library is included in one folder only."""
    for file in tree.cpp:
        for line, name in file.includes:
            for pattern, folders in HEAVY_LIBRARIES:
                if re.match(pattern, name) and not within(below_src(file) or "", folders):
                    places = " and ".join("src/" + folder for folder in folders)
                    yield file.path, line, f"includes {name}, which only {places} may: use the interface of that folder"


@rule
def http_server_stays_in_endpoints(tree):
    for file in tree.cpp:
        if not (below_src(file) or "").startswith(NO_HTTP) or re.search(r"_endpoints(_test)?\.[ch]pp$", file.path):
            continue
        for line, name in file.includes:
            if name.startswith("platform/http_server/"):
                yield file.path, line, f"includes {name}: HTTP belongs into the slice's *_endpoints files; move this there"


@rule
def detail_folders(tree):
    for file in tree.cpp:
        for line, name in file.includes:
            owner = re.match(r"(.+?)/detail/", name)
            if owner and not (below_src(file) or "").startswith(owner.group(1) + "/"):
                yield file.path, line, f"includes {name}: detail/ is private to {owner.group(1)}; use its public headers"


@rule
def relative_includes(tree):
    for file in tree.cpp:
        for line, name in file.includes:
            sibling = f"{os.path.dirname(file.path)}/{name}" in tree.path_set and "src/" + name not in tree.path_set
            if name.startswith("../") or (sibling and file.path.startswith("src/")):
                yield file.path, line, f'includes "{name}": write the path from src/, as in "base/result.hpp"'


@rule
def pragma_once(tree):
    for file in tree.cpp:
        if file.path.endswith(".hpp") and not re.search(r"^#pragma once$", file.text, re.M):
            yield file.path, 1, "has no #pragma once: make it the first line after any opening comment"


@rule
def source_is_named(tree):
    """A source that no CMakeLists.txt names is neither built nor tested."""
    for file in tree.cpp:
        if file.path.startswith("tests/support/") and file.path.endswith(".hpp"):
            continue  # an include folder, not a module
        if file.path.startswith(("src/", "tests/")) and not is_named(tree, file.path):
            yield file.path, 1, "is named in no CMakeLists.txt: list it in its folder's, or delete it"


def is_named(tree, path):
    folder = os.path.dirname(path)
    while folder:
        cmake = f"{folder}/CMakeLists.txt"
        name = os.path.relpath(path, folder)
        if re.search(r"(?<![\w./-])" + re.escape(name) + r"(?![\w.-])", without_comments(tree.text_of(cmake))):
            return True
        folder = os.path.dirname(folder)
    return False


def without_comments(cmake):
    return re.sub(r"#[^\n]*", "", cmake)


@rule
def slice_readme(tree):
    for name in sorted(tree.modules):
        parts = name.split("/")
        if parts[0] not in SLICES:
            continue
        pages = [f"src/{'/'.join(parts[: n + 1])}/README.md" for n in range(1, len(parts))]
        if not any(page in tree.path_set for page in pages):
            yield f"src/{name}/README.md", 1, "is missing: write purpose, non-purpose, states and limits in at most 40 lines"
    for path in tree.paths:
        if re.fullmatch(r"src/.+/README\.md", path) and tree.text_of(path).count("\n") > README_LINES_MAX:
            yield path, README_LINES_MAX + 1, f"has more than {README_LINES_MAX} lines: keep purpose, non-purpose, states and limits"


# --- What code may not say -------------------------------------------------------------------------------------------


@rule
def time_and_chance(tree):
    """They come through Clock and Random, so that tests can decide them."""
    pattern = (
        r"\bsystem_clock::now\b|(?<![\w.>])s?rand\s*\(|\brandom_device\b"
        r"|(?:[=(,;{}+\-*/%?]|\breturn|\bstd::|[^\w]::)\s*random\s*\(\s*\)"
    )
    for file in tree.cpp:
        if not file.path.startswith("src/base/"):
            for line, said in matches(file, pattern):
                yield file.path, line, f"says {said}: take a Clock or Random (base/clock.hpp, base/random.hpp) in the constructor"


@rule
def threads(tree):
    pattern = r"\bstd::j?thread\b(?!\s*::)|\bstd::async\b|\bpthread_create\b"
    for file in tree.cpp:
        if not file.is_test and not file.path.startswith("src/platform/runtime/"):
            for line, said in matches(file, pattern):
                yield file.path, line, f"says {said}: ask platform/runtime for a NamedThread or the blocking pool"


@rule
def detached_work(tree):
    for file in tree.cpp:
        for line, said in matches(file, r"\bdetached\b|\.\s*detach\s*\(\s*\)"):
            yield file.path, line, f"says {said}: nothing is detached; spawn it in a TaskGroup whose owner stops it"


@rule
def standard_output(tree):
    pattern = r'\bstd::cout\b|(?<![\w.>])v?printf\s*\(|(?<![\w.>])puts\s*\(|(?<![\w.>:])stdout\b|\bfmt::print\s*\(\s*"'
    for file in tree.cpp:
        if not file.is_test and not within(below_src(file) or "", ["cli", "app", "trainer/program"]):
            for line, said in matches(file, pattern):
                yield file.path, line, f"says {said}: only cli, app and trainer/program write to standard output; log an event instead"


@rule
def sleeping(tree):
    pattern = r"\bsleep_(?:for|until)\b|(?<![\w.>])(?:u|nano)?sleep\s*\("
    for file in tree.cpp:
        if file.path.startswith("src/"):
            for line, said in matches(file, pattern):
                yield file.path, line, f"says {said}: wait for the event itself, with runtime::Wakeup or a FakeClock in tests"


@rule
def coroutine_parameters(tree):
    for file in tree.cpp:
        for start, end, listed, captured in tidy_tree.coroutines(file):
            spoken = file.text[file.text.rfind("\n", 0, start) + 1 : (file.text + "\n").index("\n", end)]
            wrong = [p.strip() for p in tidy_tree.parameters(listed) if tidy_tree.is_reference(p)]
            if wrong and not REFERENCE_COMMENT.search(spoken):
                yield file.path, file.line_of(start), (
                    f"has a coroutine parameter by reference ({' '.join(wrong[0].split())}): take it by value, or say on the "
                    "same line '// tidy: reference outlives the coroutine because …'"
                )
            if captured and not file.is_test:
                yield file.path, file.line_of(start), (
                    f"has a lambda coroutine that captures [{captured}]: the frame outlives the lambda; make it a member function"
                )


@rule
def function_length(tree):
    for file in tree.cpp:
        for first, last in tidy_tree.functions(file):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield file.path, first, (
                    f"has a function of {last - first + 1} lines: split it by what it knows, or list the file with the reason in {EXCEPTIONS}"
                )


@rule
def file_length(tree):
    for file in tree.texts:
        lines = file.text.count("\n")
        if file.path.endswith((".cpp", ".hpp", ".py", ".js", ".css", ".sql")) and lines > FILE_LINES_MAX:
            yield file.path, 1, f"has {lines} lines: split it by what it knows, or list it with the reason in {EXCEPTIONS}"


# --- Texts -----------------------------------------------------------------------------------------------------------


@rule
def open_remarks(tree):
    words = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
    for file in tree.texts:
        if file.path.endswith((".cpp", ".hpp", ".py", ".cmake", ".txt", ".yaml", ".js")) or "/" not in file.path:
            for number, line in enumerate(file.text.splitlines(), 1):
                word = words.search(line)
                if word and not re.search(r"#\d+|https?://", line):
                    yield file.path, number, f"says {word.group()} without a link to an issue: do it now, or link the issue on the same line"


@rule
def alert_runbooks(tree):
    """An alert that nobody can act on is noise."""
    for file in tree.texts:
        if not re.match(r"deploy/monitoring/.*\.ya?ml$", file.path):
            continue
        for alert in re.finditer(r"-\s*alert:\s*(\S+)(.*?)(?=-\s*alert:|\Z)", file.text, re.S):
            page = re.search(r"runbook(?:_url)?:\s*\S*?([\w.-]+?)(?:\.md)?[\"']?\s*$", alert.group(2), re.M)
            if not page or f"docs/runbooks/{page.group(1)}.md" not in tree.path_set:
                yield file.path, file.line_of(alert.start()), (
                    f"alert {alert.group(1)} has no runbook: write docs/runbooks/NAME.md and name it in the annotation runbook_url"
                )


@rule
def dead_links(tree):
    for file in tree.texts:
        if not file.path.endswith(".md"):
            continue
        shown = re.sub(r"^```.*?^```|`[^`\n]*`", lambda match: tidy_tree.spaces_for(match.group()), file.text, flags=re.S | re.M)
        for link in re.finditer(r"\]\(([^)\s]+)\)", shown):
            goal = link.group(1).split("#")[0]
            if not goal or re.match(r"[a-z]+:", goal):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(file.path), goal))
            if goal.startswith("/") or not (path in tree.path_set or path in tree.folders or path == "."):
                yield file.path, file.line_of(link.start()), f"links to {goal}, which is not there: mend the link, relative to this page"


@rule
def machine_paths(tree):
    for file in tree.texts:
        for line, said in matches(file, r"(?<![\w.}~])/(?:work|root)/", file.text):
            yield file.path, line, f"holds the path {said} of one machine: write it relative to the repository, or make it a setting"


FOREIGN_BYTES = ("tests/fuzz/corpus/", "tests/golden/")  # kept exactly as a program wrote or read them


@rule
def trailing_whitespace(tree):
    for file in tree.texts:
        if not file.path.startswith(FOREIGN_BYTES):
            for line, _ in matches(file, r"(?m)[ \t\r]+$", file.text):
                yield file.path, line, "ends in white space: delete it (Unix line ends, nothing after the last character)"


@rule
def utf8(tree):
    for file in tree.texts:
        if file.path.startswith(FOREIGN_BYTES):
            continue
        try:
            file.data.decode("utf-8")
        except UnicodeDecodeError as error:
            yield file.path, file.data.count(b"\n", 0, error.start) + 1, f"is not UTF-8 at byte {error.start}: convert it with iconv -t UTF-8"


@rule
def library_is_listed(tree):
    """Every library has a licence, a reason and one folder, in writing."""
    page, cmake = "docs/reference/dependencies.md", "cmake/libraries.cmake"
    text = without_comments(tree.text_of(cmake))
    found = re.findall(r"find_package\(\s*([\w-]+)|pkg_check_modules\([^)]*?([\w.+-]+)\s*\)|find_library\(\s*\w+\s+(?:NAMES\s+)?([\w.+-]+)", text)
    for name in filter(None, (next(filter(None, names), "") for names in found)):
        if name not in ("PkgConfig",) and not re.search(rf"^\|.*`{re.escape(name)}`", tree.text_of(page), re.M):
            yield cmake, 1, f"finds `{name}`, which {page} does not list: add a row with version, licence, reason and folder"


# --- Exceptions and the command --------------------------------------------------------------------------------------


def read_exceptions(tree):
    """{(rule, path): line number}; a line is `rule path: reason`."""
    found, complaints = {}, []
    for number, line in enumerate(tree.text_of(EXCEPTIONS).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"(\w+) (\S+): \S.*", line)
        if match and match.group(1) in RULES:
            found[match.groups()] = number
        else:
            complaints.append(Complaint("exceptions", EXCEPTIONS, number, "is no exception: write 'rule path: reason', with a rule of tools/tidy.py"))
    return found, complaints


def check(root, modules_file):
    tree = tidy_tree.Tree(root, modules_file)
    excepted, complaints = read_exceptions(tree)
    used = set()
    for name, find in RULES.items():
        for path, line, message in find(tree):
            if (name, path) in excepted:
                used.add((name, path))
            else:
                complaints.append(Complaint(name, path, line, message))
    for key in sorted(excepted.keys() - used):
        complaints.append(Complaint("exceptions", EXCEPTIONS, excepted[key], f"excepts {key[1]} from {key[0]}, which it now keeps: delete the line"))
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--root", default=here)
    parser.add_argument("--modules", help="modules.txt of a configured build folder (default: ROOT/build/release)")
    arguments = parser.parse_args()
    modules = arguments.modules or os.path.join(arguments.root, "build/release/modules.txt")
    if not os.path.exists(modules):
        print(f"tidy: {modules} is not there: run cmake --preset release first", file=sys.stderr)
        return 2
    complaints = check(arguments.root, modules)
    for complaint in sorted(complaints, key=lambda c: c[1:3]):
        print(f"{complaint.path}:{complaint.line}: {complaint.message} [{complaint.rule}]")
    print(f"tidy: {len(complaints)} complaints, {len(RULES)} rules")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
