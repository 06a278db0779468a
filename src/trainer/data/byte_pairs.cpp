#include "trainer/data/byte_pairs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::data {

namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

bool is_letter(unsigned char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
bool is_digit(unsigned char c) {
  return c >= '0' && c <= '9';
}
bool is_line_end(unsigned char c) {
  return c == '\r' || c == '\n';
}
bool is_space(unsigned char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_foreign(unsigned char c) {
  return c >= 0x80;
}
bool is_sign(unsigned char c) {
  return !is_space(c) && !is_letter(c) && !is_digit(c) && !is_foreign(c);
}

template <class Kind>
std::size_t run_of(std::string_view text, std::size_t from, Kind kind) {
  std::size_t end = from;
  while (end < text.size() && kind(static_cast<unsigned char>(text[end])))
    ++end;
  return end - from;
}

// '[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]
std::size_t contraction_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '\'') return 0;
  const auto lower = [&](std::size_t i) { return i < text.size() ? static_cast<char>(text[i] | 0x20) : '\0'; };
  if (std::string_view("stmd").find(lower(1)) != std::string_view::npos &&
      is_letter(static_cast<unsigned char>(text[1])))
    return 2;
  const std::array<char, 2> two{lower(1), lower(2)};
  const std::string_view ending(two.data(), two.size());
  return ending == "re" || ending == "ve" || ending == "ll" ? 3 : 0;
}

// \s*[\r\n]+|\s+(?!\S)|\s+
std::size_t space_length(std::string_view text) {
  const std::size_t run = run_of(text, 0, is_space);
  for (std::size_t length = run; length > 0; --length) {
    if (is_line_end(static_cast<unsigned char>(text[length - 1]))) return length;
  }
  return run == text.size() || run == 1 ? run : run - 1;
}

std::size_t word_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (const std::size_t length = contraction_length(text); length > 0) return length;
  const std::size_t before = is_letter(first) || is_digit(first) || is_line_end(first) ? 0 : 1;
  if (const std::size_t letters = run_of(text, before, is_letter); letters > 0) return before + letters;
  if (is_digit(first)) return 1;
  const std::size_t blank = first == ' ' ? 1 : 0;
  if (const std::size_t signs = run_of(text, blank, is_sign); signs > 0)
    return blank + signs + run_of(text, blank + signs, is_line_end);
  return space_length(text);
}

struct CountedWord {
  std::vector<std::uint32_t> symbols;
  std::uint64_t count;
};

void merge_pair(std::vector<std::uint32_t>& symbols, Pair pair, std::uint32_t merged) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const bool here = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
    symbols[kept++] = here ? merged : symbols[i];
    i += here ? 1 : 0;
  }
  symbols.resize(kept);
}

std::vector<std::uint32_t> bytes_of(std::string_view word) {
  std::vector<std::uint32_t> symbols;
  for (const char c : word)
    symbols.push_back(static_cast<unsigned char>(c));
  return symbols;
}

// The most frequent pair of neighbours that occurs at least twice; {0, 0} when there is none. `counts` is square.
Pair best_pair(const std::vector<CountedWord>& words, std::size_t side, std::vector<std::uint64_t>& counts) {
  std::ranges::fill(counts, 0);
  for (const CountedWord& word : words) {
    for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
      counts[word.symbols[i] * side + word.symbols[i + 1]] += word.count;
  }
  const auto best = std::ranges::max_element(counts);  // the first among equals
  if (*best < 2) return {0, 0};
  const auto place = static_cast<std::size_t>(best - counts.begin());
  return {static_cast<std::uint32_t>(place / side), static_cast<std::uint32_t>(place % side)};
}

std::string bytes_of_letters(const std::vector<std::string>& spelled, Pair pair) {
  return spelled[pair.first] + spelled[pair.second];
}

}  // namespace

std::string in_letters(std::string_view bytes) {
  static const std::array<std::string, 256> kLetters = [] {
    std::array<std::string, 256> letters;
    std::uint32_t next_foreign = 0x100;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const bool shows = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
      const std::uint32_t letter = shows ? byte : next_foreign++;
      if (letter < 0x80) {
        letters[byte] = std::string(1, static_cast<char>(letter));
      } else {
        letters[byte] = {static_cast<char>(0xC0 | (letter >> 6)), static_cast<char>(0x80 | (letter & 0x3F))};
      }
    }
    return letters;
  }();
  std::string text;
  for (const char c : bytes)
    text += kLetters[static_cast<unsigned char>(c)];
  return text;
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  while (!text.empty()) {
    const std::size_t foreign = run_of(text, 0, is_foreign);
    const std::size_t length = foreign > 0 ? foreign : word_length(text);
    words.push_back({text.substr(0, length), foreign > 0});
    text.remove_prefix(length);
  }
  return words;
}

void BytePairTrainer::add(std::string_view text) {
  for (const Word word : words_of(text)) {
    if (word.is_foreign || word.text.size() < 2) continue;
    const auto known = words_.find(word.text);
    if (known != words_.end())
      ++known->second;
    else if (words_.size() < kWordsMax)
      words_.emplace(word.text, 1);
  }
}

Result<Vocabulary> BytePairTrainer::train(std::size_t vocabulary_size) const {
  if (vocabulary_size < kFirstMergedToken || vocabulary_size > kVocabularyMax) {
    return fail(ErrorCode::invalid_input, fmt::format("a vocabulary of {} to {} tokens expected, got {}",
                                                      kFirstMergedToken, kVocabularyMax, vocabulary_size));
  }
  std::vector<CountedWord> words;
  for (const auto& [word, count] : words_)
    words.push_back({bytes_of(word), count});
  Vocabulary vocabulary;
  std::vector<std::string> spelled;
  for (std::uint32_t byte = 0; byte < 256; ++byte)
    spelled.push_back(in_letters(std::string(1, static_cast<char>(byte))));
  spelled.insert(spelled.end(), kSpecialTokens.begin(), kSpecialTokens.end());
  std::vector<std::uint64_t> counts(vocabulary_size * vocabulary_size);
  while (spelled.size() < vocabulary_size) {
    const Pair pair = best_pair(words, vocabulary_size, counts);
    if (pair == Pair{0, 0}) break;
    const auto merged = static_cast<std::uint32_t>(spelled.size());
    spelled.push_back(bytes_of_letters(spelled, pair));
    vocabulary.merges.push_back(pair);
    for (CountedWord& word : words)
      merge_pair(word.symbols, pair, merged);
  }
  vocabulary.tokens = std::move(spelled);
  return vocabulary;
}

std::vector<std::uint32_t> tokens_of_word(const Vocabulary& vocabulary, std::string_view word) {
  std::vector<std::uint32_t> symbols = bytes_of(word);
  for (std::size_t rank = 0; rank < vocabulary.merges.size(); ++rank)
    merge_pair(symbols, vocabulary.merges[rank], static_cast<std::uint32_t>(kFirstMergedToken + rank));
  return symbols;
}

}  // namespace swarm::data
