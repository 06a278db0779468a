"""Looks for secrets where they must not be: in files, in whatever programs said, in answers.

    import secret_scan
    complaints = secret_scan.scan({"provider key": "sk-…"}, paths=[data_folder], texts={"GET /metrics": answer})

Found is a secret as it is, in base64 (at any offset, both alphabets), in hexadecimal, percent-encoded, as JSON writes it and
backwards. Complaints name the secret and the place, never the secret itself.
"""

import base64
import contextlib
import json
import pathlib
import urllib.parse

SHORTEST = 8  # a shorter one would be found by chance


def base64_forms(secret):
    """What any base64 that holds the secret has in it: the characters that do not depend on what stands around."""
    found = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret)
        first = (offset * 8 + 5) // 6  # those before hold bits of what comes first
        last = (offset + len(secret)) * 8 // 6
        middle = encoded[first:last]
        found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def forms(secret):
    """The bytes that would give the secret away, by what they are called."""
    plain = secret.encode()
    quoted = json.dumps(secret)[1:-1].encode()
    listed = {"as it is": {plain, quoted, json.dumps(secret, ensure_ascii=False)[1:-1].encode()},
              "base64": base64_forms(plain),
              "hexadecimal": {plain.hex().encode(), plain.hex().upper().encode()},
              "percent-encoded": {urllib.parse.quote(secret, safe="").encode(),
                                  urllib.parse.quote(secret, safe="").lower().encode(),
                                  urllib.parse.quote_plus(secret).encode()},
              "backwards": {plain[::-1]}}
    return listed


def files_below(path):
    path = pathlib.Path(path)
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    return [path] if path.is_file() else []


def scan_bytes(secrets, data, place):
    complaints = []
    for name, secret in secrets.items():
        for form, written in forms(secret).items():
            if any(one in data for one in written):
                complaints.append(f"{place}: holds the secret '{name}', {form}")
    return complaints


def scan(secrets, paths=(), texts=None, except_files=()):
    """Every place where one of the secrets (by name) is found. `paths`: files, and folders with all that is below them;
    `texts`: more to look through, by what it is called; `except_files`: names of files that may hold them."""
    for name, secret in secrets.items():
        if len(secret) < SHORTEST:
            raise ValueError(f"the secret '{name}' is too short to be looked for")
    complaints = []
    for path in paths:
        for file in files_below(path):
            if file.name in except_files:
                continue
            with contextlib.suppress(FileNotFoundError):  # it went after it was listed
                complaints += scan_bytes(secrets, file.read_bytes(), str(file))
    for place, text in (texts or {}).items():
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        complaints += scan_bytes(secrets, data, place)
    return complaints


def check_itself():
    """The scanner finds what it is for: a test that cannot fail would be worth nothing."""
    secret = "sk-\u00e4 key/with+signs?&\"quotes\""
    plain = secret.encode()
    for text in [plain, b"x" + base64.b64encode(b"Bearer " + plain), base64.urlsafe_b64encode(b"ab" + plain),
                 base64.b64encode(plain + b"tail"), plain.hex().encode(), urllib.parse.quote(secret, safe="").encode(),
                 json.dumps({"key": secret}).encode(), plain[::-1]]:
        assert scan({"one": secret}, texts={"here": b"before " + text + b" behind"}), text
    assert not scan({"one": secret}, texts={"here": b"nothing of it"})


check_itself()
