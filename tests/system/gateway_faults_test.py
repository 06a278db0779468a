#!/usr/bin/env python3
"""The real server before an upstream that misbehaves: every row of gateway_cases.py, clients that misbehave, kill -9.

gateway_faults_test.py SWARMD     goes through them
gateway_faults_test.py --write    writes docs/reference/gateway-faults.md
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
import gateway_cases as cases  # noqa: E402
import scripted_steps as scripted  # noqa: E402
from scripted_upstream import ScriptedUpstream  # noqa: E402
from scripted_steps import chat_frame, chat_reply, chunk, chunked, hang, reply  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "gateway-faults.md"
SWARMD = ""
KEY = "sk-a-key-that-nobody-may-see-0815"
MAX_TOKENS = 100
PRICE = 1000.0  # dollars for a million tokens: a thousandth of a dollar for each
USAGE_COST = 15 * PRICE / 1e6
GOLDEN = [chat_frame("Good")]
LEAVING_S = 5  # long before any timeout of a provider
HANGS_S = 120  # bytes that come one by one, each behind the one before, take their time on a busy machine


def settings(providers, **sections):
    """A swarm.yaml; JSON is YAML."""
    return json.dumps(
        {
            "log": {"level": "debug"},
            "limits": {"requests_per_second_per_key": 0, "requests_per_second_per_address": 0},
            "breaker": {"calls_min": 1_000_000, "window_ms": 3_600_000},
            "budget": {"dollars_per_day": 100_000, "block_dollars_max": 1},
            "gateway": {"health_interval_ms": 86_400_000, "reply_bytes_max": "1MiB", "retries_min": 1_000_000, "backoff_ms": 1},
            "http": {"write_timeout_ms": 1_500},
            "providers": providers,
        }
        | sections
    )


def provider(name, base_url, price=PRICE, model=None, **more):
    priced = {"dollars_per_million_input_tokens": price, "dollars_per_million_output_tokens": price}
    return {
        "name": name, "class": "cloud", "base_url": base_url, "key_secret": "UP_KEY",
        "attempts_max": cases.ATTEMPTS_MAX, "models": [{"name": "m"} | priced | (model or {})],
    } | more  # fmt: skip


def closed_port(test):
    """One at which nobody listens, and which nobody else can be given while the tests run."""
    handle = socket.socket()
    test.addClassCleanup(handle.close)
    handle.bind(("127.0.0.1", 0))
    return handle.getsockname()[1]


def today():
    """The day of the ledgers: what was spent before its end is not seen after it."""
    return time.gmtime()[:3]


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.is_whole = True
        try:
            self.body = response.read()
        except http.client.IncompleteRead as broken:
            self.body, self.is_whole = broken.partial, False

    def error(self):
        """The error object: of a reply its body's, of a stream its last frame's."""
        text = self.body
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            text = self.body.strip().split(b"\n\n")[-1].removeprefix(b"data: ")
        return json.loads(text)["error"]


class Server:
    """swarmd on free ports, with its data below a folder; started again on the same data by start()."""

    def __init__(self, folder, config):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.config = self.folder / "swarm.yaml"
        self.config.write_text(config)
        self.process = None
        self.start()

    def start(self):
        command = [SWARMD, "--config", self.config, "--data", self.data]
        command += ["--http", "127.0.0.1:0", "--websocket", "127.0.0.1:0", "--set", "engine.mode=off"]
        self.errors = open(self.folder / "stderr.txt", "ab")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.errors, env=os.environ | {"SWARM_SECRET_UP_KEY": KEY}
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("swarmd did not start: " + (self.folder / "stderr.txt").read_text()[-3000:])
        self.port = int(json.loads(line)["http"].rsplit(":", 1)[1])
        self.key = (self.data / "admin.key").read_text().strip()

    def stop(self, how=signal.SIGTERM):
        if self.process.returncode is not None:
            return
        self.process.send_signal(how)
        self.process.wait(HANGS_S)
        self.process.stdout.close()
        self.errors.close()

    def ask(self, method, path, body=None, seconds=HANGS_S):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        with contextlib.closing(connection):
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before it has taken the body
                connection.request(method, path, body, {"Authorization": f"Bearer {self.key}"})
            return Answer(connection.getresponse())

    def get(self, path):
        answer = self.ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:500]}")
        return json.loads(answer.body)

    def chat(self, name, is_stream=False, **more):
        return self.ask("POST", "/v1/chat/completions", chat_body(name, is_stream, **more))

    def send_chat(self, name, is_stream=False, receive_buffer=None):
        """A socket on which the request was sent."""
        handle = socket.socket()
        if receive_buffer:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        handle.settimeout(HANGS_S)
        handle.connect(("127.0.0.1", self.port))
        handle.sendall(raw_request(self.key, chat_body(name, is_stream)))
        return handle

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+)", status)[1]) / 1024

    def spent(self):
        """Dollars of the day, settled ones."""
        ledgers = self.get("/api/v1/budget")["ledgers"]
        return next(one for one in ledgers if one["ledger"] == "day")["spent_dollars"]

    def spent_at_least(self, dollars):
        """What a client left behind is settled a moment later."""
        until = time.monotonic() + 60
        while (spent := self.spent()) < dollars - 1e-9 and time.monotonic() < until:
            pass
        return spent

    def breaker(self, name):
        breakers = self.get("/api/v1/breakers")["breakers"]
        one = next(one for one in breakers if one["provider"] == name)
        return one["calls"] - one["failed_calls"], one["failed_calls"], one["limited_calls"]


def chat_body(name, is_stream=False, **more):
    body = {"model": f"{name}/m", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": MAX_TOKENS}
    if is_stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return json.dumps(body | more).encode()


def raw_request(key, body):
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def leave(handle):
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handle.close()


def counts(case):
    """(succeeded, failed, limited) of the breaker."""
    tried = max(case.attempts, 1)
    if case.upstream_is_down:
        tried = cases.ATTEMPTS_MAX
    return {
        "succeeded": (tried, 0, 0), "failed": (0, tried, 0), "limited": (0, 0, tried), "abandoned": (0, 0, 0),
        "mixed": (1, tried - 1, 0), "limited and succeeded": (1, 0, tried - 1),
    }[case.breaker]  # fmt: skip


class Faults(unittest.TestCase):
    """One server; each row has a provider of its own, so that nothing of one row is seen in another."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.upstreams = {}
        providers = []
        for number, case in enumerate(cases.CASES):
            name = f"case-{number:02}"  # all of one length, so that all bodies are
            upstream = ScriptedUpstream(*case.scripts)
            cls.addClassCleanup(upstream.stop)
            cls.upstreams[name] = upstream
            port = closed_port(cls) if case.upstream_is_down else upstream.port
            price = 0 if case.is_free else PRICE
            providers.append(provider(name, case.url.format(port=port), price, **case.provider))
        for name, more in {
            "client1": {}, "client2": {}, "client3": {"total_timeout_ms": 20_000},
            "breaker": {}, "crowded": {"concurrency_max": 1, "waiting_max": 0},
        }.items():  # fmt: skip
            cls.upstreams[name] = ScriptedUpstream()
            cls.addClassCleanup(cls.upstreams[name].stop)
            providers.append(provider(name, cls.upstreams[name].base_url(), **more))
        cls.upstreams["spare"] = ScriptedUpstream(otherwise=reply(200, chat_reply()))
        cls.addClassCleanup(cls.upstreams["spare"].stop)
        providers.append(provider("spare", cls.upstreams["spare"].base_url()))
        fallback = {"fallbacks": ["spare/m"]}
        providers.append(provider("fallback", f"http://127.0.0.1:{closed_port(cls)}/v1", model=fallback, attempts_max=1))
        cls.server = Server(cls.folder.name, settings(providers))
        cls.addClassCleanup(cls.server.stop)
        cls.worst = {}

    # --- The upstream's faults ---------------------------------------------------------------------------------------

    def test_a_every_row(self):
        for number, case in enumerate(cases.CASES):
            kind = "stream" if case.is_stream else "answer"
            with self.subTest(f"{kind}: {case.fault}"):
                self.check(f"case-{number:02}", case)

    def check(self, name, case):
        day, before, began = today(), self.server.spent(), time.monotonic()
        answer = self.server.chat(name, case.is_stream)
        self.assertLess(time.monotonic() - began, HANGS_S, "it hangs")
        self.assertEqual(answer.status, case.status, answer.body[:500])
        self.assertTrue(answer.is_whole)
        self.check_body(answer, case)
        upstream = self.upstreams[name]
        if not case.url.startswith("https"):  # there a look at its health is a greeting like any other
            upstream.wait_for_requests(case.attempts)  # one that was given up may be read later than that was answered
            self.assertEqual(len(upstream.requests), case.attempts, "attempts")
        self.assertEqual(self.server.breaker(name), counts(case), "breaker: succeeded, failed, limited")
        spent = self.server.spent() - before
        if today() == day:
            self.check_bill(spent, case)

    def check_body(self, answer, case):
        self.assertNotIn(KEY.encode(), answer.body)
        for name, value in case.headers.items():
            self.assertEqual(answer.headers.get(name), value)
        for text in case.has:
            self.assertIn(text.encode(), answer.body)
        if case.body is not None:
            self.assertEqual(answer.body, case.body)
        if case.code is None:
            return
        error = answer.error()
        self.assertTrue(error["message"] and error["type"], error)
        if case.code != "*":
            self.assertIn(error["code"], case.code if isinstance(case.code, tuple) else (case.code,))
        if case.status == 200:
            self.assertNotIn(b"[DONE]", answer.body)

    def check_bill(self, spent, case):
        if case.billed == "nothing":
            self.assertAlmostEqual(spent, 0, places=9)
        elif case.billed == "usage":
            self.assertAlmostEqual(spent, USAGE_COST, places=9)
        else:
            self.assertGreaterEqual(spent, MAX_TOKENS * PRICE / 1e6)
            worst = self.worst.setdefault(case.is_stream, spent)  # the same for all bodies of one length
            self.assertAlmostEqual(spent, worst, places=9)

    # --- Clients -----------------------------------------------------------------------------------------------------

    def check_worst_is_billed(self, day, before):
        """Soon: what a client left behind is settled a moment later."""
        worst = MAX_TOKENS * PRICE / 1e6
        spent = self.server.spent_at_least(before + worst) - before
        if today() == day:
            self.assertGreaterEqual(spent, worst - 1e-9)

    def test_b_a_client_that_leaves_before_the_answer(self):
        upstream = self.upstreams["client1"]
        upstream.then([hang()], [hang()])
        for number in (1, 2):
            day, before = today(), self.server.spent()
            handle = self.server.send_chat("client1")
            self.assertTrue(upstream.wait_for_requests(number))
            left = time.monotonic()
            leave(handle)
            connection = upstream.requests[-1].connection
            self.assertTrue(upstream.wait_until_left(connection))
            self.assertLess(connection.left_at - left, LEAVING_S)
            self.check_worst_is_billed(day, before)
        self.assertEqual(self.server.breaker("client1"), (0, 0, 0), "says nothing about the provider")
        self.assertEqual(len(upstream.requests), 2)

    def test_b_a_client_that_leaves_in_the_middle_of_a_stream(self):
        upstream = self.upstreams["client2"]
        upstream.then([*chunked(GOLDEN, ends=False), hang()])
        day, before = today(), self.server.spent()
        handle = self.server.send_chat("client2", is_stream=True)
        received = b""
        while b"Good" not in received:
            received += handle.recv(65536)
        left = time.monotonic()
        leave(handle)
        connection = upstream.requests[-1].connection
        self.assertTrue(upstream.wait_until_left(connection))
        self.assertLess(connection.left_at - left, LEAVING_S)
        self.check_worst_is_billed(day, before)
        self.assertEqual(self.server.breaker("client2")[1:], (0, 0))

    def test_b_a_client_that_reads_nothing(self):
        upstream = self.upstreams["client3"]
        upstream.then([*chunked([], ends=False), scripted.repeat(chunk(chat_frame("x" * 32768)))])
        day, spent, before = today(), self.server.spent(), self.server.resident_mib()
        handle = self.server.send_chat("client3", is_stream=True, receive_buffer=4096)
        self.assertTrue(upstream.wait_for_requests(1))
        most, connection = before, upstream.requests[0].connection
        while connection.left_at is None and time.monotonic() - upstream.requests[0].at < 20:
            most = max(most, self.server.resident_mib())
        self.assertIsNotNone(connection.left_at, "http.write_timeout_ms has passed")
        self.assertLess(connection.sent_bytes, 40 * 2**20, "what the kernel holds, and some frames")
        self.assertLess(most - before, 16)
        handle.close()
        self.check_worst_is_billed(day, spent)

    def test_b_rubbish(self):
        day, before = today(), self.server.spent()
        path = "/v1/chat/completions"
        long_text = chat_body("client1", messages=[{"role": "user", "content": "x" * (17 * 2**20)}])
        for body, status in (
            (b"", 400), (b"{", 400), (b"[]", 400), (b"{}", 400), (b'{"model":7}', 400),
            (b'{"model":"client1/m","model":"client2/m","messages":[]}', 400),
            (b'{"model":"client1/m","max_tokens":-1,"messages":[]}', 400),
            (b'{"model":"client1/m","messages":["\xff"]}', 400), (b'{"model":"client1/m"' + b'"' * 9, 400),
            (b'{"model":"client1/m","messages":' + b"[" * 5000, 400),
            (chat_body("nobody"), 404), (long_text, 413),
        ):  # fmt: skip
            with self.subTest(body[:60]):
                answer = self.server.ask("POST", path, body)
                self.assertEqual(answer.status, status, answer.body[:300])
                self.assertTrue(answer.error()["message"] and answer.error()["type"])
        self.assertEqual(self.server.ask("GET", path).status, 405)
        bad_header = raw_request(self.server.key, b"")[:-2] + b"a b: c\r\n\r\n"
        for bytes_sent in (b"\x00\x01\x02\r\n\r\n", b"POST / SMTP/1.1\r\n\r\n", bad_header):
            with socket.create_connection(("127.0.0.1", self.server.port), 10) as handle:
                handle.sendall(bytes_sent)
                self.assertIn(b" 400 ", handle.recv(65536)[:20])
        spent = self.server.spent()
        if today() == day:
            self.assertAlmostEqual(spent, before, places=9)

    # --- Limits ------------------------------------------------------------------------------------------------------

    def test_c_an_open_breaker_keeps_calls_away(self):
        upstream = self.upstreams["breaker"]
        order = json.dumps({"reason": "a test", "duration_ms": None})
        opened = self.server.ask("POST", "/api/v1/breakers/breaker/open", order)
        self.assertIn(opened.status, (200, 204), opened.body)
        self.assertTrue(upstream.wait_for(lambda _: upstream.looks > 0), "its health was looked at before")
        connections = len(upstream.connections)
        answer = self.server.chat("breaker")
        self.assertEqual((answer.status, answer.error()["code"]), (503, "breaker_open"), answer.body)
        self.assertEqual(len(upstream.connections), connections)
        upstream.then(reply(200, chat_reply()))
        self.assertIn(self.server.ask("POST", "/api/v1/breakers/breaker/close", b"{}").status, (200, 204))
        self.assertEqual(self.server.chat("breaker").status, 200)

    def test_c_a_provider_that_is_busy(self):
        upstream = self.upstreams["crowded"]
        upstream.then([scripted.wait("go"), *reply(200, chat_reply())])
        first = self.server.send_chat("crowded")
        self.assertTrue(upstream.wait_for_requests(1))
        answer = self.server.chat("crowded")
        self.assertEqual((answer.status, answer.error()["code"]), (429, "provider_busy"), answer.body)
        self.assertIn("retry-after", answer.headers)
        upstream.release("go")
        self.assertIn(b" 200 ", first.recv(65536)[:20])
        first.close()

    def test_c_a_fallback_answers_in_its_place(self):
        answer = self.server.chat("fallback")
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers.get("x-swarm-provider"), "spare")
        self.assertEqual(answer.headers.get("x-swarm-attempts"), "2")

    def test_c_beyond_the_budget(self):
        for _ in range(2):  # again where midnight brought a new budget
            day = today()
            with tempfile.TemporaryDirectory() as folder, ScriptedUpstream(otherwise=reply(200, chat_reply())) as upstream:
                server = Server(folder, settings([provider("up", upstream.base_url())], budget={"dollars_per_day": 0.25}))
                statuses = [server.chat("up").status for _ in range(20)]
                answer = server.chat("up")
                server.stop()
            if today() == day:
                break
        self.assertEqual((answer.status, answer.error()["type"]), (429, "insufficient_quota"), answer.body)
        self.assertEqual(answer.error()["code"], "budget_exceeded")
        answered = statuses.count(200)
        self.assertEqual(len(upstream.requests), answered)
        self.assertGreater(answered, 0)
        self.assertLessEqual(answered * USAGE_COST, 0.25)

    # --- Secrets -----------------------------------------------------------------------------------------------------

    def test_d_no_key_is_written_anywhere(self):
        """After all of the above, a reply that echoed the request's head among it."""
        self.assertNotIn(KEY, self.server.ask("GET", "/metrics").body.decode())
        self.server.stop()  # the log is written by a thread of its own, which ends with the server
        for path in pathlib.Path(self.folder.name).rglob("*"):
            if path.is_file():
                self.assertNotIn(KEY.encode(), path.read_bytes(), path)


class Kill(unittest.TestCase):
    """kill -9 in the middle of a stream."""

    def test_the_unsettled_part_counts_as_spent_and_the_task_is_retried(self):
        with tempfile.TemporaryDirectory() as folder, ScriptedUpstream() as upstream:
            server = Server(folder, settings([provider("up", upstream.base_url())]))
            upstream.then(reply(200, chat_reply()))
            self.assertEqual(server.chat("up").status, 200)
            day, settled = today(), server.spent()
            upstream.then([*chunked(GOLDEN, ends=False), hang()], [hang()])
            handle = server.send_chat("up", is_stream=True)
            self.assertTrue(upstream.wait_for_requests(2))
            question = json.dumps({"prompt": "Which colours suit a small kitchen?", "head": "reasoning"})
            task = json.loads(server.ask("POST", "/api/v1/tasks", question).body)["id"]
            self.assertTrue(upstream.wait_for_requests(3), "the task asks the model")
            server.stop(signal.SIGKILL)
            handle.close()
            upstream.always(reply(200, chat_reply("Light ones.")))
            server.start()
            try:
                self.check_after(server, upstream, task, day, settled)
            finally:
                server.stop()

    def check_after(self, server, upstream, task, day, settled):
        worst = MAX_TOKENS * PRICE / 1e6
        spent = server.spent()
        if today() == day:
            self.assertGreaterEqual(spent, settled + worst - 1e-9)
        until = time.monotonic() + 120
        while (view := server.get(f"/api/v1/tasks/{task}"))["state"] not in ("completed", "failed", "dead_letter"):
            self.assertLess(time.monotonic(), until, view)
        self.assertEqual(view["state"], "completed", view)
        self.assertGreater(len(upstream.requests), 3, "it was asked for again; what a crash ended costs no attempt")
        self.assertEqual(server.chat("up").status, 200)


class Page(unittest.TestCase):
    def test_says_what_is_tested(self):
        self.assertEqual(PAGE.read_text(), cases.page(), "run tests/system/gateway_faults_test.py --write")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        PAGE.write_text(cases.page())
        sys.exit(0)
    SWARMD = sys.argv.pop(1)
    unittest.main(verbosity=2)
