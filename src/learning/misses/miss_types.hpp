#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "platform/storage/scope.hpp"
#include "swarm/answers/answer_types.hpp"
#include "swarm/tasks/task_types.hpp"

namespace swarm::misses {

struct MissTag {
  static constexpr std::string_view name = "miss";
};
using MissId = Id<MissTag>;

// A longer prompt or answer is no lesson: a model that is trained here does not read so much at once.
inline constexpr std::size_t kPromptBytesMax = 16 * KiB;
inline constexpr std::size_t kAnswerBytesMax = 16 * KiB;
inline constexpr std::int64_t kPageMax = 200;

// Where the right answer comes from.
enum class Source { cloud, vote, correction };
constexpr std::array<json::EnumName<Source>, 3> enum_names(Source) {
  return {{{Source::cloud, "cloud"}, {Source::vote, "vote"}, {Source::correction, "correction"}}};
}

// What was wrong with the local model's answer.
enum class Shortcoming {
  declined,  // it said that it does not know, or nothing that can be read
  unsure,    // right, but its confidence was too low
  refuted,   // a check said that it is wrong
  wrong,     // it means something else than the right answer
};
constexpr std::array<json::EnumName<Shortcoming>, 4> enum_names(Shortcoming) {
  return {{{Shortcoming::declined, "declined"},
           {Shortcoming::unsure, "unsure"},
           {Shortcoming::refuted, "refuted"},
           {Shortcoming::wrong, "wrong"}}};
}

// What is learned from it. Where the way to the answer is known it has the worked steps and the answer in the built-in
// model's own notation; else only prompt and answer.
struct MissLesson {
  std::string family = "other";
  std::optional<std::string> thinking{};
  std::string answer{};
  std::string content{};  // the problem itself, whatever its wording
};

// Something that a local model got wrong, and whose right answer is known.
struct Miss {
  MissId id;
  ProjectId project;
  answers::Head head = answers::Head::math;
  std::string prompt{};
  Shortcoming shortcoming = Shortcoming::declined;
  std::string model{};         // "provider/model"; empty: no model was asked
  std::string model_answer{};  // empty: none
  std::optional<double> confidence{};
  Source source = Source::cloud;
  answers::Verdict verdict = answers::Verdict::unverified;  // of the task
  std::string right_answer{};
  MissLesson lesson{};
  tasks::TaskId task;      // the last that showed it
  std::int64_t times = 1;  // it was seen
  Time created_at{};
  Time last_seen_at{};
};

}  // namespace swarm::misses
