#include "trainer/program/command_line.hpp"

#include <cmath>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "trainer/program/machine.hpp"

namespace swarm::program {

namespace {

// No comparison with NaN is true, so that a range lets it through.
std::string is_number(const std::string& text) {
  return std::isnan(std::strtod(text.c_str(), nullptr)) ? fmt::format("'{}' is no number", text) : "";
}

// The parser takes -1 for the largest number there is.
std::string is_not_negative(const std::string& text) {
  return text.starts_with('-') ? fmt::format("'{}': a whole number from 0 on expected", text) : "";
}

std::string is_path(const std::string& text) {
  return text.empty() ? "a path expected, got nothing" : "";
}

// What all commands share.
struct MachineFlags {
  bool json = false;
  std::optional<int> threads{};
  std::string memory_limit;

  void declare(CLI::App& command) {
    command.add_flag("--json", json, "JSON lines also on a terminal");
    command.add_option("--threads", threads, "Processors to use")->check(CLI::Range(1, 256));
    command
        .add_option("--memory-limit", memory_limit, "Refuse what needs more, as '8 GiB' (four fifths of what is free)")
        ->check([](const std::string& text) {
          const Result<Bytes> parsed = parse_bytes(text);
          return parsed ? std::string() : parsed.error().message;
        });
  }
  Bytes memory() const { return memory_limit.empty() ? memory_for_training() : *parse_bytes(memory_limit); }
};

// What commands that make something share.
struct RunFlags {
  bool resume = false, force = false;

  void declare(CLI::App& command) {
    CLI::Option* going_on = command.add_flag("--resume", resume, "Go on from the checkpoint in the folder");
    command.add_flag("--force", force, "Begin anew where a run is already; what it made is removed")
        ->excludes(going_on);
  }
  Reopen reopen() const { return resume ? Reopen::resume : force ? Reopen::force : Reopen::refuse; }
};

std::string is_name(const std::string& text) {
  return text.empty() || text.size() > 128 || has_control_character(text) ? "1 to 128 plain characters expected" : "";
}

class PretrainFlags {
 public:
  explicit PretrainFlags(CLI::App& program)
      : command_(program.add_subcommand("pretrain", "Make a model by a recipe: vocabulary, weights, training")) {
    command_->add_option("--recipe", options_.recipe, "The recipe (YAML)")->required()->check(is_path);
    command_->add_option("--out", options_.out, "The run's folder")->required()->check(is_path);
    command_->add_option("--seconds", options_.seconds, "Train so long, whatever the recipe says")
        ->check(CLI::Range(0.001, 1e7))
        ->check(is_number);
    run_.declare(*command_);
    machine_.declare(*command_);
  }
  bool is_asked() const { return command_->parsed(); }
  CommandLine line() {
    options_.reopen = run_.reopen();
    options_.threads = machine_.threads.value_or(threads_for_training());
    options_.memory_limit = machine_.memory();
    return {.command = options_, .as_json = machine_.json};
  }

 private:
  CLI::App* command_;
  PretrainOptions options_;
  RunFlags run_;
  MachineFlags machine_;
};

class LoraFlags {
 public:
  explicit LoraFlags(CLI::App& program)
      : command_(program.add_subcommand("lora", "Train an adapter for a model on lessons")) {
    declare_files();
    declare_numbers();
    run_.declare(*command_);
    machine_.declare(*command_);
  }
  bool is_asked() const { return command_->parsed(); }
  CommandLine line() {
    options_.reopen = run_.reopen();
    options_.threads = machine_.threads.value_or(threads_for_training());
    options_.memory_limit = machine_.memory();
    return {.command = options_, .as_json = machine_.json};
  }

 private:
  void declare_files() {
    const auto path = [this](const std::string& name, auto& value, const std::string& what) {
      return command_->add_option(name, value, what)->check(is_path);
    };
    path("--base", options_.base, "The model (GGUF, Qwen2)")->required();
    path("--dataset", options_.dataset, "Lessons (JSONL)")->required();
    path("--out", options_.out, "The run's folder")->required();
    replay_ = path("--replay", options_.replay, "Lessons that must not be forgotten (JSONL)");
    path("--validation", options_.validation,
         "Lessons that are only looked at (JSONL); else a tenth of the dataset's contents is set aside");
    command_->add_option("--name", options_.name, "Of the adapter")->capture_default_str()->check(is_name);
    command_
        ->add_option("--base-name", options_.base_name,
                     "Where PEFT finds the base, as 'Qwen/Qwen2.5-0.5B-Instruct' (else as the model calls itself)")
        ->check(is_name);
  }
  void declare_numbers() {
    const auto number = [this](const std::string& name, auto& value, const std::string& what) {
      return command_->add_option(name, value, what)->capture_default_str();
    };
    const auto bound = [](CLI::Option* option, double least, double most) {
      return option->check(CLI::Range(least, most))->check(is_number);
    };
    bound(number("--replay-share", options_.replay_share, "Of all positions"), 0, 0.95)->needs(replay_);
    number("--rank", options_.rank, "Of the adapter")->check(CLI::Range(1, 512));
    bound(number("--alpha", options_.alpha, "Strength; alpha / rank is the factor"), 1e-3, 1e4);
    bound(number("--learning-rate", options_.learning_rate, "The highest"), 1e-9, 1);
    bound(command_->add_option("--seconds", options_.seconds, "Train at most so long (60, unless --epochs is given)"),
          0.001, 1e7);
    bound(command_->add_option("--epochs", options_.epochs,
                               "See the dataset at most so often, rounded up to whole steps"),
          1e-3, 1e6);
    number("--look-steps", options_.look_steps, "Between looks at what is held out")->check(CLI::Range(1, 1'000'000));
    number("--patience", options_.patience, "Looks without gain before it stops; 0: it never does")
        ->check(CLI::Range(0, 1'000'000));
    number("--seed", options_.seed, "Of all chance")->check(is_not_negative);
  }

  CLI::App* command_;
  CLI::Option* replay_ = nullptr;
  LoraOptions options_;
  RunFlags run_;
  MachineFlags machine_;
};

class ScoreFlags {
 public:
  explicit ScoreFlags(CLI::App& program)
      : command_(program.add_subcommand("score", "Ask a model a dataset's prompts and count what is exactly right")) {
    declare_files();
    command_->add_option("--limit", options_.lessons_max, "Ask so many of the prompts, by chance")
        ->check(CLI::Range(1, 4'000'000));
    command_->add_option("--seed", options_.seed, "Of that chance")->capture_default_str()->check(is_not_negative);
    command_->add_option("--answer-tokens", options_.answer_tokens_max, "Longer answers are cut off, and wrong")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    command_->add_flag("--without-head", without_head_, "Leave the head's token out");
    machine_.declare(*command_);
  }
  bool is_asked() const { return command_->parsed(); }
  CommandLine line() {
    options_.with_head = !without_head_;
    options_.threads = machine_.threads;
    options_.memory_limit = machine_.memory();
    return {.command = options_, .as_json = machine_.json};
  }

 private:
  void declare_files() {
    const auto path = [this](const std::string& name, auto& value, const std::string& what) {
      return command_->add_option(name, value, what)->check(is_path);
    };
    path("--model", options_.model, "The model (GGUF)")->required();
    path("--dataset", options_.dataset, "Lessons (JSONL)")->required();
    path("--adapter", options_.adapter, "A LoRA adapter: a GGUF file or a PEFT folder");
    path("--out", options_.out, "Write the report there too (JSON)");
    path("--calibration-out", options_.calibration_out, "Write the heads' calibration there (JSON)");
  }

  CLI::App* command_;
  ScoreOptions options_;
  bool without_head_ = false;
  MachineFlags machine_;
};

}  // namespace

std::variant<CommandLine, int> parse_command_line(int count, const char* const* arguments) {
  CLI::App program("Makes language models and adapters, and says how good they are.", "swarm-trainer");
  program.set_version_flag("--version", "swarm-trainer " SWARM_VERSION);
  program.require_subcommand(1);
  PretrainFlags pretrain(program);
  LoraFlags lora(program);
  ScoreFlags score(program);
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& end) {  // also help and version
    return program.exit(end) == 0 ? 0 : facts_of(ErrorCode::invalid_input).exit_code;
  }
  if (pretrain.is_asked()) return pretrain.line();
  return lora.is_asked() ? lora.line() : score.line();
}

}  // namespace swarm::program
