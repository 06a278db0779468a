#include "engine/batching/generation.hpp"

namespace swarm::batching {

Generation::Generation(Inference::Ticket ticket, GenerationRequest request,
                       std::shared_ptr<GenerationListener> listener, std::uint64_t seed, SteadyTime now)
    : ticket_(ticket),
      request_(std::move(request)),
      listener_(std::move(listener)),
      sampler_(request_.sampling, seed, request_.top_log_probabilities),
      text_(request_.stops),
      submitted_(now) {}

void Generation::start(std::size_t slot, std::size_t reused, SteadyTime now) {
  slot_ = slot;
  started_ = now;
  reuse(reused);
}

void Generation::reuse(std::size_t tokens) {
  reused_ = tokens;
  read_ = tokens;
}

std::span<const Token> Generation::unread() const {
  if (!is_answering()) return std::span(request_.prompt).subspan(read_);
  return std::span(output_).subspan(read_ - request_.prompt.size());
}

bool Generation::advance(std::span<const float> logits, const ModelRunner& model, SteadyTime now) {
  const Result<Choice> choice = sampler_.choose(logits, request_.grammar.get());
  if (!choice) {
    end(choice.error());
    return true;
  }
  if (!first_token_) first_token_ = now;
  if (model.is_end(choice->token)) return finish(FinishReason::stop);
  output_.push_back(choice->token);
  OutputText::Released released = text_.add(described(*choice, model));
  if (!released.tokens.empty()) listener_->generated(std::move(released.tokens));
  if (released.is_stopped) return finish(FinishReason::stop);
  if (output_tokens() >= request_.output_tokens_max) return finish(FinishReason::length);
  return false;
}

GeneratedToken Generation::described(const Choice& choice, const ModelRunner& model) const {
  GeneratedToken token{.token = choice.token,
                       .bytes = model.bytes_of(choice.token),
                       .log_probability = choice.log_probability,
                       .margin = choice.margin};
  for (const TokenLogProbability& likely : choice.likeliest)
    token.likeliest.push_back({likely.token, model.bytes_of(likely.token), likely.log_probability});
  return token;
}

bool Generation::finish(FinishReason reason) {
  if (std::vector<GeneratedToken> rest = text_.rest(); !rest.empty()) listener_->generated(std::move(rest));
  listener_->ended(GenerationEnd{.reason = reason,
                                 .prompt_tokens = static_cast<std::int64_t>(request_.prompt.size()),
                                 .cached_tokens = static_cast<std::int64_t>(reused_),
                                 .output_tokens = output_tokens(),
                                 .queued = started_ - submitted_,
                                 .first_token = first_token_.value_or(started_) - submitted_});
  return true;
}

void Generation::end(Error error) {
  listener_->ended(std::unexpected(std::move(error)));
}

}  // namespace swarm::batching
