#include "swarm/lessons/lesson.hpp"

#include "swarm/lessons/dice.hpp"

namespace swarm::lessons {

namespace {

constexpr std::uint64_t kHeldOutOneIn = 10;

}  // namespace

answers::Head head_of(Family family) {
  switch (family) {
    case Family::sums:
    case Family::multiplication:
    case Family::borrow:
      return answers::Head::math;
    case Family::boolean:
    case Family::order:
      return answers::Head::logic;
    case Family::lists:
    case Family::descending:
      return answers::Head::code;
    case Family::stories:
    case Family::unrelated:
      break;
  }
  return answers::Head::reasoning;
}

std::string json_line(const Lesson& lesson) {
  json::Object members = json::encode_members(lesson);
  if (!lesson.thinking) members.stable_erase(members.find("thinking"));
  return json::to_text(members) + "\n";
}

Side side_of(std::string_view content) {
  return hash_of(content) % kHeldOutOneIn == 0 ? Side::held_out : Side::train;
}

}  // namespace swarm::lessons
