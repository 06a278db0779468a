#include "trainer/data/content_split.hpp"

#include <cstdint>

#include "trainer/data/seeded_bits.hpp"

namespace swarm::data {

namespace {

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = 0xcbf2'9ce4'8422'2325) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
  return hash;
}

}  // namespace

bool is_set_aside(std::string_view content, double share, std::string_view purpose) {
  return SeededBits(fnv1a(content, fnv1a(purpose))).fraction() < share;
}

}  // namespace swarm::data
