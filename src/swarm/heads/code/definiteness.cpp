#include "swarm/heads/code/definiteness.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace swarm::code {

namespace {

struct Ground {
  std::string_view sign;
  std::string_view reason;
};

constexpr std::string_view kChance = "chance";
constexpr std::string_view kMachine = "the machine that it runs on";
constexpr std::string_view kClock = "the time";

constexpr std::array kPythonGrounds{Ground{"secrets.", kChance},         Ground{"uuid", kChance},
                                    Ground{"urandom", kChance},          Ground{"SystemRandom", kChance},
                                    Ground{"platform.", kMachine},       Ground{"sys.version", kMachine},
                                    Ground{"sys.executable", kMachine},  Ground{"cpu_count", kMachine},
                                    Ground{"sys.platform", kMachine},    Ground{"os.name", kMachine},
                                    Ground{"os.uname", kMachine},        Ground{"sys.path", kMachine},
                                    Ground{"getpass", kMachine},         Ground{"os.environ", kMachine},
                                    Ground{"getenv", kMachine},          Ground{"getppid", kMachine},
                                    Ground{"listdir", kMachine},         Ground{"datetime.now", kClock},
                                    Ground{"date.today", kClock},        Ground{"utcnow", kClock},
                                    Ground{"sys.argv", "its arguments"}, Ground{"psutil", kMachine},
                                    Ground{"os.path.exists", kMachine},  Ground{"isfile(", kMachine},
                                    Ground{"isdir(", kMachine},          Ground{".exists()", kMachine},
                                    Ground{"os.stat(", kMachine},        Ground{"os.access(", kMachine},
                                    Ground{"getsize(", kMachine},        Ground{"scandir", kMachine},
                                    Ground{"glob.", kMachine},           Ground{"pwd.", kMachine},
                                    Ground{"shutil.", kMachine}};
constexpr std::array kJavaScriptGrounds{Ground{"Math.random", kChance},
                                        Ground{"crypto", kChance},
                                        Ground{"process.version", kMachine},
                                        Ground{"process.platform", kMachine},
                                        Ground{"process.arch", kMachine},
                                        Ground{"process.env", kMachine},
                                        Ground{"require('os')", kMachine},
                                        Ground{"require(\"os\")", kMachine},
                                        Ground{"navigator", kMachine},
                                        Ground{"process.argv", "its arguments"},
                                        Ground{"new Date()", kClock},
                                        Ground{"Date.now", kClock},
                                        Ground{"prompt(", "what is typed in"},
                                        Ground{"new Date;", kClock},
                                        Ground{"existsSync", kMachine},
                                        Ground{"statSync", kMachine},
                                        Ground{"accessSync", kMachine},
                                        Ground{"readdir", kMachine},
                                        Ground{"cwd()", kMachine},
                                        Ground{"fs.stat", kMachine}};
constexpr std::array kCppGrounds{Ground{"rand(", kChance},
                                 Ground{"random_device", kChance},
                                 Ground{"random(", kChance},
                                 Ground{"rand48", kChance},
                                 Ground{"__cplusplus", "the compiler"},
                                 Ground{"__VERSION__", "the compiler"},
                                 Ground{"__GNUC__", "the compiler"},
                                 Ground{"__DATE__", kClock},
                                 Ground{"__TIME__", kClock},
                                 Ground{"getenv", kMachine},
                                 Ground{"hardware_concurrency", kMachine},
                                 Ground{"unordered_", "the order of hashes"},
                                 Ground{"cin", "what is typed in"},
                                 Ground{"scanf", "what is typed in"},
                                 Ground{"getline", "what is typed in"},
                                 Ground{"getchar", "what is typed in"},
                                 Ground{"argv", "its arguments"},
                                 Ground{"typeid", "the compiler"},
                                 Ground{"system_clock", kClock},
                                 Ground{"filesystem", kMachine},
                                 Ground{"stat(", kMachine},
                                 Ground{"access(", kMachine},
                                 Ground{"system(", kMachine}};

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// At the begin of a name, so that "rand(" is not found in "operand(".
bool says(std::string_view program, std::string_view sign) {
  for (std::size_t at = 0; (at = program.find(sign, at)) != std::string_view::npos; ++at) {
    if (at == 0 || !is_name(sign.front()) || !is_name(program[at - 1])) return true;
  }
  return false;
}

template <std::size_t N>
std::optional<std::string> found_in(const std::array<Ground, N>& grounds, std::string_view program) {
  const auto ground = std::ranges::find_if(grounds, [&](const Ground& one) { return says(program, one.sign); });
  return ground == grounds.end() ? std::nullopt : std::optional(std::string(ground->reason));
}

bool is_unseeded(std::string_view program) {
  const bool random =
      program.contains("random.") || program.contains("import random") || program.contains("from random");
  return random && !program.contains("seed(") && !program.contains("Random(");
}

std::string whole(const CodeQuestion& question) {
  return question.program + "\n" + question.expression;
}

// A set in braces: no colon before they close.
bool has_set_braces(std::string_view program) {
  for (std::size_t at = 0; (at = program.find('{', at)) != std::string_view::npos; ++at) {
    const std::size_t end = program.find_first_of(":}", at);
    if (end != std::string_view::npos && program[end] == '}' && end > at + 1) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> rests_on(const CodeQuestion& question) {
  const std::string program = whole(question);
  if (question.language == Language::python) {
    if (is_unseeded(program)) return std::string(kChance);
    return found_in(kPythonGrounds, program);
  }
  return question.language == Language::javascript ? found_in(kJavaScriptGrounds, program)
                                                   : found_in(kCppGrounds, program);
}

bool needs_more_runs(const CodeQuestion& question) {
  const std::string program = whole(question);
  constexpr std::array kSigns{"set(",       "frozenset",       "hash(",  "thread", "Thread",
                              "concurrent", "multiprocessing", "Worker", "async"};
  const bool signs = std::ranges::any_of(kSigns, [&](const char* sign) { return program.contains(sign); });
  return signs || (question.language == Language::python && has_set_braces(program));
}

bool defines(const CodeQuestion& question, std::string_view name) {
  const std::string program = whole(question);
  for (std::size_t at = 0; (at = program.find(name, at)) != std::string::npos; at += name.size()) {
    const std::size_t end = at + name.size();
    if ((at > 0 && is_name(program[at - 1])) || (end < program.size() && is_name(program[end]))) continue;
    const std::size_t next = program.find_first_not_of(" \t", end);
    const bool assigned = next != std::string::npos && program[next] == '=' && program.substr(next, 2) != "==";
    const std::string_view before = std::string_view(program).substr(0, at);
    constexpr std::array<std::string_view, 9> kMakers{"def ",   "class ", "function ", "let ", "var ",
                                                      "const ", "for ",   "import ",   "del "};
    const bool made = std::ranges::any_of(kMakers, [&](std::string_view maker) { return before.ends_with(maker); });
    if (assigned || made) return true;
  }
  return false;
}

}  // namespace swarm::code
