// Bodies of requests from strangers. What the scan takes is JSON to another reader as well, and the other way round but
// for what is said here; what it reads is what the other reads; and a body that was changed differs in the changed
// members alone.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "base/invariant.hpp"
#include "base/text.hpp"
#include "providers/chat/json_cursor.hpp"
#include "providers/chat/request_scan.hpp"

namespace {

using namespace swarm;
using namespace swarm::chat;
namespace json = boost::json;

constexpr Operation kOperations[] = {Operation::chat, Operation::completions, Operation::embeddings,
                                     Operation::responses};

std::optional<json::value> built(std::string_view text) {
  json::parse_options options;
  options.max_depth = static_cast<std::size_t>(JsonCursor::kDepthMax);
  boost::system::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return std::nullopt;
  return value;
}

// The library refuses exponents and lengths of numbers that it cannot hold; to the scan these are somebody else's.
bool has_huge_number(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 8) return true;
  }
  return false;
}

void compare_validity(std::string_view text) {
  JsonCursor cursor(text);
  const bool is_taken = cursor.skip() && cursor.finish();
  SWARM_INVARIANT(is_taken == (cursor.fault() == nullptr), "a refusal says why");
  SWARM_INVARIANT(!is_taken || is_utf8(text), "only UTF-8 is JSON");
  if (!has_huge_number(text)) SWARM_INVARIANT(is_taken == built(text).has_value(), "two readers agree on what is JSON");
}

const json::value* member_of(const json::value& body, std::string_view name) {
  const json::value* member = body.get_object().if_contains(name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

void compare_facts(Operation operation, const json::value& body, const RequestFacts& facts) {
  SWARM_INVARIANT(std::string_view(member_of(body, "model")->as_string()) == facts.model, "the same model");
  if (operation == Operation::embeddings) return;
  const json::value* stream = member_of(body, "stream");
  SWARM_INVARIANT(facts.stream == (stream != nullptr && stream->as_bool()), "the same stream");
  if (operation != Operation::chat) return;
  const json::value* n = member_of(body, "n");
  SWARM_INVARIANT(facts.choices >= (n == nullptr ? 1 : n->to_number<std::int64_t>()), "no fewer choices");
  std::int64_t limit = -1;
  for (const std::string_view name : {"max_tokens", "max_completion_tokens"}) {
    if (const json::value* member = member_of(body, name)) limit = std::max(limit, member->to_number<std::int64_t>());
  }
  SWARM_INVARIANT(facts.output_tokens.value_or(-1) == limit, "the same limit");
}

// The body without what may be changed. Other members may stand there twice: the library keeps the last of them.
json::object remaining(const json::value& body, std::string_view added_limit) {
  json::object rest = body.get_object();
  for (const std::string_view name : {std::string_view("model"), added_limit})
    rest.erase(name);
  if (json::object* options = rest.contains("stream_options") ? rest["stream_options"].if_object() : nullptr)
    options->erase("include_usage");
  const json::value* left = rest.if_contains("stream_options");
  if (left != nullptr && (left->is_null() || (left->is_object() && left->get_object().empty())))
    rest.erase("stream_options");
  return rest;
}

void compare_changes(Operation operation, std::string_view text, const json::value& body, const RequestFacts& facts) {
  const std::string changed =
      with_changes(operation, text, facts, {.model = "other \"model\"", .output_tokens = 77, .ask_usage = true});
  const auto again = scan_request(operation, changed);
  SWARM_INVARIANT(again, "what was changed is taken");
  SWARM_INVARIANT(again->model == "other \"model\"" && again->stream == facts.stream &&
                      again->choices == facts.choices && again->has_media == facts.has_media,
                  "and says the same");
  const bool has_options = operation == Operation::chat || operation == Operation::completions;
  SWARM_INVARIANT(again->usage_wanted == (has_options || facts.usage_wanted), "with its usage");
  if (operation != Operation::embeddings)
    SWARM_INVARIANT(again->output_tokens == facts.output_tokens.value_or(77), "and a limit");
  const auto value = built(changed);
  SWARM_INVARIANT(value, "and is JSON");
  const bool is_limited = facts.output_tokens.has_value() || operation == Operation::embeddings;
  const std::string_view added = is_limited                          ? ""
                                 : operation == Operation::responses ? "max_output_tokens"
                                                                     : "max_tokens";
  json::object before = remaining(body, added), after = remaining(*value, added);
  if (!is_limited && operation == Operation::chat) {  // a limit that stood as null has either name
    before.erase("max_completion_tokens");
    after.erase("max_completion_tokens");
  }
  if (before != before) return;  // 0e400 is no number to the library, and not even equal to itself
  SWARM_INVARIANT(before == after, "and nothing else is changed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare_validity(text);
  const auto body = built(text);
  for (const Operation operation : kOperations) {
    const auto facts = scan_request(operation, text);
    if (!facts) {
      SWARM_INVARIANT(facts.error().code == ErrorCode::invalid_input && facts.error().faults.size() == 1 &&
                          facts.error().faults.front().path.starts_with("$"),
                      "a fault says where it is");
      continue;
    }
    if (!body) continue;  // a number that the library cannot hold
    compare_facts(operation, *body, *facts);
    compare_changes(operation, text, *body, *facts);
  }
  return 0;
}
