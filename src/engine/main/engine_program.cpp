#include "engine/main/engine_program.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "engine/llama/backend.hpp"
#include "engine/lora/adapter_name.hpp"
#include "engine/model_files/model_check.hpp"
#include "platform/telemetry/process_metrics.hpp"

namespace swarm::engine_main {

namespace {

// One thread moves all bytes: what a decode call gives to 32 streams takes it a fraction of the call's own time.
constexpr std::size_t kLoops = 1;
constexpr std::chrono::seconds kLastWordsTime{1};  // for the words that somebody is not answered any more
constexpr Bytes kResidentBeside{512 * MiB};        // what is no weight, no context and no adapter

telemetry::LogConfig log_config(telemetry::Level level) {
  return {.level = level, .format = telemetry::LogFormat::json, .folder = std::filesystem::path()};
}

std::string name_of(const CommandLine& line) {
  return line.name.empty() ? line.model.stem().string() : line.name;
}

std::filesystem::path this_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

// A trial maps the model, which counts for nothing here, and computes with a small context; whoever wants more memory
// of its own than this is stopped.
engine_server::CheckLimits check_limits(const std::filesystem::path& model) {
#if defined(__has_feature)
  #if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  if (!model.empty()) return {};  // they map more than any limit
  #endif
#endif
  constexpr std::uint64_t kBeside = 8 * GiB;
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(model, error);
  return {.memory = error ? Bytes{} : Bytes{2 * size + kBeside}};
}

// All devices together: on a machine without a GPU what this process may hold.
Bytes resident_max(const llama::Profile& profile) {
  Bytes whole = kResidentBeside;
  for (const llama::DevicePlan& device : profile.devices)
    whole.count += device.limit.count;
  return whole;
}

}  // namespace

llama::Overrides overrides_of(const CommandLine& line) {
  const auto narrow = [](const std::optional<std::int64_t>& value) {
    return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
  };
  return {.threads = narrow(line.threads),
          .slots = narrow(line.slots),
          .context_tokens = line.context_tokens,
          .batch = narrow(line.batch),
          .memory_limit = line.memory_limit,
          .devices = line.devices,
          .gpu_layers = narrow(line.gpu_layers),
          .gpu_split = line.gpu_split,
          .kv_type = line.kv_type,
          .flash_attention = line.flash_attention,
          .contexts = narrow(line.contexts)};
}

json::Object settings_of(const CommandLine& line, const llama::Profile& profile) {
  json::Object settings = json::encode(profile).as_object();
  settings.emplace("queue_max", line.queue_max);
  settings.emplace("adapters_max", line.adapters_max);
  settings.emplace("answer_timeout_ms", line.answer_timeout.count());
  settings.emplace("stall_timeout_ms", line.stall_timeout.count());
  settings.emplace("drain_timeout_ms", line.drain_timeout.count());
  return settings;
}

EngineProgram::EngineProgram(CommandLine line, std::string token)
    : line_(std::move(line)),
      token_(std::move(token)),
      log_writer_(log_config(line_.log_level), {.clock = clock_, .metrics = metrics_}),
      log_(log_writer_, "engine"),
      loops_(kLoops, [this](std::string_view what) { log_.error("coroutine_failed", {{"error", what}}); }) {
  telemetry::watch_process(metrics_, SWARM_VERSION);
  take_llama_log();
}

EngineProgram::~EngineProgram() {
  llama::set_log(nullptr);
}

void EngineProgram::take_llama_log() {
  llama::set_log([log = log_.named("llama")](llama::LogLevel level, std::string_view line) {
    if (level == llama::LogLevel::error) return log.error("llama", {{"line", line}});
    if (level == llama::LogLevel::warn) return log.warn("llama", {{"line", line}});
    log.debug("llama", {{"line", line}});
  });
}

Result<Done> EngineProgram::start() {
  TRY(load_model());
  loops_.start();
  TRY(load_adapters());
  return listen();
}

Result<Done> EngineProgram::load_model() {
  TRY(lora::check_name(name_of(line_)));
  const model_files::GgufFile file = TRY(model_files::GgufFile::open(line_.model));
  TRY(model_files::check_model(file));
  profile_ = TRY(llama::plan_profile(line_.model, llama::this_machine(), overrides_of(line_)));
  engine_ = TRY(batching::start_engine(
      line_.model, profile_,
      {.clock = clock_, .random = random_, .waiting_max = static_cast<std::size_t>(line_.queue_max)}));
  text_ = std::make_unique<engine_server::LlamaTextModel>(engine_.model);
  if (const Error* error = engine_.model->template_error(); error != nullptr && engine_.model->facts().is_causal)
    log_.warn("no_chat",
              {{"meaning", "only plain completions can be asked of this model"}, {"reason", error->message}});
  return Done{};
}

Result<Done> EngineProgram::load_adapters() {
  engine_server::StagingFolder::sweep();
  check_ = std::make_unique<engine_server::LimitedCheck>(this_program(), check_limits(line_.model), launcher_);
  loader_ = TRY(engine_server::StagedAdapterLoader::make(
      {.model = engine_.model, .model_file = line_.model, .check = *check_, .inference = *engine_.inference}));
  adapters_ = std::make_unique<lora::AdapterRegistry>(
      lora::RegistryConfig{.base_name = name_of(line_), .adapters_max = static_cast<std::size_t>(line_.adapters_max)},
      lora::AdapterRegistry::Deps{*loader_, *engine_.inference, clock_, metrics_, log_.named("lora")});
  for (const NamedPath& adapter : line_.adapters) {
    const auto loaded = adapters_->load({adapter.name, adapter.path, adapter.sha256}, lora::IfLoaded::refuse);
    if (!loaded) {
      return fail(loaded.error().code, fmt::format("the adapter '{}': {}", adapter.name, loaded.error().message));
    }
  }
  return Done{};
}

Result<Done> EngineProgram::listen() {
  server_ = std::make_unique<engine_server::EngineServer>(
      engine_server::EngineServerConfig{.address = line_.address,
                                        .port = line_.port,
                                        .insecure = line_.insecure,
                                        .token = token_,
                                        .model_name = name_of(line_),
                                        .model_file = line_.model.string(),
                                        .context_tokens = profile_.context_tokens,
                                        .answer_timeout = line_.answer_timeout,
                                        .stall_timeout = line_.stall_timeout,
                                        .resident_bytes_max = resident_max(profile_)},
      engine_server::EngineServer::Deps{.text = *text_,
                                        .inference = *engine_.inference,
                                        .adapters = *adapters_,
                                        .loops = loops_,
                                        .metrics = metrics_,
                                        .clock = clock_,
                                        .random = random_,
                                        .log = log_,
                                        .profile = settings_of(line_, profile_),
                                        .version = SWARM_VERSION});
  if (Result<Done> started = server_->start(); !started) {
    server_.reset();
    if (started.error().code != ErrorCode::conflict) return started;
    return fail(ErrorCode::conflict,
                fmt::format("--http: port {} of {} is taken by another program; choose another one", line_.port,
                            line_.address));
  }
  log_.info("started", {{"http", server_->address()}, {"model", name_of(line_)}, {"version", SWARM_VERSION}});
  return Done{};
}

json::Object EngineProgram::ready_line() const {
  json::Array adapters;
  for (const lora::AdapterFacts& adapter : adapters_->list())
    adapters.emplace_back(adapter.name);
  return {{"event", "ready"},
          {"http", server_->address()},
          {"model", name_of(line_)},
          {"adapters", std::move(adapters)},
          {"context_tokens", profile_.context_tokens},
          {"slots", profile_.slots},
          {"process", ::getpid()}};
}

// Whoever is not answered in time is told so, which takes a moment more.
void EngineProgram::stop() {
  log_.info("stopping", {{"at_most_ms", line_.drain_timeout.count()}});
  if (check_) check_->stop();
  if (server_) {
    std::future<void> drained = boost::asio::co_spawn(
        loops_.at(0).executor(), server_->drain(line_.drain_timeout + kLastWordsTime), boost::asio::use_future);
    if (drained.wait_for(line_.drain_timeout) != std::future_status::ready) engine_.inference->end_all();
    drained.wait();
  }
  loops_.stop();
  log_.info("stopped");
}

}  // namespace swarm::engine_main
