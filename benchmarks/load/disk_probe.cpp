// What one durable write costs in a folder: `count` times 4 KiB written and fdatasync called. Prints one line of JSON.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <unistd.h>
#include <vector>

int main(int count, char** arguments) {
  constexpr std::size_t kWrites = 200;
  if (count != 2) {
    std::fputs("disk_probe FOLDER\n", stderr);
    return 2;
  }
  const std::string file = fmt::format("{}/disk_probe.{}", arguments[1], getpid());
  const int descriptor = open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | O_TRUNC, 0600);
  const std::string block(4096, 'x');
  std::vector<double> milliseconds;
  for (std::size_t i = 0; i < kWrites; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (write(descriptor, block.data(), block.size()) != 4096 || fdatasync(descriptor) != 0) {
      std::perror(file.c_str());
      return 1;
    }
    milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  close(descriptor);
  unlink(file.c_str());
  std::ranges::sort(milliseconds);
  fmt::print("{{\"fdatasync_p50_ms\":{:.3f},\"fdatasync_p99_ms\":{:.3f},\"writes\":{}}}\n", milliseconds[kWrites / 2],
             milliseconds[kWrites * 99 / 100], kWrites);
}
