"""swarm-engine in a process of its own, with models by chance from make_qwen_model."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess

TOKEN = "engine-token-that-nobody-may-see-4711"
START_S = 30
STOP_S = 20


def make_model(program, out, *, embedding=64, layers=2, merges=200, context=512, adapter=None, rank=4, seed=1):
    """A model of Qwen2's shape; `adapter`: a PEFT folder for it."""
    command = [program, "--out", str(out), "--embedding", str(embedding), "--layers", str(layers), "--heads", "4"]
    command += ["--key-value-heads", "2", "--feed-forward", "160", "--context", str(context), "--merges", str(merges)]
    command += ["--type", "F32", "--seed", str(seed)]
    command += ["--adapter", str(adapter), "--rank", str(rank)] if adapter else []
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL)
    return pathlib.Path(out)


class Engine:
    def __init__(self, program, model, *flags, token=TOKEN):
        environment = {**os.environ, "SWARM_ENGINE_TOKEN": token}
        if not token:
            del environment["SWARM_ENGINE_TOKEN"]
        command = [program, "--model", str(model), "--name", "tiny", *flags]
        self.token = token
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"swarm-engine ended with {self.process.wait(START_S)} before it was ready")
        self.ready = json.loads(line)
        self.host, port = self.ready["http"].rsplit(":", 1)
        self.port = int(port)

    def connect(self, timeout=60):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def headers(self):
        headers = {"Content-Type": "application/json"}
        return headers | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def ask(self, method, path, body=None, headers=None):
        """(status, text)"""
        with contextlib.closing(self.connect()) as connection:
            data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, path, data, self.headers() if headers is None else headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()

    def post(self, path, body):
        status, text = self.ask("POST", path, body)
        return status, json.loads(text) if text.startswith("{") else text

    def get(self, path):
        status, text = self.ask("GET", path)
        return status, json.loads(text) if text.startswith("{") else text

    def chat(self, content, **more):
        messages = [{"role": "user", "content": content}]
        return self.post("/v1/chat/completions", {"model": "tiny", "messages": messages, "temperature": 0, "max_tokens": 16} | more)

    def open_stream(self, content, **more):
        """A connection and its reply, whose lines come one by one."""
        connection = self.connect()
        messages = [{"role": "user", "content": content}]
        body = {"model": "tiny", "messages": messages, "temperature": 0, "stream": True} | more
        connection.request("POST", "/v1/chat/completions", json.dumps(body), self.headers())
        return connection, connection.getresponse()

    def state(self):
        return self.get("/admin/status")[1]["state"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def frames(reply):
    """The data of every event."""
    for line in reply:
        if line.startswith(b"data: "):
            yield line[6:].strip().decode()
