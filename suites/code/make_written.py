#!/usr/bin/env python3
"""Writes written.jsonl: questions about programs, with answers from the real interpreters and compilers.

suites/code/make_written.py           writes the file
suites/code/make_written.py --check   says whether the file holds what the interpreters say now

Nothing of ours runs here: python3, node and g++ are called directly, outside of any sandbox, and only with the harmless
programs below. Programs that never end or reach out are not run; their answers are the names of the limits.
"""

import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {"python": "Python", "javascript": "JavaScript", "cpp": "C++"}

# How people ask; {code} is the program, {tag} the fence's, {name} the language's name.
FENCED = ["What does this print?\n```{tag}\n{code}\n```", "```{tag}\n{code}\n```\nwhat's the output?", "Run this:\n\n```{tag}\n{code}\n```",
          "what will the following {name} code output\n```{tag}\n{code}\n```", "hey, can you tell me what this program displays?\n```{tag}\n{code}\n```",
          "My colleague sent me this. Predict the output please.\n```{tag}\n{code}\n```", "```{tag}\n{code}\n```"]
BARE = ["What does this {name} code print?\n\n{code}", "{code}\n\nwhat is the output of this {name} program?", "please execute this {name} script:\n{code}",
        "{code}", "in {name}, what gets printed by this snippet?\n\n{code}"]
VALUES = ["what is `{code}` in {name}?", "what does {code} evaluate to in {name}", "In {name}, what is the value of `{code}`", "whats the result of {code} in {name}",
          "what does {code} return in {name}?"]

PYTHON = [
    "for i in range(4):\n    print(i * i)", "x = [3, 1, 2]\nx.sort()\nprint(x)", "a = b = []\na.append(1)\nprint(b)", "print(round(2.5), round(3.5))",
    "def f(x, acc=[]):\n    acc.append(x)\n    return acc\n\nprint(f(1))\nprint(f(2))", "print('abc'[::-1], 'abc'[-2:])", "print(sum(i for i in range(10) if i % 2))",
    "d = {'a': 1, 'b': 2}\nfor k, v in d.items():\n    print(k, v)", "print(7 // 2, -7 // 2, 7 % -3)", "try:\n    int('x')\nexcept ValueError:\n    print('no')\nfinally:\n    print('done')",
    "class A:\n    def __repr__(self):\n        return 'A!'\n\nprint([A(), A()])", "print(*[1, 2, 3], sep='-')", "x = 10\ndef g():\n    global x\n    x += 5\n\ng()\nprint(x)",
    "from collections import Counter\nprint(Counter('banana').most_common(2))", "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\nprint([fib(i) for i in range(10)])",
    "print('%05.2f|%s' % (3.14159, 'x'))", "print(f'{1/3:.3f} {255:x} {5:>4}')", "gen = (i for i in [1, 2])\nprint(next(gen), list(gen), list(gen))",
    "print(True + True, bool(''), bool('0'))", "a, *b = range(5)\nprint(a, b)", "print({1, 2} | {2, 3} == {1, 2, 3})", "print(0.1 + 0.2)", "print(2 ** 100)",
    "import math\nprint(math.gcd(12, 18), math.factorial(10))", "m = [[0] * 2] * 2\nm[0][0] = 1\nprint(m)", "print(list(zip('ab', [1, 2])), dict(zip('ab', [1, 2])))",
    "i = 0\nwhile True:\n    i += 1\n    if i == 3:\n        continue\n    if i > 5:\n        break\n    print(i, end=' ')\nprint()", "import time\ntime.sleep(0.01)\nprint('awake')",
    "print(sorted(['b', 'A', 'c'], key=str.lower))", "import json\nprint(json.dumps({'a': [1, None, True]}))", "print('é'.encode('utf-8'), len('é'))", "import sys\nprint('out')\nsys.stderr.write('err\\n')",
    "match (1, 2):\n    case (1, y):\n        print('one', y)\n    case _:\n        print('other')", "print(type(1), type('a'), type(None))", "print('a\\tb\\nc')", "exit_code = 3\nprint(exit_code)"]
JAVASCRIPT = [
    "console.log([1, 2, 3].map(x => x * 2));", "for (let i = 0; i < 3; i++) {\n  console.log(i);\n}", "console.log(typeof null, typeof undefined, typeof []);", "console.log('5' + 3, '5' - 3);",
    "const o = { a: 1, b: { c: 2 } };\nconsole.log(o, JSON.stringify(o));", "console.log([10, 9, 1].sort());", "console.log(0.1 + 0.2 === 0.3);",
    "setTimeout(() => console.log('later'), 0);\nPromise.resolve().then(() => console.log('soon'));\nconsole.log('now');", "function f() { return this === undefined; }\nconsole.log(f());",
    "var x = 1;\n{\n  var x = 2;\n}\nconsole.log(x);", "const a = [1, 2, 3];\nconst [first, ...rest] = a;\nconsole.log(first, rest);", "console.log([] + [], [] == false, null ?? 'd');",
    "for (var i = 0; i < 3; i++) setTimeout(() => console.log(i));", "console.log([1, 2, 3].reduce((a, b) => a + b, 0));", "class P { constructor(n) { this.n = n; } }\nconsole.log(new P('x'));",
    "console.log('abc'.toUpperCase().split('').reverse().join(''));", "console.log(Math.max(...[3, 8, 2]), Math.round(-0.5));", "async function g() { return 4; }\ng().then(v => console.log(v));",
    "let s = new Set([1, 1, 2]);\nconsole.log(s.size, [...s]);", "console.log(parseInt('08px'), Number('8px'));"]
CPP = [
    '#include <iostream>\nint main() { std::cout << 7 / 2 << " " << 7 % 3 << std::endl; }', '#include <iostream>\n#include <vector>\n#include <algorithm>\nint main() {\n  std::vector<int> v{3, 1, 2};\n  std::sort(v.begin(), v.end());\n  for (int x : v) std::cout << x << "\\n";\n}',
    '#include <cstdio>\nint main() { for (int i = 0; i < 3; ++i) std::printf("%d,", i * i); }', '#include <iostream>\n#include <map>\nint main() {\n  std::map<std::string, int> m{{"b", 2}, {"a", 1}};\n  for (auto& [k, v] : m) std::cout << k << v << " ";\n}',
    '#include <iostream>\nstruct A { A() { std::cout << "in "; } ~A() { std::cout << "out"; } };\nint main() { A a; std::cout << "mid "; }', '#include <iostream>\ntemplate <class T> T twice(T x) { return x + x; }\nint main() { std::cout << twice(4) << twice(std::string("ab")); }',
    '#include <iostream>\nint f(int n) { return n < 2 ? 1 : n * f(n - 1); }\nint main() { std::cout << f(10) << "\\n"; }', '#include <iostream>\nint main() { unsigned u = 0; std::cout << u - 1 << "\\n"; }',
    '#include <iostream>\nstruct B { virtual const char* n() { return "B"; } };\nstruct D : B { const char* n() override { return "D"; } };\nint main() { D d; B& b = d; B c = d; std::cout << b.n() << c.n(); }', '#include <iostream>\n#include <stdexcept>\nint main() { try { throw std::runtime_error("x"); } catch (const std::exception& e) { std::cout << e.what(); } }']
PYTHON_VALUES = ["sum(range(10))", "[x for x in 'abc' if x != 'b']", "sorted([3, 1, 2])[::-1]", "'a' * 3 + 'b'", "{**{'a': 1}, 'b': 2}", "1 if [] else 2", "len('hello'.split('l'))", "3 in [1, 2, 3]", "divmod(17, 5)",
                 "'abc'.find('z')", "max('apple', 'pear', key=len)", "2 ** -1", "10 // 3 * 3 + 10 % 3", "(lambda x: x + 1)(4)", "[1, 2] * 2", "not [] and 'yes'", "bin(10)", "'{:>5}'.format('ab')", "list(map(str, [1, 2]))", "any([0, '', 3])"]
JAVASCRIPT_VALUES = ["[1, 2, 3].map(x => x * 2)", "typeof NaN", "[1, [2, [3]]].flat()", "'a' + 1 + 2", "[..._word].length".replace("_word", "'word'"), "null == undefined", "[3, 20, 100].sort()", "1 < 2 < 3 && 3 > 2 > 1", "'b' + 'a' + +'a' + 'a'", "Object.keys({ a: 1, b: 2 })"]
CRASHES = [("python", "print(1)\nprint(1 / 0)"), ("python", "[1, 2][5]"), ("python", "d = {}\nd['k']"), ("python", "int('four')"), ("python", "'a' + 1"), ("python", "def f():\n    return f()\n\nf()"), ("python", "x = None\nprint(x.y)"),
           ("python", "assert 1 == 2, 'math'"), ("python", "raise RuntimeError('boom')"), ("javascript", "null.x"), ("javascript", "const a = 1;\na = 2;"), ("javascript", "throw new Error('boom');"), ("javascript", "console.log(b);\nlet b = 1;"), ("python", "import sys\nprint('bye')\nsys.exit(3)")]
# Not run here: what stops them is the answer.
LIMITS = [("python", "while True:\n    pass", "limit: time"), ("javascript", "while (true) {}", "limit: time"), ("cpp", "int main() { volatile unsigned x = 0; for (;;) ++x; }", "limit: time"),
          ("python", "import time\ntime.sleep(10 ** 6)", "limit: time"), ("python", "while True:\n    print('flood')", "limit: output"), ("python", "a = []\nwhile True:\n    a.append(' ' * 10 ** 6)", "limit: memory"),
          ("python", "import os\nwhile True:\n    os.fork()", "limit: processes"), ("python", "import urllib.request\nprint(urllib.request.urlopen('http://example.com').read())", "blocked: network"),
          ("python", "import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 3000))", "blocked: network"), ("python", "print(open('/etc/passwd').read())", "blocked: file /etc/passwd"),
          ("javascript", "console.log(require('fs').readFileSync('/etc/shadow', 'utf8'));", "blocked: file /etc/shadow"), ("python", "with open('/var/log/syslog') as log:\n    print(len(log.readlines()))", "blocked: file /var/log/syslog")]
TESTS = [("def add(a, b):\n    return a + b\n\nassert add(1, 2) == 3\nassert add(-1, 1) == 0", "pass"), ("def sq(x):\n    return x * 2\n\nassert sq(2) == 4\nassert sq(3) == 9", "fail: assert sq(3) == 9"),
         ("def last(xs):\n    return xs[-1]\n\nassert last([1]) == 1\nassert last([]) is None", "fail: assert last([]) is None (IndexError: list index out of range)"), ("def up(s):\n    return s.upper()\n\ndef test_up():\n    assert up('a') == 'A'\n\ndef test_empty():\n    assert up('') == ''", "pass"),
         ("import unittest\n\ndef half(x):\n    return x // 2\n\nclass T(unittest.TestCase):\n    def test_even(self):\n        self.assertEqual(half(4), 2)\n    def test_odd(self):\n        self.assertEqual(half(3), 1.5)", "fail: test_odd")]
TEST_WORDS = ["```python\n{code}\n```\ndo these tests pass?", "Given these tests, does it pass?\n```python\n{code}\n```", "Run the tests:\n```python\n{code}\n```", "{code}\n\ndoes my python function pass the tests?"]
REFUSED = [
    "explain this code:\n```python\nprint(1)\n```", "why does this print 3?\n```python\nprint(1 + 2)\n```", "find the bug:\n```js\nconsole.log(1)\n```", "make this faster\n```python\nprint(sum(range(10)))\n```", "write a python program that prints hello",
    "```java\npublic class A { public static void main(String[] a) { System.out.println(1); } }\n```\nwhat is printed?", "```go\npackage main\nfunc main() { println(1) }\n```\noutput?", "```sql\nSELECT 1;\n```\nwhat does this return", "```bash\necho hi\n```\nwhat does this print",
    "what does `echo $((3+4))` print", "what does this print: puts 1 + 1", "what does this print?\n\nfn main() { println!(\"{}\", 1); }", "what does this print in python?\n```python\nimport random\nprint(random.randint(1, 2))\n```", "what does this print?\n```python\nimport time\nprint(int(time.time()))\n```",
    "what does this print?\n```python\nprint(input())\n```", "what does this print?\n```cpp\n#include <iostream>\nint main() { int x; std::cin >> x; std::cout << x; }\n```", "what does this print?\n```python\nprint({'a', 'b', 'c'})\n```", "what does this print?\n```python\nprint(id(5))\n```", "what does this print?\n```python\nimport os\nprint(os.getpid())\n```",
    "what does this print?\n```js\nconsole.log(Math.random() < 2)\n```", "what does this print?\n```js\nconsole.log(new Date().getFullYear())\n```", "what does this print?\n```python\nprint(total / count)\n```", "print the word hello", "what does the print function do in python", "is python faster than javascript", "let me know if you can print this",
    "for example, print the numbers while you wait", "import duties in France", "what is the return policy", "if x then print y else print z", "what is 7/2", "name: test\nversion: 3\nruns: on", "$ python3 x.py\n3", "what does this print?\n```python\nprint(open('notes.txt').read())\n```", "what does this print?\n```python\nimport numpy as np\nprint(np.zeros(2))\n```",
    "convert this to javascript: print([1, 2])", "what is the time complexity?\n```python\nfor i in range(3): print(i)\n```", "does this compile?\n```cpp\nint main() {}\n```", "what type does this return: sorted('ab') in python", "how many lines does this print?\n```python\nprint(1)\n```", "Assume n is 3. What is printed?\n```python\nn = 5\nprint(n)\n```",
    "what does this print if I remove line 1?\n```python\nx = 1\nprint(x)\n```", "what does this print in python 2?\n```python\nprint(3 / 2)\n```", "what does this print?\n```cpp\n#include <iostream>\nint main() { int x; std::cout << x; }\n```", "what does this print?\n```python\nimport os\nprint(os.path.exists('/etc/passwd'))\n```", "what does this print?\n```cpp\n#include <cstdlib>\n#include <iostream>\nint main() { std::cout << rand() % 2; }\n```"]


def run(command, folder):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


def executed(language, program):
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        if language == "python":
            (place / "p.py").write_text(program, encoding="utf-8")
            return run(["python3", "-I", "p.py"], folder)
        if language == "javascript":
            (place / "p.js").write_text(program, encoding="utf-8")
            return run(["node", "p.js"], folder)
        (place / "p.cpp").write_text(program, encoding="utf-8")
        built = run(["g++", "-std=c++20", "-w", "-o", "p", "p.cpp"], folder)
        assert built.returncode == 0, built.stderr
        return run(["./p"], folder)


def printed(language, program):
    done = executed(language, program)
    assert done.returncode == 0, (program, done.stderr)
    return done.stdout.removesuffix("\n")


def crashed(language, program):
    done = executed(language, program)
    assert done.returncode != 0, program
    lines = done.stderr.strip().splitlines()
    if not lines:
        error = f"exit status {done.returncode}"
    elif language == "python":
        error = lines[-1]
    else:
        error = next(line for line in lines if "Error: " in line and not line.startswith(" "))
    return (done.stdout.removesuffix("\n") + "\n" if done.stdout else "") + error


def asked(prompts, language, program):
    return next(prompts).format(code=program, tag={"javascript": "js"}.get(language, language), name=NAMES[language])


def questions():
    fenced, bare, values, tests = itertools.cycle(FENCED), itertools.cycle(BARE), itertools.cycle(VALUES), itertools.cycle(TEST_WORDS)
    for language, programs in (("python", PYTHON), ("javascript", JAVASCRIPT), ("cpp", CPP)):
        for number, program in enumerate(programs):
            yield f"{language}-output", asked(bare if number % 3 == 1 else fenced, language, program), printed(language, program)
    for expression in PYTHON_VALUES:
        yield "python-value", asked(values, "python", expression), printed("python", f"print(repr({expression}))")
    for expression in JAVASCRIPT_VALUES:
        yield "javascript-value", asked(values, "javascript", expression), printed("javascript", f"console.log({expression})")
    for language, program in CRASHES:
        yield f"{language}-crash", asked(fenced, language, program), crashed(language, program)
    for language, program, limit in LIMITS:
        yield "limit", asked(fenced, language, program), limit
    for program, verdict in TESTS:
        yield "tests", next(tests).format(code=program), verdict
    for prompt in REFUSED:
        yield "refuse", prompt, None


def main():
    rows = [json.dumps({"id": f"w{number:03}", "prompt": prompt, "expected": expected, "family": family}, ensure_ascii=False)
            for number, (family, prompt, expected) in enumerate(questions(), 1)]  # fmt: skip
    text = "\n".join(rows) + "\n"
    file = HERE / "written.jsonl"
    if "--check" in sys.argv:
        same = file.read_text(encoding="utf-8") == text
        print("the interpreters agree" if same else f"{file.name} differs from what the interpreters say")
        sys.exit(0 if same else 1)
    file.write_text(text, encoding="utf-8")
    print(f"{len(rows)} questions, {sum(1 for row in rows if json.loads(row)['expected'] is None)} must be refused")


main()
