#include "swarm/masking/json_text.hpp"

#include "base/json.hpp"
#include "swarm/masking/characters.hpp"

namespace swarm::masking {

namespace {

// The place behind the string that begins at `at` with its quote; npos when it does not end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return std::string_view::npos;
}

bool is_of_number(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

class Changer {
 public:
  Changer(std::string_view text, const ChangePiece& change) : text_(text), change_(change) {}

  std::string changed() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!take_string()) break;
      } else if (is_digit(c) || (c == '-' && is_digit(at_or_zero(text_, at_ + 1)))) {
        take_number();
      } else {
        if (c == ',' || c == '{' || c == '[' || c == '}' || c == ']') name_.clear();
        out_ += c;
        ++at_;
      }
    }
    out_ += text_.substr(std::min(at_, text_.size()));
    return std::move(out_);
  }

 private:
  bool take_string() {
    const std::size_t end = end_of_string(text_, at_);
    if (end == std::string_view::npos) return false;
    const std::string_view written = text_.substr(at_, end - at_);
    Result<json::Value> decoded = json::parse(written, 1);
    at_ = end;
    if (!decoded || !decoded->is_string()) {
      out_ += written;
      return true;
    }
    const std::string text(std::string_view(decoded->get_string()));
    const bool is_name = is_followed_by_colon();
    put(change_({is_name ? std::string_view{} : name_, text, true}), written);
    if (is_name) name_ = text;
    return true;
  }

  void take_number() {
    std::size_t end = at_;
    while (end < text_.size() && is_of_number(text_[end]))
      ++end;
    const std::string_view written = text_.substr(at_, end - at_);
    put(change_({name_, written, false}), written);
    at_ = end;
  }

  void put(const std::optional<std::string>& changed_to, std::string_view written) {
    if (changed_to)
      out_ += '"' + escaped(*changed_to) + '"';
    else
      out_ += written;
  }

  bool is_followed_by_colon() const {
    std::size_t at = at_;
    while (at < text_.size() && is_blank(text_[at]))
      ++at;
    return at_or_zero(text_, at) == ':';
  }

  std::string_view text_;
  const ChangePiece& change_;
  std::size_t at_ = 0;
  std::string name_;
  std::string out_;
};

}  // namespace

bool is_json(std::string_view text) {
  constexpr std::size_t kDepthMax = 256;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || !std::string_view("{[\"").contains(text[first])) return false;
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read == text.size()) parser.finish(error);
  return !error && read == text.size();
}

std::string change_json(std::string_view json_text, const ChangePiece& change) {
  return Changer(json_text, change).changed();
}

std::string escaped(std::string_view text) {
  const std::string quoted = boost::json::serialize(boost::json::string_view(text.data(), text.size()));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace swarm::masking
