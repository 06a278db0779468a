#pragma once

#include <atomic>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "base/mutex.hpp"
#include "engine/batching/model_runner.hpp"

namespace swarm::tests {

// What a scripted model is told to do, and what was done with it. Safe to use from any thread.
struct ModelScript {
  static constexpr std::size_t kVocabulary = 64;
  static constexpr llama::Token kEnd = 63;

  int slots = 4;
  bool can_forget_a_part = true;
  std::atomic<int> refused_contexts = 0;                    // so many of the next cannot be made
  std::atomic<llama::Decoded> next = llama::Decoded::done;  // of the next decode call; then done again
  std::atomic<int> always_no_room = 0;                      // so many calls
  std::atomic<bool> is_held = false;                        // decode calls wait until it is false
  std::atomic<bool> is_making_held = false;                 // so does the making of a context beside others
  std::atomic<int> contexts = 0, contexts_made = 0, calls = 0, tokens_read = 0, widest_call = 0, copies = 0;
  Bytes use_of_context{100 * MiB};
  std::atomic<std::uint64_t> adapter_bytes = 0;
  std::atomic<bool> is_loading = false;       // an adapter
  std::atomic<int> calls_before_context = 0;  // made before the newest context was
  std::atomic<bool> has_vectors = false;
  std::atomic<int> vector_contexts = 0;
};

// The token that follows a text, by its tokens alone: whoever loses or mixes up one gets other answers.
inline llama::Token scripted_next(std::span<const llama::Token> text) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const llama::Token token : text)
    hash = (hash ^ static_cast<std::uint64_t>(token + 1)) * 1099511628211ULL;
  return static_cast<llama::Token>((hash >> 20) % ModelScript::kVocabulary);
}

// What the engine must answer, worked out beside it.
inline std::vector<llama::Token> scripted_answer(std::vector<llama::Token> prompt, std::size_t output_max) {
  std::vector<llama::Token> answer;
  while (answer.size() < output_max) {
    const llama::Token next = scripted_next(prompt);
    if (next == ModelScript::kEnd) break;
    answer.push_back(next);
    prompt.push_back(next);
  }
  return answer;
}

// A context that remembers its sequences, and fails the test when a position does not follow the one before.
class ScriptedDecoder final : public batching::Decoder {
 public:
  ScriptedDecoder(ModelScript& script, llama::Token adapter) : script_(script), adapter_(adapter) {
    ++script_.contexts;
    ++script_.contexts_made;
  }
  ~ScriptedDecoder() override { --script_.contexts; }

  llama::Decoded decode(std::span<const llama::BatchToken> tokens) override {
    while (script_.is_held)
      std::this_thread::yield();
    ++script_.calls;
    script_.widest_call = std::max(script_.widest_call.load(), static_cast<int>(tokens.size()));
    const llama::Decoded decoded = script_.next.exchange(llama::Decoded::done);
    if (decoded != llama::Decoded::done) return decoded;
    if (script_.always_no_room > 0) {
      --script_.always_no_room;
      return llama::Decoded::no_room;
    }
    logits_.assign(tokens.size(), {});
    int sequence_before = -1;
    for (std::size_t row = 0; row < tokens.size(); ++row) {
      EXPECT_GE(tokens[row].sequence, sequence_before) << "sequences come in ascending order";
      sequence_before = tokens[row].sequence;
      read(tokens[row], row);
    }
    script_.tokens_read += static_cast<int>(tokens.size());
    return llama::Decoded::done;
  }
  std::span<const float> logits(std::size_t row) override { return logits_.at(row); }
  bool forget(int sequence, int from_position) override {
    if (!script_.can_forget_a_part && from_position > 0) return false;
    std::vector<llama::Token>& text = texts_[sequence];
    text.resize(std::min(text.size(), static_cast<std::size_t>(from_position)));
    return true;
  }
  void copy(int from, int to) override {
    texts_[to] = texts_[from];
    ++script_.copies;
  }
  std::vector<llama::DeviceUse> memory() const override {
    return {{.device = "cpu", .weights = Bytes{10 * MiB}, .kv = script_.use_of_context, .compute = Bytes{0}}};
  }

 private:
  void read(const llama::BatchToken& token, std::size_t row) {
    EXPECT_LT(token.sequence, script_.slots);
    std::vector<llama::Token>& text = texts_[token.sequence];
    EXPECT_EQ(static_cast<std::size_t>(token.position), text.size()) << "sequence " << token.sequence;
    text.push_back(token.token);
    if (!token.has_output) return;
    std::vector<llama::Token> seen{adapter_};
    if (adapter_ < 0) seen.clear();
    seen.insert(seen.end(), text.begin(), text.end());
    logits_[row].assign(ModelScript::kVocabulary, 0);
    logits_[row][static_cast<std::size_t>(scripted_next(seen))] = 5;
  }

  ModelScript& script_;
  const llama::Token adapter_;
  std::map<int, std::vector<llama::Token>> texts_;
  std::vector<std::vector<float>> logits_;
};

// Says the same of every text.
class ScriptedVectorDecoder final : public batching::VectorDecoder {
 public:
  explicit ScriptedVectorDecoder(ModelScript& script) : script_(script) { ++script_.vector_contexts; }
  ~ScriptedVectorDecoder() override { --script_.vector_contexts; }
  llama::Decoded read(std::span<const llama::Token>, bool) override { return llama::Decoded::done; }
  std::size_t tokens_per_call() const override { return 8; }
  std::vector<float> vector() override { return {1}; }
  std::vector<llama::DeviceUse> memory() const override {
    return {{.device = "cpu", .weights = Bytes{10 * MiB}, .kv = script_.use_of_context, .compute = Bytes{0}}};
  }

 private:
  ModelScript& script_;
};

// The script outlives it.
class ScriptedModel final : public batching::ModelRunner {
 public:
  explicit ScriptedModel(ModelScript& script) : script_(script) {}

  Result<std::unique_ptr<batching::Decoder>> make_decoder(std::shared_ptr<llama::Adapter> adapter,
                                                          bool is_beside_others) override {
    while (is_beside_others && script_.is_making_held)
      std::this_thread::yield();
    if (script_.refused_contexts > 0) {
      --script_.refused_contexts;
      return fail(ErrorCode::unavailable, "no memory");
    }
    script_.calls_before_context = script_.calls.load();
    const auto number = static_cast<llama::Token>(reinterpret_cast<std::uintptr_t>(adapter.get()) % 61);
    return std::make_unique<ScriptedDecoder>(script_, adapter == nullptr ? -1 : number);
  }
  Result<std::unique_ptr<batching::VectorDecoder>> make_vector_decoder(std::shared_ptr<llama::Adapter>) override {
    if (!script_.has_vectors) return fail(ErrorCode::unavailable, "no vectors here");
    if (script_.refused_contexts > 0) {
      --script_.refused_contexts;
      return fail(ErrorCode::unavailable, "no memory");
    }
    return std::make_unique<ScriptedVectorDecoder>(script_);
  }
  std::string bytes_of(llama::Token token) const override { return {static_cast<char>('0' + token)}; }
  bool is_end(llama::Token token) const override { return token == ModelScript::kEnd; }
  std::size_t vocabulary() const override { return ModelScript::kVocabulary; }
  Bytes adapter_bytes() const override { return Bytes{script_.adapter_bytes}; }
  bool are_adapters_at_rest() const override { return !script_.is_loading; }
  std::vector<llama::DeviceFacts> devices() const override {
    return {{.name = "cpu", .total = Bytes{8 * GiB}, .free = Bytes{8 * GiB}}};
  }
  Bytes used_by_all(const llama::DeviceFacts&) const override { return Bytes{1 * GiB}; }
  void abort() override {
    script_.is_held = false;
    script_.is_making_held = false;
  }

 private:
  ModelScript& script_;
};

}  // namespace swarm::tests
