#!/usr/bin/env python3
"""A trainer for tests: does what its steps say, then ends. Called as `swarm-trainer lora` is, with the steps in front:

    fake_trainer.py progress=5 result=good finished=completed -- --base … --dataset … --out DIR …

Steps, in order:
    progress=N[,M]      N lines of progress behind step M, the loss falling
    say=TEXT            a line on standard error
    chatter=BYTES       so many bytes on standard error
    arguments           the arguments behind --, as one line on standard error
    environment         the names and values of its environment, one a line on standard error
    garbage             what no line of progress is: no JSON, no numbers, no UTF-8, no end
    flood               prints lines without end
    result=KIND         leaves an adapter that fits --base: good, nan, none, wrong_hash, link, cut, no_metrics, not_lora;
                        or one that does not: foreign (of a layer that no base has), other_rank (than its settings say)
    checkpoint          leaves a checkpoint
    finished=REASON[,N] says that it has finished, after N steps (7)
    memory=MEBIBYTES    takes so much memory
    family=N,MEBIBYTES  starts so many processes that take so much each, then waits
    busy                computes without end
    orphan              starts a process in a session of its own that never ends; its id is in DIR/orphan
    hang                waits for SIGTERM, then leaves a checkpoint, says so and ends well
    deaf                waits, and does not hear SIGTERM
    crash               ends by SIGSEGV
    exit=STATUS         ends
"""

import hashlib
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys


def say_line(event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def progress(out, what):
    count, _, behind = what.partition(",")
    last = int(count) + int(behind or 0)
    for step in range(int(behind or 0) + 1, last + 1):
        say_line({"event": "progress", "step": step, "steps_total": last, "seconds": step * 0.5, "loss": 4.0 / step,
                  "validation_loss": 5.0 / step if step % 2 else None, "learning_rate": 0.003,
                  "positions_per_second": 8100, "real_token_ratio": 0.94, "epoch": step / last})  # fmt: skip


def finished(out, what):
    reason, _, steps = what.partition(",")
    say_line({"event": "finished", "reason": reason, "steps": int(steps or 7)})


def garbage(out, _):
    sys.stdout.buffer.write(b'\xff\xfe\x00\n{"event":"progress"}\n{"event":"progress","step":1e999,"loss":1}\n')
    sys.stdout.buffer.write(b'{"event":"progress","step":-4,"loss":"low"}\n[[[[[[[[[[[[[[[[[[[[\n')
    sys.stdout.buffer.write(b'{"event":"progress","step":1,"loss":' + b"1" * 100_000 + b"}\n")
    sys.stdout.buffer.write(b'{"event":"finished"')
    sys.stdout.flush()


def flood(out, _):
    while True:
        sys.stdout.write("a line of no use to anybody\n" * 1000)


def shape_of(base):
    """Architecture and the lengths of the first query matrix, inputs first; what a file that is no model gets."""
    head = pathlib.Path(base).read_bytes()[: 1 << 20]
    key, tensor = b"general.architecture", b"blk.0.attn_q.weight"
    at, place = head.find(key) + len(key), head.find(tensor) + len(tensor)
    if not head.startswith(b"GGUF") or at < len(key) or place < len(tensor):
        return "qwen2", 2, 2
    length = struct.unpack_from("<Q", head, at + 4)[0]
    return head[at + 12 : at + 12 + length].decode(), *struct.unpack_from("<QQ", head, place + 4)


def floats(value, count):
    return struct.pack("<f", value) * count


def adapter_bytes(value, layer, rank, inputs, outputs):
    """A safetensors file with one pair of LoRA matrices."""
    prefix = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
    end_of_a, end = 4 * rank * inputs, 4 * rank * (inputs + outputs)
    header = {f"{prefix}.lora_{name}.weight": {"dtype": "F32", "shape": shape, "data_offsets": offsets}
              for name, shape, offsets in (("A", [rank, inputs], [0, end_of_a]),
                                           ("B", [outputs, rank], [end_of_a, end]))}  # fmt: skip
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + floats(value, rank * (inputs + outputs))


def gguf_text(text):
    return struct.pack("<Q", len(text)) + text.encode()


def gguf_bytes(architecture, layer, rank, inputs, outputs):
    """The same pair as a GGUF file."""
    texts = {"general.architecture": architecture, "general.type": "adapter", "adapter.type": "lora"}
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, len(texts) + 1)
    head += b"".join(gguf_text(key) + struct.pack("<I", 8) + gguf_text(value) for key, value in texts.items())
    head += gguf_text("adapter.lora.alpha") + struct.pack("<If", 6, 32.0)
    at = 0
    for end, lengths in (("a", (inputs, rank)), ("b", (rank, outputs))):
        head += gguf_text(f"blk.{layer}.attn_q.weight.lora_{end}") + struct.pack("<IQQIQ", 2, *lengths, 0, at)
        at += -(-4 * lengths[0] * lengths[1] // 32) * 32
    head += bytes(-len(head) % 32)
    first = floats(0.5, rank * inputs)
    return head + first + bytes(-len(first) % 32) + floats(0.5, rank * outputs)


def result(out, kind):
    if kind == "none":
        return
    architecture, inputs, outputs = shape_of(sys.argv[sys.argv.index("--base") + 1])
    layer, rank = (999 if kind == "foreign" else 0), (1 if kind == "other_rank" else 16)
    adapter = out / "adapter"
    adapter.mkdir(exist_ok=True)
    peft_type = "PROMPT_TUNING" if kind == "not_lora" else "LORA"
    (adapter / "adapter_config.json").write_text(json.dumps({"peft_type": peft_type, "r": 16, "lora_alpha": 32}))
    weights = adapter_bytes(float("nan") if kind == "nan" else 0.5, layer, rank, inputs, outputs)
    told = hashlib.sha256(b"another" if kind == "wrong_hash" else weights).hexdigest()
    file = adapter / "adapter_model.safetensors"
    if kind == "link":
        file.symlink_to("/etc/hostname")
    else:
        file.write_bytes(weights[:-1] if kind == "cut" else weights)
    (out / "adapter.gguf").write_bytes(gguf_bytes(architecture, layer, rank, inputs, outputs))
    gguf = hashlib.sha256((out / "adapter.gguf").read_bytes()).hexdigest()
    (out / "result.json").write_text(json.dumps({"adapter": {"sha256": told}, "gguf": {"sha256": gguf}}))
    if kind != "no_metrics":
        (out / "metrics.json").write_text(json.dumps({"positions": 12345}))


def checkpoint(out, _):
    (out / "checkpoint").mkdir(exist_ok=True)
    (out / "checkpoint" / "state.json").write_text("{}")


def hang(out, _):
    def stop(*_):
        checkpoint(out, "")
        os.write(1, b'{"event":"finished","reason":"stopped","steps":1}\n')  # what the signal interrupted may hold stdout
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    say_line({"event": "progress", "step": 1, "loss": 3.0})  # from now on it hears
    while True:
        signal.pause()


def deaf(out, _):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say_line({"event": "progress", "step": 1, "loss": 3.0})
    while True:
        signal.pause()


def orphan(out, _):
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
    (out / "orphan").write_text(str(child.pid))


def memory(out, mebibytes):
    taken = bytearray(int(mebibytes) << 20)
    for at in range(0, len(taken), 4096):
        taken[at] = 1
    hang(out, "")


def family(out, what):
    count, mebibytes = (int(part) for part in what.split(","))
    for _ in range(count):
        if os.fork() == 0:
            memory(out, mebibytes)
    hang(out, "")


def busy(out, _):
    while True:
        pass


def crash(out, _):
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def to_stderr(text):
    sys.stderr.write(text)
    sys.stderr.flush()


def main():
    at = sys.argv.index("--")
    steps, arguments = sys.argv[1:at], sys.argv[at + 1 :]
    out = pathlib.Path(arguments[arguments.index("--out") + 1])
    known = {"progress": progress, "garbage": garbage, "flood": flood, "result": result, "checkpoint": checkpoint,
             "hang": hang, "deaf": deaf, "orphan": orphan, "memory": memory, "family": family, "busy": busy, "crash": crash,
             "say": lambda _, text: to_stderr(text + "\n"),
             "chatter": lambda _, count: to_stderr("".join(f"{n:09}\n" for n in range(int(count) // 10))),
             "arguments": lambda *_: to_stderr(" ".join(arguments) + "\n"),
             "environment": lambda *_: to_stderr("".join(f"{k}={v}\n" for k, v in os.environ.items())),
             "finished": finished, "exit": lambda _, status: os._exit(int(status))}  # fmt: skip
    for step in steps:
        name, _, value = step.partition("=")
        known[name](out, value)


main()
