"""The tree that tools/tidy.py looks at: which files there are, which modules, and C++ text without comments."""

import functools
import os
import re
import subprocess

SKIPPED_FOLDERS = {".git", "build", "var", "out", "node_modules", "__pycache__"}
TOKENS = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw text
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'"  # a character, not the separator in 1'000
    r"|//[^\n]*|/\*.*?\*/",
    re.S,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)


def spaces_for(text):
    return re.sub(r"[^\n]", " ", text)


def blank(match):
    """Comments become spaces; texts keep their quotes. Offsets and line numbers stay as they are."""
    text = match.group()
    if text.startswith("/"):
        return spaces_for(text)
    return text[0] + spaces_for(text[1:-1]) + text[-1]


def closing(code, position, pair):
    """The offset after the bracket that closes the one at `position`; `pair` is "()" or "<>"."""
    depth = 0
    for match in re.compile(r"->|[%s]" % re.escape(pair)).finditer(code, position):
        depth += {pair[0]: 1, pair[1]: -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(code)


class SourceFile:
    def __init__(self, path, data):
        self.path = path
        self.data = data
        self.is_cpp = path.endswith((".cpp", ".hpp"))
        self.is_test = path.startswith(("tests/", "benchmarks/")) or path.endswith(
            ("_test.cpp", "_contract.hpp", "_contract.cpp")
        )

    @functools.cached_property
    def is_binary(self):
        return b"\0" in self.data[:8192]

    @functools.cached_property
    def text(self):
        return self.data.decode("utf-8", "replace")

    @functools.cached_property
    def code(self):
        return TOKENS.sub(blank, self.text)

    @functools.cached_property
    def plain_code(self):
        """code without preprocessor lines."""
        return DIRECTIVE.sub(lambda match: spaces_for(match.group()), self.code)

    @functools.cached_property
    def includes(self):
        found = re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', self.text, re.M)
        return [(self.line_of(match.start(1)), match.group(1)) for match in found]

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


class Module:
    def __init__(self, depends, test_depends):
        self.depends = set(depends)
        self.test_depends = set(test_depends)


class Tree:
    def __init__(self, root, modules_file):
        self.root = root
        self.paths = listed_files(root)
        self.path_set = set(self.paths)
        self.folders = {""}
        for path in self.paths:
            parts = path.split("/")[:-1]
            self.folders.update("/".join(parts[: n + 1]) for n in range(len(parts)))
        self.files = [SourceFile(path, read_bytes(root, path)) for path in self.paths]
        self.by_path = {file.path: file for file in self.files}
        self.texts = [file for file in self.files if not file.is_binary]
        self.cpp = [file for file in self.files if file.is_cpp]
        self.modules = read_modules(modules_file)

    def module_of(self, path):
        """The module that owns src/`path`: the longest listed folder; None where there is none."""
        parts = path.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.modules:
                return "/".join(parts)
            parts.pop()
        return None

    def text_of(self, path):
        return self.by_path[path].text if path in self.by_path else ""


def read_bytes(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return file.read()


def listed_files(root):
    """Tracked files and new ones that git does not ignore; every file where `root` is no git checkout."""
    # A checkout that belongs to somebody else (a container's mount) is read all the same.
    git = ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"]
    if os.path.exists(os.path.join(root, ".git")):
        listed = subprocess.run(git, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "surrogateescape")
        paths = {path for path in listed.split("\0") if path}
    else:
        paths = set(walked_files(root))
    return sorted(path for path in paths if is_plain_file(os.path.join(root, path)))


def walked_files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def is_plain_file(path):
    return os.path.isfile(path) and not os.path.islink(path)


def read_modules(modules_file):
    """`path: depends | test depends` per line, as cmake/modules.cmake writes it."""
    modules = {}
    with open(modules_file, encoding="utf-8") as file:
        for line in file.read().splitlines():
            match = re.fullmatch(r"([\w/]+):([^|]*)\|(.*)", line)
            if not match:
                raise SystemExit(
                    f"tidy: {modules_file}: '{line}' is not 'module: depends | test depends': "
                    "mend swarm_module() in cmake/modules.cmake, then run cmake --preset release."
                )
            depends, test_depends = (re.split(r"[;\s]+", match.group(n).strip(" ;")) for n in (2, 3))
            modules[match.group(1)] = Module(filter(None, depends), filter(None, test_depends))
    return modules


# --- Functions and coroutines ----------------------------------------------------------------------------------------

SCOPE = re.compile(r"(?:inline\s+|typedef\s+)*(?:namespace|class|struct|enum|union|extern)\b")
LABEL = re.compile(r"\s*(?:public|private|protected)\s*:(?!:)")
MEMBER_INIT = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


def without_prefix(head):
    """A declaration without access labels and template lists in front."""
    while True:
        label = LABEL.match(head)
        template = re.match(r"\s*template\s*<", head)
        if label:
            head = head[label.end() :]
        elif template:
            head = head[closing(head, template.end() - 1, "<>") :]
        else:
            return head.strip()


def kind_of_block(head):
    """What the brace after `head` opens: scope, function, init (a member's initialiser) or other."""
    short = without_prefix(head)
    if SCOPE.match(short):
        return "scope"
    if "(" not in short:
        return "other"
    if MEMBER_INIT.search(short) and re.search(r"[\w>]$", short):
        return "init"
    before = re.sub(r"operator\s*[^\s\w(]+", "operator", short).split("(")[0]
    if "=" in before and not re.search(r"=\s*\[", before):
        return "other"
    return "function"


def functions(file):
    """(first line, last line) of every function at namespace or class level; lambdas count within theirs."""
    code = file.plain_code
    blocks, parens, start, inside = [], 0, 0, None
    for match in re.finditer(r"[{}();]", code):
        sign = match.group()
        if inside is not None:  # in a body only its end matters
            inside[1] += {"{": 1, "}": -1}.get(sign, 0)
            if inside[1] == 0:
                yield file.line_of(inside[0]), file.line_of(match.start())
                inside, start = None, match.end()
        elif sign in "()":
            parens += 1 if sign == "(" else -1
        elif sign == ";" and parens == 0:
            start = match.end()
        elif sign == "{":
            head = code[start : match.start()]
            kind = "other" if parens else kind_of_block(head)
            if kind == "function":
                inside = [match.start() - len(head.lstrip()), 1]
                continue
            blocks.append(kind)
            start = match.end() if kind == "scope" else start
        elif sign == "}" and blocks:
            if blocks.pop() == "scope" and parens == 0:
                start = match.end()


def parameters(text):
    """The parameters of a list, split at its top-level commas."""
    depth, start, found = 0, 0, []
    for match in re.finditer(r"->|[<>(){}\[\],]", text):
        sign = match.group()
        depth += 1 if sign in "<({[" else -1 if sign in ">)}]" else 0
        if sign == "," and depth == 0:
            found.append(text[start : match.start()])
            start = match.end()
    return found + [text[start:]]


def is_reference(parameter):
    """Whether the parameter itself is a reference, not something inside its template arguments."""
    outside, depth = [], 0
    for sign in parameter.split("=")[0].replace("->", ""):
        depth += 1 if sign in "<(" else -1 if sign in ">)" else 0
        if depth == 0:
            outside.append(sign)
    return "&" in outside


ASYNC = re.compile(r"\bAsync\s*<")
DECLARED = re.compile(r"\s*(?:\w+::)*(?:operator\s*\(\s*\)|\w+)\s*\(")
LAMBDA = re.compile(r"\[([^\[\]]*)\]\s*(\()")
LAMBDA_RETURN = re.compile(r"\s*(?:mutable\s*|noexcept\s*)*->\s*(?:\w+::)*Async\s*<")


def coroutines(file):
    """(offset, end, parameter list, capture list or None) of everything that is declared to return Async."""
    code = file.plain_code
    for match in ASYNC.finditer(code):
        declared = DECLARED.match(code, closing(code, match.end() - 1, "<>"))
        if declared:
            end = closing(code, declared.end() - 1, "()")
            yield match.start(), end, code[declared.end() : end - 1], None
    for match in LAMBDA.finditer(code):
        end = closing(code, match.start(2), "()")
        if LAMBDA_RETURN.match(code, end):
            yield match.start(), end, code[match.end() : end - 1], match.group(1).strip()
