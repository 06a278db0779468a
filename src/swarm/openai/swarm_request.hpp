#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace swarm::openai {

// The model that is the swarm itself; "swarm/math" names the head.
inline constexpr std::string_view kSwarmModel = "swarm";
bool is_swarm(std::string_view model);

// In which form an answer of the swarm is asked for and given.
enum class Form { chat, completion, response };
constexpr std::array<json::EnumName<Form>, 3> enum_names(Form) {
  return {{{Form::chat, "chat"}, {Form::completion, "completion"}, {Form::response, "response"}}};
}

// A request to the swarm, as a task.
struct SwarmRequest {
  tasks::CreateTask task{};
  std::string model{};
  std::size_t text_bytes = 0;  // of everything that was said
  bool stream = false;
  bool usage_wanted = false;     // stream_options.include_usage
  bool status_wanted = false;    // stream_options.include_status: events of our own instead of comments
  bool outlives_client = false;  // store: true
};

// Open decoding: members that nobody knows are left out, known ones are checked. `invalid_input` with the place of
// every fault, as a client of OpenAI's API knows it ("$.messages[0].content"); `not_found` (reason "model_not_found")
// for a head that does not exist. Pure.
Result<SwarmRequest> read_request(Form form, std::string_view body);

// The member of the request that holds what is asked: "messages", "prompt", "input".
std::string_view content_member(Form form);

}  // namespace swarm::openai
