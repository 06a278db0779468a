"""The faults that the gateway's plain lane is put before, each with what it must do. The page docs/reference/gateway-faults.md
is made of this list, and gateway_faults_test.py goes through it with the real program."""

import dataclasses
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import scripted_steps as scripted  # noqa: E402
from scripted_steps import chat_frame, chat_frames, chat_reply, chunked, close, cut, flat, hang, reply, reset, send, stream  # noqa: E402

ATTEMPTS_MAX = 3
OVER_THE_LIMIT = 1024 * 1024 + 1  # gateway.reply_bytes_max and frame_bytes_max of the tests
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
OWN_ERROR = '{"error":{"message":"words of the provider","type":"server_error","param":null,"code":"theirs"}}'


@dataclasses.dataclass
class Case:
    """`status`, `code`: of the reply; `code` of a stream: of the error frame it ends with; None: it is no error, or the
    provider's own. `billed`: nothing, usage (what the provider says) or worst (the worst case). `attempts`: requests
    that the provider sees. `breaker`: what the calls count as. `provider`: settings beside the usual."""

    fault: str
    scripts: list
    status: int = 200
    code: str | tuple | None = None
    billed: str = "usage"
    attempts: int = 1
    breaker: str = "succeeded"
    is_stream: bool = False
    is_free: bool = False
    gets: str = ""
    provider: dict = dataclasses.field(default_factory=dict)
    body: bytes | None = None  # exactly what the client gets
    headers: dict = dataclasses.field(default_factory=dict)
    has: tuple = ()
    url: str = "http://127.0.0.1:{port}/v1"
    upstream_is_down: bool = False


def cut_stream(frames, rest=b"", end=None):
    """Whole frames, then part of one, then the end."""
    whole = chunked(frames, ends=False)
    return [*whole, *([send(scripted.chunk(rest))] if rest else []), end or close()]


FIRST = chat_frame("Good")
MEBIBYTE_FRAMES = [chat_frame("x" * 1024 * 1024)] * 3 + chat_frames()

REPLIES = [
    Case("the provider is down", [], 503, "connect", "nothing", 0, "failed", upstream_is_down=True,
         gets="503 `connect`"),
    Case("no TLS where TLS is expected", [[send(b"220 ready\r\n"), close()]] * 3, 503, "tls", "nothing", 3, "failed",
         url="https://127.0.0.1:{port}/v1", gets="503 `tls`"),
    Case("the connection ends before a byte of the answer", [[close()]], 502, "lost", "worst", 1, "failed",
         gets="502 `lost`: it may have been computed, so it is not sent twice"),
    Case("the same with a reset", [[reset()]], 502, "lost", "worst", 1, "failed", gets="502 `lost`"),
    Case("the same, of a free model", [[close()]] * 3, 502, "lost", "nothing", 3, "failed", is_free=True,
         gets="502 `lost` after all attempts"),
    Case("the same once, of a free model", [[reset()], reply(200, chat_reply())], billed="nothing", attempts=2,
         breaker="mixed", is_free=True, gets="the second answer"),
    Case("nothing within `first_byte_timeout_ms`", [[hang()]], 504, "first_byte", "worst", 1, "failed",
         provider={"first_byte_timeout_ms": 300}, gets="504 `first_byte`"),
    Case("byte by byte", [scripted.in_pieces(reply(200, chat_reply()), 1)], gets="the answer",
         body=chat_reply().encode()),
    Case("500 with an error object", [reply(500, OWN_ERROR)] * 3, 500, "theirs", "nothing", 3, "failed",
         gets="its status and body", body=OWN_ERROR.encode()),
    Case("500 once", [reply(500, OWN_ERROR), reply(200, chat_reply())], attempts=2, breaker="mixed",
         gets="the second answer", body=chat_reply().encode()),
    Case("502 with HTML", [reply(502, HTML, content_type="text/html")] * 3, 502, "*", "nothing", 3, "failed",
         gets="its status, an error of OpenAI's form"),
    Case("504", [reply(504, OWN_ERROR)] * 3, 504, "theirs", "nothing", 3, "failed", gets="its status and body"),
    Case("503 with Retry-After, then an answer", [reply(503, OWN_ERROR, [("Retry-After", "0")]), reply(200, chat_reply())],
         attempts=2, breaker="limited and succeeded", gets="the second answer"),
    Case("429 that asks for an hour", [reply(429, OWN_ERROR, [("Retry-After", "3600"), ("x-ratelimit-limit-requests", "7")])],
         429, "theirs", "nothing", 1, "limited", gets="its status and body, Retry-After and x-ratelimit-*",
         body=OWN_ERROR.encode(), headers={"retry-after": "3600", "x-ratelimit-limit-requests": "7"}),
    Case("429 that asks for a second, then an answer", [reply(429, OWN_ERROR, [("Retry-After", "1")]), reply(200, chat_reply())],
         attempts=2, breaker="limited and succeeded", gets="the second answer"),
    Case("400", [reply(400, OWN_ERROR)], 400, "theirs", "nothing", 1, "succeeded", gets="its status and body",
         body=OWN_ERROR.encode()),
    Case("401 that repeats our key", [[scripted.echo(401)]], 401, "*", "nothing", 1, "succeeded",
         gets="its status and body, the key masked", has=("***",)),
    Case("404", [reply(404, OWN_ERROR)], 404, "theirs", "nothing", 1, "succeeded", gets="its status and body"),
    Case("422 with a text", [reply(422, "no such parameter", content_type="text/plain")], 422, "*", "nothing", 1,
         "succeeded", gets="its status, an error of OpenAI's form"),
    Case("409", [reply(409, OWN_ERROR)] * 3, 409, "theirs", "nothing", 3, "succeeded", gets="its status and body"),
    Case("301", [reply(301, "", [("Location", "http://127.0.0.1:1/")])], 502, "*", "nothing", 1, "failed",
         gets="502: redirects are not followed"),
    Case("200 with HTML", [reply(200, HTML, content_type="text/html")], 502, "protocol", "worst", 1, "failed",
         gets="502 `protocol`"),
    Case("200 with invalid JSON", [reply(200, chat_reply()[:-5])], 502, "protocol", "worst", 1, "failed",
         gets="502 `protocol`"),
    Case("200 without a body", [reply(200, "")], 502, "protocol", "worst", 1, "failed", gets="502 `protocol`"),
    Case("no HTTP at all", [[send(b"220 mail.example.com ready\r\n"), close()]], 502, ("protocol", "lost"), "worst", 1,
         "failed", gets="502 `protocol`"),
    Case("200 without usage", [reply(200, chat_reply(tokens=None))], billed="worst", gets="the answer",
         body=chat_reply(tokens=None).encode()),
    Case("a usage that cannot be", [reply(200, chat_reply(tokens=(-5, 10**15)))], billed="worst", gets="the answer",
         body=chat_reply(tokens=(-5, 10**15)).encode()),
    Case("Content-Length longer than the body", [[*reply(200, chat_reply(), length=len(chat_reply()) + 9), close()]],
         502, "lost", "worst", 1, "failed", gets="502 `lost`"),
    Case("Content-Length shorter than the body", [reply(200, chat_reply() + "more", length=len(chat_reply()))],
         gets="the body of that length; the connection is not used again", body=chat_reply().encode()),
    Case("the body ends in its middle", [cut(reply(200, chat_reply()), 200)], 502, "lost", "worst", 1, "failed",
         gets="502 `lost`"),
    Case("a reply beyond `gateway.reply_bytes_max`", [reply(200, " " * OVER_THE_LIMIT)], 502, "*", "worst", 1, "failed",
         gets="502 `reply_too_large`"),
]  # fmt: skip

STREAMS = [
    Case("nothing at all", [stream(chat_frames())], gets="the frames", body=b"".join(chat_frames())),
    Case("cut into bytes", [scripted.in_pieces(stream(chat_frames()), 1)], gets="the frames",
         body=b"".join(chat_frames())),
    Case("no usage", [stream(chat_frames(tokens=None))], billed="worst", gets="the frames",
         body=b"".join(chat_frames(tokens=None))),
    Case("it breaks after a frame", [cut_stream([FIRST])], 200, "*", "worst", 1, "failed",
         gets="the frame, an error frame, no `[DONE]`", has=("Good",)),
    Case("it breaks in the middle of a frame", [cut_stream([FIRST], chat_frame("half")[:40])], 200, "*", "worst", 1,
         "failed", gets="whole frames, an error frame, no `[DONE]`", has=("Good",)),
    Case("the same with a reset", [cut_stream([FIRST], chat_frame("half")[:40], reset())], 200, "*", "worst", 1,
         "failed", gets="whole frames, an error frame, no `[DONE]`"),
    Case("it breaks before the first frame", [cut_stream([])], 502, "lost", "worst", 1, "failed",
         gets="502 `lost`, as JSON"),
    Case("silence longer than `pause_timeout_ms`", [[send(flat(cut_stream([FIRST]))), hang()]], 200, "*", "worst", 1, "failed",
         provider={"pause_timeout_ms": 300}, gets="the frame, an error frame, no `[DONE]`", has=("Good",)),
    Case("it never ends", [cut_stream([FIRST], end=scripted.taken()) + [send(scripted.chunk(FIRST)), scripted.taken()] * 3000 + [hang()]],
         200, "*", "worst", 1, "failed", provider={"total_timeout_ms": 3_000},
         gets="frames until `total_timeout_ms`, an error frame, no `[DONE]`", has=("Good",)),
    Case("frames of 1 MiB", [stream(MEBIBYTE_FRAMES)], gets="the frames", body=b"".join(MEBIBYTE_FRAMES),
         provider={"output_tokens_default": 1000}),
    Case("a frame beyond `gateway.frame_bytes_max`", [cut_stream([FIRST], chat_frame("x" * 5 * 1024 * 1024), hang())],
         200, "*", "worst", 1, "failed", gets="the frames before, an error frame, no `[DONE]`", has=("Good",)),
    Case("500 with an error object", [reply(500, OWN_ERROR)] * 3, 500, "theirs", "nothing", 3, "failed",
         gets="its status and body, as JSON"),
    Case("500 once, then a stream", [reply(500, OWN_ERROR), stream(chat_frames())], attempts=2, breaker="mixed",
         gets="the frames", body=b"".join(chat_frames())),
    Case("429 that asks for an hour", [reply(429, OWN_ERROR, [("Retry-After", "3600")])], 429, "theirs", "nothing", 1,
         "limited", gets="its status and body, as JSON", headers={"retry-after": "3600"}),
    Case("200 with HTML", [reply(200, HTML, content_type="text/html")], 502, "protocol", "worst", 1, "failed",
         gets="502 `protocol`"),
]  # fmt: skip
for case in STREAMS:
    case.is_stream = True

CASES = REPLIES + STREAMS

# What the client does or asks, tested one by one.
CLIENTS = [
    ("leaves before the answer", "-", "the upstream connection is closed at once", "worst", "abandoned"),
    ("leaves in the middle of a stream", "-", "the same", "worst", "abandoned"),
    ("reads nothing of a stream", "-", "the upstream is read no faster; cut off after `http.write_timeout_ms`; memory "
     "stays as it is", "worst", "abandoned"),
    ("sends no JSON, no object, no model, bytes that are no UTF-8", "400", "an error that names the place", "nothing", "-"),
    ("asks for a model that is not configured", "404 `model_not_found`", "an error", "nothing", "-"),
    ("sends more than `gateway.body_bytes_max`", "413", "an error", "nothing", "-"),
    ("sends no HTTP", "400", "an error; the connection is closed", "nothing", "-"),
    ("asks while the breaker is open", "503 `breaker_open`", "an error with Retry-After; no connection upstream",
     "nothing", "-"),
    ("asks beyond the budget", "429 `budget_exceeded`", "an error of the type `insufficient_quota`", "nothing", "-"),
    ("asks while `concurrency_max` calls run and nobody may wait", "429 `provider_busy`", "an error with Retry-After",
     "nothing", "-"),
]  # fmt: skip

PAGE_HEAD = """# What the gateway does when something breaks

Made from `tests/system/gateway_cases.py` by `tests/system/gateway_faults_test.py --write`; the same program checks each row
against the real server. "usage" is what the provider says it took, "worst" the worst case that was reserved: the prompt's
size and the limit of output tokens. Attempts are requests that the provider sees, with `attempts_max` 3 and no fallback; a
retry goes to the same provider first, then to the model's fallbacks. Errors that are not the provider's own have OpenAI's
form, `{"error": {"message", "type", "param", "code"}}`. A stream is never started again once a frame went to the client.
`tests/integration/gateway_faults_test.cpp` breaks off and splits replies and streams at every byte.
"""


def page():
    lines = [PAGE_HEAD]
    for title, cases in (("An answer", REPLIES), ("A stream", STREAMS)):
        lines += [f"## {title}", "", "| fault upstream | status | the client gets | billed | attempts | breaker counts |"]
        lines += ["|---|---|---|---|---|---|"]
        for case in cases:
            breaker = "each as it was" if case.breaker == "mixed" else case.breaker
            lines.append(f"| {case.fault} | {case.status} | {case.gets} | {case.billed} | {case.attempts} | {breaker} |")
        lines.append("")
    lines += ["## The client", "", "| the client | status | what happens | billed | breaker counts |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in CLIENTS]
    return "\n".join(lines) + "\n"
