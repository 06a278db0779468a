#!/usr/bin/env python3
"""tools/tidy.py on made-up trees: each rule rejects what it should with the right sentence, and a clean tree passes."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIDY = os.path.join(ROOT, "tools", "tidy.py")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import tidy  # noqa: E402

ONCE = "#pragma once\n"
MODULES = {
    "base": "",
    "platform/runtime": "base",
    "platform/http_server": "base platform/runtime",
    "swarm/tasks": "base platform/http_server",
    "swarm/heads": "base",
    "cli": "base",
}
CLEAN = {
    "src/base/CMakeLists.txt": "swarm_module(base HEADERS result.hpp)\n",
    "src/base/result.hpp": ONCE + "auto now = std::chrono::system_clock::now();\n",
    "src/platform/runtime/CMakeLists.txt": "swarm_module(platform/runtime HEADERS thread.hpp DEPENDS base)\n",
    "src/platform/runtime/README.md": "Threads. See [the server](../http_server/README.md#limits) and `[x](gone.md)`.\n",
    "src/platform/runtime/thread.hpp": ONCE + '#include "base/result.hpp"\nstd::thread thread;\n',
    "src/platform/http_server/CMakeLists.txt": "swarm_module(platform/http_server HEADERS router.hpp detail/frame.hpp)\n",
    "src/platform/http_server/README.md": "The server.\n",
    "src/platform/http_server/router.hpp": ONCE + '#include <boost/beast/http.hpp>\n#include "platform/http_server/detail/frame.hpp"\n',
    "src/platform/http_server/detail/frame.hpp": ONCE,
    "src/swarm/tasks/CMakeLists.txt": "swarm_module(swarm/tasks SOURCES task_endpoints.cpp task.cpp TESTS task_test.cpp)\n",
    "src/swarm/tasks/README.md": "Tasks.\n",
    "src/swarm/tasks/task_endpoints.cpp": '#include "platform/http_server/router.hpp"\n',
    "src/swarm/tasks/task.cpp": (
        "// std::cout, rand(), sleep(1) and std::thread in a comment are words\n"
        'const char* text = "std::cout << rand(); std::thread";\n'
        "auto count = std::thread::hardware_concurrency();\n"
        "Async<Result<Rows>> load(Query query, std::function<void(const Row&)> each = {}) {\n  co_return rows;\n}\n"
        "Async<void> watch(Server& server);  // tidy: reference outlives the coroutine because the server stops it\n"
        "Random& random();\n"
    ),
    "src/swarm/tasks/task_test.cpp": '#include "support/fake_clock.hpp"\nvoid f() { std::thread other; }\n',
    "src/swarm/heads/CMakeLists.txt": "swarm_module(swarm/heads)\n",
    "src/swarm/heads/README.md": "Heads.\n",
    "src/cli/CMakeLists.txt": "swarm_module(cli SOURCES print.cpp)\n",
    "src/cli/print.cpp": '#include <CLI/CLI.hpp>\nvoid print() { std::cout << 1; }\n',
    "tests/support/fake_clock.hpp": ONCE,
    "deploy/monitoring/alerts.yaml": (
        "groups:\n- name: swarm\n  rules:\n  - alert: SwarmDown\n    annotations:\n"
        "      runbook_url: https://example.com/docs/runbooks/swarm-down.md\n"
    ),
    "docs/runbooks/swarm-down.md": "Start it. [Back](../..)\n",
    "docs/reference/dependencies.md": "| library | why |\n|---|---|\n| `fmt` | texts |\n| `sqlite3` | tables |\n",
    "cmake/libraries.cmake": "find_package(fmt REQUIRED)\npkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)\n",
}


def in_task(line):
    return {"src/swarm/tasks/task.cpp": line + "\n"}


def in_head(name, text):
    return {
        f"src/swarm/heads/{name}": text,
        "src/swarm/heads/CMakeLists.txt": f"swarm_module(swarm/heads SOURCES {name})\n",
    }


LONG_BODY = "int f(int x) {\n" + "  x += 1;\n" * 69 + "}\n"
LONG_METHOD = "struct S {\n  S() : a_{1}, b_(2) {\n" + "  a_ += 1;\n" * 69 + "  }\n};\n"
LONGEST_BODY = "int f(int x) {\n" + "  x += 1;\n" * 68 + "}\n"  # 70 lines: at the limit
WORD = "TO" "DO"

# rule: [(changes to the clean tree, changes to its modules, what the complaint says)]
CASES = {
    "include_edges": [
        (in_task('#include "swarm/heads/head.hpp"') | {"src/swarm/heads/head.hpp": ONCE}, {}, "add swarm/heads to DEPENDS"),
        (  # what a dependency depends on is not included for free
            in_head("h.cpp", '#include "platform/runtime/thread.hpp"\n'),
            {"swarm/heads": "base swarm/tasks"},
            "add platform/runtime to DEPENDS",
        ),
        (in_task('#include "platform/runtime/thread.hpp"'), {"swarm/tasks": "base | platform/runtime"}, "to DEPENDS"),
        (in_task('#include "support/fake_clock.hpp"'), {}, "tests/support is for tests"),
    ],
    "module_layers": [
        ({}, {"platform/runtime": "base swarm/heads"}, "is a higher layer"),
        ({}, {"swarm/heads": "swarm/tasks", "swarm/tasks": "swarm/heads"}, "depend on each other"),
        ({}, {"helpers": "base"}, "is in no known layer"),
    ],
    "heavy_libraries": [
        (in_task(f"#include <{name}>"), {}, f"which only src/{folder}")
        for name, folder in {
            "boost/beast.hpp": "platform/http_server", "boost/asio/ssl.hpp": "platform/http_server",
            "openssl/ssl.h": "platform/http_server", "sqlite3.h": "platform/storage/sqlite",
            "libpq-fe.h": "platform/storage/postgres", "yaml-cpp/yaml.h": "platform/config",
            "prometheus/counter.h": "platform/telemetry", "sodium.h": "platform/crypto", "hiredis/hiredis.h": "platform/bus",
            "date/tz.h": "base", "flint/fmpz.h": "swarm/heads/math", "gmp.h": "swarm/heads/math", "gmpxx.h": "swarm/heads/math",
            "cadical.hpp": "swarm/heads/logic",
            "faiss/Index.h": "swarm/memory", "CLI/CLI.hpp": "cli", "curl/curl.h": "cli", "llama.h": "engine/llama",
            "ggml-cpu.h": "engine/llama", "gguf.h": "engine/llama", "chat.h": "engine/llama", "dnnl.h": "trainer/graph",
        }.items()  # fmt: skip
    ],
    "http_server_stays_in_endpoints": [
        (in_task('#include "platform/http_server/router.hpp"'), {}, "HTTP belongs into the slice's *_endpoints files"),
    ],
    "detail_folders": [
        (in_task('#include "platform/http_server/detail/frame.hpp"'), {}, "detail/ is private to platform/http_server"),
    ],
    "relative_includes": [
        (in_task('#include "../heads/head.hpp"'), {}, "write the path from src/"),
        (in_task('#include "task_endpoints.cpp"'), {}, "write the path from src/"),
    ],
    "pragma_once": [({"src/base/result.hpp": "struct Done {};\n"}, {}, "has no #pragma once")],
    "source_is_named": [
        ({"src/swarm/tasks/lost.cpp": "int x;\n"}, {}, "is named in no CMakeLists.txt"),
        ({"tests/system/lost_test.cpp": "int x;\n", "tests/CMakeLists.txt": "# system/lost_test.cpp\n"}, {}, "is named in no"),
        ({"src/swarm/tasks/sk.cpp": "int x;\n"}, {}, "is named in no"),  # part of the name of another
    ],
    "slice_readme": [
        ({"src/swarm/heads/README.md": None}, {}, "write purpose, non-purpose, states and limits"),
        ({"src/swarm/heads/README.md": "line\n" * 41}, {}, "has more than 40 lines"),
    ],
    "time_and_chance": [
        (in_task(f"auto x = {said};"), {}, "take a Clock or Random")
        for said in ("std::chrono::system_clock::now()", "rand()", "std::rand()", "std::random_device{}()", "random()", "::random()")
    ]
    + [(in_task("void f() { srand(1); }"), {}, "take a Clock or Random")],
    "threads": [
        (in_task(said), {}, "ask platform/runtime for a NamedThread")
        for said in ("std::thread t;", "std::jthread t;", "auto f = std::async(g);", "int e = pthread_create(&t, a, g, 0);")
    ],
    "detached_work": [
        (in_task("void f() { co_spawn(e, g(), boost::asio::detached); }"), {}, "spawn it in a TaskGroup"),
        (in_task("void f() { t.detach(); }"), {}, "spawn it in a TaskGroup"),
    ],
    "standard_output": [
        (in_task(f"void f() {{ {said}; }}"), {}, "log an event instead")
        for said in ('std::cout << 1', 'printf("x")', 'std::printf("x")', 'puts("x")', 'std::fputs("x", stdout)', 'fmt::print("x")')
    ],
    "sleeping": [
        (in_task(f"void f() {{ {said}; }}"), {}, "wait for the event itself")
        for said in ("std::this_thread::sleep_for(1s)", "usleep(5)", "sleep(1)", "::nanosleep(&a, 0)")
    ]
    + [({"src/swarm/tasks/task_test.cpp": "void f() { sleep(1); }\n"}, {}, "FakeClock")],
    "coroutine_parameters": [
        (in_task("Async<Result<std::map<int, int>>> load(int a, const Query& query);"), {}, "by reference (const Query& query)"),
        (in_task("runtime::Async<void> Task::run(Query&& query) {}"), {}, "by reference (Query&& query)"),
        (in_task("Async<void> run(\n    int a,\n    std::vector<int>& list);"), {}, "by reference (std::vector<int>& list)"),
        (in_task("auto f = [](Query& query) -> Async<void> { co_return; };"), {}, "by reference (Query& query)"),
        (in_task("auto f = [&](int x) -> Async<void> { co_return; };"), {}, "captures [&]"),
        (in_task("Async<void> run(Query& query);  // tidy: reference outlives the coroutine because"), {}, "by reference"),
    ],
    "function_length": [
        (in_task(LONG_BODY), {}, "has a function of 71 lines"),
        (in_task(LONG_METHOD), {}, "has a function of 71 lines"),
        (in_task("template <class T>\n" + LONG_BODY), {}, "has a function of 72 lines"),
    ],
    "file_length": [(in_task("int x;\n" * 600), {}, "has 601 lines")],
    "open_remarks": [
        (in_task(f"// {WORD} later"), {}, "without a link to an issue"),
        ({"Makefile": "# FIX" "ME\n"}, {}, "without a link to an issue"),
        ({"tools/x.py": "# X" "XX\n"}, {}, "without a link to an issue"),
    ],
    "alert_runbooks": [
        ({"docs/runbooks/swarm-down.md": None}, {}, "alert SwarmDown has no runbook"),
        ({"deploy/monitoring/a.yml": "- alert: Full\n  expr: x\n- alert: Odd\n  runbook_url: x/swarm-down.md\n"}, {}, "alert Full has no"),
    ],
    "dead_links": [
        ({"README.md": "[gone](docs/gone.md)\n"}, {}, "links to docs/gone.md, which is not there"),
        ({"docs/a.md": "[up](/docs/reference/dependencies.md)\n"}, {}, "which is not there"),
    ],
    "machine_paths": [
        ({"docs/a.md": "See /" "work/shared.\n"}, {}, "of one machine"),
        ({"scripts/a": "cd /" "root/x\n"}, {}, "of one machine"),
    ],
    "trailing_whitespace": [
        (in_task("int x; "), {}, "ends in white space"),
        ({"docs/a.md": "text\t\n"}, {}, "ends in white space"),
        ({"docs/a.md": "text\r\n"}, {}, "ends in white space"),
    ],
    "utf8": [({"docs/a.md": b"caf\xe9\n"}, {}, "is not UTF-8 at byte 3")],
    "library_is_listed": [
        ({"cmake/libraries.cmake": text}, {}, f"finds `{name}`")
        for name, text in {
            "date": "find_package(date REQUIRED)\n",
            "libpq": "pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)\n",
            "flint": "find_library(FLINT_LIBRARY flint REQUIRED)\n",
        }.items()
    ],
}


SCRATCH = tempfile.TemporaryDirectory(prefix="tidy_test_")


def tearDownModule():
    SCRATCH.cleanup()


class MadeUpTree:
    def __init__(self, changes=None, modules=None):
        self.root = tempfile.mkdtemp(dir=SCRATCH.name)
        for path, text in {**CLEAN, **(changes or {})}.items():
            if text is not None:
                self.write(path, text)
        lines = []
        for name, edges in {**MODULES, **(modules or {})}.items():
            depends, _, test_depends = edges.partition("|")
            lines.append(f"{name}: {';'.join(depends.split())} | {';'.join(test_depends.split())}\n")
        self.modules = self.write("build/release/modules.txt", "".join(lines))

    def write(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return full

    def check(self):
        return tidy.check(self.root, self.modules)

    def command(self):
        return subprocess.run([sys.executable, TIDY, "--root", self.root], capture_output=True, text=True, check=False)


class Rejects(unittest.TestCase):
    def test_every_rule_has_a_case_that_it_rejects(self):
        self.assertEqual(sorted(CASES), sorted(tidy.RULES))

    def test_each_rule_rejects_its_cases_with_what_to_do(self):
        for rule, cases in CASES.items():
            self.assertTrue(cases, rule)
            for changes, modules, sentence in cases:
                with self.subTest(rule=rule, sentence=sentence):
                    said = [complaint.message for complaint in MadeUpTree(changes, modules).check() if complaint.rule == rule]
                    self.assertTrue(any(sentence in message for message in said), said)


class Accepts(unittest.TestCase):
    def test_the_clean_tree(self):
        self.assertEqual(MadeUpTree().check(), [])

    def test_a_function_and_a_file_at_the_limit(self):
        self.assertEqual(MadeUpTree(in_task(LONGEST_BODY)).check(), [])
        self.assertEqual(MadeUpTree(in_task("int x;\n" * 599)).check(), [])

    def test_a_remark_with_its_issue(self):
        self.assertEqual(MadeUpTree(in_task(f"// {WORD} #12: later")).check(), [])

    def test_a_test_that_includes_a_test_dependency(self):
        changes = {"src/swarm/tasks/task_test.cpp": '#include "platform/runtime/thread.hpp"\n'}
        self.assertEqual(MadeUpTree(changes, {"swarm/tasks": "platform/http_server | platform/runtime"}).check(), [])


class Exceptions(unittest.TestCase):
    def check(self, line, changes):
        return MadeUpTree({**changes, tidy.EXCEPTIONS: line + "\n"}).check()

    def test_lets_a_file_pass_one_rule(self):
        self.assertEqual(self.check("function_length src/swarm/tasks/task.cpp: one table", in_task(LONG_BODY)), [])

    def test_refuses_one_without_a_reason(self):
        said = self.check("function_length src/swarm/tasks/task.cpp:", in_task(LONG_BODY))
        self.assertEqual({"exceptions", "function_length"}, {complaint.rule for complaint in said})

    def test_refuses_one_that_is_not_needed_any_more(self):
        said = self.check("function_length src/swarm/tasks/task.cpp: one table", {})
        self.assertIn("delete the line", said[0].message)


class Command(unittest.TestCase):
    def test_passes_a_clean_tree_and_fails_another_with_file_and_line(self):
        clean = MadeUpTree().command()
        self.assertEqual((clean.returncode, clean.stdout), (0, f"tidy: 0 complaints, {len(tidy.RULES)} rules\n"))
        dirty = MadeUpTree(in_task("std::thread t;")).command()
        self.assertEqual(dirty.returncode, 1)
        self.assertIn("src/swarm/tasks/task.cpp:1: says std::thread", dirty.stdout)

    def test_without_a_configured_build_it_says_so(self):
        tree = MadeUpTree()
        os.remove(tree.modules)
        said = tree.command()
        self.assertEqual(said.returncode, 2)
        self.assertIn("run cmake --preset release first", said.stderr)

    def test_refuses_a_module_list_that_it_cannot_read(self):
        tree = MadeUpTree()
        tree.write("build/release/modules.txt", "swarm/tasks | base\n")
        said = tree.command()
        self.assertNotEqual(said.returncode, 0)
        self.assertIn("mend swarm_module()", said.stderr)

    def test_reads_new_files_of_a_checkout_but_not_ignored_ones(self):
        tree = MadeUpTree({".gitignore": "build/\n*.draft.md\n", "a.draft.md": "x \n", "new.md": "x \n"})
        subprocess.run(["git", "init", "-q", tree.root], check=True)
        said = tree.command()
        self.assertEqual(said.returncode, 1)
        self.assertIn("new.md:1: ends in white space", said.stdout)
        self.assertNotIn("draft", said.stdout)


if __name__ == "__main__":
    unittest.main()
