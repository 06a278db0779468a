#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/llama/backend.hpp"
#include "engine/llama/context.hpp"

namespace swarm::batching {

using llama::Token;

// Keys and values of a number of sequences, for one adapter. One thread uses it.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual llama::Decoded decode(std::span<const llama::BatchToken> tokens) = 0;
  virtual std::span<const float> logits(std::size_t row) = 0;  // until the next call; empty: the row has none
  virtual bool forget(int sequence, int from_position) = 0;    // false: only everything can be forgotten
  virtual void copy(int from, int to) = 0;                     // `to` holds what `from` holds
  virtual std::vector<llama::DeviceUse> memory() const = 0;
};

// Makes vectors of texts, one text at a time.
class VectorDecoder {
 public:
  virtual ~VectorDecoder() = default;
  // Reads the next tokens of the text; `first` begins a new one. Ok until the text is longer than the context.
  virtual llama::Decoded read(std::span<const Token> tokens, bool is_first) = 0;
  virtual std::size_t tokens_per_call() const = 0;
  virtual std::vector<float> vector() = 0;  // of everything that was read, of length 1; empty: there is none
  virtual std::vector<llama::DeviceUse> memory() const = 0;
};

// What an answer may look like; see llama::Grammar.
class Constraint {
 public:
  virtual ~Constraint() = default;
  virtual Result<Done> restrict(std::span<float> logits) = 0;
  virtual Result<bool> accept(Token token) = 0;
};

// A model as the engine uses it; tests hand in one of their own. Safe from every thread.
class ModelRunner {
 public:
  virtual ~ModelRunner() = default;
  // `is_beside_others`: other decoders of this model are used meanwhile, which are not to be disturbed.
  virtual Result<std::unique_ptr<Decoder>> make_decoder(std::shared_ptr<llama::Adapter> adapter,
                                                        bool is_beside_others) = 0;
  virtual Result<std::unique_ptr<VectorDecoder>> make_vector_decoder(std::shared_ptr<llama::Adapter> adapter) = 0;
  virtual std::string bytes_of(Token token) const = 0;
  virtual bool is_end(Token token) const = 0;
  virtual std::size_t vocabulary() const = 0;
  virtual Bytes adapter_bytes() const = 0;  // of all adapters that are loaded
  // False while an adapter is being loaded: making a context, or the end of an adapter, would wait for that.
  virtual bool are_adapters_at_rest() const { return true; }
  virtual std::vector<llama::DeviceFacts> devices() const = 0;
  virtual Bytes used_by_all(const llama::DeviceFacts& device) const = 0;
  virtual void abort() = 0;  // running and later decode calls end at once
};

}  // namespace swarm::batching
