#include "swarm/masking/placeholder.hpp"

#include <algorithm>
#include <cctype>

#include "swarm/masking/finding.hpp"

namespace swarm::masking {

namespace {

constexpr std::size_t kBackslashesMax = 2;  // one of Markdown, doubled inside of JSON
constexpr std::size_t kEmphasisMax = 4;
constexpr std::size_t kBetweenMax = 4;
constexpr std::size_t kKindLengthMax = 8;
constexpr std::size_t kDigitsMax = 6;
static_assert(2 * (kBackslashesMax + 1 + kEmphasisMax) + kKindLengthMax + kBetweenMax + kDigitsMax <=
              kPlaceholderBytesMax);

// Reads a text from its begin; knows when it needs more of it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // As many of `allowed` as there are, at most `most`.
  std::string_view take(std::string_view allowed, std::size_t most) {
    const std::size_t begin = position_;
    while (!at_end() && position_ - begin < most && allowed.contains(text_[position_]))
      ++position_;
    return text_.substr(begin, position_ - begin);
  }
  std::string_view take_letters(std::size_t most) {
    const std::size_t begin = position_;
    while (!at_end() && position_ - begin < most && std::isalpha(static_cast<unsigned char>(text_[position_])) != 0)
      ++position_;
    return text_.substr(begin, position_ - begin);
  }
  bool at_end() const { return position_ == text_.size(); }
  std::size_t position() const { return position_; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

std::string upper(std::string_view text) {
  std::string changed(text);
  std::ranges::transform(changed, changed.begin(),
                         [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
  return changed;
}

bool is_kind(const std::string& name) {
  return std::ranges::any_of(kKindNames, [&](const KindName& kind) { return kind.name == name; });
}
bool begins_a_kind(const std::string& name) {
  return std::ranges::any_of(kKindNames, [&](const KindName& kind) { return kind.name.starts_with(name); });
}

PlaceholderMatch begun_if(bool begun) {
  return {begun ? PlaceholderMatch::State::begun : PlaceholderMatch::State::none};
}

}  // namespace

PlaceholderMatch match_placeholder(std::string_view text) {
  constexpr std::string_view kEmphasis = "*_` ", kBetween = "_- :#*\\", kDigits = "0123456789";
  Reader reader(text.substr(0, kPlaceholderBytesMax));
  const std::size_t opened_by = reader.take("\\", kBackslashesMax).size();
  if (reader.at_end()) return begun_if(true);
  if (reader.take("[", 1).empty()) return {};
  reader.take(kEmphasis, kEmphasisMax);
  const std::string kind = upper(reader.take_letters(kKindLengthMax));
  if (reader.at_end()) return begun_if(begins_a_kind(kind));
  if (!is_kind(kind)) return {};
  reader.take(kBetween, kBetweenMax);
  const std::string_view number = reader.take(kDigits, kDigitsMax);
  if (number.empty() || number[0] == '0') return begun_if(number.empty() && reader.at_end());
  if (reader.at_end()) return begun_if(true);
  reader.take(kEmphasis, kEmphasisMax);
  const std::size_t closed_by = reader.take("\\", kBackslashesMax).size();
  if (reader.at_end()) return begun_if((opened_by == 0) == (closed_by == 0) || closed_by == 0);
  if ((opened_by == 0) != (closed_by == 0) || reader.take("]", 1).empty()) return {};
  return {PlaceholderMatch::State::whole, reader.position(), kind + "_" + std::string(number)};
}

}  // namespace swarm::masking
