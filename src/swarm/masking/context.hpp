#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

// What the words around a number say about it.
namespace swarm::masking {

// What a word announces.
enum class Topic { card, phone, social_security, tax, passport };
inline constexpr std::size_t kTopics = 5;

// Where words stand that announce something ("phone", "passport no."). Made once for a text; its size is bounded by
// the text's.
class Announcements {
 public:
  explicit Announcements(std::string_view text);
  // Whether such a word ends shortly before `at`, without another number between them.
  bool announces(Topic topic, std::size_t at) const;

 private:
  std::string_view text_;
  std::array<std::vector<std::size_t>, kTopics> ends_;
};

// Whether the number in [begin, end) is a part of a calculation: an operator beside it, or words such as "what is" or
// "times". Looks at a few bytes around it only.
bool is_in_calculation(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace swarm::masking
