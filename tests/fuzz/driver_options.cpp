// What a fuzz program does when it is started without options: its corpus, then new inputs for SWARM_FUZZ_SECONDS
// (3 where it is not set, and then from the same beginning every time). New finds go to a folder that is thrown away at
// the end; the path of a crash is printed.
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

std::string& finds() {
  static std::string folder = (std::filesystem::temp_directory_path() / "swarm-fuzz-XXXXXX").string();
  return folder;
}

void remove_finds() {
  std::error_code ignored;
  std::filesystem::remove_all(finds(), ignored);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (*count > 1) return 0;
  const char* const seconds = std::getenv("SWARM_FUZZ_SECONDS");
  if (mkdtemp(finds().data()) == nullptr) return 1;
  std::atexit(remove_finds);
  static std::string time = std::string("-max_total_time=") + (seconds == nullptr ? "3" : seconds);
  static std::string seed = seconds == nullptr ? "-seed=1" : "-seed=0";  // 0: another one each time
  static std::string corpus = SWARM_FUZZ_CORPUS, timeout = "-timeout=60", memory = "-rss_limit_mb=4096";
  static char* all[] = {(*arguments)[0], time.data(),    seed.data(),   timeout.data(),
                        memory.data(),   finds().data(), corpus.data(), nullptr};
  *arguments = all;
  *count = static_cast<int>(std::size(all)) - 1;
  return 0;
}
