#!/usr/bin/env python3
"""Secrets are nowhere to be found: a server gets some in every way there is, is asked in every way that fails, is crashed, and
then its files, its database, its logs and everything that it said are looked through.

secret_scan_test.py SWARMD SWARMCTL [postgres]
"""

import atexit
import base64
import ctypes
import json
import os
import pathlib
import pwd
import resource
import secrets as chance
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import secret_scan  # noqa: E402

SKIPPED = 77
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")
SECONDS_MAX = 60
KEY_FILES = ("master.key", "master.key.previous", "admin.key", "audit.key")


def a_secret(prefix):
    return f"{prefix}-{chance.token_urlsafe(24)}/+ä"


class Postgres:
    """A server of its own on a socket in a folder that goes away."""

    def __init__(self, folder):
        self.user = None
        if os.geteuid() == 0:
            self.user = next((name for name in ("postgres", "nobody") if self.exists(name)), None)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="swarm-pg-", dir=folder))
        os.chmod(folder, 0o755)
        if self.user:
            shutil.chown(self.folder, self.user)
        self.run("initdb", "-D", str(self.folder / "data"), "-U", "swarm", "--auth=trust", "-N")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o",
                 f"-k {self.folder} -c listen_addresses= -c fsync=off -c log_statement=all", "start")
        atexit.register(self.stop)
        self.url = f"postgresql://swarm@/postgres?host={self.folder}"

    @staticmethod
    def exists(name):
        try:
            return pwd.getpwnam(name) is not None
        except KeyError:
            return False

    def run(self, program, *arguments):
        done = subprocess.run([POSTGRES / program, *arguments], user=self.user, cwd="/", capture_output=True, timeout=SECONDS_MAX)
        if done.returncode != 0:
            sys.exit(f"{program}: {done.stderr.decode()}{done.stdout.decode()}")
        return done.stdout

    def dump(self):
        return self.run("pg_dumpall", "-h", str(self.folder), "-U", "swarm")

    def stop(self):
        if (self.folder / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")


def prepare_child():
    """Ends with us; and may leave core files: the server has to forbid them itself."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)


class Server:
    """swarmd in a folder, allowed to leave a core file there as far as its surroundings are concerned."""

    def __init__(self, program, folder, environment, url):
        self.folder = folder
        self.data = folder / "data"
        lines = ["log: {level: debug}", "outbox: {allow_private_addresses: [\"127.0.0.1/32\"]}"]
        if url:
            lines.append(f"database: {{url: \"{url}\"}}")
        (folder / "swarm.yaml").write_text("\n".join(lines) + "\n")
        self.said = open(folder / "stdout.txt", "ab")
        self.logged = open(folder / "stderr.txt", "ab")
        before = (folder / "stdout.txt").stat().st_size
        self.process = subprocess.Popen(
            [program, "--data", self.data, "--config", folder / "swarm.yaml", "--http", "127.0.0.1:0", "--websocket",
             "127.0.0.1:0", "--set", "engine.mode=off"], cwd=folder, env={**os.environ, **environment}, stdout=self.said, stderr=self.logged,
            preexec_fn=prepare_child)
        self.address = self.wait_until_ready(before)
        self.key = (self.data / "admin.key").read_text().strip()
        self.answers = {}

    def wait_until_ready(self, before):
        patience = time.monotonic() + SECONDS_MAX
        while time.monotonic() < patience and self.process.poll() is None:
            text = (self.folder / "stdout.txt").read_bytes()[before:].decode()
            if "\n" in text:
                return json.loads(text.split("\n")[0])["http"]
            time.sleep(0.02)
        sys.exit("swarmd is not ready:\n" + (self.folder / "stderr.txt").read_text()[-2000:])

    def ask(self, method, path, body=None, key=None, headers=None):
        """The status, and the body as it came. Every answer is kept, to be looked through."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{self.address}{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {key or self.key}")
        request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                status, head, text = answer.status, str(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            status, head, text = answer.code, str(answer.headers), answer.read()
        except OSError as error:
            status, head, text = 0, "", repr(error).encode()
        self.answers[f"answer {len(self.answers)} to {method} {path.split('?')[0]}"] = head.encode() + text
        return status, text

    def expect(self, status, method, path, body=None, **more):
        got, text = self.ask(method, path, body, **more)
        if got != status:
            sys.exit(f"{method} {path}: {status} expected, got {got}: {text[:300]!r}")
        return json.loads(text) if text else None

    def crash(self):
        """Ends it as a fault would. Whether it left a core."""
        self.process.send_signal(signal.SIGABRT)
        _, status = os.waitpid(self.process.pid, 0)
        self.process.returncode = -signal.SIGABRT
        return os.WIFSIGNALED(status) and os.WCOREDUMP(status)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(SECONDS_MAX) != 0:
            sys.exit("swarmd did not end well")


def ask_badly(server, secret):
    """Every way to send a secret so that it is refused."""
    path = "/api/v1/secrets/STUB_KEY"
    quoted = json.dumps(secret)
    too_long = secret * (9 * 1024 // len(secret))
    for body in [b"", b"{", quoted.encode(), f'{{"value": {quoted}'.encode(), f'{{"value": {secret}}}'.encode(),
                 f'{{"value": [{quoted}]}}'.encode(), f'{{"value": {quoted}, "value": {quoted}}}'.encode(),
                 f'{{"value": {quoted}, "other": 1}}'.encode(), f'{{"value": {quoted}}} {quoted}'.encode(),
                 b'{"value": "' + secret.encode() + b'\xff"}', b'{"value": "' + secret.encode() + b'\\u0000"}',
                 json.dumps({"value": too_long}).encode(), b"[" * 100 + quoted.encode()]:
        for method, target in [("PUT", path), ("POST", path + "/rotate"), ("PUT", "/api/v1/secrets/lower")]:
            status, _ = server.ask(method, target, body)
            assert status == 400, (method, target, status)
    good = {"value": secret}
    assert server.ask("PUT", path, good, headers={"Content-Type": "text/plain"})[0] == 415
    assert server.ask("PUT", path, good, headers={"Content-Encoding": "gzip"})[0] == 415
    assert server.ask("PUT", path, good, key="wrong")[0] == 401
    assert server.ask("POST", path, good)[0] == 405
    assert server.ask("PUT", "/api/v1/nothing", good)[0] == 404
    assert server.ask("POST", "/api/v1/secrets/NONE/rotate", good)[0] == 404
    assert server.ask("PUT", path, {"value": secret * 100_000})[0] in (0, 413)
    cut_off(server, path, secret)


def cut_off(server, path, secret):
    """A body that ends in the middle of the secret, and one whose framing is wrong."""
    host, port = server.address.rsplit(":", 1)
    for length, rest in [("Content-Length: 500", b""), ("Transfer-Encoding: chunked", b"\r\nzz\r\n")]:
        with socket.create_connection((host, int(port)), timeout=SECONDS_MAX) as connection:
            head = (f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
                    f"Content-Type: application/json\r\n{length}\r\n\r\n")
            connection.sendall(head.encode() + f'{{"value": "{secret}'.encode() + rest)
            connection.shutdown(socket.SHUT_WR)
            server.answers[f"answer to a body cut off, {length}"] = connection.recv(65536)


def look_everywhere(server):
    """Everything that tells about the server."""
    for path in ["/api/v1/secrets", "/api/v1/config", "/api/v1/audit?limit=100", "/api/v1/audit/export", "/api/v1/status",
                 "/api/v1/webhooks", "/health", "/openapi.json", "/metrics"]:
        server.ask("GET", path)
    server.ask("POST", "/api/v1/admin/reload", {})


def run_code(server):
    """Given code sees nothing of the server's environment."""
    prompt = "What does this Python program print?\n```python\nimport os\nprint(sorted(os.environ.items()))\n```"
    task = server.expect(201, "POST", "/api/v1/tasks", {"prompt": prompt, "wait_ms": 20000})
    server.ask("GET", f"/api/v1/tasks/{task['id']}/trace")
    return task["state"]


def swarmctl(program, server, *arguments, given=b""):
    done = subprocess.run([program, "--url", f"http://{server.address}", "--key-file", server.data / "admin.key", *arguments],
                          input=given, capture_output=True, timeout=SECONDS_MAX)
    if done.returncode != 0:
        sys.exit(f"swarmctl {arguments}: {done.returncode} {done.stderr.decode()}")
    server.answers[f"swarmctl {arguments[0]} {arguments[1]} {len(server.answers)}"] = done.stdout + done.stderr
    return done.stdout.decode()


def give_secrets(server, ctl, hidden):
    server.expect(201, "PUT", "/api/v1/secrets/STUB_KEY", {"value": hidden["set by the API"]})
    swarmctl(ctl, server, "secrets", "set", "TYPED_KEY", given=hidden["set by swarmctl"].encode() + b"\n")
    server.expect(200, "POST", "/api/v1/secrets/TYPED_KEY/rotate", {"value": hidden["rotated"]})
    listed = json.loads(swarmctl(ctl, server, "secrets", "list", "--json"))
    names = {secret["name"]: (secret["origin"], secret["version"]) for secret in listed["secrets"]}
    assert names == {"STUB_KEY": ("store", 1), "TYPED_KEY": ("store", 2), "ENV_KEY": ("environment", 0)}, names
    webhook = server.expect(201, "POST", "/api/v1/webhooks", {"url": "http://127.0.0.1:61999/hook"})
    hidden["signing secret"] = webhook["secret"]
    hidden["signing secret's bytes"] = base64.b64decode(webhook["secret"].removeprefix("whsec_")).hex()
    del server.answers[[name for name in server.answers if name.endswith("POST /api/v1/webhooks")][0]]


def kept_keys(server, hidden, when):
    for file in ["master.key", "admin.key"]:
        hidden[f"{file} {when}"] = (server.data / file).read_text().strip()


def main(swarmd, ctl, on_postgres):
    if on_postgres and not (POSTGRES / "initdb").exists():
        print("there is no PostgreSQL 15 here")
        return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="swarm-secrets-"))
    postgres = Postgres(folder) if on_postgres else None
    hidden = {name: a_secret("sk") for name in ["set by the API", "set by swarmctl", "rotated", "environment", "refused"]}
    environment = {"SWARM_SECRET_ENV_KEY": hidden["environment"]}
    server = Server(swarmd, folder, environment, postgres.url if postgres else None)
    kept_keys(server, hidden, "first")
    give_secrets(server, ctl, hidden)
    texts = {"/proc/PID/environ": pathlib.Path(f"/proc/{server.process.pid}/environ").read_bytes()}
    ask_badly(server, hidden["refused"])
    print("the code task ended as", run_code(server))
    look_everywhere(server)
    rotated = json.loads(swarmctl(ctl, server, "secrets", "rotate-master-key", "--json"))
    assert rotated["finished"] and rotated["resealed"] == 3, rotated
    kept_keys(server, hidden, "rotated")
    left_core = server.crash()
    texts.update(server.answers)
    # With what a server that ends well would have tidied up.
    complaints = secret_scan.scan(hidden, paths=[folder], except_files=KEY_FILES)

    again = Server(swarmd, folder, environment, postgres.url if postgres else None)
    look_everywhere(again)
    texts.update({f"after the crash, {name}": text for name, text in again.answers.items()})
    if postgres:
        texts["pg_dumpall"] = postgres.dump()
    again.stop()
    checked = subprocess.run([swarmd, "--check-config", "--config", folder / "swarm.yaml"],
                             env={**os.environ, **environment}, capture_output=True, timeout=SECONDS_MAX)
    texts["swarmd --check-config"] = checked.stdout + checked.stderr
    if postgres:
        postgres.stop()

    complaints += secret_scan.scan(hidden, paths=[folder], texts=texts, except_files=KEY_FILES)
    if left_core or any("core" in file.name for file in folder.iterdir()):
        complaints.append("the crash left a core file")
    looked = len(secret_scan.files_below(folder))
    print(f"{len(hidden)} secrets, {looked} files, {len(texts)} answers and outputs")
    for complaint in complaints[:50]:
        print(complaint)
    if not complaints:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if complaints else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1], sys.argv[2], "postgres" in sys.argv[3:]))
