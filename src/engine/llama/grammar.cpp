#include "engine/llama/grammar.hpp"

#include <limits>
#include <vector>

namespace swarm::llama {
namespace {

using grammars::States;

constexpr float kNever = -std::numeric_limits<float>::infinity();
// At 10 ns each: 5 ms at once, and 1 ms for every token of the answer. Over 150,000 tokens, what people write takes
// up to 100,000 where it is met first, thousands of alternatives beside each other 400,000, and mostly nothing later.
constexpr std::int64_t kWorkAtOnce = 500'000;
constexpr std::int64_t kWorkPerToken = 100'000;

std::unexpected<Error> too_complex() {
  return fail(ErrorCode::invalid_input, "schema_too_complex",
              "the schema leaves too many ways open at once to be followed token for token: nest fewer repetitions and "
              "alternatives that can begin alike, and refer to nothing that begins with itself");
}

}  // namespace

Result<std::unique_ptr<Grammar>> Grammar::create(std::shared_ptr<const Model> model,
                                                 std::shared_ptr<const grammars::Rules> rules) {
  std::unique_ptr<Grammar> grammar(new Grammar(std::move(model), std::move(rules)));
  grammar->states_.allow(kWorkAtOnce, kWorkAtOnce);
  grammar->state_ = grammar->states_.begin();
  if (grammar->states_.is_exhausted()) return too_complex();
  if (grammar->state_ == States::kDead) return fail(ErrorCode::invalid_input, "no value fits the schema");
  grammar->states_.allow(kWorkAtOnce, kWorkAtOnce);
  return grammar;
}

Grammar::Grammar(std::shared_ptr<const Model> model, std::shared_ptr<const grammars::Rules> rules)
    : model_(std::move(model)), order_(model_->token_order()), states_(std::move(rules)) {}

Result<bool> Grammar::accept(Token token) {
  if (model_->is_end_of_generation(token)) return states_.is_complete(state_);
  if (model_->is_control(token)) return false;  // spells text too, but means something else
  const std::string bytes = model_->bytes_of(token);
  State state = bytes.empty() ? States::kDead : state_;
  for (const char byte : bytes)
    state = states_.after(state, static_cast<unsigned char>(byte));
  if (states_.is_exhausted()) return too_complex();
  if (state == States::kDead) return false;
  state_ = states_.keep_only(state);
  states_.allow(kWorkPerToken, kWorkAtOnce);
  return true;
}

// Along the sorted tokens: path[k] is the state behind the first k bytes, as far as they lead anywhere.
Result<Done> Grammar::restrict(std::span<float> logits) {
  std::vector<char> may_come(logits.size(), 0);
  std::vector<State> path(order_.longest() + 1, States::kDead);
  path[0] = state_;
  std::size_t alive = 0;
  for (const TokenOrder::Entry& entry : order_.entries()) {
    if (entry.common > alive) continue;  // what it begins with led nowhere
    if (states_.is_exhausted()) return too_complex();
    const std::string_view bytes = order_.bytes_of(entry);
    for (alive = entry.common; alive < bytes.size(); ++alive) {
      path[alive + 1] = states_.after(path[alive], static_cast<unsigned char>(bytes[alive]));
      if (path[alive + 1] == States::kDead) break;
    }
    const auto token = static_cast<std::size_t>(entry.token);
    if (alive == bytes.size() && token < may_come.size()) may_come[token] = 1;
  }
  if (states_.is_exhausted()) return too_complex();
  for (const Token token : order_.ends())
    if (static_cast<std::size_t>(token) < may_come.size())
      may_come[static_cast<std::size_t>(token)] = states_.is_complete(state_) ? 1 : 0;
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (may_come[i] == 0) logits[i] = kNever;
  return Done{};
}

}  // namespace swarm::llama
