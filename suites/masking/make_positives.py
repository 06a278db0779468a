#!/usr/bin/env python3
"""Writes positives.jsonl: texts with secrets and personal data, and what of them must be hidden. All data is made up.

usage: make_positives.py [--check]    (in any folder)

With --check nothing is written: the exit code says whether the file is what this script writes. In a text ⟦0⟧ stands for
the first of what is hidden, which is there in parts.
"""
import base64
import json
import pathlib
import random
import sys

CHANCE = random.Random(20250607)
ROWS = []


def add(kind, text, *hidden, strict=False):
    for value in hidden:
        assert value in text, (value, text)
    # In parts, so that those who scan repositories for secrets do not take them for real ones.
    for place, value in enumerate(hidden):
        text = text.replace(value, f"⟦{place}⟧")
    parts = [[value[:4], value[4:]] if kind == "token" else [value] for value in hidden]
    ROWS.append({"id": f"{kind}-{len(ROWS) + 1:04}", "kind": kind, "text": text, "hidden": parts, "strict": strict})


def digits(count):
    return "".join(CHANCE.choice("0123456789") for _ in range(count))


def letters(count, alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"):
    text = "".join(CHANCE.choice(alphabet) for _ in range(count - 2))
    return text + "7q"  # never without a digit


def luhn_complete(body):
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def grouped(text, sizes, gap):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at:at + size])
        at += size
    return gap.join(part for part in parts if part)


SENTENCES = ["{}", "My data: {}.", "Please charge {} today", "({})", "It is \"{}\", thanks!", "Das ist {}; danke.",
             "a,{},b", "First line\n{}\nlast line", "**{}**", "see <{}>"]


def around(value):
    return CHANCE.choice(SENTENCES).format(value)


def cards():
    brands = [("4", 16), ("4", 13), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15),
              ("6011", 16), ("65", 16), ("644", 16), ("36", 14), ("38", 14), ("3528", 16), ("62", 16), ("6304", 16),
              ("5018", 16), ("2200", 16), ("6759", 18)]
    for prefix, length in brands:
        for _ in range(6):
            number = luhn_complete(prefix + digits(length - len(prefix) - 1))
            forms = [number]
            if length == 16:
                forms += [grouped(number, [4] * 4, " "), grouped(number, [4] * 4, "-"), grouped(number, [4] * 4, "\u00a0")]
            if length == 15:
                forms += [grouped(number, [4, 6, 5], " "), grouped(number, [4, 6, 5], "-")]
            if length == 14:
                forms += [grouped(number, [4, 6, 4], " ")]
            if length == 19:
                forms += [grouped(number, [4, 4, 4, 4, 3], " ")]
            value = CHANCE.choice(forms)
            add("card", around(value), value, strict=True)
    for known in ["4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "6011111111111117",
                  "30569309025904", "3530111333300000", "4012888888881881", "4222222222222", "2223003122003222"]:
        add("card", f"Card {known} exp 12/27 cvv 123", known, strict=True)


IBANS = {"DE": 18, "GB": "LLLL14", "FR": 23, "NL": "LLLL10", "ES": 20, "IT": "L22", "CH": 17, "AT": 16, "BE": 12,
         "NO": 11, "SE": 20, "PL": 24, "PT": 21, "DK": 14, "FI": 14, "IE": "LLLL14", "LU": 16, "CZ": 20, "MT": "LLLL23",
         "BR": "23LL", "SA": 20, "TR": 22, "AE": 19}


def iban(country, form):
    if isinstance(form, int):
        body = digits(form)
    else:
        body = "".join(CHANCE.choice("ABCDEFGHIJ") for _ in range(form.count("L")))
        body += digits(int(form.replace("L", "")))
    text = "".join(str(int(c, 36)) for c in body + country + "00")
    return f"{country}{98 - int(text) % 97:02}{body}"


def ibans():
    for country, form in IBANS.items():
        for _ in range(4):
            number = iban(country, form)
            spaced = " ".join(number[i:i + 4] for i in range(0, len(number), 4))
            value = CHANCE.choice([number, spaced, number.lower()])
            add("iban", around(value), value, strict=True)
    add("iban", "Überweise auf DE89 3704 0044 0532 0130 00 bitte 50 Euro", "DE89 3704 0044 0532 0130 00", strict=True)
    add("iban", "IBAN:GB82WEST12345698765432", "GB82WEST12345698765432", strict=True)


def emails():
    values = ["bob@example.com", "alice.smith+news@mail.example.co.uk", "o'brien@example.ie", "x_y-z@sub.domain.example.org",
              "jürgen@müller.example", "user%host@example.net", "1234567890@example.com", "admin@xn--mller-kva.example",
              "UPPER.CASE@EXAMPLE.COM", "a@b.co", "first.last@example.museum", "info@10.0.0.1", "mail@example.travel",
              "用户@例子.测试", "anna-lena@firma.de"]
    for value in values:
        for _ in range(4):
            add("email", around(value), value, strict=True)
    add("email", "mailto:bob@example.com?subject=hi", "bob@example.com", strict=True)
    add("email", "From: Bob <bob@example.com>, To: alice@example.com", "bob@example.com", "alice@example.com", strict=True)
    add("email", "email=bob@example.com&x=1", "bob@example.com", strict=True)
    add("email", "Mail an bob@example.com.", "bob@example.com", strict=True)


def tokens():
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    made = {
        "sk-": lambda: "sk-" + letters(48), "sk-short": lambda: "sk-" + letters(20),
        "sk-proj-": lambda: "sk-proj-" + letters(60) + "_" + letters(20),
        "sk-ant-": lambda: "sk-ant-api03-" + letters(93) + "AA", "ghp_": lambda: "ghp_" + letters(36),
        "gho_": lambda: "gho_" + letters(36), "github_pat_": lambda: "github_pat_" + letters(22) + "_" + letters(59),
        "glpat-": lambda: "glpat-" + letters(20), "xoxb-": lambda: f"xoxb-{digits(12)}-{digits(12)}-{letters(24)}",
        "xoxp-": lambda: f"xoxp-{digits(12)}-{digits(12)}-{letters(32)}", "xoxa-": lambda: f"xoxa-2-{letters(24)}",
        "AKIA": lambda: "AKIA" + "".join(CHANCE.choice(upper) for _ in range(16)),
        "ASIA": lambda: "ASIA" + "".join(CHANCE.choice(upper) for _ in range(16)),
        "AIza": lambda: "AIza" + letters(35), "hf_": lambda: "hf_" + letters(34), "npm_": lambda: "npm_" + letters(36),
        "gsk_": lambda: "gsk_" + letters(52), "sk_live_": lambda: "sk_live_" + letters(24),
        "whsec_": lambda: "whsec_" + letters(32), "swk_": lambda: "swk_" + letters(26) + "_" + letters(43),
        "r8_": lambda: "r8_" + letters(37), "dckr_pat_": lambda: "dckr_pat_" + letters(27),
    }
    for make in made.values():
        for form in ["{}", "export OPENAI_API_KEY={}", "use '{}' please", "Authorization: Bearer {}", "key:{}",
                     "{{\"api_key\": \"{}\"}}", "curl -H \"X-Api-Key: {}\" https://example.com"]:
            value = make()
            add("token", form.format(value), value, strict=True)
    for _ in range(6):
        part = lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        value = ".".join([part('{"alg":"HS256","typ":"JWT"}'), part(json.dumps({"sub": digits(10), "name": "x"})), letters(43)])
        add("token", around(value), value, strict=True)
    body = "\n".join(letters(64) for _ in range(6))
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]:
        value = f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"
        add("token", "here is my key:\n" + value + "\nwhat is wrong?", value, strict=True)
    cut = f"-----BEGIN PRIVATE KEY-----\n{body}"
    add("token", cut, cut, strict=True)


def assignments():
    for text, value in [
            ("password=hunter2", "hunter2"), ("password: hunter2", "hunter2"), ("my password is hunter2!", "hunter2"),
            ("Passwort: Sommer2024", "Sommer2024"), ("the passphrase is \"correct horse battery staple\"", "correct horse battery staple"),
            ("PGPASSWORD=s3cret psql", "s3cret"), ("db_password = 'Tr0ub4dor&3'", "Tr0ub4dor&3"),
            ("mysql --password=Xy12!abc -u root", "Xy12!abc"), ("**Password:** hunter2", "hunter2"),
            ("\"password\": \"opensesame\"", "opensesame"), ("api_key: 3f9a1c77b2e84d05", "3f9a1c77b2e84d05"),
            ("apiKey = \"3f9a1c77b2e84d05\"", "3f9a1c77b2e84d05"), ("my api key is 3f9a1c77b2e84d05", "3f9a1c77b2e84d05"),
            ("secret: dGhpcyBpcyBhIHNlY3JldA", "dGhpcyBpcyBhIHNlY3JldA"),
            ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("client_secret=8f14e45fceea167a5a36dedd4bea2543&grant_type=x", "8f14e45fceea167a5a36dedd4bea2543"),
            ("Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
            ("-H 'Authorization: Bearer 0a1b2c3d4e5f'", "0a1b2c3d4e5f"), ("Proxy-Authorization: Basic Zm9vOmJhcg==", "Zm9vOmJhcg=="),
            ("X-API-Key: 0a1b2c3d", "0a1b2c3d"), ("access_token=ya12.x9Kd83hfk20dkw", "ya12.x9Kd83hfk20dkw"),
            ("token: 9b74c9897bac770ffc029102a200c5de", "9b74c9897bac770ffc029102a200c5de"),
            ("postgres://swarm:hunter2@db.example.com:5432/x", "swarm:hunter2"), ("https://user:p4ss@example.com/a", "user:p4ss"),
            ("redis://:s3cr3t@cache:6379/0", ":s3cr3t"), ("password=hunter", "hunter"), ("pwd: abc123", "abc123"),
            ("secret_key = \"a8f5f167f44f4964e6c998dee827110c\"", "a8f5f167f44f4964e6c998dee827110c"),
            ("Das Passwort lautet Geheim!99.", "Geheim!99"), ("mot de passe : Soleil42", "Soleil42")]:
        add("assigned", text, value)
        add("assigned", "Please help.\n" + text + "\nIt does not work.", value)


def phones():
    for text, value in [
            ("+49 151 12345678", "+49 151 12345678"), ("+1 (555) 123-4567", "+1 (555) 123-4567"), ("+14155552671", "+14155552671"),
            ("+44 20 7946 0958", "+44 20 7946 0958"), ("+33 6 12 34 56 78", "+33 6 12 34 56 78"), ("+43 660 1234567", "+43 660 1234567"),
            ("0049 30 1234567", "0049 30 1234567"), ("+49(0)151/12345678", "+49(0)151/12345678"), ("+49 (0) 30 1234567", "+49 (0) 30 1234567"), ("0151 12345678", "0151 12345678"), ("030/1234567", "030/1234567"),
            ("(030) 1234567", "(030) 1234567"), ("01711234567", "01711234567"), ("020 7946 0958", "020 7946 0958"),
            ("07700 900123", "07700 900123"), ("06 12 34 56 78", "06 12 34 56 78"), ("01.23.45.67.89", "01.23.45.67.89"),
            ("(555) 123-4567", "(555) 123-4567"), ("415-555-2671", "415-555-2671"), ("415.555.2671", "415.555.2671"),
            ("1-800-555-0199", "1-800-555-0199"), ("+86 138 0013 8000", "+86 138 0013 8000"), ("+91 98765 43210", "+91 98765 43210"),
            ("+41 79 123 45 67", "+41 79 123 45 67"), ("+39 06 1234 5678", "+39 06 1234 5678"), ("+61 2 9374 4000", "+61 2 9374 4000")]:
        for form in ["{}", "Call {} now.", "Ruf mich an: {}", "Contact ({})", "Bob, {}, London"]:
            add("phone", form.format(text), value)
    for text, value in [("Tel. 4711234", "4711234"), ("my phone number is 555 123 4567", "555 123 4567"),
                        ("phone: 5551234567", "5551234567"), ("Fax 123-4567", "123-4567"), ("WhatsApp 98765 43210", "98765 43210"),
                        ("call me at 555 0199", "555 0199")]:
        add("phone", text, value)


def tax_id():
    while True:
        body = [CHANCE.randint(1, 9)] + CHANCE.sample(range(10), 9)
        counts = [body.count(d) for d in range(10)]
        if sorted(counts, reverse=True)[:2] == [2, 1]:
            break
    product = 10
    for digit in body:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return "".join(map(str, body)) + str((11 - product) % 10)


def numbers():
    for value in ["536-22-8726", "219-09-9999", "123-45-6789", "899-12-3456"]:
        for form in ["{}", "SSN {}", "social security number: {}", "His SSN is {}."]:
            add("ssn", form.format(value), value)
    add("ssn", "SSN 219 09 9998", "219 09 9998")
    add("ssn", "ssn:219099998", "219099998")
    for _ in range(12):
        value = tax_id()
        spaced = grouped(value, [2, 3, 3, 3], " ")
        add("tax_id", around(value), value)
        add("tax_id", f"Meine Steuer-ID: {spaced}", spaced)
    add("tax_id", "Steuernummer 181/815/08155", "181/815/08155")
    for value in ["AB123456C", "QQ 12 34 56 C", "JG103759A", "CE 12 34 56 D", "ab 12 34 56 c".upper()]:
        add("nino", around(value), value)
    for text, value in [("passport number C01X00T47", "C01X00T47"), ("Passport no. 533380006", "533380006"),
                        ("Mein Reisepass: C4VL6N2R5", "C4VL6N2R5"), ("passeport 09AB12345", "09AB12345")]:
        add("passport", text, value)


def main():
    for make in [cards, ibans, emails, tokens, assignments, phones, numbers]:
        make()
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    file = pathlib.Path(__file__).with_name("positives.jsonl")
    if "--check" in sys.argv:
        sys.exit(0 if file.read_text(encoding="utf-8") == text else f"{file} is not what this script writes")
    file.write_text(text, encoding="utf-8")


main()
