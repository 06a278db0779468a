#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "swarm/openai/swarm_request.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace swarm::openai {

// What of a request shapes its answer.
struct FormFacts {
  std::string task_id{};
  std::string model{};       // as the client said it
  std::int64_t created = 0;  // seconds
  bool usage_wanted = false;
  bool status_wanted = false;
};

// An answer of the swarm in the form of one of OpenAI's endpoints: whole, or as the frames of one stream, which are
// asked for in this order: begin, any number of status and text, then end or failed. For one answer; not thread-safe.
class AnswerForm {
 public:
  virtual ~AnswerForm() = default;
  virtual json::Object whole(const tasks::TaskView& task) const = 0;

  virtual std::string begin() = 0;
  // What the task does, when it changes: {task_id, state, …}. A comment, which no client sees, unless the client asked
  // for events.
  virtual std::string status(const json::Object& status) = 0;
  virtual std::string text(std::string_view piece) = 0;
  // Everything that text() has not told yet.
  virtual std::string end(const tasks::TaskView& task, std::string_view rest) = 0;
  // `error` is OpenAI's error object: {message, type, param, code}.
  virtual std::string failed(const json::Object& error) = 0;
};
std::unique_ptr<AnswerForm> make_form(Form form, FormFacts facts);

// What a completed task says: its answer, or in plain words why there is none. Texts that were streamed early are the
// beginning of it.
std::string content_of(const tasks::TaskView& task);
// Why there is no answer, in plain words; `reason` is an AbstainReason.
std::string_view words_for(std::string_view reason);
// The member `swarm` of every answer.
json::Object swarm_member(const tasks::TaskView& task);
// The calls of functions in the assistant's message; empty when there are none.
json::Array tool_calls_of(const tasks::TaskView& task);
// What a client is told of a task that ended without having completed. It is not worth its retry: the task had its own.
Error error_of(const tasks::TaskView& task);

}  // namespace swarm::openai
