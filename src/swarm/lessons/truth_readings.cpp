#include <array>
#include <cctype>
#include <map>
#include <span>

#include "base/text.hpp"
#include "swarm/lessons/readings.hpp"

namespace swarm::lessons {

namespace {

using Symbols = std::vector<char>;  // 'T' 'F' '&' '|' '!' '(' ')', and ' ' for anything else

char symbol_of(std::string_view word) {
  static const std::map<std::string, char, std::less<>> symbols{{"true", 'T'}, {"false", 'F'}, {"t", 'T'},  {"f", 'F'},
                                                                {"and", '&'},  {"or", '|'},    {"not", '!'}};
  const auto found = symbols.find(to_lower(word));
  return found == symbols.end() ? ' ' : found->second;
}

Symbols symbols_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 9> kSigns{
      {{"&&", '&'}, {"||", '|'}, {"&", '&'}, {"|", '|'}, {"!", '!'}, {"∧", '&'}, {"∨", '|'}, {"¬", '!'}, {"(", '('}}};
  Symbols symbols;
  while (!text.empty()) {
    const auto sign = std::ranges::find_if(kSigns, [&](const auto& one) { return text.starts_with(one.first); });
    std::size_t length = 1;
    if (sign != kSigns.end()) {
      length = sign->first.size();
      symbols.push_back(sign->second);
    } else if (std::isalpha(static_cast<unsigned char>(text[0])) != 0) {
      const auto end = std::ranges::find_if_not(text, [](unsigned char c) { return std::isalnum(c) != 0; });
      length = static_cast<std::size_t>(end - text.begin());
      symbols.push_back(symbol_of(text.substr(0, length)));
    } else if (text[0] != ' ') {
      symbols.push_back(text[0] == ')' ? ')' : ' ');
    }
    text.remove_prefix(length);
  }
  return symbols;
}

class TruthReader {
 public:
  explicit TruthReader(std::span<const char> symbols) : symbols_(symbols) {}

  // The expression and how many symbols it takes.
  std::optional<std::pair<Expression, std::size_t>> read() {
    auto expression = joined('|', 0);
    if (!expression) return std::nullopt;
    return std::pair{std::move(*expression), at_};
  }

 private:
  static constexpr int kDepthMax = 16;

  char next() const { return at_ < symbols_.size() ? symbols_[at_] : ' '; }

  std::optional<Expression> joined(char sign, int depth) {
    const auto part = [&] { return sign == '|' ? joined('&', depth) : single(depth); };
    auto left = part();
    while (left && next() == sign) {
      const std::size_t before = at_++;
      auto right = part();
      if (!right) {
        at_ = before;
        return left;
      }
      left = Expression{sign, {std::move(*left), std::move(*right)}};
    }
    return left;
  }

  std::optional<Expression> single(int depth) {
    if (depth > kDepthMax) return std::nullopt;
    const char symbol = next();
    ++at_;
    if (symbol == 'T' || symbol == 'F') return Expression{symbol};
    if (symbol == '!') {
      auto inner = single(depth + 1);
      return inner ? std::optional(Expression{'!', {std::move(*inner)}}) : std::nullopt;
    }
    if (symbol != '(') return std::nullopt;
    auto inner = joined('|', depth + 1);
    if (!inner || next() != ')') return std::nullopt;
    ++at_;
    return inner;
  }

  std::span<const char> symbols_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Expression> read_truth_expression(std::string_view text) {
  const Symbols symbols = symbols_of(text);
  std::optional<Expression> longest;
  std::size_t taken = 1;  // a value alone is no expression
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    auto read = TruthReader(std::span(symbols).subspan(i)).read();
    if (!read || read->second <= taken) continue;
    const char before = i == 0 ? ' ' : symbols[i - 1];
    const char behind = i + read->second < symbols.size() ? symbols[i + read->second] : ' ';
    // A piece of something that goes on is not what was asked.
    if (std::string_view("(&|!").contains(before) || std::string_view("()&|").contains(behind)) continue;
    taken = read->second;
    longest = std::move(read->first);
  }
  return longest;
}

}  // namespace swarm::lessons
