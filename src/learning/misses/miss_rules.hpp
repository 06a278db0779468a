#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "learning/misses/miss_types.hpp"
#include "swarm/answering/cascade.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/tasks/task_types.hpp"

// What is a miss. Pure, but for the ids.
namespace swarm::misses {

// The same for prompts that differ in blanks and capitals only; of the code head, where these matter, only in the
// blanks around it and in line ends.
std::string normal_prompt(answers::Head head, std::string_view prompt);

// The miss that a task shows which ends with this answer: its local model was asked, had no answer, was unsure or
// wrong, and a vote or the cloud knew better. Nothing where the model was merely the first of several that say the
// same, could not be reached, or where the prompt alone does not say what was asked. The lesson is still to be made.
std::optional<Miss> miss_of(IdSource& ids, const tasks::Assignment& assignment, const answering::Answered& answered);

// The same for a task that a person corrects; `traces` are its attempts, as far as they are kept. `conflict` unless the
// task is completed (reason "not_completed") and its answer is no proof of a computing head ("verified_answer");
// `invalid_input` where the answer is blank or the task's own; `too_large`; `conflict` "not_self_contained".
Result<Miss> corrected_miss(IdSource& ids, const tasks::Task& task, const std::vector<tasks::StoredTrace>& traces,
                            std::string right_answer);

}  // namespace swarm::misses
