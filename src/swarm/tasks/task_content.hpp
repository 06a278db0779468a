#pragma once

#include <string>

#include "swarm/tasks/task_api_types.hpp"
#include "swarm/tasks/task_config.hpp"

// What a task asks, in each of its forms. Pure.
namespace swarm::tasks {

// The prompt, messages or conversation of a request at `path`, as a task has them; `invalid_input` names the fault.
Result<TaskInput> content_of(const CreateTask& request, const std::string& path, const TaskConfig& config);

// Members for the model, at `path`: none that says what the task itself says, at most 64 KiB.
Result<json::Object> checked_options(const json::Object& options, const std::string& path);

// Members of an encoded request that the release before did not know, where they say nothing: an idempotency key that
// it stored is the same key for us.
void drop_defaults_of_answering(json::Object& request);

// What was asked, as OpenAI has it: the conversation, else the messages, else the prompt as the user's only message.
json::Array messages_for_models(const TaskInput& input);

}  // namespace swarm::tasks
