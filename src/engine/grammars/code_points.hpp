#pragma once

#include <initializer_list>
#include <vector>

namespace swarm::grammars {

// A set of characters, as ranges that are sorted and apart. Surrogates are never in it: they are no characters.
class CodePoints {
 public:
  struct Range {
    char32_t low, high;
    auto operator<=>(const Range&) const = default;
  };

  CodePoints() = default;
  CodePoints(std::initializer_list<Range> ranges);
  explicit CodePoints(std::vector<Range> ranges);  // in any order
  static CodePoints all();

  void add(char32_t low, char32_t high);
  void add(const CodePoints& others);
  CodePoints without(const CodePoints& others) const;
  CodePoints complement() const;
  bool contains(char32_t character) const;
  bool empty() const { return ranges_.empty(); }
  const std::vector<Range>& ranges() const { return ranges_; }

 private:
  void tidy();

  std::vector<Range> ranges_;
};

}  // namespace swarm::grammars
