#include "engine/server/generation_endpoints.hpp"

#include <fmt/format.h>

#include "engine/server/request_parts.hpp"
#include "engine/server/request_reader.hpp"
#include "platform/http_server/openai_error.hpp"

namespace swarm::engine_server {

// A request that was read, and what is known of its answer.
struct GenerationEndpoints::Asked {
  GenerationOptions options;
  PreparedPrompts prepared{};
  lora::AdapterUse adapter{};
  AnswerFacts facts{};
  bool is_chat = false;
  std::string client{};
  std::string request_id{};
};

namespace {

// Smaller completions are read on the Loop itself: that takes less than a change of threads is worth.
constexpr std::size_t kBodyOnLoopMax = 16 * KiB;
constexpr std::chrono::minutes kWait{10};  // for news

// Members that ask for JSON have it in their names, unless a letter is written as its number.
bool may_have_schema(std::string_view body) {
  return body.contains("json") || body.contains("\\u00");
}

std::string error_frame(const Error& error, std::string_view request_id) {
  return fmt::format("data: {}\n\n", http::openai_problem(error, request_id).body);
}

}  // namespace

// --- Streams --------------------------------------------------------------------------------------------------------

void GenerationStream::append(std::string& frames, std::span<const ChoiceNews> news) {
  for (const ChoiceNews& said : news) {
    if (!said.piece.empty()) form_->append_piece(frames, said.choice, said.piece);
    if (said.end) form_->append_end(frames, said.choice, *said.end);
  }
  if (!generation_->has_ended()) return;
  form_->append_close(frames, generation_->usage());
  has_closed_ = true;
}

std::string GenerationStream::begin(std::span<const ChoiceNews> news) {
  std::string frames;
  for (std::size_t i = 0; i < generation_->choices(); ++i)
    form_->append_begin(frames, i);
  append(frames, news);
  return frames;
}

std::string GenerationStream::take_frames() {
  std::string frames;
  const Result<std::vector<ChoiceNews>> news = generation_->take();
  if (news) {
    append(frames, *news);
    return frames;
  }
  has_closed_ = true;
  generation_.reset();  // the other answers are of no use to anybody
  return error_frame(news.error(), request_id_);
}

Async<std::optional<std::string>> GenerationStream::next(std::chrono::milliseconds at_most) {
  if (has_closed_) co_return std::nullopt;
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (true) {
    std::string frames = take_frames();
    if (!frames.empty()) co_return frames;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await generation_->wait_for(left);
  }
}

// --- Requests -------------------------------------------------------------------------------------------------------

void GenerationEndpoints::declare(http::Router& router, http::Permission permission) {
  router.raw_post<&GenerationEndpoints::chat>("/v1/chat/completions", permission, *this, "Answer a conversation.",
                                              deps_.body_bytes_max);
  router.raw_post<&GenerationEndpoints::complete>("/v1/completions", permission, *this, "Go on with a text.",
                                                  deps_.body_bytes_max);
}

namespace {

AnswerFacts facts_of(std::string id, const std::string& model, const GenerationOptions& options, const Clock& clock) {
  return {.id = std::move(id),
          .created = to_milliseconds(clock.now()) / 1'000,
          .model = model,
          .usage_wanted = options.usage_wanted,
          .log_probabilities = options.log_probabilities};
}

// A request that was read, with what the engine is given for it.
template <class Request>
struct Ready {
  Request request{};
  PreparedPrompts prepared{};
};

template <class Request>
Result<Request> read_body_of(const TextModel& text, const std::string& body) {
  if constexpr (std::same_as<Request, ChatRequest>)
    return read_chat_request(body);
  else
    return read_completion_request(body, text.facts().vocabulary);
}

template <class Request>
Result<Ready<Request>> make_ready(const TextModel& text, const std::string& body) {
  Ready<Request> ready;
  ready.request = TRY(read_body_of<Request>(text, body));
  ready.prepared = TRY(prepare(text, ready.request));
  return ready;
}

}  // namespace

template <class Request>
Async<Result<std::shared_ptr<GenerationEndpoints::Asked>>> GenerationEndpoints::read(http::RequestContext caller,
                                                                                     http::Request request) {
  // Not even a small chat: its template came with the model's file, and may take seconds (llama/bounded_template.hpp).
  constexpr bool kIsChat = std::same_as<Request, ChatRequest>;
  std::string body = std::move(request.body);
  const bool is_small = !kIsChat && body.size() <= kBodyOnLoopMax && !may_have_schema(body);
  Result<Ready<Request>> ready = is_small ? make_ready<Request>(deps_.text, body)
                                          : co_await deps_.pool.run([&text = deps_.text, body = std::move(body)] {
                                              return make_ready<Request>(text, body);
                                            });
  if (!ready) co_return std::unexpected(std::move(ready).error());
  auto asked = std::make_shared<Asked>(Asked{.options = std::move(ready->request.options)});
  asked->adapter = CO_TRY(deps_.adapters.use(ready->request.model));
  asked->prepared = std::move(ready->prepared);
  asked->is_chat = std::same_as<Request, ChatRequest>;
  asked->facts = facts_of((asked->is_chat ? "chatcmpl-" : "cmpl-") + caller.request_id, ready->request.model,
                          asked->options, deps_.clock);
  asked->client = client_of(request.header("x-swarm-project"), asked->options.user, caller.client_address);
  asked->request_id = caller.request_id;
  co_return asked;
}

Async<Result<http::Response>> GenerationEndpoints::chat(http::RequestContext caller, http::Request request) {
  auto asked = CO_TRY(co_await read<ChatRequest>(std::move(caller), std::move(request)));
  co_return co_await answer(std::move(asked));
}

Async<Result<http::Response>> GenerationEndpoints::complete(http::RequestContext caller, http::Request request) {
  auto asked = CO_TRY(co_await read<CompletionRequest>(std::move(caller), std::move(request)));
  co_return co_await answer(std::move(asked));
}

batching::GenerationRequest GenerationEndpoints::request_for(const Asked& asked, std::size_t prompt,
                                                             std::int32_t choice) const {
  batching::GenerationRequest request{.prompt = asked.prepared.prompts[prompt],
                                      .sampling = asked.options.sampling,
                                      .stops = asked.options.stops,
                                      .output_tokens_max = asked.options.output_tokens_max,
                                      .top_log_probabilities = asked.options.top_log_probabilities,
                                      .deadline = deps_.clock.steady_now() + deps_.answer_timeout,
                                      .client = asked.client};
  const std::size_t index = prompt * static_cast<std::size_t>(asked.options.choices) + static_cast<std::size_t>(choice);
  if (!asked.prepared.grammars.empty()) request.grammar = asked.prepared.grammars[index];
  // Several answers to one prompt would all be the same with one seed.
  if (request.sampling.seed) *request.sampling.seed += static_cast<std::uint64_t>(choice);
  return request;
}

// A grammar has no room for thoughts (see prompt_maker).
bool GenerationEndpoints::shows_thoughts(const Asked& asked) {
  return asked.is_chat && asked.prepared.grammars.empty();
}

Result<Done> GenerationEndpoints::submit(Generation& generation, const Asked& asked) const {
  for (std::size_t prompt = 0; prompt < asked.prepared.prompts.size(); ++prompt) {
    for (std::int32_t choice = 0; choice < asked.options.choices; ++choice) {
      Result<Done> added = generation.add(request_for(asked, prompt, choice), choice == 0);
      if (added) continue;
      Error error = std::move(added).error();
      if (error.reason == "context_length_exceeded")
        error.faults.push_back({asked.is_chat ? "$.messages" : "$.prompt", error.message});
      return std::unexpected(std::move(error));
    }
  }
  return Done{};
}

namespace {

// Everything, once it is there.
Async<Result<std::vector<WholeChoice>>> collect(Generation* generation) {
  std::vector<WholeChoice> choices(generation->choices());
  while (true) {
    std::vector<ChoiceNews> news = CO_TRY(generation->take());
    for (ChoiceNews& said : news) {
      WholeChoice& choice = choices[said.choice];
      choice.text.reasoning += said.piece.reasoning;
      choice.text.content += said.piece.content;
      std::ranges::move(said.piece.tokens, std::back_inserter(choice.text.tokens));
      if (said.end) choice.reason = *said.end;
    }
    if (generation->has_ended()) co_return choices;
    co_await generation->wait_for(kWait);
  }
}

// The first that is said; a failure before it is an answer of its own rather than a stream that breaks.
Async<Result<std::vector<ChoiceNews>>> first_news(Generation* generation) {
  while (true) {
    std::vector<ChoiceNews> news = CO_TRY(generation->take());
    if (!news.empty()) co_return news;
    co_await generation->wait_for(kWait);
  }
}

}  // namespace

Async<Result<http::Response>> GenerationEndpoints::answer(std::shared_ptr<const Asked> asked) {
  const Generation::Wishes wishes{.marks = shows_thoughts(*asked) ? marks_ : ThinkingMarks{},
                                  .keeps_tokens = asked->options.log_probabilities,
                                  .hears_every_token = asked->options.stream,
                                  .ends_by = deps_.clock.steady_now() + deps_.answer_timeout + deps_.answer_grace};
  auto generation = std::make_unique<Generation>(Generation::Deps{deps_.inference, deps_.clock, deps_.metrics},
                                                 co_await boost::asio::this_coro::executor, asked->adapter, wishes);
  CO_TRY(submit(*generation, *asked));
  auto form = asked->is_chat ? make_chat_form(asked->facts) : make_completion_form(asked->facts);
  http::Response response;
  if (!asked->options.stream) {
    const std::vector<WholeChoice> choices = CO_TRY(co_await collect(generation.get()));
    response.body = form->whole(choices, generation->usage());
    co_return response;
  }
  const std::vector<ChoiceNews> news = CO_TRY(co_await first_news(generation.get()));
  auto stream = std::make_unique<GenerationStream>(std::move(generation), std::move(form), asked->request_id);
  response.content_type = "text/event-stream";
  response.body = stream->begin(news);
  response.events = std::move(stream);
  co_return response;
}

}  // namespace swarm::engine_server
