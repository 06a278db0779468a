#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace swarm::data {

// The special tokens of the built-in model, in the order of their numbers, which begin behind the 256 bytes.
inline constexpr std::array<std::string_view, 10> kSpecialTokens{
    "<|endoftext|>", "<|end|>",  "<|user|>",  "<|assistant|>", "<think>",
    "</think>",      "<|math|>", "<|logic|>", "<|code|>",      "<|reasoning|>"};
inline constexpr std::size_t kFirstMergedToken = 256 + kSpecialTokens.size();
inline constexpr std::size_t kVocabularyMax = 2048;

// A byte-level vocabulary: bytes by their values, the special tokens, then one token per merge.
struct Vocabulary {
  std::vector<std::string> tokens;  // as files have them: bytes in the letters that GPT-2 gave them
  std::vector<std::pair<std::uint32_t, std::uint32_t>> merges;
};

// Bytes in GPT-2's letters: printable ones stand for themselves, the others from U+0100 on.
std::string in_letters(std::string_view bytes);

// Text in the words that merges never reach across: what llama.cpp's pre-tokenizer "qwen2" does to ASCII. A run of
// other characters is one word, marked as foreign: merges are not learnt from it.
struct Word {
  std::string_view text;
  bool is_foreign = false;
};
std::vector<Word> words_of(std::string_view text);

// Learns merges from texts: always the pair that is most frequent, among equals the one with the smaller numbers.
class BytePairTrainer {
 public:
  static constexpr std::size_t kWordsMax = 2'000'000;  // different ones; later new ones are left out

  void add(std::string_view text);
  // Fewer tokens when no pair is left that occurs twice. `invalid_input` for a size outside of
  // kFirstMergedToken to kVocabularyMax.
  Result<Vocabulary> train(std::size_t vocabulary_size) const;

 private:
  std::map<std::string, std::uint64_t, std::less<>> words_;
};

// A word as the tokens of the vocabulary, by the order of its merges.
std::vector<std::uint32_t> tokens_of_word(const Vocabulary& vocabulary, std::string_view word);

}  // namespace swarm::data
