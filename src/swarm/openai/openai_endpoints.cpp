#include "swarm/openai/openai_endpoints.hpp"

#include "platform/http_server/openai_error.hpp"
#include "providers/chat/request_scan.hpp"
#include "swarm/openai/answer_form.hpp"
#include "swarm/openai/swarm_stream_endpoints.hpp"

namespace swarm::openai {

using chat::Operation;
using http::Permission;

namespace {

// The plain lane's frames, as the server pulls them.
class PlainStream final : public http::EventSource {
 public:
  explicit PlainStream(std::unique_ptr<gateway::FrameSource> frames) : frames_(std::move(frames)) {}
  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override { return frames_->next(at_most); }
  bool ends_at_drain() const override { return false; }

 private:
  const std::unique_ptr<gateway::FrameSource> frames_;
};

// Whether the body asks the swarm. Nearly every body of the plain lane is told apart by a search; only one that could
// say "swarm", as it is or in escapes, is scanned here and once more in the plain lane.
bool asks_swarm(Operation operation, std::string_view body) {
  if (body.find("\"swarm") == std::string_view::npos && body.find("\\u") == std::string_view::npos) return false;
  const Result<chat::RequestFacts> facts = chat::scan_request(operation, body);
  return facts && is_swarm(facts->model);
}

void name_session(const http::Request& request, tasks::CreateTask& task) {
  constexpr std::size_t kSessionMax = 256;
  const auto session = request.header("x-session-id");
  if (!session || session->empty() || session->size() > kSessionMax) return;
  json::Object& metadata = task.metadata ? *task.metadata : task.metadata.emplace();
  metadata["session"] = *session;
}

http::Response whole_response(const AnswerForm& form, const tasks::Task& task) {
  http::Response response{.body = json::to_text(json::Value(form.whole(tasks::view_of(task))))};
  response.headers.emplace_back("X-Swarm-Task", task.id.text());
  return response;
}

// A task has had its own attempts: official clients, which try every 5xx again, are told not to.
http::Response failure_response(const tasks::Task& task, std::string_view request_id) {
  http::Response response = http::openai_problem(error_of(tasks::view_of(task)), request_id);
  response.headers.emplace_back("X-Swarm-Task", task.id.text());
  response.headers.emplace_back("X-Should-Retry", "false");
  return response;
}

}  // namespace

void OpenAiEndpoints::declare(http::Router& router) {
  const Bytes most = deps_.body_bytes_max;
  router.raw_post<&OpenAiEndpoints::chat>("/v1/chat/completions", Permission::models_use, *this,
                                          "OpenAI's chat completions: of the swarm, or of a provider's model.", most);
  router.raw_post<&OpenAiEndpoints::complete>("/v1/completions", Permission::models_use, *this,
                                              "OpenAI's completions: of the swarm, or of a provider's model.", most);
  router.raw_post<&OpenAiEndpoints::respond>("/v1/responses", Permission::models_use, *this,
                                             "OpenAI's responses: of the swarm, or of a provider's model.", most);
  router.raw_post<&OpenAiEndpoints::embed>("/v1/embeddings", Permission::models_use, *this,
                                           "OpenAI's embeddings, of a provider's model.", most);
  router.get<&OpenAiEndpoints::list>("/v1/models", Permission::models_use, *this, "The models that may be asked.");
  router.get<&OpenAiEndpoints::find>("/v1/models/{model...}", Permission::models_use, *this, "One model.");
}

Async<Result<http::Response>> OpenAiEndpoints::chat(http::RequestContext caller, http::Request request) {
  return answer(Operation::chat, Form::chat, std::move(caller), std::move(request));
}
Async<Result<http::Response>> OpenAiEndpoints::complete(http::RequestContext caller, http::Request request) {
  return answer(Operation::completions, Form::completion, std::move(caller), std::move(request));
}
Async<Result<http::Response>> OpenAiEndpoints::respond(http::RequestContext caller, http::Request request) {
  return answer(Operation::responses, Form::response, std::move(caller), std::move(request));
}

Async<Result<http::Response>> OpenAiEndpoints::embed(http::RequestContext caller, http::Request request) {
  if (asks_swarm(Operation::embeddings, request.body)) {
    co_return std::unexpected(json::error_of(
        {{"$.model", "the swarm embeds nothing: name a provider's embedding model as 'provider/model'"}}));
  }
  co_return co_await forward(Operation::embeddings, std::move(caller), std::move(request));
}

Async<Result<http::Response>> OpenAiEndpoints::answer(Operation operation, Form form, http::RequestContext caller,
                                                      http::Request request) {
  if (asks_swarm(operation, request.body)) return ask_swarm(form, std::move(caller), std::move(request));
  return forward(operation, std::move(caller), std::move(request));
}

Async<Result<http::Response>> OpenAiEndpoints::forward(Operation operation, http::RequestContext caller,
                                                       http::Request request) {
  gateway::PlainReply reply = CO_TRY(co_await deps_.plain.forward(
      {.operation = operation,
       .body = std::move(request.body),
       .payer = {.project = caller.principal.project, .key_id = std::move(caller.principal.key_id)},
       .request_id = std::move(caller.request_id),
       .trace_id = std::move(caller.trace_id)}));
  http::Response response{.status = reply.status,
                          .content_type = std::move(reply.content_type),
                          .body = std::move(reply.body),
                          .headers = std::move(reply.headers)};
  if (reply.frames) response.events = std::make_unique<PlainStream>(std::move(reply.frames));
  co_return response;
}

Async<Result<http::Response>> OpenAiEndpoints::ask_swarm(Form form, http::RequestContext caller,
                                                         http::Request request) {
  SwarmRequest asked = CO_TRY(read_request(form, request.body));
  name_session(request, asked.task);
  FormFacts facts{.model = asked.model, .usage_wanted = asked.usage_wanted, .status_wanted = asked.status_wanted};
  const bool is_stream = asked.stream;
  SwarmLane::Begun begun = CO_TRY(co_await deps_.lane.begin(form, caller.scope(), std::move(asked),
                                                            {.key_id = caller.principal.key_id,
                                                             .request_id = caller.request_id,
                                                             .trace_id = caller.trace_id,
                                                             .idempotency_key = caller.idempotency_key}));
  facts.task_id = begun.task.id.text();
  facts.created = to_milliseconds(begun.task.created_at) / 1'000;
  std::unique_ptr<AnswerForm> answer_form = make_form(form, std::move(facts));
  if (is_stream) {
    http::Response response{.content_type = "text/event-stream"};
    response.headers.emplace_back("X-Swarm-Task", begun.task.id.text());
    response.events = std::make_unique<SwarmStream>(deps_.lane.metrics(), std::move(begun), std::move(answer_form),
                                                    std::move(caller.request_id));
    co_return response;
  }
  const tasks::Task ended = CO_TRY(co_await SwarmLane::wait_for_end(std::move(begun.watch)));
  begun.hold.released(outcome_of(ended));
  if (ended.state != tasks::TaskState::completed) co_return failure_response(ended, caller.request_id);
  co_return whole_response(*answer_form, ended);
}

Async<Result<ModelListView>> OpenAiEndpoints::list(http::RequestContext) {
  co_return list_models(deps_.plain.catalogue(), started_at_);
}

Async<Result<ModelView>> OpenAiEndpoints::find(http::RequestContext, http::Path<ModelPath> path) {
  co_return find_model(deps_.plain.catalogue(), path.value.model, started_at_);
}

}  // namespace swarm::openai
