"""What the scripts benchmarks/run-* share: the machine's facts, a server to measure, and the pages that they write."""

import contextlib
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(os.environ.get("BENCH_BIN", ROOT / "build" / "release" / "bin"))
PAGE = ROOT / "docs" / "benchmarks.md"
PAGE_HEAD = """# Figures

Each section was written by the command that it names, on the machine that it names; run the command to measure yours.
A bar is what we promise to reach on two cores; "met" compares it with the figure of this very run.
"""


def fail(why):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {why}")


def program(name):
    path = BIN / name
    if not path.exists():
        fail(f"{path} is missing: run 'make build' first")
    return str(path)


@contextlib.contextmanager
def scratch_folder(open_to_all=False):
    """An empty folder on the disk of the build folder, gone afterwards."""
    parent = ROOT / "build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(dir=parent))
    if open_to_all:
        folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fdatasync_ms(folder):
    done = subprocess.run([program("disk_probe"), str(folder)], check=True, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)["fdatasync_p50_ms"]


def machine_facts(folder):
    """One line: what the figures depend on."""
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory_kib = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return (
        f"Machine: {len(os.sched_getaffinity(0))} cores ({cpu[1] if cpu else 'unknown'}), {memory_kib / 2**20:.0f} GiB, "
        f"{os.uname().sysname} {os.uname().release}; 4 KiB written and fdatasync in the same folder: "
        f"p50 {fdatasync_ms(folder):.3f} ms. Load average when it began: {os.getloadavg()[0]:.1f}."
    )


def cpu_seconds(*process_ids):
    """What these processes have taken so far, all their threads together."""
    ticks = 0
    for process_id in process_ids:
        fields = pathlib.Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mib(*process_ids):
    statuses = [pathlib.Path(f"/proc/{process_id}/status").read_text() for process_id in process_ids]
    return sum(int(re.search(r"VmRSS:\s*(\d+)", status)[1]) for status in statuses) / 1024


class Server:
    """A swarmd on free ports of the loopback, its data in a folder of its own. `config`: text of a swarm.yaml;
    `launcher`: a command that starts the program, such as taskset; `environment`: beside our own."""

    def __init__(self, folder, *settings, config="", launcher=(), environment=None):
        self.data = folder / "data"
        self.log = open(folder / "swarmd.log", "ab")
        command = [*launcher, program("swarmd"), "--data", str(self.data)]
        command += ["--http", "127.0.0.1:0", "--websocket", "127.0.0.1:0"]
        if config:
            (folder / "swarm.yaml").write_text(config)
            command += ["--config", str(folder / "swarm.yaml")]
        if not any(setting.startswith("engine.") for setting in settings) and "engine:" not in config:
            settings = (*settings, "engine.mode=off")  # what is measured is the server
        for setting in settings:
            command += ["--set", setting]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, env=os.environ | (environment or {})
        )
        ready = self._ready_line(30)
        self.ready_ms = (time.monotonic() - self.started) * 1e3
        self.port = int(json.loads(ready)["http"].rsplit(":", 1)[1])
        self.websocket_port = int(json.loads(ready)["websocket"].rsplit(":", 1)[1])

    def _ready_line(self, seconds):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            self.stop()
            fail("swarmd did not become ready; its log is in " + self.log.name)
        line = self.process.stdout.readline()
        if not line:
            fail("swarmd ended at once: " + pathlib.Path(self.log.name).read_text()[-2000:])
        return line

    def resident_mib(self):
        return resident_mib(self.process.pid)

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)

    def get(self, path):
        key = (self.data / "admin.key").read_text().strip()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {key}"}
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.read().decode()

    def load(self, *arguments):
        """Runs task_load against it; its figures."""
        command = [program("task_load"), "--port", str(self.port), "--key-file", str(self.data / "admin.key")]
        done = subprocess.run(command + [str(a) for a in arguments], stdout=subprocess.PIPE, text=True, timeout=900)
        if done.returncode != 0:
            self.stop()
            fail("the load generator failed")
        return json.loads(done.stdout)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


# Nothing is limited but the queue: a limit would be measured otherwise.
UNLIMITED = (
    "limits.requests_per_second_per_key=0",
    "limits.requests_per_second_per_address=0",
    "tasks.queued_max=10000000",
    "log.level=warn",
)


def table(rows):
    """Rows of (what, figure, bar, met or None)."""
    lines = ["| what | figure | bar | met |", "|---|---|---|---|"]
    for what, figure, bar, met in rows:
        lines.append(f"| {what} | {figure} | {bar or '-'} | {'' if met is None else 'yes' if met else 'no'} |")
    return "\n".join(lines)


def write_section(name, title, command, body):
    """Puts the section between its markers, or behind the others when it is new; prints it as well."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = f"{begin}\n## {title}\n\nCommand: `{command}`\n\n{body.strip()}\n{end}"
    text = PAGE.read_text() if PAGE.exists() else PAGE_HEAD
    if begin in text and end in text:
        head, rest = text.split(begin, 1)
        text = head + section + rest.split(end, 1)[1]
    else:
        text = text.rstrip("\n") + "\n\n" + section + "\n"
    PAGE.write_text(text)
    print(section)
