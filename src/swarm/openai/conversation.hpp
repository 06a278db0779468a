#pragma once

#include "base/json.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace swarm::openai {

// The messages of a request, in the form of chat completions: texts in parts are joined, "developer" is "system", and
// only members that models are to see are kept. Faults are added at the place of what is wrong: roles and parts that
// are unknown, images, sound and files. Pure.
class Conversation {
 public:
  static constexpr std::size_t kMessagesMax = 1'000;

  // One message of a chat completion. `faults` stands at it.
  void add(const json::Value& message, json::Faults& faults);
  // One item of a response's input: a message, a call of a function or what it returned. `faults` stands at it.
  void add_item(const json::Value& item, json::Faults& faults);
  void add_text(std::string_view role, std::string text);

  bool empty() const { return messages_.empty(); }
  std::size_t text_bytes() const { return text_bytes_; }
  // Into `messages` when roles and texts say everything, else into `conversation`.
  void move_into(tasks::CreateTask& task) &&;

 private:
  void add_call(const json::Object& item, json::Faults& faults);
  void add_call_output(const json::Object& item, json::Faults& faults);

  json::Array messages_;
  std::size_t text_bytes_ = 0;
  bool is_plain_ = true;
};

}  // namespace swarm::openai
