#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

// Sixteen floats at once, in whatever registers the machine has. For the files of vector kernels only.
namespace swarm::graph::kernels {

constexpr std::size_t kLanes = 16;
using Lanes = float __attribute__((ext_vector_type(16)));
using IntegerLanes = std::int32_t __attribute__((ext_vector_type(16)));

static inline Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
static inline void store(float* to, Lanes lanes) {
  std::memcpy(to, &lanes, sizeof lanes);
}

static inline float sum(Lanes lanes) {
  const auto eight = lanes.lo + lanes.hi;
  const auto four = eight.lo + eight.hi;
  const auto two = four.lo + four.hi;
  return two.x + two.y;
}

// The first `count` of them; zeros behind.
static inline Lanes load_part(const float* from, std::size_t count) {
  Lanes lanes = 0.0F;
  std::memcpy(&lanes, from, count * sizeof(float));
  return lanes;
}
static inline void store_part(float* to, Lanes lanes, std::size_t count) {
  std::memcpy(to, &lanes, count * sizeof(float));
}

// Calls `work(place, lanes in use)` for all of `count` values, sixteen at a time.
template <class Work>
static inline void for_lanes(std::size_t count, Work work) {
  std::size_t place = 0;
  for (; place + kLanes <= count; place += kLanes)
    work(place, kLanes);
  if (place < count) work(place, count - place);
}
static inline Lanes load_some(const float* from, std::size_t count) {
  return count == kLanes ? load(from) : load_part(from, count);
}
static inline void store_some(float* to, Lanes lanes, std::size_t count) {
  if (count == kLanes)
    store(to, lanes);
  else
    store_part(to, lanes, count);
}

// e^x within two units of the last place; a NaN stays one. Zero below e^-64: what is that small beside a one only makes
// denormal numbers, which are slow.
static inline Lanes exponential(Lanes x) {
  const auto vanishes = x < -64.0F;
  x = vanishes ? Lanes(0.0F) : x;
  x = x > 88.0F ? Lanes(88.0F) : x;
  const Lanes whole = __builtin_elementwise_roundeven(x * 1.44269504088896341F);
  const Lanes rest = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;  // Cody and Waite's two parts of ln 2
  Lanes result = Lanes(1.9875691500e-4F);
  result = result * rest + 1.3981999507e-3F;
  result = result * rest + 8.3334519073e-3F;
  result = result * rest + 4.1665795894e-2F;
  result = result * rest + 1.6666665459e-1F;
  result = result * rest + 5.0000001201e-1F;
  result = result * rest * rest + rest + 1.0F;
  const Lanes safe = whole == whole ? whole : Lanes(0.0F);  // an integer of NaN is undefined
  IntegerLanes bits = (__builtin_convertvector(safe, IntegerLanes) + 127) << 23;
  Lanes power;
  std::memcpy(&power, &bits, sizeof power);
  return vanishes ? Lanes(0.0F) : result * power;
}

}  // namespace swarm::graph::kernels
