"""What a scripted upstream can be told to do: steps, whole scripts, changed scripts, what models say. The words are explained in
scripted_upstream.py, which does them."""

import dataclasses
import json

# --- Steps -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Step:
    kind: str
    data: bytes = b""
    count: int | None = None
    name: str = ""


def send(data):
    return Step("send", data)


def taken():
    return Step("taken")


def wait(name):
    return Step("wait", name=name)


def repeat(data, count=None):
    return Step("repeat", data, count)


def close():
    return Step("close")


def reset():
    return Step("reset")


def hang():
    return Step("hang")


def echo(status=401):
    return Step("echo", count=status)


# --- Whole scripts ---------------------------------------------------------------------------------------------------


def head(status, headers=()):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode()


def reply(status=200, body=b"", headers=(), length=None, content_type="application/json"):
    """`length`: what Content-Length says, when it is not the truth."""
    body = body.encode() if isinstance(body, str) else body
    said = len(body) if length is None else length
    return [send(head(status, [("Content-Type", content_type), ("Content-Length", said), *headers]) + body)]


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def chunked(pieces, status=200, headers=(), content_type="text/event-stream", ends=True):
    """Each piece is a chunk of its own, in a write of its own."""
    fields = [("Content-Type", content_type), ("Transfer-Encoding", "chunked"), *headers]
    steps = [send(head(status, fields))] + [send(chunk(piece)) for piece in pieces]
    return steps + ([send(b"0\r\n\r\n")] if ends else [])


def stream(frames, **how):
    return chunked(frames, **how)


def flat(script):
    return b"".join(step.data for step in script if step.kind == "send")


def cut(script, size, end=None):
    """Its first bytes, then the end."""
    return [send(flat(script)[:size]), end or close()]


def in_pieces(script, size):
    """Writes of at most `size` bytes, each read before the next is sent."""
    steps = []
    for step in script:
        if step.kind != "send":
            steps.append(step)
            continue
        for at in range(0, len(step.data), size):
            steps += [send(step.data[at : at + size]), taken()]
    return steps


# --- What models say -------------------------------------------------------------------------------------------------


def usage(input_tokens, output_tokens):
    return {
        "prompt_tokens": input_tokens,
        "completion_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
    }


def chat_reply(text="Good morning.", tokens=(10, 5), **more):
    body = {
        "id": "chatcmpl-scripted", "object": "chat.completion", "created": 1700000000, "model": "scripted",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
    }  # fmt: skip
    if tokens is not None:
        body["usage"] = usage(*tokens)
    return json.dumps(body | more)


def frame(member):
    return b"data: " + json.dumps(member, separators=(",", ":")).encode() + b"\n\n"


def chat_frame(text, finish=None):
    return frame(
        {
            "id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1700000000, "model": "scripted",
            "choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}],
        }
    )  # fmt: skip


DONE = b"data: [DONE]\n\n"


def usage_frame(input_tokens=10, output_tokens=5):
    return frame(
        {
            "id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1700000000, "model": "scripted",
            "choices": [], "usage": usage(input_tokens, output_tokens),
        }
    )  # fmt: skip


def chat_frames(words=("Good", " morning", "."), tokens=(10, 5)):
    frames = [chat_frame(word) for word in words] + [chat_frame("", "stop")]
    return frames + ([usage_frame(*tokens)] if tokens is not None else []) + [DONE]
