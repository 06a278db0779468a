#include "swarm/heads/code/program_check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/text.hpp"
#include "swarm/heads/code/programs.hpp"

namespace swarm::code {

namespace {

using sandbox::RunOutcome;
using sandbox::RunReport;

// Imports the answer instead of running it, so that what it does as a main program is left out.
constexpr std::string_view kDriverHead = R"(import sys
sys.path.insert(0, '.')
import program as _program
globals().update({_n: _v for _n, _v in vars(_program).items() if not _n.startswith('__')})
def _is_shown(_got, _shown):
    import ast
    if repr(_got) == _shown or str(_got) == _shown:
        return True
    try:
        return _got == ast.literal_eval(_shown)
    except Exception:
        return False
)";

std::string_view without_blanks_behind(std::string_view line) {
  const std::size_t end = line.find_last_not_of(" \t\r");
  return end == std::string_view::npos ? std::string_view{} : line.substr(0, end + 1);
}

std::string_view stripped(std::string_view line) {
  return trim(without_blanks_behind(line));
}

// Brackets and quotes that are open at the end of a line mean that it goes on in the next one.
bool is_whole(std::string_view statement) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (quote != 0) {
      if (c == '\\')
        ++i;
      else if (c == quote)
        quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (std::string_view("([{").contains(c)) {
      ++depth;
    } else if (std::string_view(")]}").contains(c)) {
      --depth;
    }
  }
  return depth == 0 && quote == 0 && !statement.ends_with('\\') && !statement.ends_with(':');
}

std::string quoted(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "'";
}

// A statement that defines or imports shows nothing; anything else may be an expression.
bool is_statement(std::string_view code) {
  constexpr std::array<std::string_view, 4> kWords{"import ", "from ", "del ", "assert "};
  if (std::ranges::any_of(kWords, [&](std::string_view word) { return code.starts_with(word); })) return true;
  const std::size_t sign = code.find('=');
  return sign != std::string_view::npos && sign + 1 < code.size() && code[sign + 1] != '=' && sign > 0 &&
         !std::string_view("=!<>(,").contains(code[sign - 1]) && !code.substr(0, sign).contains('(');
}

// One example: ">>> f(2)", and the line that it shows, if there is one.
void add_example(PromptTests& tests, std::string_view code, std::string_view shown) {
  if (shown.empty() || is_statement(code)) {
    tests.statements += fmt::format("{}\n", code);
    return;
  }
  tests.statements += fmt::format("_got = ({})\nassert _is_shown(_got, {}), repr(_got)\n", code, quoted(shown));
  ++tests.count;
}

bool ends_examples(std::string_view line) {
  return line.empty() || line.starts_with(">>>") || line.starts_with("\"\"\"") || line.starts_with("'''") ||
         line.starts_with("```");
}

std::string last_line_of(std::string_view text) {
  const std::vector<std::string_view> lines = split(text, '\n');
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (!stripped(lines[i]).empty()) return std::string(stripped(lines[i])).substr(0, 300);
  }
  return {};
}

// What the failure of one run says about the program.
ProgramFindings findings_of_failure(const RunReport& report) {
  const std::string error = last_line_of(report.error_out);
  constexpr std::array<std::string_view, 5> kMissing{"ModuleNotFoundError", "ImportError", "FileNotFoundError",
                                                     "EOFError", "PermissionError"};
  for (const std::string_view sign : kMissing) {
    if (error.starts_with(sign)) return {ProgramVerdict::unchecked, "the program needs what is not here: " + error};
  }
  const bool in_program = report.error_out.contains("program.py");
  if (!in_program && (error.starts_with("SyntaxError") || error.starts_with("NameError")))
    return {ProgramVerdict::unchecked, "the tests cannot be run by themselves: " + error};
  return {ProgramVerdict::fails, error.empty() ? "the tests do not reach their end" : "a test fails: " + error};
}

ProgramFindings findings_of(const RunReport& report, std::string_view marker, std::size_t count) {
  if (report.outcome == RunOutcome::cancelled || report.outcome == RunOutcome::sandbox_failed ||
      report.outcome == RunOutcome::violation || report.input_read)
    return {ProgramVerdict::unchecked, "the program could not be run here"};
  if (report.outcome == RunOutcome::limit)
    return {ProgramVerdict::fails, fmt::format("the limit of {} ended it", json::name_of(*report.limit))};
  if (report.outcome == RunOutcome::completed &&
      without_blanks_behind(report.out).ends_with(fmt::format("{}\n", marker)))
    return {ProgramVerdict::passes, fmt::format("all {} tests of the prompt pass", count)};
  return findings_of_failure(report);
}

}  // namespace

std::optional<PromptTests> tests_in(std::string_view prompt) {
  PromptTests tests;
  const std::vector<std::string_view> lines = split(prompt, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = stripped(lines[i]);
    if (line.starts_with("assert ") || line.starts_with("assert(")) {
      if (!is_whole(line)) return std::nullopt;
      tests.statements += fmt::format("{}\n", line);
      ++tests.count;
    } else if (line.starts_with(">>> ")) {
      const std::string_view code = stripped(line.substr(4));
      const std::string_view shown = i + 1 < lines.size() ? stripped(lines[i + 1]) : std::string_view{};
      const std::string_view after = i + 2 < lines.size() ? stripped(lines[i + 2]) : std::string_view{};
      const bool shows = !ends_examples(shown);
      if (!is_whole(code) || shown.starts_with("...") || (shows && !ends_examples(after))) return std::nullopt;
      add_example(tests, code, shows ? shown : std::string_view{});
    }
    if (tests.count > kTestsMax) return std::nullopt;
  }
  if (tests.count == 0) return std::nullopt;
  return tests;
}

std::string program_in(std::string_view answer) {
  std::string python, unnamed;
  bool inside = false;
  std::string* into = nullptr;
  for (const std::string_view line : split(answer, '\n')) {
    const std::string_view plain = stripped(line);
    if (plain.starts_with("```")) {
      const std::string tag = to_lower(stripped(plain.substr(3)));
      into = inside                                               ? nullptr
             : tag == "python" || tag == "py" || tag == "python3" ? &python
             : tag.empty()                                        ? &unnamed
                                                                  : nullptr;
      inside = !inside;
    } else if (inside && into != nullptr) {
      into->append(without_blanks_behind(line)).push_back('\n');
    }
  }
  return python.empty() ? unnamed : python;
}

ProgramFindings check_program(const std::string& program, const PromptTests& tests, sandbox::Runner& runner,
                              std::stop_token stop) {
  if (std::string missing = missing_package(Language::python); !missing.empty())
    return {ProgramVerdict::unchecked, "Python is not installed: " + missing};
  // A program cannot know the hash of itself: what it prints is not taken for the end of the tests.
  const std::string marker = fmt::format("tests-passed-{:016x}", std::hash<std::string>{}(program + tests.statements));
  const std::string driver = fmt::format("{}{}print('\\n{}')\n", kDriverHead, tests.statements, marker);
  sandbox::RunRequest usual{.files = {{"program.py", program}, {"driver.py", driver}},
                            .program = {"/usr/bin/python3", {"-S", "-s", "-B", "-X", "utf8", "driver.py"}}};
  sandbox::RunRequest other = usual;
  other.circumstances = sandbox::Circumstances::other;
  const auto reports = runner.run({std::move(usual), std::move(other)}, std::move(stop));
  if (!reports) return {ProgramVerdict::unchecked, reports.error().message};
  ProgramFindings findings;
  for (const RunReport& report : *reports) {
    findings = findings_of(report, marker, tests.count);
    if (findings.verdict != ProgramVerdict::passes) return findings;
  }
  return findings;
}

}  // namespace swarm::code
