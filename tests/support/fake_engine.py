#!/usr/bin/env python3
"""Stands in for swarm-engine: the same flags, ready line, token and answers, as its "model" file says.

The file is JSON: {"start": "ready" | "hang" | "exit" | "abort", "answers": {PROMPT: {"content", "thoughts",
"probability", "margin", "wait_s"}}, "state": {…} (of /admin/status), "refuse_adapter": NAME, "check": {"refuse": TEXT} |
{"untried": TEXT} | {"facts": {…}, "base": NAME} | {"abort": true} | {"tell": true} (its environment)}. A prompt with the
word "crash once" ends the process the first time. What was asked is kept in MODEL.asked, one JSON text a line.
"""

import argparse
import http.server
import json
import math
import os
import signal
import sys
import threading
import time


def log(level: str, event: str, **fields) -> None:
    print(json.dumps({"at": "now", "level": level, "part": "fake", "event": event, **fields}), file=sys.stderr, flush=True)


def check(file: str, base: str | None) -> int:
    try:
        content = b""
        if not os.path.isdir(file):
            with open(file, "rb") as stream:
                content = stream.read()
        if not content or content.startswith(b"GGUF\x03\x00\x00\x00"):  # what a trainer left
            print('{"kind": "adapter"}')
            return 0
        script = json.loads(content).get("check", {"facts": {}})
    except (OSError, ValueError) as error:
        print("it is no model" if isinstance(error, ValueError) else error, file=sys.stderr)
        return 1
    if script.get("abort"):
        print("assertion failed", file=sys.stderr, flush=True)
        os.abort()
    if "refuse" in script:
        print(script["refuse"], file=sys.stderr)
        return 1
    if "untried" in script:
        print(script["untried"], file=sys.stderr)
        return 2
    if script.get("tell"):
        script["facts"] = {"kind": "model", "environment": dict(os.environ)}
    if base and os.path.basename(base) != script.get("base"):
        print(f"it is not for {os.path.basename(base)}", file=sys.stderr)
        return 1
    print(json.dumps(script["facts"]))
    return 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def may(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {self.server.token}"

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, {})
        if not self.may():
            return self.answer(401, {"error": {"message": "no key"}})
        if self.path != "/admin/status":
            return self.answer(404, {})
        state = self.server.script.get("state", {"slots_busy": 0, "decode_calls": 0})
        self.answer(200, {"slots": 4, "state": state, "memory": [{"device": "cpu", "used_bytes": 1000, "total_bytes": 8000,
                                                 "limit_bytes": 4000, "fragmentation_events": 2}]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if not self.may():
            return self.answer(401, {"error": {"message": "no key"}})
        if self.path == "/admin/gc":
            return self.answer(200, {"freed_bytes": 4096})
        with self.server.lock, open(self.server.model + ".asked", "a", encoding="utf-8") as kept:
            kept.write(json.dumps(body) + "\n")
        prompt = body["messages"][-1]["content"]
        if "crash once" in prompt and not os.path.exists(self.server.model + ".crashed"):
            open(self.server.model + ".crashed", "w").close()
            log("ERROR", "falls", why="as told")
            os.abort()
        if "crash always" in prompt:
            os.abort()
        said = self.server.script.get("answers", {}).get(prompt, {"content": "I don't know."})
        time.sleep(said.get("wait_s", 0))  # an answer takes its time: the test looks meanwhile
        self.answer(200, completion(body, said))


def completion(body: dict, said: dict) -> dict:
    probability, margin = said.get("probability", 0.99), said.get("margin", 0.98)
    token = {"token": "x", "logprob": math.log(probability),
             "top_logprobs": [{"token": "x", "logprob": math.log(probability)},
                              {"token": "y", "logprob": math.log(max(probability - margin, 1e-9))}]}
    message = {"role": "assistant", "content": said["content"]}
    if "thoughts" in said:
        message["reasoning_content"] = said["thoughts"]
    choice = {"index": 0, "message": message, "finish_reason": said.get("finish_reason", "stop")}
    if body.get("logprobs"):
        choice["logprobs"] = {"content": [token, token]}
    return {"id": "1", "object": "chat.completion", "model": body.get("model"), "choices": [choice],
            "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}}


def serve(options: argparse.Namespace) -> int:
    token = os.environ.pop("SWARM_ENGINE_TOKEN", "")
    with open(options.model, encoding="utf-8") as stream:
        script = json.load(stream)
    log("INFO", "begins", arguments=sys.argv[1:], environment=sorted(os.environ))
    start = script.get("start", "ready")
    if start == "exit":
        log("ERROR", "model_refused", why="as told")
        return 3
    if start == "abort":
        os.abort()
    if start == "hang":
        threading.Event().wait()
    refused = script.get("refuse_adapter")
    if any(adapter.startswith(f"{refused}=") for adapter in options.adapter):
        log("WARN", "adapter_refused", adapter=refused, error="tensor 3 is odd")
        return 1
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    server.token, server.script, server.model, server.lock = token, script, options.model, threading.Lock()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print(json.dumps({"event": "ready", "http": f"127.0.0.1:{server.server_port}", "model": options.name}), flush=True)
    server.serve_forever()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--check")
    parser.add_argument("--base")
    parser.add_argument("--model")
    parser.add_argument("--name", default="tiny")
    for ignored in ("--http", "--context", "--slots", "--threads", "--memory-limit", "--gpu-layers"):
        parser.add_argument(ignored)
    parser.add_argument("--adapter", action="append", default=[])
    parser.add_argument("--adapter-sha256", action="append", default=[])
    options = parser.parse_args()
    return check(options.check, options.base) if options.check else serve(options)


if __name__ == "__main__":
    sys.exit(main())
