#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "swarm/answers/answer_types.hpp"

namespace swarm::answering {

inline constexpr std::int64_t kSamplesMax = 40;
inline constexpr std::size_t kCloudModelsMax = 8;

enum class StageName { compute, local, vote, cloud };
constexpr std::array<json::EnumName<StageName>, 4> enum_names(StageName) {
  return {{{StageName::compute, "compute"},
           {StageName::local, "local"},
           {StageName::vote, "vote"},
           {StageName::cloud, "cloud"}}};
}

struct VoteConfig {
  std::string model{};
  std::int64_t samples_max = 5;
  std::int64_t samples_min = 3;
  double confidence = 0.95;
  double temperature = 0.8;
  static constexpr auto schema = json::object(
      "VoteConfig",
      json::field("model", &VoteConfig::model,
                  "PROVIDER/MODEL that is asked several times; empty: the local stage's model, if there is one.",
                  json::length{0, 300}),
      json::field("samples_max", &VoteConfig::samples_max, "Answers that it asks for at most.",
                  json::between{1, kSamplesMax}),
      json::field("samples_min", &VoteConfig::samples_min,
                  "Answers that it waits for before it stops because it is sure.", json::between{1, kSamplesMax}),
      json::field("confidence", &VoteConfig::confidence,
                  "It stops when the leading answer is the majority's with this probability.", json::fraction{0.5, 1}),
      json::field("temperature", &VoteConfig::temperature, "Of the samples, so that they differ.",
                  json::fraction{0, 2}));
};

// How questions of one head are answered.
struct HeadConfig {
  std::vector<StageName> stages{StageName::compute, StageName::local, StageName::vote, StageName::cloud};
  std::string local_model{};
  std::vector<std::string> cloud_models{};
  VoteConfig vote{};
  double confidence_min = 0.9;
  std::optional<std::string> system_prompt{};
  std::int64_t output_tokens_max = 0;
  static constexpr auto schema = json::object(
      "HeadConfig",
      json::field("stages", &HeadConfig::stages, "Which may answer: compute, local, vote, cloud; always in this order.",
                  json::items{1, 4}),
      json::field("local_model", &HeadConfig::local_model,
                  "PROVIDER/MODEL; empty: the first chat model of a local provider.", json::length{0, 300}),
      json::field("cloud_models", &HeadConfig::cloud_models,
                  "PROVIDER/MODEL, asked one after the other until one answers; empty: all chat models of cloud "
                  "providers in the order of the configuration, at most 8.",
                  json::items{0, kCloudModelsMax}),
      json::field("vote", &HeadConfig::vote, "Several answers of one model."),
      json::field("confidence_min", &HeadConfig::confidence_min,
                  "Confidence from which on an unchecked local answer is taken: by the model's calibration where there "
                  "is one, else the mean probability of its tokens.",
                  json::fraction{0, 1}),
      json::field("system_prompt", &HeadConfig::system_prompt,
                  "Said to models in front of the conversation, instead of the head's own words.",
                  json::length{0, 16'384}),
      json::field("output_tokens_max", &HeadConfig::output_tokens_max,
                  "For tasks that set no limit; 0: the provider's default.", json::between{0, 10'000'000}));
};

struct AnsweringConfig {
  HeadConfig math{};
  HeadConfig logic{};
  HeadConfig code{};
  HeadConfig reasoning{};
  static constexpr auto schema =
      json::object("AnsweringConfig", json::field("math", &AnsweringConfig::math, "Questions for the math head."),
                   json::field("logic", &AnsweringConfig::logic, "Questions for the logic head."),
                   json::field("code", &AnsweringConfig::code, "Questions about programs, and for programs."),
                   json::field("reasoning", &AnsweringConfig::reasoning, "Everything else."));
};

}  // namespace swarm::answering
