#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace swarm::chat {

// Walks once through JSON text and builds nothing. Strict: RFC 8259, UTF-8, no half of a surrogate pair, and no deeper
// than kDepthMax. Every reading function is false when something else stands there; then `fault()` says what is wrong,
// and nothing more can be read. The text must outlive the cursor.
class JsonCursor {
 public:
  static constexpr int kDepthMax = 128;
  enum class Kind { object, array, text, number, boolean, null, none };

  explicit JsonCursor(std::string_view text) : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  // Of the value that comes next, told by its first byte. Passes over blanks, so that `position()` is where it begins.
  Kind kind();
  std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
  const char* fault() const { return fault_; }  // nullptr: none

  bool skip();  // one value of any kind
  // Without quotes and with its escapes resolved; valid until the next text or member's name is read.
  bool read_text(std::string_view& text);
  bool read_number(std::string_view& number);  // as it is written
  bool read_boolean(bool& value);
  bool finish();  // nothing but blanks follows

  // An object; `on_member(std::string_view name)` reads the value, all of it, and says whether to go on.
  template <class OnMember>
  bool members(OnMember on_member) {
    if (!open('{')) return false;
    if (next_is('}')) return leave();
    do {
      std::string_view name;
      if (!read_text(name) || !expect(':') || !on_member(name)) return false;
    } while (next_is(','));
    return expect('}') && leave();
  }
  // An array; `on_item()` reads one item, all of it, and says whether to go on.
  template <class OnItem>
  bool items(OnItem on_item) {
    if (!open('[')) return false;
    if (next_is(']')) return leave();
    do {
      if (!on_item()) return false;
    } while (next_is(','));
    return expect(']') && leave();
  }

 private:
  void pass_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
      ++at_;
  }
  bool next_is(char wanted) {
    pass_blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }
  bool fail(const char* what);
  bool open(char bracket);
  bool expect(char wanted);
  bool word(std::string_view wanted);
  bool pass_number();
  bool pass_digits();
  // From behind the opening quote to behind the closing one.
  bool pass_text(bool& has_escapes);
  bool pass_escape();
  bool pass_unit(unsigned& unit);

  const char* const begin_;
  const char* at_;
  const char* const end_;
  int depth_ = 0;
  const char* fault_ = nullptr;
  std::string decoded_;
};

}  // namespace swarm::chat
