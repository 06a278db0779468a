#include "support/byte_pairs.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

namespace swarm::tests {

namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

struct Word {
  std::vector<std::uint32_t> ids;
  std::int64_t count = 0;
};

enum class Kind { letter, digit, blank, newline, other };
Kind kind_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z') return Kind::letter;
  if (byte >= 0x80) return Kind::letter;  // nearly: of UTF-8 text, most are
  if (byte >= '0' && byte <= '9') return Kind::digit;
  if (byte == '\n' || byte == '\r') return Kind::newline;
  return byte == ' ' || byte == '\t' ? Kind::blank : Kind::other;
}

std::size_t run(std::string_view text, std::size_t from, Kind kind) {
  while (from < text.size() && kind_of(text[from]) == kind)
    ++from;
  return from;
}

// The length of the first piece that merges may not cross: a word with the character in front of it, one digit,
// punctuation with its line ends, or blanks.
std::size_t piece_length(std::string_view text) {
  const Kind first = kind_of(text[0]);
  const Kind second = text.size() > 1 ? kind_of(text[1]) : Kind::newline;
  if (first == Kind::digit) return 1;
  if (first == Kind::letter) return run(text, 0, Kind::letter);
  if (first != Kind::newline && second == Kind::letter) return run(text, 1, Kind::letter);
  if (first == Kind::other || (first == Kind::blank && second == Kind::other))
    return run(text, run(text, first == Kind::blank ? 1 : 0, Kind::other), Kind::newline);
  if (first == Kind::newline) return run(text, 0, Kind::newline);
  const std::size_t end = run(text, 0, Kind::blank);
  return end > 1 && end < text.size() ? end - 1 : end;  // the last blank belongs to what follows
}

class Learner {
 public:
  Learner(std::string_view text, std::size_t merges_max) : merges_max_(merges_max) {
    const auto bytes = byte_tokens();
    learnt_.tokens.assign(bytes.begin(), bytes.end());
    for (std::uint32_t id = 0; id < learnt_.tokens.size(); ++id)
      ids_.emplace(learnt_.tokens[id], id);
    count_words(text);
  }

  BytePairs learn() {
    while (learnt_.merges.size() < merges_max_) {
      const auto best =
          std::ranges::max_element(counts_, [](const auto& a, const auto& b) { return a.second < b.second; });
      if (best == counts_.end() || best->second < 2) break;
      merge(best->first);
    }
    return std::move(learnt_);
  }

 private:
  void count_words(std::string_view text) {
    std::map<std::string_view, std::int64_t> counts;
    while (!text.empty()) {
      const std::size_t length = piece_length(text);
      ++counts[text.substr(0, length)];
      text.remove_prefix(length);
    }
    for (const auto& [piece, count] : counts) {
      Word word{.count = count};
      for (const char c : piece)
        word.ids.push_back(static_cast<unsigned char>(c));
      words_.push_back(std::move(word));
      add_pairs(words_.size() - 1, 1);
    }
  }

  void add_pairs(std::size_t place, std::int64_t sign) {
    const Word& word = words_[place];
    for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
      const Pair pair{word.ids[i], word.ids[i + 1]};
      const std::int64_t left = counts_[pair] += sign * word.count;
      if (sign > 0) places_[pair].insert(place);
      if (left == 0) counts_.erase(pair);
    }
  }

  void merge(Pair pair) {
    const std::string left = learnt_.tokens[pair.first], right = learnt_.tokens[pair.second];
    learnt_.merges.push_back(left + " " + right);
    const auto [known, is_new] = ids_.emplace(left + right, static_cast<std::uint32_t>(learnt_.tokens.size()));
    if (is_new) learnt_.tokens.push_back(left + right);
    const std::set<std::size_t> places = std::move(places_[pair]);
    places_.erase(pair);
    for (const std::size_t place : places) {
      add_pairs(place, -1);
      join(words_[place].ids, pair, known->second);
      add_pairs(place, 1);
    }
    counts_.erase(pair);
  }

  static void join(std::vector<std::uint32_t>& ids, Pair pair, std::uint32_t joined) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const bool is_pair = i + 1 < ids.size() && ids[i] == pair.first && ids[i + 1] == pair.second;
      out.push_back(is_pair ? joined : ids[i]);
      if (is_pair) ++i;
    }
    ids = std::move(out);
  }

  std::size_t merges_max_;
  BytePairs learnt_;
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<Word> words_;
  std::map<Pair, std::int64_t> counts_;
  std::map<Pair, std::set<std::size_t>> places_;
};

std::string utf8(std::uint32_t character) {
  if (character < 0x80) return {static_cast<char>(character)};
  return {static_cast<char>(0xC0U | (character >> 6)), static_cast<char>(0x80U | (character & 0x3FU))};
}

}  // namespace

std::array<std::string, 256> byte_tokens() {
  std::array<std::string, 256> tokens;
  std::uint32_t next = 256;
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const bool is_printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    tokens[byte] = utf8(is_printable ? byte : next);
    if (!is_printable) ++next;
  }
  return tokens;
}

BytePairs learn_byte_pairs(std::string_view text, std::size_t merges_max) {
  return Learner(text, merges_max).learn();
}

std::string pages_below(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> pages;
  auto entries = std::filesystem::recursive_directory_iterator(folder);
  for (auto entry = begin(entries); entry != end(entries); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && (name == "build" || name.starts_with("."))) entry.disable_recursion_pending();
    if (entry->is_regular_file() && entry->path().extension() == ".md") pages.insert(entry->path());
  }
  std::string text;
  for (const std::filesystem::path& page : pages) {
    std::ifstream stream(page, std::ios::binary);
    text.append(std::istreambuf_iterator<char>(stream), {});
  }
  return text;
}

}  // namespace swarm::tests
