#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "swarm/answers/answer_types.hpp"

namespace swarm::router_training {

struct LabelledPrompt {
  std::string prompt;
  answers::Head head = answers::Head::math;
  std::string family;
  static constexpr auto schema = json::object(
      "LabelledPrompt", json::field("prompt", &LabelledPrompt::prompt, "As a person types it.", json::required),
      json::field("head", &LabelledPrompt::head, "Whose work the answer needs.", json::required),
      json::field("family", &LabelledPrompt::family, "Prompts made alike; never split.", json::required));
};

struct LabelledPrompts {
  std::vector<LabelledPrompt> prompts;
  std::string sha256;  // of the file
};

// One JSON object a line. `not_found` without the file, `invalid_input` names the line.
Result<LabelledPrompts> read_prompts(const std::filesystem::path& file);

// Families are dealt by the hash of their names: kParts parts of about the same size, of which the first is held out of
// all training and the others take turns at it in cross-validation.
inline constexpr unsigned kParts = 7;
unsigned part_of(const std::string& family);

}  // namespace swarm::router_training
