// JSON from strangers: any bytes are a document or refused with what is wrong, and what was read is written so that it
// reads the same again. Then the body of a submission: decoded or refused with every fault's path.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/invariant.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace {

using namespace swarm;

// The library reads numbers with a fraction or exponent to the last digit but one: they may differ when read again, and
// are kept out of everything that is hashed.
bool has_real(const json::Value& value) {
  if (value.is_double()) return true;
  if (value.is_array()) return std::ranges::any_of(value.get_array(), has_real);
  return value.is_object() &&
         std::ranges::any_of(value.get_object(), [](const auto& member) { return has_real(member.value()); });
}

template <class T>
void decode(const json::Value& value) {
  T decoded{};
  json::Faults faults;
  if (!json::decode_value(value, json::Limits{}, decoded, faults)) {
    for (const Fault& fault : faults.take()) {
      SWARM_INVARIANT(fault.path.starts_with("$") && !fault.message.empty(), "a fault says where and what");
    }
    return;
  }
  T again{};
  json::Faults none;
  const std::string text = json::to_text(json::encode(decoded));
  const Result<json::Value> read = json::parse(text, 64);
  SWARM_INVARIANT(read && json::decode_value(*read, json::Limits{}, again, none), "what was taken is taken again");
  SWARM_INVARIANT(has_real(value) || json::to_text(json::encode(again)) == text, "and is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<json::Value> value = json::parse(text);
  if (!value) {
    SWARM_INVARIANT(value.error().code == ErrorCode::invalid_input, "no text is our fault");
    return 0;
  }
  SWARM_INVARIANT(is_utf8(text), "only UTF-8 is JSON");
  const std::string canonical = json::canonical_text(*value);
  const Result<json::Value> again = json::parse(canonical);
  SWARM_INVARIANT(again, "the canonical text is JSON");
  SWARM_INVARIANT(has_real(*value) || json::canonical_text(*again) == canonical,
                  "the canonical text is its own canonical text");
  decode<tasks::CreateTask>(*value);
  decode<tasks::CreateTaskBatch>(*value);
  decode<tasks::GiveFeedback>(*value);
  return 0;
}
