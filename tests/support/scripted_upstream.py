#!/usr/bin/env python3
"""An HTTP/1.1 upstream on loopback that does exactly what a script says: the counterpart of scripted_upstream.hpp, with
the same words, for tests of the programs.

A script is a list of steps, done for one request:
  send(bytes)            in one write
  taken()                waits until the client's program has read what was sent, so that the next piece comes apart
  wait(name)             waits until the test calls release(name); a gate that was released stays open
  repeat(bytes, count)   over and over, as fast as it is taken; without a count it never ends
  close(), reset()       ends the connection; with a reset, as a process that dies does
  hang()                 nothing more, until the client leaves
  echo(status)           an error of OpenAI's form whose message holds the head of the request, as it came
A script whose last step ended no connection keeps it for the next request. What the client does meanwhile is noted:
connections, requests with their exact bytes, when each came, and when the client left. A GET is somebody who looks whether
the upstream is there (/v1/models, /health): it gets an empty list and the end of the connection, takes no script and is only counted, as
`looks`.

Whole scripts: reply(), stream(), chunked(); changed ones: cut(script, bytes), in_pieces(script, size); see scripted_steps.py.

As a program it serves one of these on a port: scripted_upstream.py --port 9100 --status 429 --body '{}' --header 'retry-after: 1'
"""

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from scripted_steps import chat_frames, chat_reply, close, cut, flat, reply, stream  # noqa: E402

HEAD_BYTES_MAX = 64 * 1024
REQUEST_BYTES_MAX = 64 * 1024 * 1024
PATIENCE_SECONDS = 120


def receive_queue(end, other):
    """Bytes that stand unread in the socket at `end` (address and port on this machine), by netlink (sock_diag(7)). None:
    the kernel knows no such socket, or does not answer such questions."""
    no_cookie = 0xFFFFFFFF
    question = struct.pack("=BBBBI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0, 0xFFFFFFFF)
    question += struct.pack("!HH", end[1], other[1])
    question += b"".join(socket.inet_aton(host) + bytes(12) for host in (end[0], other[0]))
    question += struct.pack("=III", 0, no_cookie, no_cookie)
    by_family, request = 20, 1
    head = struct.pack("=IHHII", 16 + len(question), by_family, request, 0, 0)
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 4) as kernel:
            kernel.send(head + question)
            answer = kernel.recv(4096)
    except OSError:
        return None
    if struct.unpack_from("=H", answer, 4)[0] != by_family:
        return None
    return struct.unpack_from("=I", answer, 16 + 56)[0]  # behind family and state, both ends, the timer


def receive_queue_in_table(end, other):
    """The same by the list of all sockets, which is long on a busy machine."""
    ends = [f"{struct.unpack('=I', socket.inet_aton(host))[0]:08X}:{port:04X}" for host, port in (end, other)]
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            fields = line.split()
            if fields[1:3] == ends:
                return int(fields[4].split(":")[1], 16)
    return 0
TLS_HELLO = b"\x16\x03"  # a client that expects TLS; a script answers it like a request

# --- The server ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Connection:
    number: int
    opened_at: float
    first_byte_at: float | None = None
    left_at: float | None = None  # when the client closed it; nothing when the script did
    sent_bytes: int = 0


@dataclasses.dataclass
class Request:
    connection: Connection
    at: float
    head: bytes
    body: bytes

    @property
    def line(self):
        return self.head.split(b"\r\n", 1)[0].decode()

    @property
    def headers(self):
        lines = self.head.decode().split("\r\n")[1:]
        return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}

    def json(self):
        return json.loads(self.body)


class Peer:
    """One connection: reads all the time, so that a client that leaves is seen while a script waits."""

    def __init__(self, connection, reader, writer):
        self.connection = connection
        self.reader = reader
        self.writer = writer
        self.input = b""
        self.changed = asyncio.Event()
        self.is_left = False
        self.is_ended = False
        writer.transport.set_write_buffer_limits(0)  # drain() waits until the kernel has it all
        self.pump_task = asyncio.ensure_future(self._pump())

    async def _pump(self):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while len(self.input) <= REQUEST_BYTES_MAX and (data := await self.reader.read(65536)):
                if self.connection.first_byte_at is None:
                    self.connection.first_byte_at = time.monotonic()
                self.input += data
                self.changed.set()
        if not self.is_ended:
            self.connection.left_at = time.monotonic()
        self.is_left = True
        self.changed.set()

    async def next_change(self):
        self.changed.clear()
        await self.changed.wait()

    async def read_request(self):
        while (end := self.input.find(b"\r\n\r\n")) < 0 and not self.input.startswith(TLS_HELLO):
            if self.is_left or len(self.input) > HEAD_BYTES_MAX:
                return None
            await self.next_change()
        if end < 0:
            self.input = b""
            return Request(self.connection, time.monotonic(), b"TLS\r\n\r\n", b"")
        request = Request(self.connection, 0.0, self.input[: end + 4], b"")
        size = end + 4 + int(request.headers.get("content-length", 0))
        while len(self.input) < size:
            if self.is_left:
                return None
            await self.next_change()
        request.body, self.input = self.input[end + 4 : size], self.input[size:]
        request.at = time.monotonic()
        return request

    async def send(self, data):
        if self.is_left:
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()
        self.connection.sent_bytes += len(data)

    def _unread_by_client(self):
        us, client = self.writer.get_extra_info("sockname"), self.writer.get_extra_info("peername")
        queue = receive_queue(client, us)
        return receive_queue_in_table(client, us) if queue is None else queue

    async def until_taken(self):
        while not self.is_left and self._unread_by_client() > 0:
            await asyncio.sleep(0.001)

    def end(self, with_reset):
        self.is_ended = True
        if with_reset:
            handle = self.writer.get_extra_info("socket")
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        self.writer.close()


class ScriptedUpstream:
    """Runs on a thread of its own, on a free port. Scripts that were queued come first, one for each request, then
    `otherwise`, over and over. Everything may be called from any thread."""

    def __init__(self, *scripts, otherwise=None, port=0):
        self.scripts = list(scripts)
        self.otherwise = otherwise if otherwise is not None else reply(500, '{"error":{"message":"no script"}}')
        self.connections = []
        self.requests = []
        self.looks = 0
        self.open_gates = set()
        self.changed = threading.Condition()
        self.peers = set()
        self.loop = asyncio.new_event_loop()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def base_url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    # What tests do.

    def then(self, *scripts):
        with self.changed:
            self.scripts += scripts

    def always(self, script):
        with self.changed:
            self.otherwise = script

    def release(self, name):
        def open_gate():
            self.open_gates.add(name)
            for peer in self.peers:
                peer.changed.set()

        self.loop.call_soon_threadsafe(open_gate)

    def wait_for(self, happened, seconds=PATIENCE_SECONDS):
        """Whether `happened(self)` came true in time."""
        with self.changed:
            return self.changed.wait_for(lambda: happened(self), seconds)

    def wait_for_requests(self, count, seconds=PATIENCE_SECONDS):
        return self.wait_for(lambda upstream: len(upstream.requests) >= count, seconds)

    def wait_until_left(self, connection, seconds=PATIENCE_SECONDS):
        return self.wait_for(lambda _: connection.left_at is not None, seconds)

    def stop(self):
        def end():
            self.listener.close()
            for peer in list(self.peers):
                peer.end(with_reset=True)
            self.loop.call_later(0, self.loop.stop)

        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(end)
            self.thread.join(PATIENCE_SECONDS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # On its own thread.

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self._serve, sock=self.listener))
        self.loop.run_forever()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))

    def _note(self, change):
        with self.changed:
            change()
            self.changed.notify_all()

    async def _serve(self, reader, writer):
        connection = Connection(len(self.connections) + 1, time.monotonic())
        self._note(lambda: self.connections.append(connection))
        peer = Peer(connection, reader, writer)
        peer.pump_task.add_done_callback(lambda _: self._note(lambda: None))
        self.peers.add(peer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while not peer.is_ended and (request := await peer.read_request()):
                for step in self._script_for(request):
                    await self._do(peer, request, step)
        self.peers.discard(peer)
        if not peer.is_ended:
            peer.end(with_reset=False)

    def _script_for(self, request):
        with self.changed:
            self.changed.notify_all()
            if request.line.startswith("GET "):
                self.looks += 1
                return [*reply(200, '{"object":"list","data":[]}', [("Connection", "close")]), close()]
            self.requests.append(request)
            return self.scripts.pop(0) if self.scripts else self.otherwise

    async def _do(self, peer, request, step):
        if step.kind == "send":
            await peer.send(step.data)
        elif step.kind == "taken":
            await peer.until_taken()
        elif step.kind == "wait":
            while step.name not in self.open_gates and not peer.is_left:
                await peer.next_change()
        elif step.kind == "repeat":
            left = step.count
            while left is None or left > 0:
                await peer.send(step.data)
                left = None if left is None else left - 1
        elif step.kind == "hang":
            while not peer.is_left:
                await peer.next_change()
        elif step.kind == "echo":
            message = {"error": {"message": f"refused: {request.head.decode()}", "type": "invalid_request_error"}}
            await peer.send(flat(reply(step.count, json.dumps(message))))
        else:
            peer.end(with_reset=step.kind == "reset")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--body", default=None, help="instead of a chat completion")
    parser.add_argument("--header", action="append", default=[], help="'name: value'")
    parser.add_argument("--stream", action="store_true", help="a stream of chat frames instead")
    parser.add_argument("--cut", type=int, help="only so many bytes, then the connection is closed")
    options = parser.parse_args()
    headers = [tuple(part.strip() for part in line.split(":", 1)) for line in options.header]
    body = chat_reply() if options.body is None else options.body
    script = stream(chat_frames(), headers=headers) if options.stream else reply(options.status, body, headers)
    script = script if options.cut is None else cut(script, options.cut)
    with ScriptedUpstream(otherwise=script, port=options.port) as upstream:
        print(json.dumps({"base_url": upstream.base_url()}), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            upstream.thread.join()


if __name__ == "__main__":
    main()
