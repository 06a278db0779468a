#pragma once

#include "base/sizes.hpp"
#include "swarm/heads/code/code_question.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/sandbox/runner.hpp"

namespace swarm::code {

struct CodeConfig {
  Bytes prompt_bytes_max{32 * KiB};
  static constexpr auto schema =
      json::object("CodeConfig", json::field("prompt_bytes_max", &CodeConfig::prompt_bytes_max,
                                             "Longer prompts are not run.", json::between{1, 1'048'576}));
};

// Answers what a given program prints, what an expression is and whether tests pass, by running it in the sandbox at
// least twice under different circumstances. README.md has the canonical values. Stateless; safe to call from any
// thread; its time is limited by the sandbox's settings, not by ComputeLimits.
class CodeHead final : public heads::ComputingHead {
 public:
  CodeHead(CodeConfig config, sandbox::Runner& runner) : config_(config), runner_(runner) {}

  answers::Head name() const override { return answers::Head::code; }
  std::expected<heads::Computed, heads::Refusal> compute(std::string_view prompt, const heads::ComputeLimits& limits,
                                                         std::stop_token stop) const override;

 private:
  std::expected<heads::Computed, heads::Refusal> answer(const CodeQuestion& question, std::stop_token stop) const;

  const CodeConfig config_;
  sandbox::Runner& runner_;
};

}  // namespace swarm::code
