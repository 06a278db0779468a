#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "swarm/masking/characters.hpp"
#include "swarm/masking/finders.hpp"
#include "swarm/masking/number_rules.hpp"

namespace swarm::masking {

namespace {

constexpr std::size_t kGroupsMax = 12;  // of one number
constexpr std::size_t kDigitsMax = 19;

// What stands between two groups of digits. `other`: nothing that is inside of a number.
enum class Gap { none, blank, hyphen, dot, slash, mixed, other };

struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;
  Gap gap = Gap::none;  // before it, to the group before
  std::size_t size() const { return end - begin; }
};

// One separating character at `at`, and how many bytes it has.
struct Separator {
  Gap gap = Gap::other;
  std::size_t bytes = 0;
};

Separator separator_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> kBlanks{"\u00A0", "\u202F", "\u2009", "\u2007"};
  constexpr std::array<std::string_view, 3> kHyphens{"\u2011", "\u2010", "\u2013"};
  const std::string_view rest = text.substr(at);
  if (rest.starts_with(' ')) return {Gap::blank, 1};
  if (rest.starts_with('-')) return {Gap::hyphen, 1};
  if (rest.starts_with('.')) return {Gap::dot, 1};
  if (rest.starts_with('/')) return {Gap::slash, 1};
  for (const std::string_view blank : kBlanks) {
    if (rest.starts_with(blank)) return {Gap::blank, blank.size()};
  }
  for (const std::string_view hyphen : kHyphens) {
    if (rest.starts_with(hyphen)) return {Gap::hyphen, hyphen.size()};
  }
  if (rest.starts_with('(') || rest.starts_with(')')) return {Gap::mixed, 1};
  return {};
}

// What separates the digits that end at `at` from those that come next, at most three characters; `begin` is then where
// the next digits stand.
Gap gap_behind(std::string_view text, std::size_t at, std::size_t& begin) {
  constexpr int kCharactersMax = 3;
  Gap gap = Gap::none;
  for (int count = 0; count < kCharactersMax && at < text.size() && !is_digit(text[at]); ++count) {
    const Separator separator = separator_at(text, at);
    if (separator.gap == Gap::other) return Gap::other;
    gap = gap == Gap::none ? separator.gap : Gap::mixed;
    at += separator.bytes;
  }
  begin = at;
  return at < text.size() && is_digit(text[at]) && gap != Gap::none ? gap : Gap::other;
}

std::size_t end_of_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return at;
}

// Groups of digits that may belong together, one text's after the other.
std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> groups;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    Group group{at, end_of_digits(text, at)};
    std::size_t begin = 0;
    const bool follows = !groups.empty() && gap_behind(text, groups.back().end, begin) != Gap::other && begin == at;
    if (follows) group.gap = gap_behind(text, groups.back().end, begin);
    groups.push_back(group);
    at = group.end;
  }
  return groups;
}

// Some groups in a row.
class Number {
 public:
  Number(std::string_view text, const Group* first, std::size_t count) : text_(text), first_(first), count_(count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t taken = std::min(first[i].size(), kDigitsMax - length_);
      text.copy(digits_.data() + length_, taken, first[i].begin);
      length_ += taken;
    }
  }
  std::string_view digits() const { return {digits_.data(), length_}; }
  std::size_t groups() const { return count_; }
  std::size_t size_of(std::size_t i) const { return first_[i].size(); }
  std::size_t begin() const { return first_[0].begin; }
  std::size_t end() const { return first_[count_ - 1].end; }
  bool has_only(Gap gap) const {
    return std::all_of(first_ + 1, first_ + count_, [gap](const Group& group) { return group.gap == gap; });
  }
  bool has_sizes(std::initializer_list<std::size_t> sizes) const {
    return sizes.size() == count_ &&
           std::equal(sizes.begin(), sizes.end(), first_,
                      [](std::size_t size, const Group& group) { return group.size() == size; });
  }
  bool has_no(Gap gap) const {
    return std::none_of(first_ + 1, first_ + count_, [gap](const Group& group) { return group.gap == gap; });
  }
  // Neither inside of a word nor of a decimal or grouped number ("1.234", "1,234").
  bool stands_alone() const {
    const char before_it = before(text_, begin()), behind = at_or_zero(text_, end());
    if (is_word(before_it) || is_word(behind)) return false;
    const bool decimal_before = (before_it == '.' || before_it == ',') && is_digit(before(text_, begin() - 1));
    const bool decimal_behind = (behind == '.' || behind == ',') && is_digit(at_or_zero(text_, end() + 1));
    return !decimal_before && !decimal_behind;
  }

 private:
  std::string_view text_;
  const Group* first_;
  std::size_t count_;
  std::array<char, kDigitsMax> digits_{};  // whoever makes a Number keeps to the maximum
  std::size_t length_ = 0;
};

// Looks at the groups of a text, from the left; what was found is not looked at again.
class NumberFinder {
 public:
  NumberFinder(std::string_view text, const Announcements& announcements, Findings& found)
      : text_(text), announcements_(announcements), found_(found), groups_(groups_of(text)) {}

  void find() {
    for (std::size_t i = 0; i < groups_.size();) {
      const std::size_t taken = take_at(i);
      i += std::max<std::size_t>(taken, 1);
    }
  }

 private:
  std::size_t take_at(std::size_t i);
  std::size_t take_card(std::size_t i, std::size_t most);
  std::size_t take_phone(std::size_t i, std::size_t most);
  std::size_t take_fixed(std::size_t i, std::size_t most);
  bool is_card(const Number& number) const;
  bool is_social_security(const Number& number) const;
  bool is_tax_id(const Number& number) const;
  bool may_begin_phone(const Group& first) const;
  std::size_t international_prefix(const Number& number) const;
  std::size_t phone_groups(std::size_t i, std::size_t most, std::size_t digits_max) const;
  bool is_national(const Number& number) const;
  bool is_north_american(const Number& number) const;
  std::size_t add(const Number& number, std::size_t begin, Kind kind);

  bool calculates(const Number& number) const { return is_in_calculation(text_, number.begin(), number.end()); }
  bool announced(Topic topic, const Number& number) const { return announcements_.announces(topic, number.begin()); }
  Number number(std::size_t i, std::size_t count) const { return {text_, &groups_[i], count}; }

  std::string_view text_;
  const Announcements& announcements_;
  Findings& found_;
  const std::vector<Group> groups_;
};

std::size_t NumberFinder::add(const Number& number, std::size_t begin, Kind kind) {
  found_.push_back({begin, number.end(), kind});
  return number.groups();
}

std::size_t NumberFinder::take_at(std::size_t i) {
  std::size_t most = 1, digits = groups_[i].size();
  while (i + most < groups_.size() && most < kGroupsMax && groups_[i + most].gap != Gap::none) {
    digits += groups_[i + most].size();
    if (digits > kDigitsMax) break;
    ++most;
  }
  if (groups_[i].size() > kDigitsMax) return 1;
  if (const std::size_t taken = take_card(i, most); taken > 0) return taken;
  if (const std::size_t taken = take_fixed(i, most); taken > 0) return taken;
  return take_phone(i, most);
}

// --- Cards ----------------------------------------------------------------------------------------------------------

bool NumberFinder::is_card(const Number& number) const {
  constexpr std::size_t kFewestDigits = 13, kOddGroupsMax = 3;
  const std::size_t digits = number.digits().size();
  if (digits < kFewestDigits || !passes_luhn(number.digits()) || !number.stands_alone()) return false;
  if (number.digits().find_first_not_of(number.digits()[0]) == std::string::npos) return false;  // 0000 0000 …
  if (announced(Topic::card, number)) return true;
  constexpr std::size_t kPhoneDigitsMax = 15;
  if (before(text_, number.begin()) == '+' && digits <= kPhoneDigitsMax) return false;
  const bool is_brand = is_card_brand(number.digits()) && number.digits()[0] != '1';
  if (number.groups() == 1) return is_brand || !calculates(number);
  const bool is_usual = number.has_sizes({4, 4, 4, 4}) || number.has_sizes({4, 6, 5}) || number.has_sizes({4, 6, 4}) ||
                        number.has_sizes({4, 4, 4, 4, 3}) || number.has_sizes({4, 4, 4, 4, 2}) ||
                        number.has_sizes({4, 4, 4, 4, 1}) || number.has_sizes({4, 4, 5}) ||
                        number.has_sizes({4, 4, 4, 1});
  if (is_usual) return is_brand || !calculates(number);
  return is_brand && number.groups() <= kOddGroupsMax;
}

std::size_t NumberFinder::take_card(std::size_t i, std::size_t most) {
  for (std::size_t count = most; count > 0; --count) {
    const Number candidate = number(i, count);
    if (candidate.digits().size() < 13) return 0;
    const bool is_even = candidate.has_only(Gap::blank) || candidate.has_only(Gap::hyphen) ||
                         (candidate.has_only(Gap::dot) && candidate.has_sizes({4, 4, 4, 4}));
    if ((count == 1 || is_even) && is_card(candidate)) return add(candidate, candidate.begin(), Kind::card);
  }
  return 0;
}

// --- Numbers of one form --------------------------------------------------------------------------------------------

bool NumberFinder::is_social_security(const Number& number) const {
  if (!is_social_security_number(number.digits()) || !number.stands_alone()) return false;
  if (announced(Topic::social_security, number)) return number.groups() == 1 || number.has_sizes({3, 2, 4});
  return number.has_sizes({3, 2, 4}) && number.has_only(Gap::hyphen) && !calculates(number);
}

bool NumberFinder::is_tax_id(const Number& number) const {
  const bool fits = number.groups() == 1 || (number.has_only(Gap::blank) && number.has_sizes({2, 3, 3, 3}));
  if (!number.stands_alone()) return false;
  if (announced(Topic::tax, number)) return number.digits().size() >= 8 && number.digits().size() <= 13;
  return fits && is_german_tax_id(number.digits()) && !calculates(number);
}

std::size_t NumberFinder::take_fixed(std::size_t i, std::size_t most) {
  if (groups_[i].size() < 2) return 0;
  for (std::size_t count = std::min<std::size_t>(most, 5); count > 0; --count) {
    const Number candidate = number(i, count);
    if (is_social_security(candidate)) return add(candidate, candidate.begin(), Kind::ssn);
    if (is_tax_id(candidate)) return add(candidate, candidate.begin(), Kind::tax_id);
  }
  return 0;
}

// --- Phones ---------------------------------------------------------------------------------------------------------

// Where "+" or "00" of an international number begins; npos when it is none.
std::size_t NumberFinder::international_prefix(const Number& number) const {
  const std::size_t begin = number.begin();
  const std::string_view digits = number.digits();
  std::size_t plus = begin;
  if (before(text_, plus) == '(') --plus;  // "+(49)"
  if (before(text_, plus) == '+' && begins_with_calling_code(digits)) {
    --plus;
    const bool follows = is_word(before(text_, plus)) || before(text_, plus) == ')' || before(text_, plus) == '+';
    return follows || is_in_calculation(text_, plus, number.end()) ? std::string::npos : plus;
  }
  constexpr std::size_t kFewestWithZeros = 10;
  const bool has_zeros = digits.starts_with("00") && digits.size() >= kFewestWithZeros;
  if (has_zeros && begins_with_calling_code(digits.substr(2)) && !is_word(before(text_, begin))) return begin;
  return std::string::npos;
}

// Cheap, for texts full of numbers: whether any form of phone numbers can begin with this group.
bool NumberFinder::may_begin_phone(const Group& first) const {
  const char digit = text_[first.begin], preceding = before(text_, first.begin);
  return first.size() >= 2 || digit == '1' || preceding == '+' || announcements_.announces(Topic::phone, first.begin);
}

// As many groups from `i` on as a phone number has at most. The "(0)" of "+49 (0) 151 …" is not dialled.
std::size_t NumberFinder::phone_groups(std::size_t i, std::size_t most, std::size_t digits_max) const {
  std::size_t digits = groups_[i].size(), count = 1;
  for (; count < most; ++count) {
    const Group& group = groups_[i + count];
    const bool is_dialled = group.size() > 1 || text_[group.begin] != '0' || group.gap != Gap::mixed;
    if (is_dialled && digits + group.size() > digits_max) break;
    digits += is_dialled ? group.size() : 0;
  }
  return count;
}

// "030 1234567", "0151 12345678", "06 12 34 56 78", "020 7946 0958": it begins with a 0 that leads out of the place.
bool NumberFinder::is_national(const Number& number) const {
  constexpr std::size_t kFewestDigits = 9, kMostDigits = 12, kAreaMax = 6, kGroupsOfOneMax = 6;
  const std::size_t digits = number.digits().size();
  if (digits < kFewestDigits || digits > kMostDigits || number.digits()[0] != '0' || number.digits()[1] == '0')
    return false;
  if (number.groups() == 1) return digits >= 10;
  if (number.groups() > kGroupsOfOneMax || number.size_of(0) < 2 || number.size_of(0) > kAreaMax) return false;
  for (std::size_t i = 1; i < number.groups(); ++i) {
    if (number.size_of(i) < 2) return false;
  }
  if (number.size_of(0) == 2 && digits != 10) return false;
  // "01.02.2023 10" is a date; only "01.23.45.67.89" has dots.
  if (!number.has_no(Gap::dot)) return number.has_only(Gap::dot) && number.has_sizes({2, 2, 2, 2, 2});
  const bool is_date = number.size_of(0) == 2 && number.size_of(1) == 2 && number.size_of(2) == 4;
  return !is_date && (number.groups() == 2 || number.has_only(Gap::blank) || number.has_only(Gap::hyphen) ||
                      number.size_of(0) >= 3);
}

// "(555) 123-4567", "555-123-4567", "1-800-555-0199".
bool NumberFinder::is_north_american(const Number& number) const {
  const bool has_trunk = number.has_sizes({1, 3, 3, 4}) && number.digits()[0] == '1';
  if (!has_trunk && !number.has_sizes({3, 3, 4})) return false;
  const char area = number.digits()[has_trunk ? 1 : 0];
  if (area < '2') return false;
  const bool in_brackets = before(text_, number.begin()) == '(' && !number.has_no(Gap::mixed);
  return in_brackets || number.has_only(Gap::hyphen) || number.has_only(Gap::dot) ||
         (has_trunk && number.has_no(Gap::slash) && !number.has_only(Gap::blank));
}

std::size_t NumberFinder::take_phone(std::size_t i, std::size_t most) {
  constexpr std::size_t kInternationalMax = 15, kUsualMax = 13, kFewestAnnounced = 6, kFewestInternational = 8;
  if (!may_begin_phone(groups_[i])) return 0;
  const Number whole = number(i, phone_groups(i, most, kUsualMax));
  const std::size_t prefix = international_prefix(whole);
  const Number longest = whole.groups() == 1 ? number(i, phone_groups(i, most, kInternationalMax)) : whole;
  if (prefix != std::string::npos && longest.digits().size() >= kFewestInternational &&
      !is_word(at_or_zero(text_, longest.end())))
    return add(longest, prefix, Kind::phone);
  for (std::size_t count = whole.groups(); count > 0; --count) {
    const Number candidate = number(i, count);
    if (candidate.digits().size() < kFewestAnnounced) return 0;
    if (!candidate.stands_alone()) continue;
    const bool is_announced = announced(Topic::phone, candidate);
    const bool goes_on_a_number = groups_[i].gap == Gap::blank;  // "8 025 550 100" is one
    const bool fits = (is_national(candidate) && !goes_on_a_number) || is_north_american(candidate);
    if (is_announced || (fits && !calculates(candidate))) {
      const bool has_bracket = before(text_, candidate.begin()) == '(' &&
                               text_.substr(candidate.begin(), candidate.end() - candidate.begin()).contains(')');
      return add(candidate, candidate.begin() - (has_bracket ? 1 : 0), Kind::phone);
    }
  }
  return 0;
}

}  // namespace

void find_numbers(std::string_view text, const Announcements& announcements, Findings& found) {
  NumberFinder(text, announcements, found).find();
}

}  // namespace swarm::masking
