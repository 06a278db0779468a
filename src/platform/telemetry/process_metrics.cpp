#include "platform/telemetry/process_metrics.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "base/text.hpp"

namespace swarm::telemetry {

namespace {

std::string text_of(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string_view> words_in(std::string_view line) {
  std::vector<std::string_view> words = split(line, ' ');
  std::erase(words, "");
  return words;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double open_files() {
  std::error_code error;
  double count = -1;  // the folder that is being read is one of them
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    ++count;
  }
  return count < 0 ? 0 : count;
}

// The limit that running out of files would meet; unlimited reads +Inf.
double open_files_max() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return std::numeric_limits<double>::infinity();
  return static_cast<double>(limit.rlim_cur);
}

// Of the machine, in seconds since 1970.
double boot_time() {
  const std::string stat = text_of("/proc/stat");
  for (const std::string_view line : split(stat, '\n')) {
    if (line.starts_with("btime ")) return static_cast<double>(number_in(line.substr(6)));
  }
  return 0;
}

class ProcessWatch {
 public:
  explicit ProcessWatch(Metrics& metrics)
      : cpu_(metrics.counter("process_cpu_seconds_total", "User and system CPU time spent, in seconds.")),
        resident_(metrics.gauge("process_resident_memory_bytes", "Memory in RAM.")),
        virtual_(metrics.gauge("process_virtual_memory_bytes", "Address space.")),
        files_(metrics.gauge("process_open_fds", "Open file descriptors.")),
        files_max_(metrics.gauge("process_max_fds", "Most file descriptors that may be open.")),
        start_(metrics.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.")),
        threads_(metrics.gauge("process_threads", "Threads of the process.")),
        received_(
            metrics.counter("swarm_network_receive_bytes_total",
                            "Bytes received by all interfaces but the loopback, of the whole network namespace.")),
        transmitted_(metrics.counter("swarm_network_transmit_bytes_total",
                                     "Bytes sent by all interfaces but the loopback, of the whole network namespace.")),
        boot_time_(boot_time()) {}

  void refresh() {
    const double cpu = cpu_seconds();
    cpu_.add(cpu - cpu_before_);
    cpu_before_ = cpu;
    files_.set(open_files());
    files_max_.set(open_files_max());
    refresh_figures();
    refresh_traffic();
  }

 private:
  void refresh_figures() {
    const ProcessFigures figures = figures_in(text_of("/proc/self/stat"));
    if (figures.threads == 0) return;
    threads_.set(static_cast<double>(figures.threads));
    virtual_.set(static_cast<double>(figures.virtual_bytes));
    resident_.set(static_cast<double>(figures.resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
    start_.set(boot_time_ + static_cast<double>(figures.start_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK)));
  }

  void refresh_traffic() {
    std::map<std::string, TrafficBytes> now = interfaces_in(text_of("/proc/self/net/dev"));
    const TrafficBytes traffic = traffic_between(traffic_before_, now);
    received_.add(static_cast<double>(traffic.received));
    transmitted_.add(static_cast<double>(traffic.transmitted));
    traffic_before_ = std::move(now);
  }

  Counter cpu_;
  Gauge resident_, virtual_, files_, files_max_, start_, threads_;
  Counter received_, transmitted_;
  double boot_time_;
  double cpu_before_ = 0;
  std::map<std::string, TrafficBytes> traffic_before_;
};

}  // namespace

void watch_process(Metrics& metrics, std::string_view version) {
  metrics.gauge("swarm_build_info", "Always 1; the labels say what is running.", {{"version", version}}).set(1);
  metrics.before_exposition([watch = std::make_shared<ProcessWatch>(metrics)] { watch->refresh(); });
}

std::map<std::string, TrafficBytes> interfaces_in(std::string_view net_dev) {
  std::map<std::string, TrafficBytes> found;
  for (const std::string_view line : split(net_dev, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;  // the two lines of headings
    const std::string_view name = trim(line.substr(0, colon));
    const std::vector<std::string_view> figures = words_in(line.substr(colon + 1));
    if (name == "lo" || figures.size() < 9) continue;
    found[std::string(name)] = {.received = number_in(figures[0]), .transmitted = number_in(figures[8])};
  }
  return found;
}

TrafficBytes traffic_between(const std::map<std::string, TrafficBytes>& before,
                             const std::map<std::string, TrafficBytes>& after) {
  const auto grown = [](std::uint64_t from, std::uint64_t to) { return to >= from ? to - from : to; };
  TrafficBytes sum;
  for (const auto& [name, now] : after) {
    const auto known = before.find(name);
    const TrafficBytes then = known == before.end() ? TrafficBytes{} : known->second;
    sum.received += grown(then.received, now.received);
    sum.transmitted += grown(then.transmitted, now.transmitted);
  }
  return sum;
}

ProcessFigures figures_in(std::string_view stat) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return {};
  const std::vector<std::string_view> fields = words_in(stat.substr(name_end + 1));  // from field 3 of proc(5) on
  if (fields.size() < 22) return {};
  return {.threads = number_in(fields[17]),
          .start_ticks = number_in(fields[19]),
          .virtual_bytes = number_in(fields[20]),
          .resident_pages = number_in(fields[21])};
}

}  // namespace swarm::telemetry
