#include "cli/command_parser.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "base/sizes.hpp"
#include "base/text.hpp"

namespace swarm::cli {

namespace {

constexpr int kListMax = 10'000;  // values of one list

[[noreturn]] void refuse(const Argument& argument, const std::string& why) {
  throw CLI::ValidationError(argument.name, why);
}

void check_choice(const Argument& argument, const std::string& text) {
  if (argument.choices.empty() || std::ranges::find(argument.choices, text) != argument.choices.end()) return;
  const std::vector<std::string_view> known(argument.choices.begin(), argument.choices.end());
  const std::string_view meant = nearest_name(text, known);
  const std::string hint = meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
  refuse(argument, fmt::format("'{}' is not one of {}{}", text, fmt::join(argument.choices, ", "), hint));
}

std::int64_t parsed_number(const Argument& argument, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    refuse(argument, fmt::format("'{}' is no whole number", text));
  }
  return number;
}

std::chrono::milliseconds parsed_duration(const Argument& argument, const std::string& text) {
  const Result<std::chrono::milliseconds> duration = parse_duration(text);
  if (!duration) refuse(argument, duration.error().message);
  return *duration;
}

void store(const Argument& argument, const std::string& text) {
  check_choice(argument, text);
  if (auto* const* plain = std::get_if<std::string*>(&argument.target)) **plain = text;
  if (auto* const* optional = std::get_if<std::optional<std::string>*>(&argument.target)) **optional = text;
  if (auto* const* number = std::get_if<std::optional<std::int64_t>*>(&argument.target))
    **number = parsed_number(argument, text);
  if (auto* const* duration = std::get_if<std::optional<std::chrono::milliseconds>*>(&argument.target))
    **duration = parsed_duration(argument, text);
}

// What a person typed is taken as it is: no lists in brackets, no files of settings.
void declare_argument(CLI::App& app, const Argument& argument) {
  CLI::Option* option = nullptr;
  if (auto* const* flag = std::get_if<bool*>(&argument.target)) {
    app.add_flag(argument.name, **flag, argument.help);
    return;
  }
  const std::string name = argument.is_option() ? argument.name : to_lower(argument.name);
  if (auto* const* list = std::get_if<std::vector<std::string>*>(&argument.target)) {
    std::vector<std::string>& values = **list;
    option = app.add_option_function<std::vector<std::string>>(name, [&argument, &values](const auto& given) {
      for (const std::string& text : given)
        check_choice(argument, text);
      values = given;
    });
    option->expected(1, argument.is_option() ? 1 : kListMax)->take_all();
  } else {
    option =
        app.add_option_function<std::string>(name, [&argument](const std::string& text) { store(argument, text); });
  }
  option->allow_extra_args(false);
  if (argument.is_required) option->required();
}

// Callbacks run while the whole line is parsed, so a wrong value is told before a missing one.
void declare(CLI::App& app, const Command& command) {
  app.set_help_flag("-h,--help");
  app.set_help_all_flag("--help-all");
  app.set_config();
  for (const Argument& argument : command.arguments)
    declare_argument(app, argument);
  for (const Command& child : command.commands) {
    CLI::App* added = app.add_subcommand(child.name, child.help);
    added->fallthrough();
    declare(*added, child);
  }
  if (!command.commands.empty()) app.require_subcommand(0, 1);
}

const Command* child_named(const Command& command, std::string_view name) {
  const auto found = std::ranges::find(command.commands, name, &Command::name);
  return found == command.commands.end() ? nullptr : &*found;
}

// The deepest command that the line named, and its path.
std::pair<const Command*, std::vector<std::string>> deepest(const CLI::App& app, const Command& root) {
  const CLI::App* at = &app;
  const Command* command = &root;
  std::vector<std::string> path;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    command = child_named(*command, at->get_name());
    path.push_back(at->get_name());
  }
  return {command, path};
}

// "tasks list ", or nothing for the program itself.
std::string words_of(const std::vector<std::string>& path) {
  return path.empty() ? "" : fmt::format("{} ", fmt::join(path, " "));
}

std::string hint_for(const std::string& surplus, const Command& root, const Command& command) {
  std::vector<std::string_view> known;
  for (const Command* level : {&root, &command}) {
    for (const Argument& argument : level->arguments) {
      if (argument.is_option()) known.emplace_back(argument.name);
    }
  }
  for (const Command& child : command.commands)
    known.emplace_back(child.name);
  const std::string_view meant = nearest_name(surplus.substr(0, surplus.find('=')), known);
  if (!meant.empty()) return fmt::format("did you mean {}?", meant);
  if (surplus.starts_with('-')) return "put -- before a text that begins with '-'";
  return {};
}

Trouble wrong_surplus(const CLI::App& app, const Command& root) {
  const auto [command, path] = deepest(app, root);
  const std::vector<std::string> surplus = app.remaining(true);
  const std::string first = surplus.empty() ? "" : surplus.front();
  const bool is_command = !command->commands.empty() && !first.starts_with('-');
  Trouble trouble(ErrorCode::invalid_input, is_command
                                                ? fmt::format("there is no command '{}{}'", words_of(path), first)
                                                : fmt::format("'{}' was not expected", first));
  trouble.next = hint_for(first, root, *command);
  if (trouble.next.empty()) trouble.next = fmt::format("see: swarmctl {}--help", words_of(path));
  return trouble;
}

Trouble wrong_use(const CLI::ParseError& error, const CLI::App& app, const Command& root) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return wrong_surplus(app, root);
  const auto [command, path] = deepest(app, root);
  Trouble trouble(ErrorCode::invalid_input, error.what());
  trouble.next = fmt::format("see: swarmctl {}--help", words_of(path));
  return trouble;
}

}  // namespace

Outcome<ParsedLine> parse_command_line(const Command& root, std::vector<std::string> arguments) {
  CLI::App app(root.help, root.name);
  declare(app, root);
  app.add_flag("--version");
  std::ranges::reverse(arguments);  // the library takes them from the end
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForAllHelp&) {
    return WantsWholeHelp{};
  } catch (const CLI::CallForHelp&) {
    return WantsHelp{deepest(app, root).second, true};
  } catch (const CLI::ParseError& error) {
    if (app.count("--version") > 0) return WantsVersion{};
    return std::unexpected(wrong_use(error, app, root));
  }
  if (app.count("--version") > 0) return WantsVersion{};
  const auto [command, path] = deepest(app, root);
  if (!command->run) return WantsHelp{path, false};
  return Parsed{command};
}

}  // namespace swarm::cli
