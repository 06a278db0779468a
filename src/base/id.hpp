#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace swarm {

// 26 characters of Crockford's base 32 for 128 bits: 48 bits of milliseconds, then 80 of chance (the ULID layout,
// https://github.com/ulid/spec), so that ids sort by the time they were made.
inline constexpr std::size_t kIdLength = 26;

namespace detail {
Result<std::string> parse_id(std::string_view kind, std::string_view text);
}

class IdSource;

// A name for one thing of one kind. It can only be parsed or generated, so an Id in your hand is well formed.
// `Tag::name` is the kind for people: "task".
template <class Tag>
class Id {
 public:
  static Result<Id> parse(std::string_view text) {
    Result<std::string> parsed = detail::parse_id(Tag::name, text);
    if (!parsed) return std::unexpected(std::move(parsed).error());
    return Id(std::move(*parsed));
  }
  static Id generate(IdSource& source);

  // Lower case letters and digits.
  const std::string& text() const { return text_; }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// Makes ids that rise within one process, also within one millisecond. Safe to call from any thread.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  std::string next();

 private:
  const Clock& clock_;
  Random& random_;
  Mutex mutex_;
  std::int64_t last_ms_ SWARM_GUARDED_BY(mutex_) = -1;
  std::uint16_t high_ SWARM_GUARDED_BY(mutex_) = 0;  // the 80 bits of chance: 16 and 64
  std::uint64_t low_ SWARM_GUARDED_BY(mutex_) = 0;
};

template <class Tag>
Id<Tag> Id<Tag>::generate(IdSource& source) {
  return Id(source.next());
}

}  // namespace swarm

template <class Tag>
struct std::hash<swarm::Id<Tag>> {
  std::size_t operator()(const swarm::Id<Tag>& id) const { return std::hash<std::string>{}(id.text()); }
};
