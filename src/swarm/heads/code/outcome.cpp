#include "swarm/heads/code/outcome.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fmt/format.h>
#include <vector>

#include "base/text.hpp"
#include "swarm/heads/code/definiteness.hpp"

namespace swarm::code {

namespace {

using heads::Refusal;
using heads::RefusalKind;
using sandbox::RunOutcome;
using sandbox::RunReport;

std::unexpected<Refusal> refuse(RefusalKind kind, std::string message) {
  return std::unexpected(Refusal{kind, std::move(message)});
}

std::string without_last_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string_view last_line(std::string_view text) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  const std::size_t begin = text.rfind('\n');
  return begin == std::string_view::npos ? text : text.substr(begin + 1);
}

// The line of a traceback that names the error: the last one that begins with a name and is not indented.
std::string python_error(std::string_view text) {
  const std::size_t trace = text.rfind("Traceback (most recent call last)");
  const std::vector<std::string_view> lines = split(text.substr(trace == std::string_view::npos ? 0 : trace), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.empty() || line.front() == ' ') continue;
    const std::string_view name = line.substr(0, line.find(':'));
    if (!name.contains(' ')) return std::string(line);
  }
  return std::string(last_line(text));
}

// The line that node prints after the place: "TypeError: x is not a function".
std::string javascript_error(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(": ");
    const std::string_view name = line.substr(0, colon);
    const std::string_view plain = name.starts_with("Uncaught ") ? name.substr(9) : name;
    if (colon != std::string_view::npos && !plain.contains(' ') && !plain.contains('/') &&
        (plain.ends_with("Error") || plain.ends_with("Exception")))
      return std::string(line);
  }
  for (const std::string_view line : split(text, '\n')) {
    if (line.ends_with("Error") && !line.contains(' ')) return std::string(line);
  }
  return std::string(trim(last_line(text)));
}

std::string signal_name(std::int64_t signal) {
  switch (signal) {
    case SIGSEGV:
      return "segmentation fault (SIGSEGV)";
    case SIGFPE:
      return "arithmetic error (SIGFPE)";
    case SIGABRT:
      return "aborted (SIGABRT)";
    case SIGILL:
      return "illegal instruction (SIGILL)";
    default:
      return fmt::format("signal {}", signal);
  }
}

std::string cpp_error(const RunReport& report) {
  constexpr std::string_view kThrown = "terminate called after throwing an instance of '";
  if (const std::size_t at = report.error_out.find(kThrown); at != std::string::npos) {
    const std::size_t begin = at + kThrown.size();
    std::string name = report.error_out.substr(begin, report.error_out.find('\'', begin) - begin);
    const std::size_t what = report.error_out.find("what():  ");
    if (what == std::string::npos) return name;
    return fmt::format("{}: {}", name, report.error_out.substr(what + 9, report.error_out.find('\n', what) - what - 9));
  }
  if (const std::size_t at = report.error_out.find("Assertion `"); at != std::string::npos)
    return "assertion failed: " + report.error_out.substr(at + 11, report.error_out.rfind('\'') - at - 11);
  return report.signal ? signal_name(*report.signal) : std::string{};
}

std::string error_line(const CodeQuestion& question, const RunReport& report) {
  if (report.signal) return cpp_error(report);
  if (question.language == Language::python) return python_error(report.error_out);
  if (question.language == Language::javascript) return javascript_error(report.error_out);
  return cpp_error(report);
}

// The missing name in "name 'x' is not defined", "x is not defined".
std::string_view missing_name(std::string_view error) {
  const std::size_t end = error.find(" is not defined");
  if (end == std::string_view::npos) return {};
  const std::size_t begin = error.rfind(' ', end - 1) + 1;
  std::string_view name = error.substr(begin, end - begin);
  while (!name.empty() && (name.front() == '\'' || name.front() == '"'))
    name.remove_prefix(1);
  while (!name.empty() && (name.back() == '\'' || name.back() == '"'))
    name.remove_suffix(1);
  return name;
}

// Errors that say more about what the prompt leaves out than about the program.
std::optional<Refusal> incomplete(const CodeQuestion& question, const std::string& error) {
  if (const std::string_view name = missing_name(error); !name.empty() && !defines(question, name))
    return Refusal{RefusalKind::outside_grammar, fmt::format("the program uses '{}', which it does not define", name)};
  constexpr std::array<std::string_view, 6> kMissing{
      "ModuleNotFoundError", "Cannot find module", "ERR_MODULE_NOT_FOUND", "FileNotFoundError", "ENOENT",
      "ImportError"};
  if (std::ranges::any_of(kMissing, [&](std::string_view sign) { return error.contains(sign); }))
    return Refusal{RefusalKind::unchecked, "the program needs what is not in the prompt: " + error};
  return std::nullopt;
}

// Before a line of its own.
std::string with_output(const RunReport& report, std::string line) {
  return report.out.empty() ? line : without_last_newline(report.out) + "\n" + line;
}

std::expected<Outcome, Refusal> of_failure(const CodeQuestion& question, const RunReport& report) {
  const std::string error = error_line(question, report);
  if (auto refusal = incomplete(question, error)) return std::unexpected(std::move(*refusal));
  if (report.error_out.contains("both printed and returned"))
    return refuse(RefusalKind::unchecked, "the expression both prints and has a value");
  const bool syntax =
      error.starts_with("SyntaxError") || error.starts_with("IndentationError") || error.starts_with("TabError");
  const std::string end = report.signal ? "it is ended by " + signal_name(*report.signal)
                                        : fmt::format("it ends with exit status {}", report.exit_status.value_or(0));
  const bool named =
      !error.empty() &&
      (report.signal || question.language == Language::python || question.language == Language::javascript) &&
      !report.error_out.empty();
  const bool crash = report.signal || (named && (error.contains("Error") || error.contains("Exception") ||
                                                 error.contains(": ") || error.contains("Interrupt")));
  if (!crash)  // sys.exit(3) and the like: its output, and how it ends
    return Outcome{.value = with_output(report, fmt::format("exit status {}", report.exit_status.value_or(0))),
                   .how = end};
  return Outcome{.value = with_output(report, error), .how = end, .is_syntax_error = syntax};
}

std::expected<Outcome, Refusal> of_compile_error(const RunReport& report) {
  std::string first;
  for (const std::string_view line : split(report.tool_out, '\n')) {
    if (const std::size_t at = line.find("error: "); at != std::string_view::npos && first.empty())
      first = std::string(line.substr(at + 7));
  }
  return Outcome{.value = "compile error", .how = "the compiler says: " + first, .is_syntax_error = true};
}

std::expected<Outcome, Refusal> of_tests(const RunReport& report) {
  std::vector<std::string> failed;
  std::size_t count = 0;
  for (const std::string_view line : split(report.out, '\n')) {
    if (line.starts_with("fail ")) failed.emplace_back(line.substr(5));
    if (line.starts_with("fail ") || line.starts_with("pass ")) ++count;
  }
  if (count == 0) return refuse(RefusalKind::outside_grammar, "there are no tests in the program");
  if (failed.empty()) return Outcome{.value = "pass", .how = fmt::format("all {} tests pass", count)};
  std::string list;
  for (const std::string& name : failed)
    list += (list.empty() ? "" : "; ") + name;
  return Outcome{.value = "fail: " + list, .how = fmt::format("{} of {} tests pass", count - failed.size(), count)};
}

std::expected<Outcome, Refusal> of_completion(const CodeQuestion& question, const RunReport& report) {
  if (question.ask == Ask::tests) {
    if (question.language == Language::python) return of_tests(report);
    return Outcome{.value = "pass", .how = "no assertion fails"};
  }
  if (report.out.empty()) return Outcome{.value = "(no output)", .how = "it prints nothing", .is_empty = true};
  return Outcome{.value = without_last_newline(report.out), .how = "it ends with exit status 0"};
}

}  // namespace

std::expected<Outcome, Refusal> outcome_of(const CodeQuestion& question, const RunReport& report) {
  if (report.outcome == RunOutcome::cancelled) return refuse(RefusalKind::cancelled, "the work was stopped");
  if (report.outcome == RunOutcome::sandbox_failed)
    return refuse(RefusalKind::unchecked, "the sandbox failed: " + report.trouble);
  if (report.input_read) return refuse(RefusalKind::unchecked, "the program reads input, and none is given");
  if (report.outcome == RunOutcome::violation)
    return Outcome{.value = "blocked: " + std::string(split(report.blocked, ' ').front()),
                   .how = "it is ended for a forbidden call: " + report.blocked,
                   .is_limit = true};
  if (!report.paths.empty())
    return Outcome{.value = "blocked: file " + report.paths.front(),
                   .how = "it asks for a file outside of the sandbox"};
  if (report.outcome == RunOutcome::limit)
    return Outcome{.value = fmt::format("limit: {}", json::name_of(*report.limit)),
                   .how = fmt::format("it is ended by the limit of {}", json::name_of(*report.limit)),
                   .is_limit = true};
  if (report.limit) return refuse(RefusalKind::unchecked, "a limit changed what the program does");
  if (report.outcome == RunOutcome::tool_failed) return of_compile_error(report);
  if (report.outcome == RunOutcome::completed) return of_completion(question, report);
  if (question.ask == Ask::tests && question.language != Language::python && report.error_out.contains("ssert"))
    return Outcome{.value = "fail: " + error_line(question, report), .how = "an assertion fails"};
  return of_failure(question, report);
}

}  // namespace swarm::code
