#include "providers/usage/usage_sums.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace swarm::usage {

namespace {

// U+001F is in none of the texts: they come from checked names and ids. If it were, two lines would become one.
void write_key(const UsageRecord& record, Time hour, std::string& key) {
  constexpr char kSeparator = '\x1f';
  key.assign(record.project.text());
  const auto hours = static_cast<std::uint64_t>(to_milliseconds(hour));
  for (int shift = 56; shift >= 0; shift -= 8)
    key += static_cast<char>(hours >> shift);  // the highest byte first: sorts as the number does
  for (const std::string* text : {&record.key_id, &record.provider, &record.model, &record.operation, &record.head})
    key.append(*text) += kSeparator;
  key += static_cast<char>('a' + static_cast<int>(record.lane));
  key += static_cast<char>('a' + static_cast<int>(record.result));
}

void add(HourSum& sum, const UsageRecord& record) {
  ++sum.calls;
  sum.estimated += record.is_estimated ? 1 : 0;
  sum.input_tokens += record.input_tokens;
  sum.output_tokens += record.output_tokens;
  sum.cost += record.cost;
  sum.duration += record.duration;
  if (!record.first_frame) return;
  ++sum.first_frames;
  sum.first_frame += *record.first_frame;
}

}  // namespace

std::vector<HourSum> sums_of(std::span<const UsageRecord> records) {
  std::unordered_map<std::string, HourSum> by_key;
  std::string key;
  for (const UsageRecord& record : records) {
    const Time hour = std::chrono::floor<std::chrono::hours>(record.at);
    write_key(record, hour, key);
    const auto [found, is_new] = by_key.try_emplace(key);
    if (is_new) {
      found->second.like = &record;
      found->second.hour = hour;
    }
    add(found->second, record);
  }
  std::vector<const std::pair<const std::string, HourSum>*> ordered;
  ordered.reserve(by_key.size());
  for (const auto& entry : by_key)
    ordered.push_back(&entry);
  std::ranges::sort(ordered, {}, [](const auto* entry) -> const std::string& { return entry->first; });
  std::vector<HourSum> sums;
  sums.reserve(ordered.size());
  for (const auto* entry : ordered)
    sums.push_back(entry->second);
  return sums;
}

}  // namespace swarm::usage
