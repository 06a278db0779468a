#include "swarm/lessons/readings.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a text from its begin; every `take` leaves it alone where it does not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool take(std::string_view word) {
    skip_blanks();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::int64_t> number() {
    skip_blanks();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || !is_digit(rest_[0])) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }
  std::string_view rest() const { return rest_; }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n'))
      rest_.remove_prefix(1);
  }
  std::string_view rest_;
};

// --- Calculations ------------------------------------------------------------------------------------------------

class CalculationReader {
 public:
  explicit CalculationReader(std::string_view text) : reader_(text) {}

  std::optional<Calculations> read() {
    if (!sum(0) || !reader_.at_end() || problem_.steps.empty()) return std::nullopt;
    return std::move(problem_);
  }

 private:
  static constexpr int kDepthMax = 4;

  std::optional<std::int64_t> sum(int depth) {
    auto left = product(depth);
    while (left) {
      const char sign = reader_.take("+") ? '+' : reader_.take("-") || reader_.take("−") ? '-' : '\0';
      if (sign == '\0') return left;
      left = joined(*left, sign, product(depth));
    }
    return left;
  }
  std::optional<std::int64_t> product(int depth) {
    auto left = factor(depth);
    while (left && (reader_.take("*") || reader_.take("×")))
      left = joined(*left, '*', factor(depth));
    return left;
  }
  std::optional<std::int64_t> factor(int depth) {
    if (depth > kDepthMax) return std::nullopt;
    if (reader_.take("(")) {
      const auto inner = sum(depth + 1);
      return inner && reader_.take(")") ? inner : std::nullopt;
    }
    reader_.take("$");
    const auto number = reader_.number();
    return number && *number <= kNumberMax ? number : std::nullopt;
  }
  std::optional<std::int64_t> joined(std::int64_t left, char sign, std::optional<std::int64_t> right) {
    constexpr std::int64_t kValueMax = 100'000'000;
    if (!right || std::abs(left) > kValueMax || problem_.steps.size() >= kStepsMax) return std::nullopt;
    problem_.steps.push_back({left, sign, *right});
    return problem_.steps.back().value();
  }

  static constexpr std::int64_t kNumberMax = 1'000'000;
  static constexpr std::size_t kStepsMax = 8;
  Reader reader_;
  Calculations problem_;
};

// --- Lists -------------------------------------------------------------------------------------------------------

std::optional<std::vector<std::int64_t>> items_until(Reader& reader, std::string_view close) {
  constexpr std::size_t kItemsMax = 64;
  std::vector<std::int64_t> items;
  while (items.size() < kItemsMax) {
    const auto item = reader.number();
    if (!item) return std::nullopt;
    items.push_back(*item);
    if (reader.take(close)) return items;
    if (!reader.take(",")) return std::nullopt;
  }
  return std::nullopt;
}

using Operation = ListTask::Operation;

std::optional<ListTask> subscript(Reader& reader, std::vector<std::int64_t> items) {
  if (reader.take("[::-1]")) return ListTask{Operation::reversed, std::move(items)};
  if (reader.take("[-1]")) return ListTask{Operation::last, std::move(items)};
  if (!reader.take("[")) return std::nullopt;
  const auto at = reader.number();
  if (!at || !reader.take("]") || static_cast<std::size_t>(*at) >= items.size()) return std::nullopt;
  return ListTask{Operation::index, std::move(items), static_cast<std::size_t>(*at)};
}

std::optional<ListTask> list_expression_at(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Operation>, 6> kCalls{{{"list(reversed(", Operation::reversed},
                                                                          {"sorted(", Operation::sorted},
                                                                          {"max(", Operation::largest},
                                                                          {"min(", Operation::smallest},
                                                                          {"len(", Operation::length},
                                                                          {"sum(", Operation::sum}}};
  Reader reader(text);
  for (const auto& [call, operation] : kCalls) {
    if (!reader.take(call)) continue;
    const bool bracketed = reader.take("[");
    auto items = items_until(reader, bracketed ? "]" : ")");
    if (!items || (!bracketed && operation != Operation::largest && operation != Operation::smallest))
      return std::nullopt;
    const bool falling =
        operation == Operation::sorted && (reader.take(", reverse=True") || reader.take(",reverse=True"));
    if (bracketed && !reader.take(operation == Operation::reversed ? "))" : ")")) return std::nullopt;
    return ListTask{falling ? Operation::descending : operation, std::move(*items)};
  }
  if (!reader.take("[")) return std::nullopt;
  auto items = items_until(reader, "]");
  return items ? subscript(reader, std::move(*items)) : std::nullopt;
}

// --- Candidates --------------------------------------------------------------------------------------------------

// Whole words only: "min" is not in "minutes".
bool mentions(std::string_view prompt, std::initializer_list<std::string_view> words) {
  const auto letter = [&](std::size_t i) {
    return i < prompt.size() && std::isalpha(static_cast<unsigned char>(prompt[i])) != 0;
  };
  return std::ranges::any_of(words, [&](std::string_view word) {
    const std::size_t at = prompt.find(word);
    return at != std::string_view::npos && (at == 0 || !letter(at - 1)) && !letter(at + word.size());
  });
}

void add_calculations(std::vector<Problem>& all, const std::vector<std::int64_t>& numbers, bool story) {
  constexpr std::array<char, 3> kSigns{'+', '-', '*'};
  for (const char first : kSigns) {
    const Calculation one{numbers[0], first, numbers[1]};
    if (numbers.size() == 2) {
      all.push_back(Calculations{{one}, story});
      if (first == '-') all.push_back(Calculations{{{numbers[1], '-', numbers[0]}}, story});
      continue;
    }
    for (const char second : kSigns) {
      all.push_back(Calculations{{one, {one.value(), second, numbers[2]}}, story});
      const Calculation inner{numbers[1], second, numbers[2]};
      if (second == '*' && first != '*')
        all.push_back(Calculations{{inner, {numbers[0], first, inner.value()}}, story});
    }
  }
}

void add_lists(std::vector<Problem>& all, const std::string& prompt, const std::vector<std::int64_t>& items) {
  const auto add = [&](Operation operation, std::initializer_list<std::string_view> cues) {
    if (mentions(prompt, cues)) all.push_back(ListTask{operation, items});
  };
  add(Operation::largest, {"largest", "biggest", "greatest", "highest", "max", "maximum"});
  add(Operation::smallest, {"smallest", "lowest", "min", "minimum"});
  add(Operation::first, {"first element", "first item", "first number"});
  add(Operation::last, {"last element", "last item", "last number", "final element"});
  // Up to three numbers are added as any calculation is; the words may belong to a story, too.
  if (items.size() > 3) add(Operation::sum, {"sum", "total", "add"});
  add(Operation::length, {"length", "elements", "items", "entries"});
  add(Operation::reversed, {"reverse", "reversed", "backwards"});
  if (mentions(prompt, {"descending", "decreasing", "largest to", "biggest to", "highest to"}))
    all.push_back(ListTask{Operation::descending, items});
  else
    add(Operation::sorted, {"sort", "sorted", "order", "arrange", "ascending", "rank"});
}

}  // namespace

std::optional<Calculations> read_calculation(std::string_view text) {
  return CalculationReader(text).read();
}

std::optional<ListTask> read_list_expression(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside_word = i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0;
    if (inside_word || std::string_view("lsm[").find(text[i]) == std::string_view::npos) continue;
    if (auto task = list_expression_at(text.substr(i))) return task;
  }
  return std::nullopt;
}

std::optional<std::vector<std::int64_t>> numbers_in(std::string_view prompt) {
  constexpr std::size_t kNumbersMax = 16;
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < prompt.size();) {
    const auto word = [](unsigned char c) { return std::isalnum(c) != 0; };
    const auto end = std::find_if_not(prompt.begin() + static_cast<std::ptrdiff_t>(i), prompt.end(), word);
    const std::string_view token = prompt.substr(i, static_cast<std::size_t>(end - prompt.begin()) - i);
    if (token.empty()) {
      ++i;
      continue;
    }
    i += token.size();
    const bool digits = std::ranges::all_of(token, is_digit);
    if (!digits && std::ranges::any_of(token, is_digit)) return std::nullopt;  // "3rd", "x2"
    if (digits) {
      const bool goes_on = i + 1 < prompt.size() && (prompt[i] == '.' || prompt[i] == '/' || prompt[i] == ':') &&
                           is_digit(prompt[i + 1]);
      if (token.size() > 3 || goes_on || (i < prompt.size() && prompt[i] == '%')) return std::nullopt;
      numbers.push_back(std::stoll(std::string(token)));
    }
    for (std::int64_t number = 2; !digits && number <= 12; ++number) {
      if (to_lower(token) == word_for(number)) numbers.push_back(number);
    }
    if (numbers.size() > kNumbersMax) return std::nullopt;
  }
  return numbers;
}

bool tells(std::string_view prompt) {
  const std::size_t end = prompt.find_first_of(".,");
  return end != std::string_view::npos && prompt.find_first_not_of(" .,!?\n", end) != std::string_view::npos &&
         std::ranges::count(prompt, ' ') > 5;
}

std::vector<Problem> plausible_problems(std::string_view prompt) {
  std::vector<Problem> all;
  if (const auto expression = read_truth_expression(prompt)) all.emplace_back(*expression);
  if (const auto list = read_list_expression(prompt)) return {*list};
  const auto numbers = numbers_in(prompt);
  if (!numbers || numbers->size() < 2) return all;
  add_lists(all, to_lower(prompt), *numbers);
  if (all.empty() && numbers->size() <= 3) add_calculations(all, *numbers, tells(prompt));
  return all;
}

}  // namespace swarm::lessons
