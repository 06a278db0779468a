"""The part of run-engine that asks the program swarm-engine, over HTTP: rows for bench.table."""

import json
import os
import pathlib
import select
import statistics
import subprocess
import time
import urllib.request

import bench

TOKEN = "a-token-of-the-benchmark"
ADAPTERS = 8
START_S = 30
# The shape of the built-in model.
SHAPE = ["--embedding", "128", "--layers", "5", "--heads", "4", "--key-value-heads", "2", "--feed-forward", "384"]
SHAPE += ["--context", "512", "--merges", "250", "--type", "F16"]


def make_model(folder):
    """(model, PEFT folder of an adapter for it), with weights by chance."""
    program = bench.BIN.parent / "tests" / "support" / "make_qwen_model"
    if not program.exists():
        bench.fail(f"{program} is missing: run 'make build' first")
    model, adapter = folder / "tiny.gguf", folder / "adapter"
    subprocess.run([program, "--out", model, *SHAPE, "--adapter", adapter, "--rank", "16"], check=True, timeout=120)
    return model, adapter


class Engine:
    def __init__(self, model, *flags):
        command = [bench.program("swarm-engine"), "--model", str(model), "--name", "tiny", *flags]
        began = time.monotonic()
        environment = {**os.environ, "SWARM_ENGINE_TOKEN": TOKEN}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        if not select.select([self.process.stdout], [], [], START_S)[0]:
            bench.fail("swarm-engine did not become ready")
        self.port = int(json.loads(self.process.stdout.readline())["http"].rsplit(":", 1)[1])
        self.ready_ms = (time.monotonic() - began) * 1e3

    def post(self, path, body):
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read()

    def ask(self, model):
        messages = [{"role": "user", "content": "what is 2 + 2"}]
        self.post("/v1/chat/completions", {"model": model, "messages": messages, "max_tokens": 8})

    def load(self, clients, seconds):
        command = [bench.program("engine_load"), "--port", str(self.port), "--key", TOKEN]
        command += ["--clients", str(clients), "--seconds", str(seconds)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=120).stdout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def start_rows(model, runs):
    ready = []
    for _ in range(runs):
        with Engine(model) as engine:
            ready.append(engine.ready_ms)
    median = statistics.median(ready)
    return [("start to ready, median", f"{median:.0f} ms (best {min(ready):.0f})", "≤ 150 ms", median <= 150)]


def memory_rows(model, adapter):
    """Every adapter has answered, so that those that get a context have it."""
    with Engine(model) as engine:
        engine.ask("tiny")
        alone = bench.resident_mib(engine.process.pid)
        for number in range(ADAPTERS):
            engine.post("/v1/load_lora_adapter", {"lora_name": f"a{number}", "lora_path": str(adapter)})
        for number in range(ADAPTERS):
            engine.ask(f"a{number}")
        resident = bench.resident_mib(engine.process.pid)
    return [
        ("resident, the model alone", f"{alone:.1f} MiB", "", None),
        (f"resident, {ADAPTERS} adapters, each used", f"{resident:.1f} MiB", "≤ 80 MiB", resident <= 80),
    ]


def stream_rows(model, seconds):
    rows = []
    for clients in (1, 8, 32):
        with Engine(model, "--slots", str(max(8, clients))) as engine:
            engine.ask("tiny")
            cpu = bench.cpu_seconds(engine.process.pid)
            figures = engine.load(clients, seconds)
            cpu = bench.cpu_seconds(engine.process.pid) - cpu
        what = f"{figures['tokens_per_second']} tokens/s, {1e6 * cpu / figures['tokens']:.0f} µs of CPU each"
        rows.append((f"over HTTP, {clients} streams", what, "", None))
        if clients == 1:
            first = figures["first_ms"]
            rows.append(("first token over HTTP, prompt of 32, median", f"{first:.2f} ms", "< 5 ms", first < 5))
    return rows


def http_rows(runs=10, seconds=3):
    with bench.scratch_folder() as folder:
        model, adapter = make_model(pathlib.Path(folder))
        return start_rows(model, runs) + memory_rows(model, adapter) + stream_rows(model, seconds)


if __name__ == "__main__":
    print(bench.table(http_rows()))
