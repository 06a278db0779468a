#include "cli/help_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kTermMax = 28;  // a longer term gets a line of its own

std::string placeholder(const Argument& argument) {
  if (argument.is_option()) return argument.is_flag() ? argument.name : argument.name + " " + argument.value;
  const std::string name = argument.is_list() ? argument.name + "…" : argument.name;
  return argument.is_required ? name : "[" + name + "]";
}

// Words in lines of at most `width` columns.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string_view word : split(text, ' ')) {
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width)
      lines.push_back(std::exchange(line, {}));
    if (!line.empty()) line += ' ';
    line += word;
  }
  lines.push_back(line);
  return lines;
}

void add_paragraphs(std::string& text, std::string_view said) {
  for (const std::string_view line : split(said, '\n')) {
    for (const std::string& part : wrapped(line, kWidth - 2))
      text += part.empty() ? "\n" : "  " + part + "\n";
  }
}

void add_entry(std::string& text, std::string_view term, std::string_view said) {
  std::string line = fmt::format("  {}", term);
  if (display_width(term) > kTermMax) {
    text += line + "\n";
    line.clear();
  }
  for (const std::string& part : wrapped(said, kWidth - kTermMax - 4)) {
    line.append(kTermMax + 4 - std::min(kTermMax + 4, display_width(line)), ' ');
    text += line + part + "\n";
    line.clear();
  }
}

std::string help_of(const Argument& argument) {
  std::string said = argument.help;
  if (!argument.choices.empty()) said += fmt::format(" One of: {}.", fmt::join(argument.choices, ", "));
  if (argument.is_option() && argument.is_required) said += " Required.";
  if (argument.is_option() && argument.is_list()) said += " May be given several times.";
  return said;
}

void add_arguments(std::string& text, const Command& command, bool options, std::string_view title) {
  const auto belongs = [options](const Argument& argument) { return argument.is_option() == options; };
  if (std::ranges::none_of(command.arguments, belongs)) return;
  text += fmt::format("\n{}:\n", title);
  for (const Argument& argument : command.arguments) {
    if (belongs(argument)) add_entry(text, options ? placeholder(argument) : argument.name, help_of(argument));
  }
}

std::string usage(const Command& command, std::string_view path) {
  std::string line(path);
  for (const Argument& argument : command.arguments) {
    if (!argument.is_option()) line += " " + placeholder(argument);
  }
  for (const Argument& argument : command.arguments) {
    if (argument.is_option() && argument.is_required) line += " " + placeholder(argument);
  }
  if (!command.commands.empty()) line += " COMMAND";
  const bool has_options = std::ranges::any_of(
      command.arguments, [](const Argument& argument) { return argument.is_option() && !argument.is_required; });
  return has_options ? line + " [options]" : line;
}

std::string command_help(const Command& command, std::string_view path) {
  std::string text = usage(command, path) + "\n\n";
  add_paragraphs(text, command.help);
  if (!command.details.empty()) {
    text += "\n";
    add_paragraphs(text, command.details);
  }
  if (!command.commands.empty()) {
    text += "\nCommands:\n";
    for (const Command& child : command.commands)
      add_entry(text, child.name, child.help);
  }
  add_arguments(text, command, false, "Arguments");
  add_arguments(text, command, true, "Options");
  return text;
}

void add_all(std::string& text, const Command& command, const std::string& path) {
  if (!text.empty()) text += "\n" + std::string(kWidth, '-') + "\n";
  text += command_help(command, path);
  for (const Command& child : command.commands)
    add_all(text, child, path + " " + child.name);
}

}  // namespace

std::string help_text(const Command& root, std::span<const std::string> path) {
  const Command* command = &root;
  std::string names = root.name;
  for (const std::string& name : path) {
    const auto child = std::ranges::find(command->commands, name, &Command::name);
    if (child == command->commands.end()) break;
    command = &*child;
    names += " " + name;
  }
  std::string text = command_help(*command, names);
  if (command != &root) text += fmt::format("\nOptions of every command: {} --help\n", root.name);
  return text;
}

std::string whole_help_text(const Command& root) {
  std::string text;
  add_all(text, root, root.name);
  return text;
}

}  // namespace swarm::cli
