// Tokens per second of the engine beside a bare loop over llama.cpp in the same process, with the same model, threads,
// context, type of keys and values and batch; and the time to the first token. Prints one JSON object.
//
//   ninja -C build/release engine_benchmark && build/release/bin/engine_benchmark [MODEL.gguf]

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "engine/batching/start_engine.hpp"
#include "platform/runtime/memory_limit.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::batching {
namespace {

constexpr int kPromptTokens = 32;
constexpr int kOutputTokens = 64;
constexpr int kRounds = 7;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Of all threads of this process: what others do on the machine does not count.
double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// How fast tokens came, by the clock and by processor time.
struct Speed {
  double per_second = 0;
  double per_cpu_second = 0;
};

class Stopwatch {
 public:
  Speed speed(std::int64_t tokens) const {
    const auto count = static_cast<double>(tokens);
    return {count / seconds_since(start_), count / (cpu_seconds() - cpu_start_)};
  }

 private:
  Clock::time_point start_ = Clock::now();
  double cpu_start_ = cpu_seconds();
};

// Wakes whoever waits once, at the end.
class QuietListener final : public GenerationListener {
 public:
  void generated(std::vector<GeneratedToken> tokens) override { benchmark_tokens_ += tokens.size(); }
  void ended(Result<GenerationEnd> end) override {
    MutexLock lock(mutex_);
    end_ = std::move(end);
    changed_.notify_one();
  }
  GenerationEnd wait() {
    MutexLock lock(mutex_);
    while (!end_)
      changed_.wait(mutex_);
    return end_->value();
  }

 private:
  std::size_t benchmark_tokens_ = 0;
  Mutex mutex_;
  Condition changed_;
  std::optional<Result<GenerationEnd>> end_ SWARM_GUARDED_BY(mutex_);
};

// No two prompts begin the same way, so that nothing can be reused.
std::vector<llama::Token> prompt_of(int stream, int round) {
  std::vector<llama::Token> tokens{stream % 250, round % 250, (stream / 7 + round * 13) % 250};
  for (int i = 3; i < kPromptTokens; ++i)
    tokens.push_back((stream * 31 + i * 17 + round * 7) % 250);
  return tokens;
}

llama::Token likeliest(std::span<const float> logits) {
  return static_cast<llama::Token>(std::ranges::max_element(logits) - logits.begin());
}

// The bare loop: every prompt in one call, then one token of each stream per call, until its end or all its tokens.
// Both sides choose the likeliest token, so both make the same ones.
Speed bare_round(llama::Context& context, const llama::Model& model, int streams, int round) {
  const Stopwatch watch;
  std::int64_t tokens = 0;
  struct Stream {
    int sequence;
    llama::Token last;
  };
  std::vector<Stream> going;
  for (int stream = 0; stream < streams; ++stream) {
    context.forget(stream, 0);
    std::vector<llama::BatchToken> batch;
    for (const llama::Token token : prompt_of(stream, round))
      batch.push_back({.token = token, .position = static_cast<int>(batch.size()), .sequence = stream});
    batch.back().has_output = true;
    if (context.decode(batch) != llama::Decoded::done) std::abort();
    going.push_back({stream, likeliest(context.logits(batch.size() - 1))});
  }
  for (int i = 0; i < kOutputTokens; ++i) {
    std::erase_if(going, [&](const Stream& stream) { return model.is_end_of_generation(stream.last); });
    tokens += static_cast<std::int64_t>(going.size());
    if (going.empty() || i + 1 == kOutputTokens) break;
    std::vector<llama::BatchToken> batch;
    for (const Stream& stream : going) {
      batch.push_back(
          {.token = stream.last, .position = kPromptTokens + i, .sequence = stream.sequence, .has_output = true});
    }
    if (context.decode(batch) != llama::Decoded::done) std::abort();
    for (std::size_t row = 0; row < going.size(); ++row)
      going[row].last = likeliest(context.logits(row));
  }
  return watch.speed(tokens);
}

// The same through the engine, with everything that it does besides: queue, log probabilities, margins, text.
Speed engine_round(Inference& engine, int streams, int round) {
  const Stopwatch watch;
  std::vector<std::shared_ptr<QuietListener>> answers;
  for (int stream = 0; stream < streams; ++stream) {
    answers.push_back(std::make_shared<QuietListener>());
    const auto ticket = engine.submit(
        {.prompt = prompt_of(stream, round), .sampling = {.temperature = 0}, .output_tokens_max = kOutputTokens},
        answers.back());
    if (!ticket) std::abort();
  }
  std::int64_t tokens = 0;
  for (const auto& answer : answers)
    tokens += answer->wait().output_tokens;
  return watch.speed(tokens);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Rate {
  double bare = 0, engine = 0, ratio = 0;  // by the clock
  double bare_per_cpu = 0, cpu_ratio = 0;  // by processor time
};

// One round of each, turn by turn, so that both have the same machine.
Result<Rate> measure(const std::filesystem::path& file, int streams, const llama::Overrides& overrides) {
  llama::Overrides with_slots = overrides;
  with_slots.slots = streams;
  const llama::Profile profile = TRY(llama::plan_profile(file, llama::this_machine(), with_slots));
  SystemRandom random;
  const SystemClock clock;
  const RunningEngine engine = TRY(start_engine(file, profile, {.clock = clock, .random = random}));
  const auto threads = std::make_shared<llama::ComputeThreads>(profile.threads);
  const auto context = TRY(llama::Context::create(engine.model, nullptr, threads, profile.context_settings()));
  std::vector<double> bare, ours, ratios, bare_per_cpu, cpu_ratios;
  for (int round = 0; round < kRounds; ++round) {
    const Speed of_loop = bare_round(*context, *engine.model, streams, round);
    const Speed of_engine = engine_round(*engine.inference, streams, round);
    bare.push_back(of_loop.per_second);
    ours.push_back(of_engine.per_second);
    ratios.push_back(of_engine.per_second / of_loop.per_second);
    bare_per_cpu.push_back(of_loop.per_cpu_second);
    cpu_ratios.push_back(of_engine.per_cpu_second / of_loop.per_cpu_second);
  }
  return Rate{median(bare), median(ours), median(ratios), median(bare_per_cpu), median(cpu_ratios)};
}

Result<double> first_token_ms(const std::filesystem::path& file) {
  const llama::Profile profile = TRY(llama::plan_profile(file, llama::this_machine(), {}));
  SystemRandom random;
  const SystemClock clock;
  const RunningEngine engine = TRY(start_engine(file, profile, {.clock = clock, .random = random}));
  std::vector<double> times;
  for (int i = 0; i < 51; ++i) {
    const auto listener = std::make_shared<QuietListener>();
    static_cast<void>(TRY(engine.inference->submit(
        {.prompt = prompt_of(i, i), .sampling = {.temperature = 0}, .output_tokens_max = 1}, listener)));
    times.push_back(std::chrono::duration<double, std::milli>(listener->wait().first_token).count());
  }
  return median(times);
}

Result<double> start_ms(const std::filesystem::path& file) {
  std::vector<double> times;
  for (int i = 0; i < kRounds; ++i) {
    const auto start = Clock::now();
    const llama::Profile profile = TRY(llama::plan_profile(file, llama::this_machine(), {}));
    SystemRandom random;
    const SystemClock clock;
    const RunningEngine engine = TRY(start_engine(file, profile, {.clock = clock, .random = random}));
    times.push_back(seconds_since(start) * 1e3);
  }
  return median(times);
}

Result<json::Object> report(const std::filesystem::path& file, const llama::Overrides& overrides) {
  json::Object out;
  out["first_token_ms"] = TRY(first_token_ms(file));
  out["start_ms"] = TRY(start_ms(file));
  json::Array rates;
  for (const int streams : {1, 8, 32}) {
    const Rate rate = TRY(measure(file, streams, overrides));
    rates.push_back({{"streams", streams},
                     {"bare_tokens_per_second", rate.bare},
                     {"engine_tokens_per_second", rate.engine},
                     {"ratio", rate.ratio},
                     {"bare_tokens_per_cpu_second", rate.bare_per_cpu},
                     {"cpu_ratio", rate.cpu_ratio}});
  }
  out["rates"] = std::move(rates);
  out["resident_bytes"] = runtime::resident_memory().count;
  return out;
}

// NAME=VALUE settings to compare choices with: threads, kv (f16, f32), shared (0, 1), fa (off, on, auto), batch.
llama::Overrides overrides_of(std::span<const std::string_view> arguments) {
  llama::Overrides overrides;
  for (const std::string_view argument : arguments) {
    const std::string_view value = argument.substr(argument.find('=') + 1);
    if (argument.starts_with("threads=")) overrides.threads = std::atoi(value.data());
    if (argument.starts_with("batch=")) overrides.batch = std::atoi(value.data());
    if (argument.starts_with("kv=")) overrides.kv_type = json::enum_named<llama::KvType>(value);
    if (argument.starts_with("fa=")) overrides.flash_attention = json::enum_named<llama::FlashAttention>(value);
    if (argument.starts_with("shared=")) overrides.is_kv_shared = value == "1";
  }
  return overrides;
}

}  // namespace
}  // namespace swarm::batching

int main(int argc, char** argv) {
  using namespace swarm;
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const tests::TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "tiny.gguf";
  if (!arguments.empty() && arguments.front().ends_with(".gguf"))
    file = arguments.front();
  else
    tests::write_tiny_model(file, tests::kBuiltInShape);
  const auto report = batching::report(file, batching::overrides_of(arguments));
  if (!report) {
    std::fprintf(stderr, "%s\n", report.error().message.c_str());
    return 1;
  }
  std::printf("%s\n", json::to_text(*report).c_str());
  return 0;
}
