#pragma once

#include <memory>
#include <span>

#include "base/result.hpp"
#include "engine/grammars/states.hpp"
#include "engine/llama/model.hpp"
#include "engine/llama/token_order.hpp"

namespace swarm::llama {

// What an answer may look like, token for token: rules over the bytes of a model's tokens. It moves on with every token
// that is accepted. Not thread-safe.
//
// Each call may fail with `invalid_input`, reason "schema_too_complex": more ways are open than can be followed in the
// time that a token may take. What a call costs is bounded whatever the rules say.
class Grammar {
 public:
  // `invalid_input` also when no text fits the rules.
  static Result<std::unique_ptr<Grammar>> create(std::shared_ptr<const Model> model,
                                                 std::shared_ptr<const grammars::Rules> rules);

  // The logits of all tokens that may not come next become minus infinity: costs a look at the whole vocabulary.
  Result<Done> restrict(std::span<float> logits);
  // False, and the grammar stays where it is, when the token may not come next.
  Result<bool> accept(Token token);

 private:
  using State = grammars::States::State;
  Grammar(std::shared_ptr<const Model> model, std::shared_ptr<const grammars::Rules> rules);

  const std::shared_ptr<const Model> model_;
  const TokenOrder& order_;
  grammars::States states_;
  State state_ = grammars::States::kDead;
};

}  // namespace swarm::llama
