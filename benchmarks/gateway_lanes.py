"""The ways from the load generator to the stub upstream: straight, through reverse proxies, through model gateways."""

import contextlib
import ctypes
import fcntl
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

import bench

PORTKEY = bench.ROOT / "benchmarks" / "peers" / "portkey"
PORTKEY_PROGRAM = PORTKEY / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
STREAMS_MAX = 1024
STUB_KEY = "sk-stub-0123456789abcdef"

NGINX = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_body_buffer_size 1m;
  keepalive_requests 1000000000;
  upstream stub {{ server 127.0.0.1:{stub}; keepalive {streams}; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://stub;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
"""
HAPROXY = """
global
  nbthread 1
  maxconn 8192
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option http-no-delay
  http-reuse always
frontend front
  bind 127.0.0.1:{port} backlog 4096
  default_backend stub
backend stub
  server stub 127.0.0.1:{stub} pool-max-conn {streams}
"""
# Everything that governs a call: rates, the provider's own limits, prices, a budget that is never used up.
GOVERNED = """
runtime: {{loops: 1}}
log: {{level: warn}}
limits: {{requests_per_second_per_key: 1000000, burst_per_key: 1000000,
         requests_per_second_per_address: 1000000, burst_per_address: 1000000}}
budget: {{dollars_per_day: 1000000}}
providers:
  - name: stub
    class: cloud
    base_url: http://127.0.0.1:{stub}/v1
    key_secret: STUB_KEY
    concurrency_max: {streams}
    waiting_max: {streams}
    requests_per_minute: 10000000
    tokens_per_minute: 1000000000000
    models: [{{name: tiny, context_tokens: 131072, output_tokens_max: 2048,
               dollars_per_million_input_tokens: 0.15, dollars_per_million_output_tokens: 0.60}}]
"""
# As little of it as can be configured: nothing is limited, and nothing costs anything.
BARE = """
runtime: {{loops: 1}}
log: {{level: warn}}
limits: {{requests_per_second_per_key: 0, requests_per_second_per_address: 0}}
audit: {{level: "off"}}
providers:
  - name: stub
    class: local
    base_url: http://127.0.0.1:{stub}/v1
    concurrency_max: {streams}
    waiting_max: {streams}
    models: [{{name: tiny, context_tokens: 131072, output_tokens_max: 2048}}]
"""


# --- A network of its own --------------------------------------------------------------------------------------------


def enter_own_network():
    """Runs this script again where there is nothing but a loopback, since a peer listens on every address there is. The
    reason, where that is forbidden."""
    if os.environ.get("BENCH_NETWORK") == "own":
        raise_loopback()
        return None
    unshare = ["unshare", "--net"] + ([] if os.getuid() == 0 else ["--map-root-user"])
    tried = subprocess.run([*unshare, "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        return f"no network namespace: {tried.stderr.strip()}"
    os.environ["BENCH_NETWORK"] = "own"
    os.execvp("unshare", [*unshare, sys.executable, *sys.argv])


def raise_loopback():
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(handle, get_flags, request))[1]
        fcntl.ioctl(handle, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def free_port():
    with socket.socket() as handle:
        handle.bind(("127.0.0.1", 0))
        return handle.getsockname()[1]


# --- Processes -------------------------------------------------------------------------------------------------------


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def descendants(process_id):
    found, waiting = [], [process_id]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for thread in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            waiting += [int(child) for child in thread.read_text().split()]
    return found


class Places:
    """Which CPU is whose: what is measured has one for itself where there are two."""

    def __init__(self, are_apart=True):
        self.cpus = sorted(os.sched_getaffinity(0))
        self.are_apart = are_apart and len(self.cpus) > 1

    def _on(self, number):
        return ["taskset", "--cpu-list", str(self.cpus[number % len(self.cpus)])] if self.are_apart else []

    def measured(self):
        return self._on(0)

    def load(self):
        return self._on(1)

    def stub(self):
        return self._on(2 if len(self.cpus) > 2 else 1)


class Program:
    """A peer in the foreground; ends with this script. Measured with all its children."""

    def __init__(self, name, command, port, folder, environment=None):
        self.log_path = folder / f"{name}.log"
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env=os.environ | (environment or {}), preexec_fn=die_with_parent,
        )  # fmt: skip
        self.name = name
        self._wait_for(port)

    def _wait_for(self, port):
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.05)
        self.stop()
        bench.fail(f"{self.name} did not start: {self.log_path.read_text()[-1000:]}")

    def process_ids(self):
        return descendants(self.process.pid)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Stub:
    """The upstream; ends when its standard input does."""

    def __init__(self, places):
        self.process = subprocess.Popen(
            [*places.stub(), bench.program("stub_upstream")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = json.loads(self.process.stdout.readline())["port"]

    def process_ids(self):
        return [self.process.pid]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


# --- Lanes -----------------------------------------------------------------------------------------------------------


class Lane:
    """One way to the stub."""

    def __init__(self, name, port, process_ids, *load_arguments):
        self.name = name
        self.port = port
        self.process_ids = process_ids
        self.load_arguments = load_arguments

    def resident_mib(self):
        return bench.resident_mib(*self.process_ids())

    def descriptors(self):
        return sum(len(os.listdir(f"/proc/{process_id}/fd")) for process_id in self.process_ids())

    def start_load(self, places, *arguments):
        command = [*places.load(), bench.program("gateway_load"), "--port", self.port, *self.load_arguments, *arguments]
        return subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def load(self, places, *arguments, seconds=120):
        """The generator's figures with the CPU that the lane took for each request; {"failed": why} instead."""
        before = bench.cpu_seconds(*self.process_ids())
        generator = self.start_load(places, *arguments)
        try:
            said, complaint = generator.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            generator.kill()
            generator.communicate()
            return {"failed": f"nothing within {seconds} s"}
        if generator.returncode != 0:
            return {"failed": complaint.strip()[:300]}
        figures = json.loads(said)
        taken = bench.cpu_seconds(*self.process_ids()) - before
        figures["cpu_us"] = taken / max(figures["requests"], 1) * 1e6
        return figures


def nginx(stack, folder, places, stub):
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin:" + os.environ["PATH"]):
        bench.fail("nginx is missing: run 'make install-bench'")
    port, home = free_port(), folder / "nginx"
    home.mkdir()
    (home / "nginx.conf").write_text(NGINX.format(folder=home, stub=stub.port, port=port, streams=STREAMS_MAX))
    command = [*places.measured(), "/usr/sbin/nginx", "-p", home, "-c", home / "nginx.conf"]
    program = stack.enter_context(Program("nginx", command, port, folder))
    return Lane("nginx", port, program.process_ids)


def haproxy(stack, folder, places, stub):
    port, config = free_port(), folder / "haproxy.cfg"
    config.write_text(HAPROXY.format(stub=stub.port, port=port, streams=STREAMS_MAX))
    command = [*places.measured(), "/usr/sbin/haproxy", "-db", "-f", config]
    program = stack.enter_context(Program("haproxy", command, port, folder))
    return Lane("HAProxy", port, program.process_ids)


def swarmd(stack, folder, places, stub, name, template, *settings):
    home = folder / name.replace(" ", "_")
    home.mkdir()
    config = template.format(stub=stub.port, streams=STREAMS_MAX)
    server = bench.Server(
        home, *settings, config=config, launcher=places.measured(), environment={"SWARM_SECRET_STUB_KEY": STUB_KEY}
    )
    stack.enter_context(server)
    key_file = server.data / "admin.key"
    return Lane(name, server.port, lambda: [server.process.pid], "--model", "stub/tiny", "--key-file", key_file)


def install_portkey():
    """Before the network is left. None, or why it cannot be there."""
    if PORTKEY_PROGRAM.exists():
        return None
    if not shutil.which("npm") or not shutil.which("node"):
        return "npm and node are missing: run 'make install-bench'"
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=PORTKEY, capture_output=True, text=True, timeout=300)
    return None if done.returncode == 0 else f"npm: {done.stderr.strip()[-200:]}"


def portkey(stack, folder, places, stub):
    port = free_port()
    command = [*places.measured(), "node", PORTKEY_PROGRAM, f"--port={port}", "--headless"]
    program = stack.enter_context(Program("portkey", command, port, folder, {"NODE_ENV": "production"}))
    headers = ["x-portkey-provider: openai", f"x-portkey-custom-host: http://127.0.0.1:{stub.port}/v1"]
    headers += [f"Authorization: Bearer {STUB_KEY}"]
    return Lane("Portkey", port, program.process_ids, *[part for line in headers for part in ("--header", line)])
