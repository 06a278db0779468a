#include "swarm/heads/code/programs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "swarm/heads/code/program_text.hpp"

namespace swarm::code {

namespace {

using sandbox::Circumstances;
using sandbox::Command;
using sandbox::RunRequest;

constexpr char kPython[] = "/usr/bin/python3";
constexpr char kNode[] = "/usr/bin/node";
constexpr char kGcc[] = "/usr/bin/g++";
constexpr std::array kClangs{"/usr/bin/clang++", "/usr/bin/clang++-19", "/usr/bin/clang++-16", "/usr/bin/clang++-14"};

bool is_installed(const char* program) {
  return ::access(program, X_OK) == 0;
}

const char* second_compiler() {
  const auto found = std::ranges::find_if(kClangs, is_installed);
  return found == kClangs.end() ? kGcc : *found;
}

// Without the machine's own modules and settings, which cost most of an interpreter's start. `exit` and its like come
// from one of those modules.
std::vector<std::string> python_arguments(std::string_view program, std::string_view file) {
  std::vector<std::string> arguments{"-s", "-P", "-B", "-X", "utf8"};
  const bool needs_site = std::ranges::any_of(std::array{"exit", "quit", "help(", "copyright", "license", "credits"},
                                              [&](const char* name) { return program.contains(name); });
  if (!needs_site) arguments.insert(arguments.begin(), "-S");
  arguments.emplace_back(file);
  return arguments;
}

RunRequest python_run(const CodeQuestion& question) {
  const std::string_view driver = question.ask == Ask::value   ? kPythonValueDriver
                                  : question.ask == Ask::tests ? kPythonTestDriver
                                                               : std::string_view{};
  const std::string_view main_file = driver.empty() ? "program.py" : "driver.py";
  RunRequest run{.files = {{"program.py", question.program}},
                 .program = {kPython, python_arguments(question.program + question.expression, main_file)}};
  if (question.ask == Ask::value) run.files.push_back({"expression.py", question.expression});
  if (!driver.empty()) run.files.push_back({"driver.py", std::string(driver)});
  return run;
}

bool is_module(std::string_view program) {
  return program.starts_with("import ") || program.contains("\nimport ") || program.starts_with("export ") ||
         program.contains("\nexport ") || program.starts_with("await ") || program.contains("\nawait ");
}

RunRequest javascript_run(const CodeQuestion& question) {
  const std::string file = is_module(question.program) ? "program.mjs" : "program.js";
  RunRequest run{.files = {{file, question.program}}, .program = {kNode, {"--no-warnings", file}}};
  if (question.ask != Ask::value) return run;
  run.files.push_back({"expression.js", question.expression});
  run.files.push_back({"driver.js", std::string(kJavaScriptValueDriver)});
  run.program.arguments.back() = "driver.js";
  return run;
}

RunRequest cpp_run(const CodeQuestion& question) {
  RunRequest run{.files = {{"program.cpp", cpp_program(question)}}, .program = {"./program", {}}};
  run.tools = {{kGcc, {"-std=c++20", "-w", "-O0", "-pthread", "-o", "program", "program.cpp"}}};
  return run;
}

// Another compiler, optimised, every variable that nobody set filled with a pattern, and traps where the language does
// not say what happens: a program whose output rests on that differs.
void use_second_compiler(RunRequest& run) {
  const std::string compiler = second_compiler();
  Command& tool = run.tools.front();
  tool.program = compiler;
  tool.arguments = {"-std=c++20",
                    "-w",
                    "-O1",
                    "-pthread",
                    "-fno-optimize-sibling-calls",
                    "-ftrivial-auto-var-init=pattern",
                    "-D_GLIBCXX_ASSERTIONS",
                    "-o",
                    "program",
                    "program.cpp"};
  if (compiler == kGcc) return;
  tool.arguments.insert(tool.arguments.begin(),
                        {"-fno-finite-loops", "-fsanitize=undefined", "-fno-sanitize=null,integer-divide-by-zero,vptr",
                         "-fsanitize-trap=undefined"});
}

}  // namespace

std::vector<RunRequest> runs_of(const CodeQuestion& question) {
  RunRequest usual = question.language == Language::python       ? python_run(question)
                     : question.language == Language::javascript ? javascript_run(question)
                                                                 : cpp_run(question);
  RunRequest other = usual;
  other.circumstances = Circumstances::other;
  if (question.language == Language::cpp) use_second_compiler(other);
  return {std::move(usual), std::move(other)};
}

RunRequest run_again(const CodeQuestion& question, unsigned seed) {
  RunRequest run = runs_of(question)[seed % 2];
  run.environment.push_back(fmt::format("PYTHONHASHSEED={}", seed));
  return run;
}

std::string missing_package(Language language) {
  if (language == Language::python) return is_installed(kPython) ? "" : "python3";
  if (language == Language::javascript) return is_installed(kNode) ? "" : "nodejs";
  return is_installed(kGcc) ? "" : "g++";
}

}  // namespace swarm::code
