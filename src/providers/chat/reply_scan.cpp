#include "providers/chat/reply_scan.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "providers/chat/event_frame.hpp"
#include "providers/chat/json_cursor.hpp"

namespace swarm::chat {

namespace {

using Kind = JsonCursor::Kind;
using namespace std::string_view_literals;

constexpr std::int64_t kTokensMax = std::int64_t{1} << 40;

// The member `usage`, in either spelling.
struct UsageFigures {
  std::optional<std::int64_t> input{};
  std::optional<std::int64_t> output{};
  std::optional<std::int64_t> total{};
  bool is_nonsense = false;

  // Some providers leave reasoning tokens out of the output and count them in the total alone; what is paid is more.
  std::optional<TokenUsage> told(Operation operation) const {
    if (is_nonsense || (!input && !(total && output))) return std::nullopt;
    const std::int64_t in = input ? *input : *total - *output;
    if (!output && !total && operation != Operation::embeddings) return std::nullopt;
    const std::int64_t out = std::max(output.value_or(0), total.value_or(0) - in);
    if (in < 0) return std::nullopt;
    return TokenUsage{in, operation == Operation::embeddings && !output ? 0 : out};
  }
};

bool read_figure(JsonCursor& cursor, UsageFigures& figures, std::optional<std::int64_t>& figure) {
  if (cursor.kind() == Kind::null) return cursor.skip();
  std::string_view number;
  if (cursor.kind() != Kind::number) {
    figures.is_nonsense = true;
    return cursor.skip();
  }
  if (!cursor.read_number(number)) return false;
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  const bool is_whole = failure == std::errc() && end == number.data() + number.size();
  if (!is_whole || value < 0 || value > kTokensMax) figures.is_nonsense = true;
  figure = value;
  return true;
}

bool read_usage(JsonCursor& cursor, UsageFigures& figures) {
  return cursor.members([&](std::string_view name) {
    if (name == "prompt_tokens" || name == "input_tokens") return read_figure(cursor, figures, figures.input);
    if (name == "completion_tokens" || name == "output_tokens") return read_figure(cursor, figures, figures.output);
    if (name == "total_tokens") return read_figure(cursor, figures, figures.total);
    return cursor.skip();
  });
}

// A text that is not empty, an array that is not, or an object.
bool read_whether_something(JsonCursor& cursor, bool& is_something) {
  switch (cursor.kind()) {
    case Kind::text: {
      const std::size_t at = cursor.position();
      if (!cursor.skip()) return false;
      is_something = is_something || cursor.position() - at > 2;  // its quotes
      return true;
    }
    case Kind::array:
      return cursor.items([&] {
        is_something = true;
        return cursor.skip();
      });
    case Kind::object:
      is_something = true;
      return cursor.skip();
    default:
      return cursor.skip();
  }
}

// One frame's JSON, of chat and completions.
class ChunkReader {
 public:
  ChunkReader(Operation operation, std::string_view data, FrameFacts& facts)
      : operation_(operation), cursor_(data), facts_(facts) {}

  void read() {
    if (cursor_.kind() != Kind::object) return;
    if (!cursor_.members([this](std::string_view name) { return read_member(name); })) return;
    if (!has_usage_) return;
    facts_.usage = figures_.told(operation_);
    facts_.is_usage_only = has_no_choice_;
  }

 private:
  bool read_member(std::string_view name) {
    const Kind kind = cursor_.kind();
    if (name == "choices" && kind == Kind::array) {
      has_no_choice_ = true;
      return cursor_.items([this] {
        has_no_choice_ = false;
        return read_choice();
      });
    }
    if (name == "usage" && kind == Kind::object) {
      has_usage_ = true;
      return read_usage(cursor_, figures_);
    }
    if (name == "error" && kind != Kind::null) facts_.is_error = true;
    if (name == "object" && kind == Kind::text) {
      std::string_view object;
      if (!cursor_.read_text(object)) return false;
      facts_.is_error = facts_.is_error || object == "error";
      return true;
    }
    return cursor_.skip();
  }

  bool read_choice() {
    if (cursor_.kind() != Kind::object) return cursor_.skip();
    return cursor_.members([this](std::string_view name) {
      if (name == "text") return read_whether_something(cursor_, facts_.has_output);
      if ((name == "delta" || name == "message") && cursor_.kind() == Kind::object) return read_delta();
      return cursor_.skip();
    });
  }

  bool read_delta() {
    return cursor_.members([this](std::string_view name) {
      return name == "role" ? cursor_.skip() : read_whether_something(cursor_, facts_.has_output);
    });
  }

  const Operation operation_;
  JsonCursor cursor_;
  FrameFacts& facts_;
  UsageFigures figures_;
  bool has_usage_ = false;
  bool has_no_choice_ = false;
};

// One frame's JSON, of responses: {"type": "response.completed", "response": {…, "usage": {…}}}.
class ResponseEventReader {
 public:
  ResponseEventReader(std::string_view event, std::string_view data, FrameFacts& facts)
      : type_(event), cursor_(data), facts_(facts) {}

  void read() {
    if (cursor_.kind() != Kind::object) return;
    if (!cursor_.members([this](std::string_view name) { return read_member(name); })) return;
    constexpr std::array kEnds{"response.completed"sv, "response.incomplete"sv, "response.failed"sv};
    constexpr std::array kNoOutput{"response.created"sv, "response.in_progress"sv, "response.queued"sv};
    facts_.is_done = std::ranges::find(kEnds, type_) != kEnds.end();
    facts_.is_error = facts_.is_error || type_ == "error" || type_ == "response.failed";
    facts_.has_output =
        type_.starts_with("response.") && !facts_.is_done && std::ranges::find(kNoOutput, type_) == kNoOutput.end();
    if (has_usage_ && facts_.is_done) facts_.usage = figures_.told(Operation::responses);
  }

 private:
  bool read_member(std::string_view name) {
    if (name == "type" && cursor_.kind() == Kind::text) {
      std::string_view type;
      if (!cursor_.read_text(type)) return false;
      type_ = type;
      return true;
    }
    if (name == "error" && cursor_.kind() == Kind::object) facts_.is_error = true;
    if (name != "response" || cursor_.kind() != Kind::object) return cursor_.skip();
    return cursor_.members([this](std::string_view inner) {
      if (inner != "usage" || cursor_.kind() != Kind::object) return cursor_.skip();
      has_usage_ = true;
      return read_usage(cursor_, figures_);
    });
  }

  std::string type_;
  JsonCursor cursor_;
  FrameFacts& facts_;
  UsageFigures figures_;
  bool has_usage_ = false;
};

}  // namespace

std::optional<TokenUsage> usage_of_reply(Operation operation, std::string_view reply) {
  JsonCursor cursor(reply);
  if (cursor.kind() != Kind::object) return std::nullopt;
  std::optional<UsageFigures> found;
  // Ends at the figures: what stands behind them does not matter.
  cursor.members([&](std::string_view name) {
    if (name != "usage" || cursor.kind() != Kind::object) return cursor.skip();
    UsageFigures figures;
    if (read_usage(cursor, figures)) found = figures;
    return false;
  });
  return found ? found->told(operation) : std::nullopt;
}

FrameFacts look_at_frame(Operation operation, std::string_view frame) {
  const EventFrame event(frame);
  FrameFacts facts;
  facts.is_error = event.event() == "error";
  std::string_view data = event.data();
  data = data.substr(0, data.find_last_not_of(" \t") + 1);
  if (data == "[DONE]")
    facts.is_done = true;
  else if (operation == Operation::responses)
    ResponseEventReader(event.event(), data, facts).read();
  else
    ChunkReader(operation, data, facts).read();
  return facts;
}

bool is_json_object(std::string_view text) {
  JsonCursor cursor(text);
  return cursor.kind() == JsonCursor::Kind::object && cursor.skip() && cursor.finish();
}

}  // namespace swarm::chat
