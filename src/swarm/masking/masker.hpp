#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/json.hpp"
#include "swarm/masking/finding.hpp"
#include "swarm/masking/placeholder.hpp"

// Hides secrets and personal data from a model, and puts them back into what it answers. Pure: no I/O, no clock.
//
//   masking::Masker masker;
//   json::Array sent = masker.mask_messages(std::move(messages));          // "[EMAIL_1]" instead of the address
//   masking::Unmasker stream = masker.unmasker();
//   out += stream.feed(piece);  …  out += stream.finish();                 // a streamed answer
//   out = masker.unmasker().restore(answer);                               // a whole one
namespace swarm::masking {

// Different values in one conversation. Beyond, values are hidden behind "[EMAIL]" and cannot be put back.
inline constexpr std::size_t kValuesMax = 100'000;

// What stands for what; shared by a Masker and its Unmaskers.
struct PlaceholderTable {
  std::unordered_map<std::string, std::string> placeholders;  // by value
  std::map<std::string, std::string, std::less<>> values;     // by canonical name: "EMAIL_1"
};

// Where the text stands that is restored: as it is, or inside of a JSON text (the arguments of a tool call), where what
// is restored must be escaped.
enum class Form { text, json };

// Puts the values back. Knows the placeholders that its Masker had given out when it was made; any other one is left
// as it is. Takes them as models write them: "[email_1]", "[Email 1]", "[**EMAIL_1**]", "\[EMAIL\_1\]". One thread.
class Unmasker {
 public:
  explicit Unmasker(std::shared_ptr<const PlaceholderTable> table, Form form = Form::text)
      : table_(std::move(table)), form_(form) {}

  // One piece of a stream, cut anywhere. Holds back fewer than kPlaceholderBytesMax bytes, and those only while they
  // may become a placeholder.
  std::string feed(std::string_view piece);
  // The end of the stream: what was held back.
  std::string finish();

  // Whole texts, apart from the stream.
  std::string restore(std::string_view text) const;
  std::string restore_in_json(std::string_view json_text) const;
  // A chat message of a model: its texts, and the arguments of its tool calls as JSON.
  json::Object restore_message(json::Object message) const;

  std::size_t held_back() const { return held_.size(); }

 private:
  struct Pass;
  std::shared_ptr<const PlaceholderTable> table_;
  Form form_;
  std::string held_{};
};

// Replaces what must not be seen by placeholders; the same value gets the same one through the whole conversation. A
// text that looks like a placeholder already ("[EMAIL_1]" written by the user) is replaced by one of its own, so that
// it cannot be taken for ours. One thread; one for each conversation.
class Masker {
 public:
  explicit Masker(MaskingOptions options = {});

  std::string mask(std::string_view text);
  // A JSON text, such as the arguments of a tool call: inside of its strings, and numbers that are cards or the like
  // (these become strings). What is no JSON is masked as a text.
  std::string mask_json(std::string_view json_text);
  // An OpenAI list of messages: texts, text parts, tool results, arguments of tool calls, names of speakers. Images and
  // whatever is unknown stay as they are.
  json::Array mask_messages(json::Array messages);

  // For one answer: knows what was masked up to now.
  Unmasker unmasker(Form form = Form::text) const;
  std::size_t count() const { return table_->values.size(); }  // different values that were replaced

 private:
  std::string placeholder_for(Kind kind, std::string_view value);
  std::string mask_member(std::string_view name, std::string_view text);
  void mask_parts(json::Value& content);
  void mask_message(json::Object& message);
  void mask_arguments(json::Object& function);
  PlaceholderTable& writable();

  MaskingOptions options_;
  std::shared_ptr<PlaceholderTable> table_;  // copied before it is changed, once an Unmasker has it
  std::map<Kind, std::size_t> last_number_{};
};

}  // namespace swarm::masking
