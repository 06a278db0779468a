#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/session.hpp"

namespace swarm::cli {

namespace {

// What the script knows of one command; `path` is "/tasks/list".
struct Arms {
  std::string paths;    // patterns of all commands
  std::string values;   // patterns of all options that take a value
  std::string choices;  // case arms: what may stand after an option, or by its place
  std::string words;    // case arms: commands and options
};

std::string quoted(const std::vector<std::string>& words) {
  return fmt::format("'{}'", fmt::join(words, " "));
}

void add_pattern(std::string& patterns, const std::string& pattern) {
  if (!patterns.empty()) patterns += " | ";
  patterns += pattern;
}

void add_option(Arms& arms, const Argument& argument, const std::string& path) {
  if (argument.is_flag()) return;
  const std::string pattern =
      path.empty() ? fmt::format("*\" {}\"", argument.name) : fmt::format("\"{} {}\"", path, argument.name);
  add_pattern(arms.values, pattern);
  if (!argument.choices.empty())
    arms.choices += fmt::format("    {}) COMPREPLY=($(compgen -W {} -- \"$current\")); return ;;\n", pattern,
                                quoted(argument.choices));
  else if (argument.completes == Completes::files)
    arms.choices += fmt::format(
        "    {}) compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n", pattern);
  else
    arms.choices += fmt::format("    {}) return ;;\n", pattern);
}

void add_command(Arms& arms, const Command& command, const std::string& path) {
  std::vector<std::string> words;
  std::string files = "false";
  for (const Command& child : command.commands)
    words.push_back(child.name);
  for (const Argument& argument : command.arguments) {
    if (argument.is_option()) {
      words.push_back(argument.name);
      add_option(arms, argument, path);
      continue;
    }
    words.insert(words.end(), argument.choices.begin(), argument.choices.end());
    if (argument.completes == Completes::files) files = "true";
  }
  arms.words += fmt::format("    \"{}\") words={} files={} ;;\n", path, quoted(words), files);
  for (const Command& child : command.commands) {
    add_pattern(arms.paths, fmt::format("\"{}/{}\"", path, child.name));
    add_command(arms, child, path + "/" + child.name);
  }
}

std::vector<std::string> global_options(const Command& root) {
  std::vector<std::string> names{"--help"};
  for (const Argument& argument : root.arguments)
    names.push_back(argument.name);
  return names;
}

}  // namespace

std::string bash_completion(const Command& root) {
  Arms arms;
  add_command(arms, root, "");
  return fmt::format(R"(# bash completion of {0}, made by: {0} completion bash
_{0}() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local path= word= words= files=false skip=false i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${{COMP_WORDS[i]}}
    if $skip; then skip=false; continue; fi
    case "$path $word" in
      {2}) skip=true; continue ;;
    esac
    case "$path/$word" in
      {1}) path="$path/$word" ;;
    esac
  done
  case "$path $previous" in
{3}  esac
  case "$path" in
{4}  esac
  [[ $current == -* && -n $path ]] && words="$words {5}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if $files && [[ $current != -* ]]; then
    compopt -o filenames 2> /dev/null
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}}
complete -F _{0} {0}
)",
                     root.name, arms.paths, arms.values, arms.choices, arms.words,
                     fmt::join(global_options(root), " "));
}

Command completion_command() {
  Command bash{.name = "bash",
               .help = "Print the script that completes swarmctl's commands in bash.",
               .details =
                   "For this shell: source <(swarmctl completion bash)\n"
                   "For good: swarmctl completion bash > ~/.local/share/bash-completion/completions/swarmctl"};
  bash.run = [](Session& session) -> Outcome<int> {
    session.console.print(bash_completion(session.root));
    return 0;
  };
  return {.name = "completion", .help = "Completion for the shell.", .commands = {std::move(bash)}};
}

}  // namespace swarm::cli
