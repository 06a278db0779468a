#include "engine/llama/backend.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <memory>
#include <optional>

#include "base/mutex.hpp"
#include "base/text.hpp"
#include "llama.h"

namespace swarm::llama {
namespace {

struct Sink {
  Mutex mutex;
  std::shared_ptr<const LogLine> line SWARM_GUARDED_BY(mutex);
};

Sink& the_sink() {
  static Sink* sink = new Sink;  // never destroyed: threads of ggml may log while the process ends
  return *sink;
}

thread_local std::string unfinished_line;
thread_local ggml_log_level unfinished_level = GGML_LOG_LEVEL_NONE;
thread_local std::string last_error;

LogLevel level_of(ggml_log_level level) {
  switch (level) {
    case GGML_LOG_LEVEL_ERROR:
      return LogLevel::error;
    case GGML_LOG_LEVEL_WARN:
      return LogLevel::warn;
    case GGML_LOG_LEVEL_INFO:
      return LogLevel::info;
    default:
      return LogLevel::debug;
  }
}

void finish_line(std::string_view line) {
  if (line.empty()) return;
  if (unfinished_level == GGML_LOG_LEVEL_ERROR) last_error = line;
  std::shared_ptr<const LogLine> sink;
  {
    MutexLock lock(the_sink().mutex);
    sink = the_sink().line;
  }
  if (sink != nullptr && *sink) (*sink)(level_of(unfinished_level), line);
}

// Called with whole lines and with pieces of them, of which the later ones come at level "continued".
void on_log(ggml_log_level level, const char* text, void*) {
  try {
    if (level != GGML_LOG_LEVEL_CONT) unfinished_level = level;
    unfinished_line += text;
    for (auto end = unfinished_line.find('\n'); end != std::string::npos; end = unfinished_line.find('\n')) {
      finish_line(std::string_view(unfinished_line).substr(0, end));
      unfinished_line.erase(0, end + 1);
    }
  } catch (...) {  // no memory for a log line: it is dropped, for llama.cpp cannot take an exception here
  }
}

// ggml's CPU backend says that all of the machine's memory is there, and free.
DeviceFacts facts_of(ggml_backend_dev_t device, const runtime::MachineMemory& memory) {
  std::size_t free = 0;
  std::size_t total = 0;
  ggml_backend_dev_memory(device, &free, &total);
  const auto type = ggml_backend_dev_type(device);
  if (type == GGML_BACKEND_DEVICE_TYPE_CPU) {
    if (memory.total.count > 0) total = std::min(memory.total.count, total);
    free = std::min(memory.available.count, total);
  }
  return {.name = to_lower(ggml_backend_dev_name(device)),
          .description = ggml_backend_dev_description(device),
          .is_gpu = type == GGML_BACKEND_DEVICE_TYPE_GPU || type == GGML_BACKEND_DEVICE_TYPE_IGPU,
          .total = Bytes{total},
          .free = Bytes{free}};
}

// The three functions of NVIDIA's management library that say what a card's memory is used for. The library belongs to
// the driver: where there is none, there is no card.
class Nvml {
 public:
  Nvml() {
    library_ = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) return;
    const auto init = find<int (*)()>("nvmlInit_v2");
    device_at_ = find<int (*)(unsigned, void**)>("nvmlDeviceGetHandleByIndex_v2");
    memory_of_ = find<int (*)(void*, Memory*)>("nvmlDeviceGetMemoryInfo");
    is_ready_ = init != nullptr && device_at_ != nullptr && memory_of_ != nullptr && init() == 0;
  }

  // The used bytes of the card that has `total`; NVML's order may differ from CUDA's, so the index alone is no proof.
  std::optional<Bytes> used(unsigned index, Bytes total) const {
    void* device = nullptr;
    Memory memory;
    if (!is_ready_ || device_at_(index, &device) != 0 || memory_of_(device, &memory) != 0) return std::nullopt;
    const std::uint64_t apart = memory.total > total.count ? memory.total - total.count : total.count - memory.total;
    if (apart > total.count / 16) return std::nullopt;
    return Bytes{memory.used};
  }

 private:
  struct Memory {
    unsigned long long total = 0, free = 0, used = 0;
  };
  template <class Function>
  Function find(const char* name) const {
    return reinterpret_cast<Function>(dlsym(library_, name));
  }
  void* library_ = nullptr;
  int (*device_at_)(unsigned, void**) = nullptr;
  int (*memory_of_)(void*, Memory*) = nullptr;
  bool is_ready_ = false;
};

}  // namespace

void set_log(LogLine sink) {
  MutexLock lock(the_sink().mutex);
  the_sink().line = std::make_shared<const LogLine>(std::move(sink));
}

void start_backend() {
  static const bool is_started = [] {
    llama_log_set(on_log, nullptr);
    llama_backend_init();
    return true;
  }();
  static_cast<void>(is_started);
}

std::string take_last_error() {
  return std::exchange(last_error, {});
}

std::vector<DeviceFacts> devices(const runtime::MachineMemory& memory) {
  start_backend();
  std::vector<DeviceFacts> found;
  for (std::size_t i = 0; i < ggml_backend_dev_count(); ++i) {
    DeviceFacts facts = facts_of(ggml_backend_dev_get(i), memory);
    if (ggml_backend_dev_type(ggml_backend_dev_get(i)) == GGML_BACKEND_DEVICE_TYPE_CPU)
      found.insert(found.begin(), std::move(facts));
    else if (facts.is_gpu)
      found.push_back(std::move(facts));
  }
  return found;
}

Bytes used_by_all(const DeviceFacts& device) {
  static const Nvml nvml;
  if (device.name.starts_with("cuda")) {
    const auto index = static_cast<unsigned>(std::strtoul(device.name.c_str() + 4, nullptr, 10));
    if (const auto used = nvml.used(index, device.total)) return *used;
  }
  for (const DeviceFacts& now : devices()) {
    if (now.name == device.name) return Bytes{now.total.count - std::min(now.free.count, now.total.count)};
  }
  return {};
}

}  // namespace swarm::llama
