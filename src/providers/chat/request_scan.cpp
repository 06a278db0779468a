#include "providers/chat/request_scan.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <fmt/format.h>

#include "base/json.hpp"
#include "providers/chat/json_cursor.hpp"

namespace swarm::chat {

namespace {

using Kind = JsonCursor::Kind;
using namespace std::string_view_literals;

constexpr std::size_t kSessionBytesMax = 256;
static_assert(JsonCursor::kDepthMax == kRequestDepthMax);

// The members of a request that are looked at. Everything else is the provider's business.
enum class Member {
  model,
  stream,
  stream_options,
  max_tokens,
  max_completion_tokens,
  max_output_tokens,
  n,
  best_of,
  prompt,
  messages,
  input,
  tools,
  modalities,
  user,
  beyond_bytes,  // one of several: input or cost that the bytes of the body do not show
  other
};

constexpr unsigned bit(Operation operation) {
  return 1U << static_cast<unsigned>(operation);
}
constexpr unsigned kChat = bit(Operation::chat), kCompletions = bit(Operation::completions),
                   kEmbeddings = bit(Operation::embeddings), kResponses = bit(Operation::responses),
                   kAll = kChat | kCompletions | kEmbeddings | kResponses;

struct KnownMember {
  std::string_view name;
  Member member;
  unsigned operations;
};
constexpr KnownMember kKnownMembers[] = {
    {"model", Member::model, kAll},
    {"messages", Member::messages, kChat | kEmbeddings},
    {"input", Member::input, kResponses | kEmbeddings},
    {"prompt", Member::prompt, kCompletions},
    {"stream", Member::stream, kAll & ~kEmbeddings},
    {"stream_options", Member::stream_options, kChat | kCompletions},
    {"max_tokens", Member::max_tokens, kChat | kCompletions},
    {"max_completion_tokens", Member::max_completion_tokens, kChat},
    {"max_output_tokens", Member::max_output_tokens, kResponses},
    {"n", Member::n, kChat | kCompletions},
    {"best_of", Member::best_of, kChat | kCompletions},
    {"tools", Member::tools, kChat | kResponses},
    {"modalities", Member::modalities, kChat},
    {"user", Member::user, kAll},
    {"previous_response_id", Member::beyond_bytes, kResponses},
    {"conversation", Member::beyond_bytes, kResponses},
    {"prompt", Member::beyond_bytes, kResponses},
    {"audio", Member::beyond_bytes, kChat},
    {"prediction", Member::beyond_bytes, kChat},
    {"web_search_options", Member::beyond_bytes, kChat},
    {"enable_search", Member::beyond_bytes, kChat},
    {"search_parameters", Member::beyond_bytes, kChat},
    {"plugins", Member::beyond_bytes, kChat},
};

Member member_named(std::string_view name, Operation operation) {
  for (const KnownMember& known : kKnownMembers) {
    if (known.name == name && (known.operations & bit(operation)) != 0) return known.member;
  }
  return Member::other;
}

// Of a part of a message: what holds an image, sound or a file, or refers to one.
constexpr std::array kMediaMembers{"image_url"sv, "image"sv,   "input_audio"sv, "audio"sv,
                                   "audio_url"sv, "video"sv,   "video_url"sv,   "input_video"sv,
                                   "file"sv,      "file_id"sv, "file_url"sv,    "file_data"sv};
constexpr std::array kMediaTypes{"image_url"sv,          "image"sv,        "input_image"sv, "image_file"sv,
                                 "input_audio"sv,        "audio"sv,        "audio_url"sv,   "video"sv,
                                 "video_url"sv,          "input_video"sv,  "file"sv,        "input_file"sv,
                                 "document"sv,           "document_url"sv, "reasoning"sv,   "item_reference"sv,
                                 "computer_screenshot"sv};

bool is_one_of(std::string_view text, const auto& listed) {
  return std::ranges::find(listed, text) != listed.end();
}

std::string shown(std::string_view raw) {
  return std::string(raw.substr(0, 40)) + (raw.size() > 40 ? "…" : "");
}

class RequestReader {
 public:
  RequestReader(Operation operation, std::string_view body) : operation_(operation), body_(body), cursor_(body) {}

  Result<RequestFacts> read() {
    if (!read_body()) return std::unexpected(json::error_of({why()}));
    return std::move(facts_);
  }

 private:
  bool refuse(std::string path, std::string message) {
    fault_ = {std::move(path), std::move(message)};
    return false;
  }
  Fault why() const {
    if (!fault_.path.empty()) return fault_;
    return {"$", fmt::format("no JSON at byte {}: {}", cursor_.position(), cursor_.fault())};
  }

  bool read_body() {
    if (body_.starts_with("\xEF\xBB\xBF")) return refuse("$", "JSON without a byte order mark expected");
    if (cursor_.kind() != Kind::object && cursor_.kind() != Kind::none) return refuse("$", "an object expected");
    const auto on_member = [this](std::string_view name) { return read_member(member_named(name, operation_)); };
    if (!cursor_.members(on_member) || !cursor_.finish()) return false;
    if (facts_.model.empty()) return refuse("$.model", "required, but missing");
    facts_.choices = std::max(n_, best_of_) * prompts_;
    return true;
  }

  bool read_member(Member member) {
    if (member == Member::other) return cursor_.skip();
    if (member != Member::beyond_bytes) {
      if (seen_.test(static_cast<std::size_t>(member))) return refuse(path_of_member(member), "written twice");
      seen_.set(static_cast<std::size_t>(member));
    }
    const Kind kind = cursor_.kind();
    if (kind == Kind::none) return cursor_.skip();  // which says why
    return kind == Kind::null ? read_null(member) : read_value(member);
  }

  // A member that is null counts as absent.
  bool read_null(Member member) {
    const Span at{cursor_.position(), 4};
    if (member == Member::stream_options) facts_.stream_options_at = at;
    if (is_limit(member) && (!facts_.output_tokens_null_at || member == Member::max_completion_tokens))
      facts_.output_tokens_null_at = at;
    return cursor_.skip();
  }

  bool read_value(Member member) {
    switch (member) {
      case Member::model:
        return read_model();
      case Member::stream:
        return read_boolean("$.stream", facts_.stream);
      case Member::stream_options:
        return read_stream_options();
      case Member::max_tokens:
      case Member::max_completion_tokens:
      case Member::max_output_tokens:
        return read_limit(member);
      case Member::n:
        return read_whole_number("$.n", 1, kChoicesMax, n_);
      case Member::best_of:
        return read_whole_number("$.best_of", 1, kChoicesMax, best_of_);
      case Member::prompt:
        return read_prompt();
      case Member::messages:
        return look_for_media();
      case Member::input:
        return read_input();
      case Member::tools:
        return read_tools();
      case Member::modalities:
        return read_modalities();
      case Member::user:
        return read_user();
      case Member::beyond_bytes:
        return read_beyond_bytes();
      case Member::other:
        break;
    }
    return cursor_.skip();
  }

  static bool is_limit(Member member) {
    return member == Member::max_tokens || member == Member::max_completion_tokens ||
           member == Member::max_output_tokens;
  }
  static std::string path_of_member(Member member) {
    for (const KnownMember& known : kKnownMembers) {
      if (known.member == member) return fmt::format("$.{}", known.name);
    }
    return "$";
  }

  bool read_model() {
    if (cursor_.kind() != Kind::text) return refuse("$.model", "a text expected");
    const std::size_t at = cursor_.position();
    std::string_view model;
    if (!cursor_.read_text(model)) return false;
    if (model.empty() || model.size() > kModelNameBytesMax)
      return refuse("$.model", fmt::format("1 to {} bytes expected, got {}", kModelNameBytesMax, model.size()));
    facts_.model = model;
    facts_.model_at = {at, cursor_.position() - at};
    return true;
  }

  bool read_boolean(std::string_view path, bool& value) {
    if (cursor_.kind() != Kind::boolean) return refuse(std::string(path), "true or false expected");
    return cursor_.read_boolean(value);
  }

  bool read_stream_options() {
    if (cursor_.kind() != Kind::object) return refuse("$.stream_options", "an object expected");
    const std::size_t at = cursor_.position();
    bool seen = false;
    const auto on_member = [this, &seen](std::string_view name) {
      if (name != "include_usage") return cursor_.skip();
      if (seen) return refuse("$.stream_options.include_usage", "written twice");
      seen = true;
      if (cursor_.kind() == Kind::null || cursor_.kind() == Kind::none) return cursor_.skip();
      return read_boolean("$.stream_options.include_usage", facts_.usage_wanted);
    };
    if (!cursor_.members(on_member)) return false;
    facts_.stream_options_at = Span{at, cursor_.position() - at};
    return true;
  }

  // Strictly digits: what "1.0" or "1e3" means is left to no reader.
  bool read_whole_number(std::string_view path, std::int64_t low, std::int64_t high, std::int64_t& value) {
    std::string_view number;
    if (cursor_.kind() != Kind::number)
      return refuse(std::string(path), fmt::format("a whole number from {} to {} expected", low, high));
    if (!cursor_.read_number(number)) return false;
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool is_whole = failure == std::errc() && end == number.data() + number.size() && number.front() != '-';
    if (is_whole && value >= low && value <= high) return true;
    return refuse(std::string(path), fmt::format("a whole number from {} to {}, written in digits, expected, got {}",
                                                 low, high, shown(number)));
  }

  bool read_limit(Member member) {
    // A completion of no tokens is a way to look at the prompt (`echo` with `logprobs`).
    const std::int64_t low = operation_ == Operation::completions ? 0 : 1;
    std::int64_t limit = 0;
    if (!read_whole_number(path_of_member(member), low, kOutputTokensMax, limit)) return false;
    facts_.output_tokens = std::max(facts_.output_tokens.value_or(0), limit);
    return true;
  }

  // A text, texts, the tokens of one prompt, or several of these: each prompt is answered by itself.
  bool read_prompt() {
    if (cursor_.kind() != Kind::array) return cursor_.skip();
    std::int64_t prompts = 0;
    bool has_tokens = false;
    const auto on_item = [&] {
      const bool is_prompt = cursor_.kind() == Kind::text || cursor_.kind() == Kind::array;
      prompts += is_prompt ? 1 : 0;
      has_tokens = has_tokens || !is_prompt;
      return cursor_.skip();
    };
    if (!cursor_.items(on_item)) return false;
    prompts_ = std::max<std::int64_t>(1, prompts + (has_tokens ? 1 : 0));
    return true;
  }

  bool look_for_media() {
    if (facts_.has_media) return cursor_.skip();
    switch (cursor_.kind()) {
      case Kind::array:
        return cursor_.items([this] { return look_for_media(); });
      case Kind::object:
        return cursor_.members([this](std::string_view name) { return look_at_part(name); });
      default:
        return cursor_.skip();
    }
  }

  bool look_at_part(std::string_view name) {
    const Kind kind = cursor_.kind();
    if (name == "type" && kind == Kind::text) {
      std::string_view type;
      if (!cursor_.read_text(type)) return false;
      facts_.has_media = facts_.has_media || is_one_of(type, kMediaTypes);
      return true;
    }
    if (kind != Kind::null && is_one_of(name, kMediaMembers)) facts_.has_media = true;
    return look_for_media();
  }

  bool read_input() {
    if (operation_ != Operation::responses || cursor_.kind() != Kind::array) return look_for_media();
    return cursor_.items([this] { return read_input_item(); });
  }

  // An item that says neither its type nor its role is a reference to one that the provider keeps.
  bool read_input_item() {
    if (cursor_.kind() != Kind::object) return look_for_media();
    bool says_what_it_is = false;
    const auto on_member = [this, &says_what_it_is](std::string_view name) {
      if ((name == "type" || name == "role") && cursor_.kind() == Kind::text) says_what_it_is = true;
      return look_at_part(name);
    };
    if (!cursor_.members(on_member)) return false;
    facts_.has_media = facts_.has_media || !says_what_it_is;
    return true;
  }

  // Tools that the provider runs itself (search, code, files, MCP) bring input and cost of their own.
  bool read_tools() {
    if (cursor_.kind() != Kind::array) return cursor_.skip();
    return cursor_.items([this] { return read_tool(); });
  }

  bool read_tool() {
    if (cursor_.kind() != Kind::object) return cursor_.skip();
    bool is_typed = false;
    const auto on_member = [this, &is_typed](std::string_view name) {
      if (name != "type" || cursor_.kind() != Kind::text) return cursor_.skip();
      std::string_view type;
      if (!cursor_.read_text(type)) return false;
      is_typed = true;
      if (type != "function" && type != "custom") facts_.has_media = true;
      return true;
    };
    if (!cursor_.members(on_member)) return false;
    if (!is_typed && operation_ == Operation::responses) facts_.has_media = true;
    return true;
  }

  bool read_modalities() {
    if (cursor_.kind() != Kind::array) return cursor_.skip();
    const auto on_item = [this] {
      if (cursor_.kind() != Kind::text) return cursor_.skip();
      std::string_view modality;
      if (!cursor_.read_text(modality)) return false;
      if (modality != "text") facts_.has_media = true;
      return true;
    };
    return cursor_.items(on_item);
  }

  bool read_beyond_bytes() {
    bool is_wanted = true;
    if (cursor_.kind() == Kind::boolean) {
      if (!cursor_.read_boolean(is_wanted)) return false;
    } else if (!cursor_.skip()) {
      return false;
    }
    facts_.has_media = facts_.has_media || is_wanted;
    return true;
  }

  bool read_user() {
    if (cursor_.kind() != Kind::text) return cursor_.skip();
    std::string_view user;
    if (!cursor_.read_text(user)) return false;
    if (user.size() <= kSessionBytesMax) facts_.session = user;
    return true;
  }

  const Operation operation_;
  const std::string_view body_;
  JsonCursor cursor_;
  RequestFacts facts_;
  std::bitset<static_cast<std::size_t>(Member::other)> seen_;
  std::int64_t n_ = 1;
  std::int64_t best_of_ = 1;
  std::int64_t prompts_ = 1;
  Fault fault_;
};

}  // namespace

Result<RequestFacts> scan_request(Operation operation, std::string_view body) {
  return RequestReader(operation, body).read();
}

}  // namespace swarm::chat
