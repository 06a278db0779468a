// Preloaded into the second run of a program: other times and other pseudo-random numbers, so that output which depends
// on them differs between the two runs. Uses the C library only.
#include <cstdint>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr time_t kShiftSeconds = 40'014'777;  // over a year, and neither whole days nor whole hours

bool is_wall_clock(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && is_wall_clock(clock)) time->tv_sec += kShiftSeconds;
  return static_cast<int>(result);
}

int gettimeofday(timeval* time, void*) noexcept {
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return result;
}

time_t time(time_t* kept) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (kept != nullptr) *kept = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(timespec* time, int base) noexcept {
  return clock_gettime(CLOCK_REALTIME, time) == 0 ? base : 0;
}

static std::uint64_t sequence = 0x9E3779B97F4A7C15;

void srand(unsigned seed) noexcept {
  sequence = seed ^ 0xD1B54A32D192ED03;
}

int rand() noexcept {
  sequence = sequence * 6364136223846793005 + 1442695040888963407;
  return static_cast<int>((sequence >> 33) & 0x7FFFFFFF);
}

long random() noexcept {
  return rand();
}

}  // extern "C"
