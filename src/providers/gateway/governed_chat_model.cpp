#include "providers/gateway/governed_chat_model.hpp"

#include <cmath>
#include <fmt/format.h>

#include "providers/chat/reply_scan.hpp"
#include "providers/chat/request_scan.hpp"

namespace swarm::gateway {

namespace {

const json::Value* member(const json::Value* value, std::string_view name) {
  return value != nullptr && value->is_object() ? value->as_object().if_contains(name) : nullptr;
}

std::string text_of(const json::Value* value) {
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

const json::Value* first_of(const json::Value* list) {
  return list != nullptr && list->is_array() && !list->as_array().empty() ? &list->as_array().front() : nullptr;
}

std::optional<double> probability_of(const json::Value& token) {
  const json::Value* logprob = member(&token, "logprob");
  if (logprob == nullptr || !logprob->is_number()) return std::nullopt;
  return std::exp(std::min(logprob->to_number<double>(), 0.0));
}

// How far a token is ahead of the likeliest other one; nothing when the likeliest were not told. The token itself is
// among them, once: others may look the same, since parts of characters and control tokens have no text.
std::optional<double> margin_of(const json::Value& token, double probability) {
  const json::Value* likeliest = member(&token, "top_logprobs");
  if (likeliest == nullptr || !likeliest->is_array() || likeliest->as_array().empty()) return std::nullopt;
  double next = 0;
  bool was_itself = false;
  const json::Value* own = member(&token, "token");
  for (const json::Value& other : likeliest->as_array()) {
    const json::Value* text = member(&other, "token");
    const auto chance = probability_of(other);
    if (!chance || text == nullptr) return std::nullopt;
    const bool is_itself = !was_itself && own != nullptr && *text == *own;
    was_itself = was_itself || is_itself;
    if (!is_itself) next = std::max(next, *chance);
  }
  return probability - next;
}

struct Certainty {
  std::optional<double> probability{}, margin{};  // means over the answer's tokens
};

Certainty certainty_of(const json::Value* choice) {
  const json::Value* tokens = member(member(choice, "logprobs"), "content");
  if (tokens == nullptr || !tokens->is_array() || tokens->as_array().empty()) return {};
  double probabilities = 0, margins = 0;
  bool has_margins = true;
  for (const json::Value& token : tokens->as_array()) {
    const auto probability = probability_of(token);
    if (!probability) return {};
    const auto margin = margin_of(token, *probability);
    has_margins = has_margins && margin;
    probabilities += *probability;
    margins += margin.value_or(0);
  }
  const auto count = static_cast<double>(tokens->as_array().size());
  return {probabilities / count, has_margins ? std::optional(margins / count) : std::nullopt};
}

// Thoughts that come beside the content: `reasoning_content` (vLLM, DeepSeek, swarm-engine), or `reasoning`.
std::string thoughts_in(const json::Value* message) {
  std::string thoughts = text_of(member(message, "reasoning_content"));
  return thoughts.empty() ? text_of(member(message, "reasoning")) : thoughts;
}

Result<chat::ChatReply> reply_in(std::string_view body) {
  const Result<json::Value> document = json::parse(body);
  const json::Value* choice = document ? first_of(member(&*document, "choices")) : nullptr;
  const json::Value* message = member(choice, "message");
  if (message == nullptr || !message->is_object())
    return fail(ErrorCode::unavailable, "protocol", "the provider's answer holds no message");
  const Certainty certainty = certainty_of(choice);
  return chat::ChatReply{.message = *message,
                         .text = text_of(member(message, "content")),
                         .finish_reason = text_of(member(choice, "finish_reason")),
                         .thoughts = thoughts_in(message),
                         .confidence = certainty.probability,
                         .margin = certainty.margin};
}

// Puts the text of a stream together while it comes.
class StreamedText {
 public:
  StreamedText(std::size_t frame_bytes_max, std::function<void(std::string_view)> on_text)
      : cutter_(frame_bytes_max), on_text_(std::move(on_text)) {}

  Result<Done> feed(std::string_view piece) {
    const std::string frames = TRY(cutter_.feed(piece));
    std::size_t begin = 0;
    for (const std::size_t end : cutter_.ends_of_frames()) {
      TRY(take(std::string_view(frames).substr(begin, end - begin)));
      begin = end;
    }
    return Done{};
  }

  chat::ChatReply reply() && {
    json::Object message{{"role", "assistant"}, {"content", text_}};
    return {.message = std::move(message),
            .text = std::move(text_),
            .finish_reason = std::move(finish_reason_),
            .thoughts = std::move(thoughts_)};
  }

 private:
  Result<Done> take(std::string_view frame) {
    constexpr std::string_view kData = "data:";
    if (!frame.starts_with(kData)) return Done{};  // a comment, or an event's name
    const Result<json::Value> chunk =
        json::parse(frame.substr(kData.size(), frame.find_last_not_of("\r\n") + 1 - kData.size()));
    if (!chunk) return Done{};  // [DONE]
    if (const json::Value* error = member(&*chunk, "error"))
      return fail(ErrorCode::unavailable, "lost",
                  fmt::format("the stream broke: {}", text_of(member(error, "message"))));
    const json::Value* choice = first_of(member(&*chunk, "choices"));
    const std::string text = text_of(member(member(choice, "delta"), "content"));
    if (!text.empty()) on_text_(text);
    text_ += text;
    thoughts_ += thoughts_in(member(choice, "delta"));
    if (std::string reason = text_of(member(choice, "finish_reason")); !reason.empty())
      finish_reason_ = std::move(reason);
    return Done{};
  }

  chat::FrameCutter cutter_;
  std::function<void(std::string_view)> on_text_;
  std::string text_;
  std::string thoughts_;
  std::string finish_reason_;
};

Async<Result<chat::ChatReply>> read_stream(PlainReply reply, std::function<void(std::string_view)> on_text) {
  constexpr std::chrono::seconds kSilenceIsFine{3'600};  // the provider's own limits end it earlier
  constexpr std::size_t kFrameBytesMax = 16 * MiB;
  StreamedText streamed(kFrameBytesMax, std::move(on_text));
  CO_TRY(streamed.feed(reply.body));
  while (true) {
    const std::optional<std::string> frames = co_await reply.frames->next(kSilenceIsFine);
    if (!frames) break;
    CO_TRY(streamed.feed(*frames));
  }
  co_return std::move(streamed).reply();
}

// A provider's refusal as an error of ours.
Error refusal(const PlainReply& reply, const std::string& model) {
  constexpr int kTooLarge = 413, kTooManyRequests = 429, kFirstServerError = 500;
  const Result<json::Value> document = json::parse(reply.body);
  const std::string said = document ? text_of(member(member(&*document, "error"), "message")) : "";
  const std::string message =
      fmt::format("{} answered with status {}{}{}", model, reply.status, said.empty() ? "" : ": ", said);
  if (reply.status == kTooManyRequests) return {ErrorCode::limit_exceeded, message, "upstream_busy"};
  const bool is_too_long =
      reply.status == kTooLarge ||
      (document && text_of(member(member(&*document, "error"), "code")) == "context_length_exceeded");
  if (is_too_long) return {ErrorCode::too_large, message, "upstream_status"};
  if (reply.status >= kFirstServerError) return {ErrorCode::unavailable, message, "upstream_status"};
  return {ErrorCode::invalid_input, message, "upstream_status"};
}

}  // namespace

Result<std::shared_ptr<Job>> GovernedChatModel::job_for(chat::ChatRequest& request) const {
  json::Object body = std::move(request.options);
  body["model"] = model().name;
  body["messages"] = std::move(request.messages);
  if (request.output_tokens_max) body["max_tokens"] = *request.output_tokens_max;
  if (request.on_text) body["stream"] = true;
  std::string text = json::to_text(body);
  chat::RequestFacts facts = TRY(chat::scan_request(chat::Operation::chat, text));
  return std::make_shared<Job>(Job{.operation = chat::Operation::chat,
                                   .body = std::move(text),
                                   .facts = std::move(facts),
                                   .payer = std::move(request.payer),
                                   .lane = usage::Lane::swarm,
                                   .request_id = std::move(request.request_id),
                                   .trace_id = {},
                                   .deadline = request.deadline});
}

std::shared_ptr<const chat::Calibration> GovernedChatModel::calibration() const {
  if (hosted_ == nullptr) return nullptr;
  return hosted_->calibration(provider().config.models[target_.model].name);
}

Async<Result<chat::ChatReply>> GovernedChatModel::complete(chat::ChatRequest request) {
  constexpr int kFirstRefusal = 300;
  const std::shared_ptr<Job> job = CO_TRY(job_for(request));
  PlainReply raw = CO_TRY(co_await calls_.run(job, target_));
  if (raw.status >= kFirstRefusal) co_return std::unexpected(refusal(raw, catalogue_.model_of(job->answered_by).name));
  chat::ChatReply reply;
  if (raw.frames) {
    reply = CO_TRY(co_await read_stream(std::move(raw), request.on_text));
  } else {
    reply = CO_TRY(reply_in(raw.body));
    if (request.on_text && !reply.text.empty()) request.on_text(reply.text);  // a provider that cannot stream
  }
  reply.usage = job->total->usage;
  reply.cost = job->total->cost;
  const chat::Provider& answered_by = catalogue_.provider_of(job->answered_by);
  reply.provider = answered_by.config.name;
  reply.model = answered_by.config.models[job->answered_by.model].name;
  reply.notes = job->notes;
  co_return reply;
}

}  // namespace swarm::gateway
