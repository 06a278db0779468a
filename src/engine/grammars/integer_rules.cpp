#include "engine/grammars/integer_rules.hpp"

#include <algorithm>

namespace swarm::grammars {
namespace {

constexpr std::size_t kDigits = 16;  // where there is no bound: more are not exact in most programs

std::string digits_of(WideInteger number) {
  std::string out;
  for (; number > 0 || out.empty(); number /= 10)
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
  return out;
}

WideInteger power_of_ten(std::size_t exponent) {
  WideInteger out = 1;
  for (; exponent > 0; --exponent)
    out *= 10;
  return out;
}

class Between {
 public:
  Between(RuleBook& book, std::vector<Sequence>& alternatives) : book_(book), alternatives_(alternatives) {}

  // 0 <= low <= high.
  void add(const std::string& sign, WideInteger low, WideInteger high) {
    sign_ = sign;
    for (std::size_t length = digits_of(low).size(); length <= digits_of(high).size(); ++length) {
      const WideInteger first = std::max(low, length == 1 ? WideInteger{0} : power_of_ten(length - 1));
      add_same_length(digits_of(first), digits_of(std::min(high, power_of_ten(length) - 1)));
    }
  }

 private:
  void add_same_length(const std::string& low, const std::string& high) {
    const std::size_t same = static_cast<std::size_t>(std::ranges::mismatch(low, high).in1 - low.begin());
    if (same == low.size()) return add_way(low, '1', '0', 0);
    const std::size_t behind = low.size() - same - 1;
    // All that begins between the two digits that differ, these two included where every rest will do.
    const bool takes_low = low.find_first_not_of('0', same + 1) == std::string::npos;
    const bool takes_high = high.find_first_not_of('9', same + 1) == std::string::npos;
    add_way(low.substr(0, same), static_cast<char>(low[same] + (takes_low ? 0 : 1)),
            static_cast<char>(high[same] - (takes_high ? 0 : 1)), behind);
    if (!takes_low) add_same_length(low, low.substr(0, same + 1) + std::string(behind, '9'));
    if (!takes_high) add_same_length(high.substr(0, same + 1) + std::string(behind, '0'), high);
  }

  // The beginning, one digit from `low` to `high`, and so many of any kind. '1' to '0': just the beginning.
  void add_way(const std::string& beginning, char low, char high, std::size_t any) {
    const bool is_whole = low == '1' && high == '0' && any == 0;
    if (low > high && !is_whole) return;
    Sequence way = book_.text(sign_ + beginning);
    if (!is_whole) {
      const Sequence digit = book_.one_of({{static_cast<char32_t>(low), static_cast<char32_t>(high)}});
      way = joined({way, digit, Sequence(any, book_.one_of({{'0', '9'}}).front())});
    }
    alternatives_.push_back(std::move(way));
  }

  RuleBook& book_;
  std::vector<Sequence>& alternatives_;
  std::string sign_;
};

}  // namespace

std::optional<Sequence> integers_between(RuleBook& book, std::optional<WideInteger> least,
                                         std::optional<WideInteger> most) {
  const auto farthest = [](std::optional<WideInteger> other) {
    const std::size_t digits = other ? digits_of(*other < 0 ? -*other : *other).size() + 1 : 0;
    return power_of_ten(std::max(kDigits, digits)) - 1;
  };
  const WideInteger low = least.value_or(-farthest(most));
  const WideInteger high = most.value_or(farthest(least));
  if (low > high) return std::nullopt;
  std::vector<Sequence> alternatives;
  Between between(book, alternatives);
  if (low < 0) between.add("-", high < 0 ? -high : WideInteger{1}, -low);
  if (high >= 0) between.add("", std::max(low, WideInteger{0}), high);
  return Sequence{book.either(alternatives)};
}

}  // namespace swarm::grammars
