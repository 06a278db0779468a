#!/usr/bin/env python3
"""The scripts of the repository, run in folders and on PATHs of the tests' own making."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = ("bash", "env", "awk", "sort", "comm", "tr", "cat", "tee", "grep", "tail", "mkdir", "dirname", "sed", "rm", "mv", "true", "touch")

# Packages are lines of the file `present`; `apt-get install` adds what is asked for, except what `archive` lacks.
DPKG_QUERY = r"""#!/usr/bin/env bash
while read -r name state; do
  for asked in "${@:4}"; do [ "$name" != "$asked" ] || echo "$name $state"; done
done < "$STATE/present"
[ $# -eq 0 ]  # fails, as dpkg-query does when a package is unknown
"""
APT_GET = r"""#!/usr/bin/env bash
echo "apt-get $* frontend=${DEBIAN_FRONTEND:-}" >> "$STATE/calls"
[ "$1" != update ] || { touch "$STATE/updated"; exit 0; }
[ ! -e "$STATE/stale" ] || [ -e "$STATE/updated" ] || exit 100
case " $* " in *" --simulate "*) exit 0 ;; esac
code=0
for word in "${@:2}"; do
  case $word in
    -*|DPkg*) ;;
    no-such-*) code=100 ;;
    prometheus) echo "$word half-configured" >> "$STATE/present"; code=100 ;;  # its service could not start
    *) echo "$word installed" >> "$STATE/present" ;;
  esac
done
exit $code
"""


class Machine:
    """A made-up Debian: only the named commands are on its PATH."""

    def __init__(self, user=0, sudo=False):
        self.folder = tempfile.TemporaryDirectory()
        self.bin = os.path.join(self.folder.name, "bin")
        os.mkdir(self.bin)
        for tool in TOOLS:
            os.symlink(shutil.which(tool), os.path.join(self.bin, tool))
        self.add("dpkg-query", DPKG_QUERY)
        self.add("apt-get", APT_GET)
        self.add("id", f"#!/usr/bin/env bash\necho {user}\n")
        if sudo:
            self.add("sudo", '#!/usr/bin/env bash\necho "sudo $*" >> "$STATE/calls"\nshift\nexec "$@"\n')
        self.write("present", "")
        self.write("calls", "")

    def close(self):
        self.folder.cleanup()

    def add(self, name, text):
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def write(self, name, text):
        with open(os.path.join(self.folder.name, name), "w", encoding="utf-8") as file:
            file.write(text)

    def calls(self):
        with open(os.path.join(self.folder.name, "calls"), encoding="utf-8") as file:
            return file.read().splitlines()

    def install(self, *groups):
        return subprocess.run(
            [shutil.which("bash"), os.path.join(ROOT, "scripts/install-packages"), *groups],
            env={"PATH": self.bin, "STATE": self.folder.name},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip


def packages_of(group):
    """The names as the script lists them."""
    with open(os.path.join(ROOT, "scripts/install-packages"), encoding="utf-8") as file:
        return re.search(rf"^{group}=\((.*?)\)", file.read(), re.S | re.M).group(1).split()


class InstallPackages(unittest.TestCase):
    def machine(self, **facts):
        machine = Machine(**facts)
        self.addCleanup(machine.close)
        return machine

    def test_calls_nothing_when_nothing_is_missing(self):
        machine = self.machine(user=1000)
        machine.add("npm", "#!/usr/bin/env bash\n")
        machine.write("present", "".join(f"{name} installed\n" for name in packages_of("build") + packages_of("test")))
        done = machine.install("build", "test")
        self.assertEqual((done.returncode, done.stdout, machine.calls()), (0, "", []), done.stderr)

    def test_names_what_is_missing_and_the_command_without_root_and_sudo(self):
        machine = self.machine(user=1000)
        machine.add("npm", "#!/usr/bin/env bash\n")
        there = [name for name in packages_of("build") if name not in ("clang-19", "libpq-dev")]
        machine.write("present", "".join(f"{name} installed\n" for name in there) + "libpq-dev config-files\n")
        done = machine.install("build")
        self.assertEqual((done.returncode, machine.calls()), (1, []))
        self.assertIn("  clang-19 libpq-dev \n", done.stderr)
        self.assertIn("apt-get install --no-install-recommends -y clang-19 libpq-dev", done.stderr)

    def test_installs_what_is_missing_as_root_without_an_update(self):
        machine = self.machine()
        machine.add("npm", "#!/usr/bin/env bash\n")
        machine.write("present", "".join(f"{name} installed\n" for name in packages_of("build")[1:]))
        done = machine.install("build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(machine.calls()[-1], r"^apt-get install --no-install-recommends -y .*clang-19 frontend=noninteractive$")
        self.assertFalse([call for call in machine.calls() if "update" in call])

    def test_updates_the_package_lists_when_they_do_not_do(self):
        machine = self.machine()
        machine.write("stale", "")
        self.assertEqual(machine.install("test").returncode, 0)
        self.assertTrue([call for call in machine.calls() if call.startswith("apt-get update")])

    def test_goes_through_sudo_that_asks_no_password(self):
        machine = self.machine(user=1000, sudo=True)
        self.assertEqual(machine.install("build").returncode, 0)
        self.assertTrue([call for call in machine.calls() if call.startswith("sudo -n env DEBIAN_FRONTEND=noninteractive")])

    def test_does_not_mind_a_service_that_could_not_start(self):
        done = self.machine().install("test")  # prometheus ends half-configured
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_says_what_could_not_be_installed(self):
        machine = self.machine()
        machine.add("apt-get", "#!/usr/bin/env bash\nexit 100\n")
        done = machine.install("test")
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be installed", done.stderr)
        self.assertIn("postgresql-15", done.stderr)

    def test_leaves_an_npm_alone_that_did_not_come_from_debian(self):
        machine = self.machine()
        machine.add("npm", "#!/usr/bin/env bash\n")
        machine.write("present", "".join(f"{name} installed\n" for name in packages_of("build")))
        self.assertEqual((machine.install("build").returncode, machine.calls()), (0, []))
        other = self.machine()
        self.assertEqual(other.install("build").returncode, 0)
        self.assertRegex(other.calls()[-1], r" npm ")

    def test_refuses_an_unknown_group(self):
        self.assertEqual(self.machine().install("everything").returncode, 2)


class FetchLlama(unittest.TestCase):
    """npm is made up: it writes what the test says."""

    def fetch(self, npm):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "npm"), "w", encoding="utf-8") as file:
            file.write(f"#!/usr/bin/env bash\n{npm}\n")
        os.chmod(file.name, 0o755)
        target = os.path.join(folder.name, "cache", "llama")
        done = subprocess.run([os.path.join(ROOT, "scripts/fetch-llama"), target], check=False, capture_output=True, text=True,
                              env={**os.environ, "PATH": folder.name + ":" + os.environ["PATH"]}, stdin=subprocess.DEVNULL)  # fmt: skip
        return done, target

    def test_unpacks_nothing_whose_digest_is_another(self):
        done, target = self.fetch("echo somebody else\\'s > node-llama-cpp-3.22.1.tgz")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not the pinned one", done.stderr)
        self.assertFalse(os.path.exists(target))
        self.assertEqual(os.listdir(os.path.dirname(target)), [])

    def test_says_what_to_do_without_a_registry(self):
        done, target = self.fetch("exit 1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("LLAMA_SOURCE_DIR", done.stderr)
        self.assertFalse(os.path.exists(target))

    def test_does_nothing_when_the_sources_are_there(self):
        with tempfile.TemporaryDirectory() as target:
            with open(os.path.join(target, ".complete"), "w", encoding="utf-8"):
                pass
            self.assertEqual(subprocess.run([os.path.join(ROOT, "scripts/fetch-llama"), target], check=False, env={"PATH": "/usr/bin:/bin"}).returncode, 0)


class DebugLogs(unittest.TestCase):
    def show(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for name, lines in files.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write("".join(line + "\n" for line in lines))
            return subprocess.run([os.path.join(ROOT, "scripts/debug-logs"), folder], capture_output=True, text=True, check=False)

    def test_shows_errors_and_warnings_of_all_files_oldest_first(self):
        late = json.dumps({"time": "2025-01-02T00:00:00Z", "level": "ERROR", "event": "disk_full", "free_bytes": 0})
        early = json.dumps({"time": "2025-01-01T00:00:00Z", "level": "WARN", "event": "retry", "provider": "stub"})
        calm = json.dumps({"time": "2025-01-01T12:00:00Z", "level": "INFO", "event": "the word ERROR in a text"})
        done = self.show({"swarmd.log": [late, calm], "swarmd.log.1": [early]})
        self.assertEqual(done.returncode, 0)
        self.assertEqual(
            done.stdout,
            "2025-01-01T00:00:00Z WARN  retry provider=stub\n2025-01-02T00:00:00Z ERROR disk_full free_bytes=0\n",
        )
        self.assertIn("2 errors and warnings in 3 lines of 2 files", done.stderr)

    def test_shows_a_line_that_a_crash_cut_short(self):
        self.assertEqual(self.show({"swarmd.log": ['{"level":"ERROR","ev']}).stdout, '{"level":"ERROR","ev\n')

    def test_says_that_there_are_no_logs(self):
        self.assertEqual(self.show({}).returncode, 1)


class CiRun(unittest.TestCase):
    """.ci/run with a `make` of our own, in a copy of the repository's shape."""

    def run_with(self, make):
        machine = Machine()
        self.addCleanup(machine.close)
        machine.add("make", make)
        root = os.path.join(machine.folder.name, "checkout")
        os.makedirs(os.path.join(root, ".ci"))
        shutil.copy(os.path.join(ROOT, ".ci/run"), os.path.join(root, ".ci/run"))
        return subprocess.run(
            [shutil.which("bash"), os.path.join(root, ".ci/run")], cwd="/", env={"PATH": machine.bin},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def test_ends_with_the_summaries_of_both_runs(self):
        done = self.run_with(
            '#!/usr/bin/env bash\n[ "$1" = test ] && count=7 || count=5\n'
            'echo "100% tests passed, 0 tests failed out of $count"\n'
            'printf "\\nThe following tests did not run:\\n\\t  3 - device (Skipped)\\n"\n'
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(
            done.stdout.splitlines()[-2:],
            ["100% tests passed, 0 tests failed out of 7", "100% tests passed, 0 tests failed out of 5"],
        )
        self.assertIn("\t  3 - device (Skipped)\n", done.stdout)
        self.assertRegex(done.stdout, r"== make test-sanitized: \d+ s, exit code 0")

    def test_fails_when_one_run_fails_and_still_makes_the_other(self):
        done = self.run_with(
            '#!/usr/bin/env bash\n[ "$1" = test ] || { echo "100% tests passed, 0 tests failed out of 5"; exit 0; }\n'
            'echo "50% tests passed, 1 tests failed out of 2"\nexit 2\n'
        )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stdout.splitlines()[-2:],
            ["50% tests passed, 1 tests failed out of 2", "100% tests passed, 0 tests failed out of 5"],
        )

    def test_fails_when_no_test_ran(self):
        done = self.run_with("#!/usr/bin/env bash\nexit 0\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("make test ended before ctest had a summary", done.stdout)


class Makefile(unittest.TestCase):
    def make(self, *words):
        return subprocess.run(["make", "-C", ROOT, *words], capture_output=True, text=True, check=False).stdout

    def test_lists_every_target_with_one_line_each(self):
        with open(os.path.join(ROOT, "Makefile"), encoding="utf-8") as file:
            targets = re.findall(r"^([a-z][a-z-]*):", file.read(), re.M)
        lines = [line for line in self.make().splitlines() if line.startswith("  make ")]
        self.assertEqual([line.split()[1] for line in lines], targets)
        self.assertTrue(all(len(line.split()) > 3 for line in lines))

    def test_the_second_name_gives_the_same_commands(self):
        with open(os.path.join(ROOT, "Makefile.day2"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "include Makefile\n")
        self.assertEqual(self.make("-f", "Makefile.day2"), self.make())


class TheBuiltInModel(unittest.TestCase):
    """make-model, score-model and demo-training, with programs that only pretend."""

    def setUp(self):
        self.tree = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.tree)
        for folder in ("scripts", "bin", "models/tiny"):
            os.makedirs(self.path(folder))
        self.write("models/tiny/tiny.gguf", "committed")
        self.write("models/tiny/tiny.calibration.json", "committed")

    def path(self, name):
        return os.path.join(self.tree, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def make_model(self, reason):
        shutil.copy(os.path.join(ROOT, "scripts/make-model"), self.path("scripts"))
        for name in ("make-lessons", "score-model"):
            self.write(f"scripts/{name}", f"#!/bin/sh\necho {name} \"$@\"\n", 0o755)
        self.write("bin/swarm-trainer", "#!/bin/sh\nmkdir -p run\necho trained > run/tiny.gguf\n"
                   f"echo '{{\"reason\":\"{reason}\"}}' > run/result.json\n", 0o755)  # fmt: skip
        return subprocess.run([self.path("scripts/make-model"), "bin", "run"], capture_output=True, text=True, check=False)

    def test_a_stopped_run_changes_no_model(self):
        for reason in ("stopped", "early_stop"):
            done = self.make_model(reason)
            self.assertEqual(done.returncode, 1)
            self.assertIn("--resume", done.stderr)
            self.assertEqual(self.read("models/tiny/tiny.gguf"), "committed")
            self.assertNotIn("score-model", done.stdout)

    def test_a_whole_run_makes_the_model_and_its_calibration(self):
        for reason in ("completed", "time_limit"):
            done = self.make_model(reason)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.read("models/tiny/tiny.gguf"), "trained\n")
            self.assertIn("score-model bin --calibration models/tiny/tiny.calibration.json", done.stdout)

    def test_a_score_leaves_the_committed_calibration_alone(self):
        shutil.copy(os.path.join(ROOT, "scripts/score-model"), self.path("scripts"))
        self.write("bin/swarm-trainer", """#!/usr/bin/env python3
import json, sys
said = dict(zip(sys.argv[2::2], sys.argv[3::2]))
json.dump({"families": {}, "calibration": {}}, open(said["--out"], "w"))
if "--calibration-out" in said:
    open(said["--calibration-out"], "w").write("measured")
""", 0o755)
        done = subprocess.run([self.path("scripts/score-model"), self.path("bin"), self.path("other.gguf")],
                              capture_output=True, text=True, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read("models/tiny/tiny.calibration.json"), "committed")
        self.assertEqual(self.read("build/other.calibration.json"), "measured")
        self.assertIn("build/other.calibration.json", done.stdout)

    def verdict(self, before, after):
        """Of demo-training: accuracies of borrow, sums and multiplication, which are one head."""
        loader = importlib.machinery.SourceFileLoader("demo_training", os.path.join(ROOT, "scripts/demo-training"))
        demo = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
        sys.dont_write_bytecode = True
        loader.exec_module(demo)
        demo.FAMILIES = ["borrow", "sums", "multiplication"]
        heads = dict.fromkeys(demo.FAMILIES, "math")
        with contextlib.redirect_stdout(io.StringIO()):
            return demo.verdict(types.SimpleNamespace(family="borrow"), dict(zip(demo.FAMILIES, before)),
                                dict(zip(demo.FAMILIES, after)), heads)  # fmt: skip

    def test_the_demonstration_keeps_its_bars(self):
        self.assertEqual(self.verdict((0.2, 1, 1), (0.8, 0.94, 1)), 0)
        self.assertEqual(self.verdict((0.2, 1, 1), (0.79, 1, 1)), 1, "too little gained")
        self.assertEqual(self.verdict((0.2, 1, 1), (0.9, 0.93, 1)), 1, "one family lost too much")
        self.assertEqual(self.verdict((0.2, 1, 1), (0.9, 0.96, 0.96)), 1, "too much lost on average")


if __name__ == "__main__":
    unittest.main()
