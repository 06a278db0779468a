#include "engine/llama/grammar.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <vector>

#include "engine/llama/backend.hpp"
#include "llama.h"

namespace swarm::llama {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr std::uint64_t kRepetitionsMax = 2000;
constexpr int kNestingMax = 100;
constexpr std::uint64_t kRepeatedMax = 50'000;  // all repetitions together: each becomes a rule or an element of one

std::uint64_t number_at(std::string_view text, std::size_t& position) {
  std::uint64_t number = 0;
  for (; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position)
    number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(text[position] - '0'), 1'000'000'000);
  return number;
}

// Behind the literal, class or comment that begins here; the same position if none does.
std::size_t behind_text(std::string_view text, std::size_t position) {
  const char opens = text[position];
  if (opens == '#') return std::min(text.find('\n', position), text.size());
  const char closes = opens == '"' ? '"' : opens == '[' ? ']' : '\0';
  if (closes == '\0') return position;
  for (++position; position < text.size() && text[position] != closes; ++position)
    position += text[position] == '\\' ? 1 : 0;
  return std::min(position + 1, text.size());
}

// The repetitions behind an opening brace: the most, or the least where there is no most.
Result<std::uint64_t> repetitions_at(std::string_view text, std::size_t& at) {
  const std::uint64_t least = number_at(text, at);
  const std::size_t comma = text.find_first_not_of(" \t", at);
  if (comma == std::string_view::npos || text[comma] != ',') return least;
  std::size_t digits = std::min(text.find_first_not_of(" \t", comma + 1), text.size());
  const std::size_t before = digits;
  const std::uint64_t most = number_at(text, digits);
  if (digits == before) return least;
  if (most <= kRepetitionsMax && most >= least) return most;
  return fail(ErrorCode::invalid_input,
              fmt::format("{} to {} repetitions cannot be kept to: at most {}, and no fewer than the least", least,
                          most, kRepetitionsMax));
}

// What llama.cpp's parser does not survive, or reads as something else: {5,2} never ends, the 2001st repetition makes
// it "as many as you like", and parentheses take stack. It writes out what is repeated: all of it has a bound.
Result<Done> check_shape(std::string_view text) {
  int nesting = 0;
  std::uint64_t repeated = 0;
  std::uint64_t length_before = 1;  // of the text or class in front, as the parser keeps it; all else is one reference
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t behind = behind_text(text, at); behind > at) {
      length_before = behind - at;
      at = behind;
      continue;
    }
    const char here = text[at++];
    nesting += here == '(' ? 1 : here == ')' ? -1 : 0;
    if (nesting > kNestingMax)
      return fail(ErrorCode::invalid_input, fmt::format("the grammar has more than {} parentheses open", kNestingMax));
    if (here == '{') repeated += length_before * TRY(repetitions_at(text, at));
    if (repeated > kRepeatedMax) {
      return fail(ErrorCode::invalid_input,
                  fmt::format("all repetitions together are more than {}: ask for shorter texts and lists, or fewer",
                              kRepeatedMax));
    }
    if (here != ' ' && here != '\t' && here != '{') length_before = 1;
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Grammar>> Grammar::parse(std::shared_ptr<Model> model, const std::string& text) {
  if (text.size() > kBytesMax)
    return fail(ErrorCode::too_large,
                fmt::format("the grammar has {} bytes; at most {} are taken", text.size(), kBytesMax));
  if (text.find('\0') != std::string::npos) return fail(ErrorCode::invalid_input, "the grammar has a zero byte");
  static_cast<void>(TRY(check_shape(text)));
  take_last_error();
  try {
    llama_sampler* handle = llama_sampler_init_grammar(llama_model_get_vocab(model->handle()), text.c_str(), "root");
    if (handle == nullptr)
      return fail(ErrorCode::invalid_input, fmt::format("the grammar cannot be read: {}", take_last_error()));
    return std::unique_ptr<Grammar>(new Grammar(std::move(model), handle));
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_input, fmt::format("the grammar cannot be read: {}", error.what()));
  }
}

Grammar::Grammar(std::shared_ptr<Model> model, llama_sampler* handle) : model_(std::move(model)), handle_(handle) {}

Grammar::~Grammar() {
  llama_sampler_free(handle_);
}

bool Grammar::may_ever(Token token) const {
  return model_->is_end_of_generation(token) || !model_->is_control(token);
}

bool Grammar::allows(Token token) {
  if (!may_ever(token)) return false;
  llama_token_data candidate{.id = token, .logit = 0, .p = 0};
  llama_token_data_array candidates{.data = &candidate, .size = 1, .selected = -1, .sorted = false};
  llama_sampler_apply(handle_, &candidates);
  return candidate.logit != kNever;
}

void Grammar::restrict(std::span<float> logits) {
  std::vector<llama_token_data> candidates;
  candidates.reserve(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i)
    candidates.push_back({.id = static_cast<Token>(i), .logit = logits[i], .p = 0});
  llama_token_data_array all{.data = candidates.data(), .size = candidates.size(), .selected = -1, .sorted = false};
  llama_sampler_apply(handle_, &all);
  for (std::size_t i = 0; i < all.size; ++i) {
    const auto token = static_cast<std::size_t>(all.data[i].id);
    logits[token] = may_ever(all.data[i].id) ? all.data[i].logit : kNever;
  }
}

bool Grammar::accept(Token token) {
  if (!allows(token)) return false;  // llama.cpp ends the process on some tokens that may not come
  if (model_->is_end_of_generation(token)) return true;
  llama_sampler_accept(handle_, token);
  return true;
}

}  // namespace swarm::llama
