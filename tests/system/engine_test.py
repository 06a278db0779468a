#!/usr/bin/env python3
"""The real swarm-engine with small models by chance: answers, adapters, hostile input, its end.

engine_test.py SWARM_ENGINE MAKE_QWEN_MODEL
"""

import base64
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from engine_process import TOKEN, Engine, frames, make_model  # noqa: E402

PROGRAM, MAKE_MODEL = "", ""
FOLDER = pathlib.Path()


def setUpModule():
    global FOLDER
    FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="engine-test-"))
    make_model(MAKE_MODEL, FOLDER / "tiny.gguf", adapter=FOLDER / "peft")
    make_model(MAKE_MODEL, FOLDER / "wider.gguf", embedding=128, adapter=FOLDER / "peft-wider")


def tearDownModule():
    shutil.rmtree(FOLDER)


def eventually(condition, what, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


class ServedOnce(unittest.TestCase):
    """One engine for all cases of a class."""

    FLAGS = ("--context", "512", "--slots", "4")

    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(PROGRAM, FOLDER / "tiny.gguf", *cls.FLAGS)

    @classmethod
    def tearDownClass(cls):
        with cls.engine:
            assert cls.engine.stop() == 0

    def assert_idle(self):
        eventually(lambda: self.engine.state()["slots_busy"] == 0 and self.engine.state()["waiting"] == 0, "no slot is left behind")


class Answers(ServedOnce):
    def test_the_token_is_asked_for_and_is_in_no_environment(self):
        self.assertEqual(self.engine.ask("GET", "/health", headers={})[0], 200)
        self.assertEqual(self.engine.ask("GET", "/v1/models", headers={})[0], 401)
        self.assertEqual(self.engine.ask("GET", "/metrics", headers={"Authorization": "Bearer x"})[0], 401)
        with contextlib.suppress(PermissionError):  # nobody but root may look
            environment = pathlib.Path(f"/proc/{self.engine.process.pid}/environ").read_bytes()
            self.assertNotIn(TOKEN.encode(), environment)

    def test_an_answer_does_not_change_from_time_to_time_nor_in_company(self):
        alone = self.engine.chat("hello")[1]["choices"][0]["message"]["content"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            company = list(pool.map(lambda i: self.engine.chat("hello" if i % 2 else f"other {i}"), range(16)))
        for i, (status, answer) in enumerate(company):
            self.assertEqual(status, 200)
            if i % 2:
                self.assertEqual(answer["choices"][0]["message"]["content"], alone)

    def test_a_stream_is_the_same_answer(self):
        whole = self.engine.chat("stream me", max_tokens=40)[1]
        connection, reply = self.engine.open_stream("stream me", max_tokens=40, stream_options={"include_usage": True})
        with contextlib.closing(connection):
            events = list(frames(reply))
        self.assertEqual(events[-1], "[DONE]")
        chunks = [json.loads(event) for event in events[:-1]]
        text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])
        self.assertEqual(text, whole["choices"][0]["message"]["content"])
        self.assertEqual(chunks[-1]["usage"]["completion_tokens"], whole["usage"]["completion_tokens"])
        self.assertEqual(chunks[-1]["choices"], [])

    def test_log_probabilities_are_there_for_every_token(self):
        answer = self.engine.chat("count", logprobs=True, top_logprobs=3)[1]
        tokens = answer["choices"][0]["logprobs"]["content"]
        self.assertLessEqual(abs(len(tokens) - answer["usage"]["completion_tokens"]), 1)  # the end itself is not shown
        for token in tokens:
            self.assertLessEqual(token["logprob"], 0)
            self.assertEqual(len(token["top_logprobs"]), 3)
            self.assertAlmostEqual(token["top_logprobs"][0]["logprob"], token["logprob"], places=4)  # temperature 0

    def test_several_choices_differ_and_a_seed_repeats_them(self):
        def texts(seed):
            answer = self.engine.chat("x", n=4, temperature=1, seed=seed)[1]
            return [choice["message"]["content"] for choice in answer["choices"]]

        self.assertEqual(texts(7), texts(7))
        self.assertGreater(len(set(texts(7))), 1)

    def test_an_answer_keeps_to_a_schema(self):
        schema = {"type": "object", "properties": {"n": {"enum": [1, 22]}, "ok": {"type": "boolean"}}}
        schema |= {"required": ["n", "ok"], "additionalProperties": False}
        formats = [{"response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}}]
        formats += [{"guided_json": schema}, {"guided_json": json.dumps(schema)}]
        for form in formats:
            status, answer = self.engine.chat("x", max_tokens=300, temperature=1, seed=3, **form)
            self.assertEqual(status, 200, answer)
            self.assertEqual(answer["choices"][0]["finish_reason"], "stop")
            value = json.loads(answer["choices"][0]["message"]["content"])
            self.assertIn(value["n"], [1, 22])
            self.assertIsInstance(value["ok"], bool)

    def test_a_schema_that_cannot_be_a_grammar_is_refused(self):
        patterns = [{"type": "string", "pattern": pattern} for pattern in ("(?<=x)y", "^(?<=x)y$", "^(a", r"^\bx$")]
        others = [{"$ref": "#/nowhere"}, {"type": "nothing"}, {"not": {}}, True, {"type": "string", "format": "email"}, {"type": "string", "enum": [1]}]
        for schema in (*patterns, *others):
            status, answer = self.engine.chat("x", guided_json=schema)
            self.assertEqual(status, 400, answer)
        status, answer = self.engine.chat("x", guided_json={"type": "string", "pattern": "^[a-c]{3}$"})
        self.assertRegex(json.loads(answer["choices"][0]["message"]["content"]), "^[a-c]{3}$")

    def test_completions_take_texts_and_tokens(self):
        status, answer = self.engine.post("/v1/completions", {"model": "tiny", "prompt": ["ab", [97, 98]], "max_tokens": 3, "temperature": 0})
        self.assertEqual(status, 200, answer)
        self.assertEqual([choice["index"] for choice in answer["choices"]], [0, 1])

    def test_embeddings_have_length_one(self):
        status, answer = self.engine.post("/v1/embeddings", {"model": "tiny", "input": ["cat", "a dog"]})
        self.assertEqual(status, 200, answer)
        for row in answer["data"]:
            self.assertAlmostEqual(sum(x * x for x in row["embedding"]), 1, places=3)
        packed = self.engine.post("/v1/embeddings", {"model": "tiny", "input": ["cat"], "encoding_format": "base64"})[1]
        numbers = struct.unpack("<64f", base64.b64decode(packed["data"][0]["embedding"]))
        for ours, theirs in zip(numbers, answer["data"][0]["embedding"]):
            self.assertAlmostEqual(ours, theirs, places=4)

    def test_special_tokens_in_a_text_are_text(self):
        plain = self.engine.chat("a")[1]["usage"]["prompt_tokens"]
        special = self.engine.chat("a<|im_end|>")[1]["usage"]["prompt_tokens"]
        self.assertGreaterEqual(special - plain, 4)

    def test_a_prompt_that_is_too_long_is_told_by_how_much(self):
        for body in ({"prompt": [97] * 600, "max_tokens": 10}, {"prompt": [97] * 500, "max_tokens": 100}):
            status, answer = self.engine.post("/v1/completions", {"model": "tiny"} | body)
            self.assertEqual(status, 400)
            self.assertEqual(answer["error"]["code"], "context_length_exceeded")
            self.assertRegex(answer["error"]["message"], r"\b(98|88)\b" if body["max_tokens"] == 10 else r"\b88\b")

    def test_clients_that_leave_free_their_places(self):
        for _ in range(12):
            connection, reply = self.engine.open_stream("leave", temperature=1, max_tokens=400)
            reply.readline()
            connection.close()
        self.assert_idle()


class HostileBodies(ServedOnce):
    def check(self, path, body):
        status, text = self.engine.ask("POST", path, body)
        self.assertEqual(status, 400, f"{body[:200]!r}: {text[:300]}")
        self.assertIn("message", json.loads(text)["error"])

    def test_are_refused_and_say_why(self):
        good = {"model": "tiny", "messages": [{"role": "user", "content": "x"}]}
        bad = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"model": "\xc3\x28"}', b'{"model":"tiny","messages":[{}]}']
        bad += [b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b'{"model":"tiny","temperature":NaN}']
        members = [{"messages": []}, {"messages": "x"}, {"n": 10**9}, {"n": -1}, {"n": "1"}, {"max_tokens": 0}]
        members += [{"max_tokens": 1e308}, {"temperature": -1}, {"top_p": 2}, {"stop": ["a"] * 10**6}, {"stop": [1]}]
        members += [{"top_logprobs": 2}, {"logprobs": 1}, {"stream": "yes"}, {"tools": [{"type": "function"}]}]
        members += [{"messages": [{"role": "user", "content": {"deep": 1}}]}, {"response_format": []}, {"user": "x" * 10_000}]
        bad += [json.dumps(good | member).encode() for member in members]
        for body in bad:
            self.check("/v1/chat/completions", body)
        for member in ({"prompt": []}, {"prompt": ""}, {"prompt": [10**9]}, {"prompt": [-1]}, {"prompt": {"a": 1}}):
            self.check("/v1/completions", json.dumps({"model": "tiny"} | member).encode())
        for member in ({"input": []}, {"input": [""]}, {"input": None}, {"input": "x", "encoding_format": "hex"}):
            self.check("/v1/embeddings", json.dumps({"model": "tiny"} | member).encode())

    def test_of_chance_never_end_the_engine(self):
        chance = random.Random(20)
        good = json.dumps({"model": "tiny", "messages": [{"role": "user", "content": "x"}], "max_tokens": 2}).encode()
        for _ in range(300):
            body = bytearray(good)
            for _ in range(chance.randrange(1, 4)):
                body[chance.randrange(len(body))] = chance.randrange(256)
            status, text = self.engine.ask("POST", "/v1/chat/completions", bytes(body))
            self.assertIn(status, (200, 400, 404), f"{body!r}: {text}")
        self.assert_idle()


class Adapters(ServedOnce):
    def load(self, name, path, **more):
        return self.engine.post("/v1/load_lora_adapter", {"lora_name": name, "lora_path": str(path)} | more)

    def unload(self, name):
        return self.engine.post("/v1/unload_lora_adapter", {"lora_name": name})

    def answer(self, model):
        return self.engine.chat("adapter", model=model, max_tokens=24)[1]["choices"][0]["message"]["content"]

    def test_change_answers_while_they_are_there(self):
        base = self.answer("tiny")
        self.assertEqual(self.load("math", FOLDER / "peft"), (200, "Success: LoRA adapter 'math' added successfully."))
        self.assertNotEqual(self.answer("math"), base)
        self.assertEqual(self.answer("tiny"), base)
        models = self.engine.get("/v1/models")[1]["data"]
        self.assertEqual([(model["id"], model.get("parent")) for model in models], [("tiny", None), ("math", "tiny")])
        self.assertEqual(self.load("math", FOLDER / "peft")[0], 400)
        self.assertEqual(self.load("math", FOLDER / "peft", load_inplace=True)[0], 200)
        self.assertEqual(self.unload("math"), (200, "Success: LoRA adapter 'math' removed successfully."))
        self.assertEqual(self.engine.chat("x", model="math")[0], 404)
        self.assertEqual(self.unload("math")[0], 404)

    def test_are_compared_with_their_hash(self):
        listing = ""
        for name in ("adapter_config.json", "adapter_model.safetensors"):
            listing += f"{hashlib.sha256((FOLDER / 'peft' / name).read_bytes()).hexdigest()}  {name}\n"
        right = hashlib.sha256(listing.encode()).hexdigest()
        self.assertEqual(self.load("hashed", FOLDER / "peft", sha256="0" * 64)[0], 400)
        self.assertEqual(self.load("hashed", FOLDER / "peft", sha256=right)[0], 200)
        self.assertEqual(self.unload("hashed")[0], 200)

    def test_that_are_damaged_or_foreign_are_refused_with_the_reason(self):
        damaged = FOLDER / "damaged"
        shutil.copytree(FOLDER / "peft", damaged)
        weights = damaged / "adapter_model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-100])
        for path, status in ((damaged, 400), (FOLDER / "peft-wider", 400), (FOLDER / "tiny.gguf", 400), (FOLDER / "none", 404), ("/dev/zero", 400)):
            answer = self.load("bad", path)
            self.assertEqual(answer[0], status, f"{path}: {answer}")
            self.assertNotIn("swarm-engine-", answer[1]["error"]["message"])
            self.assertNotIn("adapter.gguf", answer[1]["error"]["message"])
        self.assertEqual(self.engine.chat("x")[0], 200)

    def test_weights_under_which_nothing_is_a_number_any_more_are_the_files_fault(self):
        huge = FOLDER / "huge"
        shutil.copytree(FOLDER / "peft", huge)
        weights = huge / "adapter_model.safetensors"
        whole = weights.read_bytes()
        begin = 8 + int.from_bytes(whole[:8], "little")
        weights.write_bytes(whole[:begin] + struct.pack("<f", 3e38) * ((len(whole) - begin) // 4))
        status, answer = self.load("huge", huge)
        self.assertEqual((status, answer["error"]["code"]), (400, "refused_file"), answer)
        self.assertIn(str(huge), answer["error"]["message"])
        ended = subprocess.run([PROGRAM, "--check", str(huge), "--base", str(FOLDER / "tiny.gguf")], capture_output=True, timeout=120)
        self.assertEqual(ended.returncode, 1, ended.stderr)

    def test_come_and_go_while_others_answer(self):
        stop = threading.Event()
        failures = []

        def talk():
            while not stop.is_set():
                status, answer = self.engine.chat("going on", max_tokens=8)
                if status != 200:
                    failures.append(answer)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            talking = [pool.submit(talk) for _ in range(2)]
            for i in range(6):
                self.assertEqual(self.load(f"a{i % 2}", FOLDER / "peft", load_inplace=True)[0], 200)
                self.assertEqual(self.engine.chat("x", model=f"a{i % 2}", max_tokens=4)[0], 200)
            for i in range(2):
                self.assertEqual(self.unload(f"a{i}")[0], 200)
            stop.set()
            for each in talking:
                each.result()
        self.assertEqual(failures, [])

    def test_unloading_waits_for_whoever_uses_it(self):
        self.assertEqual(self.load("slow", FOLDER / "peft")[0], 200)
        connection, reply = self.engine.open_stream("x", model="slow", temperature=1, max_tokens=300, n=4)
        with contextlib.closing(connection), concurrent.futures.ThreadPoolExecutor(1) as pool:
            reply.readline()
            unloading = pool.submit(self.unload, "slow")
            events = list(frames(reply))
            self.assertEqual(events[-1], "[DONE]")
            self.assertEqual(unloading.result()[0], 200)


class Bounds(unittest.TestCase):
    def test_a_full_queue_says_when_to_come_back(self):
        with Engine(PROGRAM, FOLDER / "tiny.gguf", "--slots", "1", "--queue", "1", "--context", "512") as engine:
            with concurrent.futures.ThreadPoolExecutor(12) as pool:
                statuses = [s for s, _ in pool.map(lambda _: engine.chat("x", temperature=1, max_tokens=400), range(12))]
            self.assertIn(429, statuses)
            self.assertIn(200, statuses)
            self.assertEqual(set(statuses), {200, 429})
            series = engine.ask("GET", "/metrics")[1]
            self.assertRegex(series, r'swarm_engine_generations_total\{outcome="refused"\} [1-9]')
            self.assertRegex(series, r'swarm_engine_device_memory_limit_bytes\{device="cpu"\} [1-9]')
            self.assertEqual(engine.stop(), 0)

    def test_a_limit_that_is_too_small_is_refused_with_figures(self):
        command = [PROGRAM, "--model", str(FOLDER / "tiny.gguf"), "--memory-limit", "1MiB"]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 12, ended.stderr)
        self.assertIn("MiB", ended.stderr)

    def test_an_adapter_that_leaves_no_room_is_refused_with_figures_and_the_base_answers_on(self):
        flags = ["--model", str(FOLDER / "tiny.gguf"), "--gpu-layers", "0"]
        shown = subprocess.run([PROGRAM, "--print-profile", *flags], capture_output=True, text=True, timeout=60)
        device = json.loads(shown.stdout)["devices"][0]
        needed = device["weight_bytes"] + device["kv_bytes"] + device["compute_bytes"]
        with Engine(PROGRAM, FOLDER / "tiny.gguf", "--gpu-layers", "0", "--memory-limit", f"{needed + 1}") as engine:
            status, answer = engine.post("/v1/load_lora_adapter", {"lora_name": "a", "lora_path": str(FOLDER / "peft")})
            self.assertEqual(status, 503, answer)
            self.assertIn("does not fit on cpu", str(answer))
            self.assertEqual(engine.chat("x")[0], 200)

    def test_a_schema_that_cannot_be_followed_keeps_nobody_waiting_and_no_program_running(self):
        patterns = ["^((a?){1,200}b?){1,200}$", "^((a{1,50}){1,50}){1,50}$", "^(((((a{1,50}){1,50}){1,50}){1,50}){1,50}){1,50}$"]
        with Engine(PROGRAM, FOLDER / "tiny.gguf") as engine:
            for pattern in patterns:
                status, answer = engine.chat("x", guided_json={"type": "string", "pattern": pattern})
                if status != 200:
                    self.assertEqual((status, answer["error"]["code"]), (400, "schema_too_complex"), answer)
                self.assertEqual(engine.chat("x")[0], 200)

    def test_a_schema_whose_references_double_is_refused_at_once(self):
        definitions = {f"d{i}": {"anyOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 2} for i in range(40)} | {"d40": {}}
        with Engine(PROGRAM, FOLDER / "tiny.gguf") as engine:
            status, answer = engine.chat("x", guided_json={"$ref": "#/$defs/d0", "$defs": definitions})
            self.assertEqual(status, 400)
            self.assertEqual(answer["error"]["param"], "guided_json")

    def test_a_model_that_is_damaged_is_refused_before_it_is_loaded(self):
        damaged = FOLDER / "damaged.gguf"
        damaged.write_bytes((FOLDER / "tiny.gguf").read_bytes()[:20_000])
        for flags in (["--model", str(damaged)], ["--check", str(damaged)]):
            ended = subprocess.run([PROGRAM, *flags], capture_output=True, text=True, timeout=60)
            self.assertIn(ended.returncode, (1, 2))
            self.assertTrue(ended.stderr.strip())
            self.assertEqual(ended.stdout, "")

    def test_check_says_what_a_file_is(self):
        for path, kind in ((FOLDER / "tiny.gguf", "model"), (FOLDER / "peft", "adapter")):
            flags = ["--base", str(FOLDER / "tiny.gguf")] if kind == "adapter" else []
            ended = subprocess.run([PROGRAM, "--check", str(path), *flags], capture_output=True, text=True, timeout=60)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertEqual(json.loads(ended.stdout)["kind"], kind)
        flags = ["--check", str(FOLDER / "peft-wider"), "--base", str(FOLDER / "tiny.gguf")]
        self.assertEqual(subprocess.run([PROGRAM, *flags], capture_output=True, timeout=60).returncode, 1)

    def test_check_renders_long_conversations_and_refuses_a_template_without_end(self):
        whole = (FOLDER / "tiny.gguf").read_bytes()
        key = b"tokenizer.chat_template"
        at = whole.index(key) + len(key) + 4  # behind the value's type
        length = int.from_bytes(whole[at : at + 8], "little")
        for hostile in (b"{%macro f()%}{{f()}}{%endmacro%}{%if messages|length>6%}{{f()}}{%endif%}",
                        b"{%if messages|length>6%}{%for a in range(9999)%}{%for b in range(9999)%}{%endfor%}{%endfor%}{%endif%}"):
            path = FOLDER / "endless.gguf"
            path.write_bytes(whole[: at + 8] + hostile.ljust(length) + whole[at + 8 + length :])
            ended = subprocess.run([PROGRAM, "--check", str(path)], capture_output=True, text=True, timeout=120)
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertIn("chat template does too much", ended.stderr)

    def test_a_template_that_cannot_be_read_is_told_and_texts_can_be_gone_on_with(self):
        whole = (FOLDER / "tiny.gguf").read_bytes()
        key = b"tokenizer.chat_template"
        at = whole.index(key) + len(key) + 4
        length = int.from_bytes(whole[at : at + 8], "little")
        path = FOLDER / "no-chat.gguf"
        path.write_bytes(whole[: at + 8] + b"{% for ".ljust(length) + whole[at + 8 + length :])
        ended = subprocess.run([PROGRAM, "--check", str(path)], capture_output=True, text=True, timeout=120)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("only plain completions", ended.stderr)
        with Engine(PROGRAM, path) as engine:
            status, answer = engine.chat("x")
            self.assertEqual((status, answer["error"]["code"], answer["error"]["param"]), (400, "no_chat_template", None))
            self.assertEqual(engine.post("/v1/completions", {"model": "tiny", "prompt": "x", "max_tokens": 2})[0], 200)

    def test_the_profile_is_shown(self):
        for flags in ([], ["--model", str(FOLDER / "tiny.gguf"), "--slots", "3"]):
            shown = subprocess.run([PROGRAM, "--print-profile", *flags], capture_output=True, text=True, timeout=60)
            self.assertGreaterEqual(json.loads(shown.stdout)["threads"], 1)
        self.assertEqual(json.loads(shown.stdout)["slots"], 3)
        self.assertEqual(json.loads(shown.stdout)["drain_timeout_ms"], 10_000)


class Ends(unittest.TestCase):
    def test_sigterm_lets_an_answer_finish(self):
        with Engine(PROGRAM, FOLDER / "tiny.gguf", "--context", "512") as engine:
            connection, reply = engine.open_stream("x", temperature=1, max_tokens=400, n=2)
            with contextlib.closing(connection):
                reply.readline()
                engine.process.terminate()
                self.assertEqual(list(frames(reply))[-1], "[DONE]")
            self.assertEqual(engine.process.wait(20), 0)

    def test_who_is_not_answered_in_time_is_told_so(self):
        flags = ["--context", "512", "--drain-timeout", "0s"]
        with Engine(PROGRAM, FOLDER / "tiny.gguf", *flags) as engine:
            streams = [engine.open_stream("x", temperature=1, max_tokens=400, n=4) for _ in range(8)]
            for _, reply in streams:
                reply.readline()
            engine.process.terminate()
            for connection, reply in streams:
                with contextlib.closing(connection):
                    last = list(frames(reply))[-1]
                    self.assertTrue(last == "[DONE]" or "the engine stops" in json.loads(last)["error"]["message"], last)
            self.assertEqual(engine.process.wait(20), 0)

    def test_adapters_may_be_named_at_the_start(self):
        flags = ["--adapter", f"math={FOLDER / 'peft'}", "--context", "512"]
        with Engine(PROGRAM, FOLDER / "tiny.gguf", *flags, token="") as engine:
            self.assertEqual(engine.ready["adapters"], ["math"])
            self.assertEqual(engine.chat("x", model="math")[0], 200)
            self.assertEqual(engine.stop(), 0)

    def test_a_taken_port_is_said(self):
        with Engine(PROGRAM, FOLDER / "tiny.gguf") as engine:
            command = [PROGRAM, "--model", str(FOLDER / "tiny.gguf"), "--http", engine.ready["http"]]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
            self.assertEqual(ended.returncode, 7)
            self.assertIn("taken", ended.stderr)


if __name__ == "__main__":
    PROGRAM, MAKE_MODEL = os.path.abspath(sys.argv.pop(1)), os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
