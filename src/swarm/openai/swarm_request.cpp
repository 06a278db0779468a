#include "swarm/openai/swarm_request.hpp"

#include "swarm/openai/decode_open.hpp"
#include "swarm/openai/request_options.hpp"

namespace swarm::openai {

namespace {

constexpr std::string_view kHeadPrefix = "swarm/";

Result<tasks::HeadChoice> head_of(std::string_view model) {
  if (model == kSwarmModel) return tasks::HeadChoice::automatic;
  const auto head = json::enum_named<tasks::HeadChoice>(model.substr(kHeadPrefix.size()));
  if (head && *head != tasks::HeadChoice::automatic) return *head;
  Error error{.code = ErrorCode::not_found,
              .message = fmt::format("the model '{}' does not exist: swarm, swarm/math, swarm/logic, swarm/code and "
                                     "swarm/reasoning do",
                                     model),
              .reason = "model_not_found"};
  error.faults.push_back({"$.model", "no such head"});
  return std::unexpected(std::move(error));
}

void read_extensions(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  Extensions extensions;
  decode_open(body, extensions, faults);
  request.task.priority = extensions.priority.value_or(tasks::Priority::normal);
  request.task.deadline = extensions.deadline;
  request.task.strategy = extensions.strategy.value_or(answers::Strategy::automatic);
  request.task.verify = extensions.verify.value_or(answers::Verify::on);
}

void read_form(Form form, const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  switch (form) {
    case Form::chat:
      return read_chat(body, request, faults);
    case Form::completion:
      return read_completion(body, request, faults);
    case Form::response:
      return read_response(body, request, faults);
  }
}

}  // namespace

bool is_swarm(std::string_view model) {
  return model == kSwarmModel || model.starts_with(kHeadPrefix);
}

std::string_view content_member(Form form) {
  return form == Form::chat ? "messages" : form == Form::completion ? "prompt" : "input";
}

void read_common(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  Common common;
  decode_open(body, common, faults);
  request.model = common.model;
  request.stream = common.stream.value_or(false);
  request.outlives_client = common.store.value_or(false);
  request.task.metadata = common.metadata;
  if (common.user && !common.user->empty()) {
    json::Object& metadata = request.task.metadata ? *request.task.metadata : request.task.metadata.emplace();
    if (!metadata.contains("session")) metadata.emplace("session", *common.user);
  }
  if (common.stream_options) {
    const json::Faults::Deeper deeper(faults, "stream_options");
    StreamOptions options;
    decode_open(*common.stream_options, options, faults);
    if (!request.stream) return faults.add("only allowed when stream is true");
    request.usage_wanted = options.include_usage.value_or(false);
    request.status_wanted = options.include_status.value_or(false);
  }
}

Result<SwarmRequest> read_request(Form form, std::string_view body) {
  const json::Value value = TRY(json::parse(body, kDepthMax));
  json::Faults faults;
  if (!value.is_object()) {
    faults.add("an object expected");
    return std::unexpected(json::error_of(faults.take()));
  }
  SwarmRequest request;
  read_common(value.get_object(), request, faults);
  read_extensions(value.get_object(), request, faults);
  read_form(form, value.get_object(), request, faults);
  if (!faults.empty()) return std::unexpected(json::error_of(faults.take()));
  request.task.head = TRY(head_of(request.model));
  return request;
}

}  // namespace swarm::openai
