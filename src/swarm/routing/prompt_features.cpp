#include "swarm/routing/prompt_features.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "swarm/routing/prompt_structure.hpp"

namespace swarm::routing {

namespace {

constexpr std::uint32_t kNumberHash = hash_of("#");

// What stands for a token in a shape.
struct Symbol {
  std::uint32_t hash = 0;
  std::uint16_t token = 0;
  std::uint16_t count = 1;  // content words that stand together are one symbol
};

std::uint32_t mixed(std::uint32_t a, std::uint32_t b) {
  std::uint32_t hash = (a * 0x9E3779B1U) ^ (b + 0x7F4A7C15U + (a << 6) + (a >> 2));
  hash ^= hash >> 15;
  return hash * 0x85EBCA77U;
}

// "bigger than", "the cleverest": comparisons that are not listed.
WordClass class_in_place(const std::vector<Token>& tokens, std::size_t i) {
  const Token& token = tokens[i];
  if (token.word_class != WordClass::other || token.text.size() < 4) return token.word_class;
  const bool than = i + 1 < tokens.size() && tokens[i + 1].text == "than";
  const bool the = i > 0 && tokens[i - 1].text == "the";
  if ((than && token.text.ends_with("er")) || (the && token.text.ends_with("est"))) return WordClass::comparison;
  return WordClass::other;
}

class Extractor {
 public:
  explicit Extractor(const PromptTokens& prompt)
      : tokens_(prompt.tokens), structure_(structure_of(prompt)), last_(tokens_.size()) {
    features_.reserve(tokens_.size() * 20 + 128);
  }

  std::vector<Feature> run() {
    emit(FeatureKind::always, 1, 0, 0);
    make_symbols();
    words();
    spellings();
    shapes();
    openings();
    classes();
    structure();
    return std::move(features_);
  }

 private:
  void emit(FeatureKind kind, std::uint32_t hash, std::size_t first, std::size_t count) {
    const std::uint32_t bucket = mixed(hash, static_cast<std::uint32_t>(kind)) % kBuckets;
    std::uint64_t& word = seen_[bucket / 64];
    const std::uint64_t bit = std::uint64_t{1} << (bucket % 64);
    if ((word & bit) != 0) return;
    word |= bit;
    features_.push_back({bucket, kind, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(count)});
  }

  std::uint32_t word_hash(std::size_t i) const {
    return tokens_[i].kind == TokenKind::number ? kNumberHash : tokens_[i].hash;
  }

  std::uint32_t symbol_hash(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.kind == TokenKind::number) return kNumberHash;
    if (token.kind == TokenKind::symbol || token.kind == TokenKind::line_end) return token.hash;
    const WordClass word_class = class_in_place(tokens_, i);
    classes_seen_ |= std::uint64_t{1} << static_cast<unsigned>(word_class);
    if (word_class == WordClass::function_word) return token.hash;
    if (token.kind == TokenKind::name && word_class == WordClass::other) return hash_of("an_identifier");
    return static_cast<std::uint32_t>(word_class);
  }

  void make_symbols() {
    symbols_.reserve(tokens_.size());
    per_token_.reserve(tokens_.size());
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::uint32_t hash = symbol_hash(i);
      per_token_.push_back(hash);
      if (!symbols_.empty() && symbols_.back().hash == hash && hash <= static_cast<std::uint32_t>(WordClass::advice))
        ++symbols_.back().count;
      else
        symbols_.push_back({hash, static_cast<std::uint16_t>(i), 1});
    }
  }

  void words() {
    constexpr std::uint32_t kSkipped = 77, kLeft = 78, kRight = 79;
    for (std::size_t i = 0; i < last_; ++i) {
      const std::uint32_t here = word_hash(i);
      emit(FeatureKind::word, here, i, 1);
      if (i + 1 >= last_) continue;
      const std::uint32_t two = mixed(here, word_hash(i + 1));
      emit(FeatureKind::phrase, two, i, 2);
      emit(FeatureKind::phrase, mixed(mixed(here, per_token_[i + 1]), kLeft), i, 2);
      emit(FeatureKind::phrase, mixed(mixed(per_token_[i], word_hash(i + 1)), kRight), i, 2);
      if (i + 2 >= last_) continue;
      emit(FeatureKind::phrase, mixed(two, word_hash(i + 2)), i, 3);
      emit(FeatureKind::phrase, mixed(mixed(here, word_hash(i + 2)), kSkipped), i, 3);
    }
  }

  // Four letters at a time, the word's ends marked, of content words.
  void spellings() {
    constexpr std::size_t kPart = 4, kLettersMin = 5, kLettersMax = 24;
    std::array<char, kLettersMax + 2> marked{};
    for (std::size_t i = 0; i < last_; ++i) {
      const Token& token = tokens_[i];
      const bool content = token.kind == TokenKind::word || token.kind == TokenKind::name;
      if (!content || token.text.size() < kLettersMin || token.word_class == WordClass::function_word) continue;
      const std::size_t letters = std::min(token.text.size(), kLettersMax);
      marked[0] = '^';
      std::copy_n(token.text.begin(), letters, marked.begin() + 1);
      marked[letters + 1] = '$';
      for (std::size_t at = 0; at + kPart <= letters + 2; ++at)
        emit(FeatureKind::spelling, hash_of(std::string_view(marked.data() + at, kPart)), i, 1);
    }
  }

  void shapes() {
    constexpr std::size_t kLongest = 5;
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      std::uint32_t hash = symbols_[i].hash;
      std::size_t count = symbols_[i].count;
      emit(FeatureKind::shape, hash, symbols_[i].token, count);
      for (std::size_t n = 1; n < kLongest && i + n < symbols_.size(); ++n) {
        hash = mixed(hash, symbols_[i + n].hash);
        count += symbols_[i + n].count;
        emit(FeatureKind::shape, hash, symbols_[i].token, count);
      }
    }
  }

  void run_of(FeatureKind kind, std::size_t first, std::size_t longest) {
    std::uint32_t words = 11, symbols = 12;
    for (std::size_t i = first; i < last_ && i < first + longest; ++i) {
      words = mixed(words, word_hash(i));
      symbols = mixed(symbols, per_token_[i]);
      emit(kind, words, first, i - first + 1);
      emit(kind, symbols, first, i - first + 1);
    }
  }

  void openings() {
    if (tokens_.empty()) return;
    run_of(FeatureKind::opening, 0, 4);
    run_of(FeatureKind::question, structure_.question_first, 4);
    std::uint32_t words = 13, symbols = 14;
    for (std::size_t n = 1; n <= 3 && n <= last_; ++n) {
      words = mixed(words, word_hash(last_ - n));
      symbols = mixed(symbols, per_token_[last_ - n]);
      emit(FeatureKind::ending, words, last_ - n, n);
      emit(FeatureKind::ending, symbols, last_ - n, n);
    }
  }

  bool has_class(std::size_t c) const { return ((classes_seen_ >> c) & 1U) != 0; }

  void classes() {
    const std::uint32_t opening = tokens_.empty() ? 0 : mixed(per_token_[0], last_ > 1 ? per_token_[1] : 0);
    const std::uint32_t question = tokens_.empty() ? 0 : per_token_[structure_.question_first];
    const std::uint32_t numbers = std::min(step(Measure::numbers), 3U);
    for (std::uint32_t a = static_cast<std::uint32_t>(WordClass::letter); a < kWordClassCount; ++a) {
      if (!has_class(a) || a == static_cast<std::uint32_t>(WordClass::function_word)) continue;
      emit(FeatureKind::classes, a, a, 0);
      emit(FeatureKind::classes, mixed(opening, a), a, 0);
      emit(FeatureKind::classes, mixed(question, a + 100), a, 0);
      emit(FeatureKind::classes, (a * 64 + 40 + numbers) * 64 + 1, a, 0);
      for (std::uint32_t b = a + 1; b < kWordClassCount; ++b) {
        if (has_class(b) && b != static_cast<std::uint32_t>(WordClass::function_word))
          emit(FeatureKind::classes, (a * 64 + b) * 64, a, b);
      }
    }
  }

  std::uint32_t step(Measure measure) const { return step_of(structure_[measure]); }

  void structure() {
    for (std::uint32_t m = 0; m < kMeasureCount; ++m)
      emit(FeatureKind::structure, m * 64 + step_of(structure_.counts[m]), m, structure_.counts[m]);
    const std::uint32_t numbers = step(Measure::numbers), persons = step(Measure::persons);
    const std::uint32_t sentences = step(Measure::sentences), repeated = step(Measure::repeated_words);
    const std::uint32_t commas = step(Measure::commas), words = step(Measure::tokens);
    together(1, Measure::numbers, (numbers * 16 + persons) * 16 + sentences);
    together(2, Measure::repeated_words, (numbers * 16 + repeated) * 16 + sentences);
    together(3, Measure::repeated_words, (persons * 16 + repeated) * 16 + sentences);
    together(4, Measure::numbers, numbers * 16 + words);
    together(5, Measure::tokens, (commas * 16 + words) * 16 + sentences);
    if (tokens_.empty()) return;
    const std::uint32_t question = word_hash(structure_.question_first);
    together(6, Measure::numbers, mixed(question, numbers * 16 + sentences));
    together(7, Measure::repeated_words, mixed(question, repeated * 16 + persons));
    together(8, Measure::numbers, mixed(word_hash(0), numbers));
  }

  // Counts that mean more in each other's company; `measure` names them in a reason.
  void together(std::uint32_t which, Measure measure, std::uint32_t hash) {
    emit(FeatureKind::structure, mixed(hash, 1'000'000 * which), static_cast<std::size_t>(measure),
         structure_[measure]);
  }

  const std::vector<Token>& tokens_;
  PromptStructure structure_;
  std::size_t last_;
  std::vector<std::uint32_t> per_token_;  // the symbol of each token
  std::vector<Symbol> symbols_;           // the same, with content words that stand together as one
  std::vector<Feature> features_;
  std::array<std::uint64_t, kBuckets / 64> seen_{};
  std::uint64_t classes_seen_ = 0;
};

std::string joined(const Feature& feature, const PromptTokens& prompt, bool as_shape) {
  std::string text;
  for (std::size_t i = feature.first; i < feature.first + feature.count && i < prompt.tokens.size(); ++i) {
    const Token& token = prompt.tokens[i];
    const bool blank = i > feature.first && !token.glued;
    const bool hidden = as_shape && token.word_class == WordClass::other && token.kind == TokenKind::word;
    if (blank && !(hidden && text.ends_with('_'))) text += ' ';
    if (token.kind == TokenKind::line_end)
      text += "(line break)";
    else if (!hidden)
      text += token.text;
    else if (!text.ends_with('_'))
      text += '_';
  }
  return text;
}

}  // namespace

std::vector<Feature> features_of(const PromptTokens& prompt) {
  return Extractor(prompt).run();
}

std::string words_for(const Feature& feature, const PromptTokens& prompt) {
  switch (feature.kind) {
    case FeatureKind::always:
      return "no sign at all";
    case FeatureKind::word:
    case FeatureKind::spelling:
    case FeatureKind::phrase:
      return fmt::format("'{}'", joined(feature, prompt, false));
    case FeatureKind::shape:
      return fmt::format("the shape '{}'", joined(feature, prompt, true));
    case FeatureKind::opening:
      return fmt::format("beginning with '{}'", joined(feature, prompt, false));
    case FeatureKind::question:
      return fmt::format("asking '{}'", joined(feature, prompt, false));
    case FeatureKind::ending:
      return fmt::format("ending with '{}'", joined(feature, prompt, false));
    case FeatureKind::structure:
      return fmt::format("{}: {}", name_of(static_cast<Measure>(feature.first)), feature.count);
    case FeatureKind::classes:
      break;
  }
  const std::string_view one = name_of(static_cast<WordClass>(feature.first));
  if (feature.count == 0) return std::string(one);
  return fmt::format("{} beside {}", one, name_of(static_cast<WordClass>(feature.count)));
}

}  // namespace swarm::routing
