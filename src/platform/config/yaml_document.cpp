#include "platform/config/yaml_document.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text.hpp"

namespace swarm::config {

namespace {

// Ends the parsing; caught in parse_yaml.
struct Refused {
  YAML::Mark mark;
  std::string message;
};

Place place_at(std::string_view source, const YAML::Mark& mark) {
  if (mark.is_null()) return {std::string(source), 0, 0};
  return {std::string(source), static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

bool is_digits(std::string_view text, std::string_view digits) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

std::optional<json::Value> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::string_view digits = text.substr(negative || text.starts_with('+') ? 1 : 0);
  int base = 10;
  if (digits.size() == text.size() && digits.starts_with("0x")) base = 16;
  if (digits.size() == text.size() && digits.starts_with("0o")) base = 8;
  if (base != 10) digits.remove_prefix(2);
  const std::string_view allowed = std::string_view("0123456789abcdefABCDEF")
                                       .substr(0, base == 16  ? 22
                                                  : base == 8 ? 8
                                                              : 10);
  if (!is_digits(digits, allowed)) return std::nullopt;
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error != std::errc{} || (negative && magnitude > kMax)) {  // too large: as a number of the other kind
    return json::Value(negative ? -std::numeric_limits<double>::max() : std::numeric_limits<double>::max());
  }
  if (negative) return json::Value(-static_cast<std::int64_t>(magnitude));
  if (magnitude <= kMax) return json::Value(static_cast<std::int64_t>(magnitude));
  return json::Value(magnitude);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_real_number(std::string_view text) {
  const auto skip_digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const bool whole = skip_digits() > 0;
  bool fraction = false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = skip_digits() > 0;
  }
  if (!whole && !fraction) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return skip_digits() > 0 && text.empty();
}

std::optional<json::Value> real_number(std::string_view text) {
  const std::string_view unsigned_text = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  if (unsigned_text == ".inf" || unsigned_text == ".Inf" || unsigned_text == ".INF") {
    const double infinity = std::numeric_limits<double>::infinity();
    return json::Value(text.starts_with('-') ? -infinity : infinity);
  }
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return json::Value(std::numeric_limits<double>::quiet_NaN());
  if (!is_real_number(text)) return std::nullopt;
  double number = 0;
  const std::string_view digits = text.substr(text.starts_with('+') ? 1 : 0);
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{}) {
    return json::Value(std::numeric_limits<double>::infinity());  // too large, or too small to be meant
  }
  return json::Value(number);
}

std::size_t depth_of(const json::Value& value) {
  std::size_t deepest = 0;
  if (value.is_array()) {
    for (const json::Value& item : value.get_array())
      deepest = std::max(deepest, depth_of(item));
    return deepest + 1;
  }
  if (!value.is_object()) return 0;
  for (const auto& member : value.get_object())
    deepest = std::max(deepest, depth_of(member.value()));
  return deepest + 1;
}

// Builds the value from yaml-cpp's events, so that every bound is checked before memory is spent.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view source) : source_(source) {}

  bool has_value() const { return documents_ > 0 && !root_.is_null(); }
  json::Value take_value() { return std::move(root_); }
  Places take_places() { return std::move(places_); }
  const std::optional<YAML::Mark>& last_scalar() const { return last_scalar_; }
  std::vector<Fault> take_faults() { return std::move(faults_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) throw Refused{mark, "one document expected, but here a second one begins"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (skips()) return;
    if (expects_key()) return start_bad_member(mark);
    put(mark, anchor, nullptr);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    last_scalar_ = mark;
    if (skips()) return;
    if (expects_key()) return start_member(mark, text);
    put(mark, anchor, scalar_of(mark, tag, text));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (skips()) return;
    if (expects_key()) return start_bad_member(mark);
    put_copy(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag, "tag:yaml.org,2002:seq");
    open(mark, anchor, false);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag, "tag:yaml.org,2002:map");
    open(mark, anchor, true);
  }
  void OnMapEnd() override { close(); }

 private:
  // A list or a map that is not complete yet.
  struct Level {
    bool is_map = false;
    json::Object members;
    json::Array items;
    std::optional<std::string> member;  // whose value comes next
    YAML::anchor_t anchor = 0;
    std::string key;  // its own, as in Places
    YAML::Mark mark;
  };

  // Inside of a list or a map that stands where a key should be. yaml-cpp sees one also before a bracket that is never
  // closed, and says so later: that is the better message, so the parsing goes on.
  bool skips() const { return skipped_levels_ > 0; }
  bool expects_key() const { return !levels_.empty() && levels_.back().is_map && !levels_.back().member; }
  std::string key_of_next() const;
  void start_member(const YAML::Mark& mark, const std::string& name);
  void start_bad_member(const YAML::Mark& mark);
  void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_map);
  void close();
  void put(const YAML::Mark& mark, YAML::anchor_t anchor, json::Value value);
  void put_copy(const YAML::Mark& mark, YAML::anchor_t anchor);
  void store(YAML::anchor_t anchor, json::Value value);
  void add_fault(const YAML::Mark& mark, std::string_view key, std::string message);
  void add_copied(const YAML::Mark& mark, const std::string& key, const json::Value& value);
  void count_node(const YAML::Mark& mark);
  static void check_tag(const YAML::Mark& mark, std::string_view tag, std::string_view own);
  static json::Value scalar_of(const YAML::Mark& mark, std::string_view tag, const std::string& text);

  std::string_view source_;
  std::size_t documents_ = 0;
  std::size_t nodes_ = 0;
  std::size_t skipped_levels_ = 0;
  std::optional<YAML::Mark> last_scalar_;
  json::Value root_;
  Places places_;
  std::vector<Fault> faults_;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, json::Value> anchors_;
};

void Builder::put_copy(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) throw Refused{mark, "an alias stands inside of what it repeats"};
  if (levels_.size() + depth_of(found->second) > kYamlDepthMax) {
    throw Refused{mark, fmt::format("nested deeper than {} levels", kYamlDepthMax)};
  }
  add_copied(mark, key_of_next(), found->second);
  store(0, found->second);
}

// Every value of a copy counts, and stands where the alias does.
void Builder::add_copied(const YAML::Mark& mark, const std::string& key, const json::Value& value) {
  count_node(mark);
  places_.add(key, place_at(source_, mark));
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      add_copied(mark, fmt::format("{}.{}", key, std::string_view(member.key())), member.value());
    }
  } else if (value.is_array()) {
    std::size_t index = 0;
    for (const json::Value& item : value.get_array())
      add_copied(mark, fmt::format("{}[{}]", key, index++), item);
  }
}

std::string Builder::key_of_next() const {
  if (levels_.empty()) return "";
  const Level& level = levels_.back();
  if (!level.is_map) return fmt::format("{}[{}]", level.key, level.items.size());
  return level.key.empty() ? *level.member : fmt::format("{}.{}", level.key, *level.member);
}

void Builder::start_member(const YAML::Mark& mark, const std::string& name) {
  if (name.size() > kYamlKeyBytesMax) {
    throw Refused{mark, fmt::format("a key has at most {} bytes", kYamlKeyBytesMax)};
  }
  Level& level = levels_.back();
  level.member = name;
  const std::string key = key_of_next();
  if (level.members.contains(name)) {
    const Place* first = places_.find(key);
    add_fault(mark, key,
              first == nullptr ? "written twice" : fmt::format("written twice, first in line {}", first->line));
  }
  places_.add(key, place_at(source_, mark));
}

void Builder::start_bad_member(const YAML::Mark& mark) {
  add_fault(mark, levels_.back().key, "a key must be a text");
  levels_.back().member = "";
}

void Builder::add_fault(const YAML::Mark& mark, std::string_view key, std::string message) {
  if (faults_.size() == json::Faults::kFaultsMax) return;
  const std::string place = place_at(source_, mark).text();
  faults_.push_back({key.empty() ? place : fmt::format("{}: {}", place, key), std::move(message)});
}

void Builder::open(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_map) {
  if (levels_.size() + skipped_levels_ == kYamlDepthMax) {
    throw Refused{mark, fmt::format("nested deeper than {} levels", kYamlDepthMax)};
  }
  count_node(mark);
  if (skips() || expects_key()) {
    ++skipped_levels_;
    return;
  }
  Level level;
  level.is_map = is_map;
  level.anchor = anchor;
  level.key = key_of_next();
  level.mark = mark;
  places_.add(level.key, place_at(source_, mark));
  levels_.push_back(std::move(level));
}

void Builder::close() {
  if (skips()) {
    if (--skipped_levels_ == 0) start_bad_member(levels_.back().mark);
    return;
  }
  Level level = std::move(levels_.back());
  levels_.pop_back();
  store(level.anchor, level.is_map ? json::Value(std::move(level.members)) : json::Value(std::move(level.items)));
}

void Builder::put(const YAML::Mark& mark, YAML::anchor_t anchor, json::Value value) {
  count_node(mark);
  places_.add(key_of_next(), place_at(source_, mark));
  store(anchor, std::move(value));
}

void Builder::store(YAML::anchor_t anchor, json::Value value) {
  if (anchor != 0) anchors_[anchor] = value;
  if (levels_.empty()) {
    root_ = std::move(value);
    return;
  }
  Level& level = levels_.back();
  if (level.is_map) {
    level.members.emplace(*level.member, std::move(value));  // the first of two stays; the second is a fault already
    level.member.reset();
  } else {
    level.items.push_back(std::move(value));
  }
}

void Builder::count_node(const YAML::Mark& mark) {
  if (++nodes_ > kYamlNodesMax)
    throw Refused{mark, fmt::format("more than {} values, aliases included", kYamlNodesMax)};
}

void Builder::check_tag(const YAML::Mark& mark, std::string_view tag, std::string_view own) {
  if (tag.empty() || tag == "?" || tag == "!" || tag == own) return;
  throw Refused{mark, fmt::format("the tag {} is not supported", tag.substr(0, kYamlKeyBytesMax))};
}

json::Value Builder::scalar_of(const YAML::Mark& mark, std::string_view tag, const std::string& text) {
  if (tag == "?" || tag.empty()) return plain_scalar(text);
  check_tag(mark, tag, "tag:yaml.org,2002:str");
  return json::Value(boost::json::string(text));
}

std::size_t line_of(std::string_view text, std::size_t position) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, position), '\n'));
}

std::unexpected<Error> refuse(std::string_view source, std::size_t line, std::string message) {
  return std::unexpected(json::error_of({{Place{std::string(source), line, 0}.text(), std::move(message)}}));
}

Result<Done> check_text(std::string_view text, std::string_view source) {
  if (text.size() > kYamlBytesMax) {
    return refuse(source, 0, fmt::format("at most {} expected", to_text(Bytes{kYamlBytesMax})));
  }
  const auto refused = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  };
  const auto control = std::ranges::find_if(text, refused);
  if (control != text.end()) {
    const auto position = static_cast<std::size_t>(control - text.begin());
    return refuse(source, line_of(text, position), "control characters other than tab and line ends are refused");
  }
  if (is_utf8(text)) return Done{};
  std::size_t line = 1;
  for (const std::string_view one : split(text, '\n')) {
    if (!is_utf8(one)) return refuse(source, line, "this line is not UTF-8");
    ++line;
  }
  return refuse(source, 0, "not UTF-8");
}

// yaml-cpp speaks of what a tab led to, not of the tab.
std::optional<std::size_t> tab_indented_line(std::string_view text, std::size_t line_max) {
  std::size_t line = 1;
  for (const std::string_view one : split(text, '\n')) {
    if (line > line_max) break;
    if (one.substr(0, one.find_first_not_of(" \t")).contains('\t')) return line;
    ++line;
  }
  return std::nullopt;
}

// Whether the scalar at this position, behind its tag and anchor, is a quoted one that never ends. yaml-cpp takes such
// a text when blank lines follow it. Only the last scalar of a text can be one.
bool is_open_quote(std::string_view text, std::size_t position) {
  const auto skip_blanks = [&] { position = std::min(text.find_first_not_of(" \t\r\n", position), text.size()); };
  for (skip_blanks(); position < text.size() && (text[position] == '&' || text[position] == '!'); skip_blanks()) {
    position = std::min(text.find_first_of(" \t\r\n", position), text.size());
  }
  if (position == text.size() || (text[position] != '"' && text[position] != '\'')) return false;
  const char quote = text[position];
  while (++position < text.size()) {
    const bool doubled = quote == '\'' && text.substr(position).starts_with("''");
    if (doubled || (quote == '"' && text[position] == '\\'))
      ++position;
    else if (text[position] == quote)
      return false;
  }
  return true;
}

Error syntax_error(std::string_view text, std::string_view source, const YAML::Exception& error) {
  const Place place = place_at(source, error.mark);
  if (const auto line = tab_indented_line(text, place.line)) {
    return json::error_of({{Place{std::string(source), *line, 0}.text(), "a tab cannot indent a line; use blanks"}});
  }
  return json::error_of({{place.text(), fmt::format("no YAML at column {}: {}", place.column, error.msg)}});
}

}  // namespace

json::Value plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (std::optional<json::Value> number = whole_number(text)) return *std::move(number);
  if (std::optional<json::Value> number = real_number(text)) return *std::move(number);
  return json::Value(boost::json::string(text));
}

Result<YamlDocument> parse_yaml(std::string_view text, std::string_view source) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark
  TRY(check_text(text, source));
  Builder builder(source);
  try {
    std::istringstream input{std::string(text)};
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return refuse(source, place_at(source, refused.mark).line, refused.message);
  } catch (const YAML::Exception& error) {
    return std::unexpected(syntax_error(text, source, error));
  }
  const std::optional<YAML::Mark> last = builder.last_scalar();
  if (last && !last->is_null() && is_open_quote(text, static_cast<std::size_t>(last->pos))) {
    return refuse(source, place_at(source, *last).line, "a quoted text is not closed");
  }
  if (std::vector<Fault> faults = builder.take_faults(); !faults.empty()) {
    return std::unexpected(json::error_of(std::move(faults)));
  }
  json::Value value = builder.has_value() ? builder.take_value() : json::Value(json::Object{});
  return YamlDocument{std::move(value), builder.take_places()};
}

}  // namespace swarm::config
