#include "swarm/heads/code/program_text.hpp"

#include <fmt/format.h>

namespace swarm::code {

// Of an expression alone its value, or what it printed when it has none. Beside a program, whose own output is not
// asked for, the value.
const std::string_view kPythonValueDriver = R"python(import io, sys
def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()
program, expression = read("program.py"), read("expression.py").strip()
space = {"__name__": "__main__", "__builtins__": __builtins__}
spoken = sys.stdout
if expression:
    code = compile(program, "program.py", "exec")
    asked = compile(expression, "expression.py", "eval")
    sys.stdout = io.StringIO()
    exec(code, space)
else:
    asked = compile(program.strip(), "program.py", "eval")
sys.stdout = kept = io.StringIO()
value = eval(asked, space)
sys.stdout = spoken
if value is None and kept.getvalue():
    spoken.write(kept.getvalue())
elif kept.getvalue():
    sys.exit("both printed and returned")
else:
    spoken.write(repr(value) + "\n")
)python";

const std::string_view kPythonTestDriver = R"python(import ast, io, sys
with open("program.py", encoding="utf-8") as file:
    source = file.read()
tree = ast.parse(source, "program.py")
space = {"__name__": "tested", "__builtins__": __builtins__}
spoken, sys.stdout = sys.stdout, io.StringIO()
results = []
def attempt(name, work):
    try:
        work()
        results.append("pass " + name)
    except AssertionError:
        results.append("fail " + name)
    except Exception as error:
        results.append("fail " + name + " (" + type(error).__name__ + ": " + str(error) + ")")
for node in tree.body:
    code = compile(ast.Module([node], []), "program.py", "exec")
    if isinstance(node, ast.Assert):
        attempt(" ".join(ast.unparse(node).split()), lambda: exec(code, space))
    else:
        exec(code, space)
for name, thing in list(space.items()):
    if name.startswith("test") and callable(thing) and not isinstance(thing, type):
        attempt(name, thing)
cases = [c for c in space.values() if isinstance(c, type) and any(b.__name__ == "TestCase" for b in c.__mro__[1:])]
for case in cases:
    import unittest
    for name in unittest.TestLoader().getTestCaseNames(case):
        result = unittest.TestResult()
        case(name).run(result)
        results.append(("pass " if result.wasSuccessful() else "fail ") + name)
spoken.write("\n".join(results) + "\n")
)python";

const std::string_view kJavaScriptValueDriver = R"javascript(const fs = require("fs"), vm = require("vm");
globalThis.require = require;
const program = fs.readFileSync("program.js", "utf8"), expression = fs.readFileSync("expression.js", "utf8").trim();
let printed = false;
const write = process.stdout.write.bind(process.stdout);
let muted = expression !== "";
process.stdout.write = (text, ...rest) => { if (muted) return true; printed = true; return write(text, ...rest); };
let asked = expression;
if (asked) vm.runInThisContext(program, "program.js"); else asked = program.trim().replace(/;+$/, "");
muted = false;
let script;
try { script = new vm.Script("(" + asked + "\n)", "expression.js"); } catch { script = new vm.Script(asked, "expression.js"); }
const value = script.runInThisContext();
if (value === undefined && printed) { } else if (printed) { console.error("both printed and returned"); process.exit(1); }
else console.log(value);
)javascript";

namespace {

constexpr std::string_view kEverything = "#include <bits/stdc++.h>\nusing namespace std;\n";

// Directives and what can only stand outside of a function come first.
std::string in_main(std::string_view program) {
  std::string outside, inside;
  for (std::size_t at = 0; at < program.size();) {
    const std::size_t end = std::min(program.find('\n', at), program.size() - 1) + 1;
    const std::string_view line = program.substr(at, end - at);
    (line.starts_with("#") || line.starts_with("using namespace") ? outside : inside) += line;
    at = end;
  }
  return fmt::format("{}{}int main() {{\n{}\nreturn 0;\n}}\n", kEverything, outside, inside);
}

}  // namespace

std::string cpp_program(const CodeQuestion& question) {
  if (question.ask == Ask::value) {
    return fmt::format(
        "{}int main() {{\nconst auto value = ({});\nstd::cout << std::boolalpha << value << \"\\n\";\n}}\n",
        kEverything, question.program);
  }
  if (!question.program.contains("main(") && !question.program.contains("main (")) return in_main(question.program);
  if (!question.program.contains("#include")) return std::string(kEverything) + question.program;
  return question.program;
}

}  // namespace swarm::code
