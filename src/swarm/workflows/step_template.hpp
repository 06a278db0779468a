#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "swarm/tasks/task_steps.hpp"

// A prompt with places for results of other steps: "what is ${steps.rent.value} * 12?". Pure.
//   ${steps.NAME.FIELD}           value, answer, state, verdict or reason of the step
//   ${steps.NAME.FIELD:-words}    the words where the step has none
//   $${                           the two characters ${ themselves
namespace swarm::workflows {

enum class StepField { value, answer, state, verdict, reason };
constexpr std::array<json::EnumName<StepField>, 5> enum_names(StepField) {
  return {{{StepField::value, "value"},
           {StepField::answer, "answer"},
           {StepField::state, "state"},
           {StepField::verdict, "verdict"},
           {StepField::reason, "reason"}}};
}

struct StepReference {
  std::string step;
  StepField field = StepField::value;
  std::optional<std::string> otherwise{};
  std::size_t place = 0;  // of the step in its workflow, once it is known
};

// Words, then a reference, unless they are the last.
struct TemplatePiece {
  std::string words;
  std::optional<StepReference> reference{};
};
using StepTemplate = std::vector<TemplatePiece>;

inline constexpr std::size_t kStepNameMax = 64;
// Letters, digits, '_' and '-', and not only '-': what can stand in a reference.
bool is_step_name(std::string_view name);

// The error is for people.
std::expected<StepTemplate, std::string> parse_template(std::string_view text);

struct RenderFailure {
  tasks::TaskTrouble reason;  // value_missing or prompt_too_long
  std::string message;
};
using StepResultsByPlace = std::map<std::size_t, tasks::StepResult>;
// With the results in their places, at most `bytes_max` long. A value is put in as it is and never read as a template.
// Results may be missing only when known_bytes() says that it is too long without them.
std::expected<std::string, RenderFailure> render(const StepTemplate& pieces, const StepResultsByPlace& results,
                                                 std::size_t bytes_max);
RenderFailure too_long(std::size_t bytes_max);
// How long it is at least, by the results that are there.
std::size_t known_bytes(const StepTemplate& pieces, const StepResultsByPlace& results);

// A number that is more than digits stands in parentheses, or "${steps.a.value}^2" would mean something else for -3 and
// "1 / ${steps.a.value}" for 1/2.
std::string as_operand(const std::string& value);

}  // namespace swarm::workflows
