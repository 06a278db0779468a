#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "engine/llama/model.hpp"

struct llama_sampler;

namespace swarm::llama {

// What an answer may look like, token for token. It moves on with every token that is accepted. Not thread-safe.
class Grammar {
 public:
  static constexpr std::size_t kBytesMax = 256 * 1024;

  // `invalid_input` when the text is no grammar, `too_large` beyond kBytesMax.
  static Result<std::unique_ptr<Grammar>> parse(std::shared_ptr<Model> model, const std::string& text);
  ~Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  bool allows(Token token);
  // The logits of all tokens that may not come next become minus infinity: costs a look at the whole vocabulary.
  void restrict(std::span<float> logits);
  // False, and the grammar stays where it is, when the token may not come next.
  bool accept(Token token);

 private:
  Grammar(std::shared_ptr<Model> model, llama_sampler* handle);
  bool may_ever(Token token) const;  // special tokens spell text too, but mean something else

  std::shared_ptr<Model> model_;
  llama_sampler* handle_;
};

}  // namespace swarm::llama
