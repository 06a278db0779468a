#include "engine/main/check_program.hpp"

#include <cstdio>
#include <future>
#include <limits>

#include "engine/batching/start_engine.hpp"
#include "engine/main/engine_program.hpp"
#include "engine/model_files/model_check.hpp"

namespace swarm::engine_main {

namespace {

constexpr int kRefused = 1;
constexpr std::chrono::minutes kTrialTime{10};

// Ends with the first token.
class FirstToken final : public batching::GenerationListener {
 public:
  void generated(std::vector<batching::GeneratedToken>) override {}
  void ended(Result<batching::GenerationEnd> end) override { ended_.set_value(std::move(end)); }
  Result<batching::GenerationEnd> wait() { return ended_.get_future().get(); }

 private:
  std::promise<Result<batching::GenerationEnd>> ended_;
};

// On the processor: a trial must not take the memory of a GPU on which an engine runs.
llama::Overrides trial_settings(const CommandLine& line) {
  llama::Overrides overrides = overrides_of(line);
  overrides.gpu_layers = 0;
  overrides.slots = 1;
  overrides.context_tokens = 256;
  overrides.contexts = 2;
  // The model runs beside it already, within whatever limit it was given; this process has one of its address space.
  if (!overrides.memory_limit) overrides.memory_limit = Bytes{std::numeric_limits<std::uint64_t>::max()};
  return overrides;
}

Result<Done> try_out(const CommandLine& line, const std::filesystem::path& model_file,
                     const std::optional<std::filesystem::path>& adapter_file) {
  SystemClock clock;
  SystemRandom random;
  const llama::Profile profile = TRY(llama::plan_profile(model_file, llama::this_machine(), trial_settings(line)));
  const batching::RunningEngine engine =
      TRY(batching::start_engine(model_file, profile, {.clock = clock, .random = random}));
  if (!engine.model->facts().is_causal) return Done{};  // it makes vectors; loading it is what can be tried
  std::shared_ptr<llama::Adapter> adapter;
  if (adapter_file) adapter = TRY(llama::Adapter::load(engine.model, *adapter_file));
  const auto listener = std::make_shared<FirstToken>();
  TRY(engine.inference->submit({.prompt = {0},
                                .adapter = std::move(adapter),
                                .output_tokens_max = 1,
                                .deadline = clock.steady_now() + kTrialTime,
                                .client = "trial"},
                               listener));
  TRY(listener->wait());
  return Done{};
}

Result<Done> try_out_adapter(const CommandLine& line) {
  std::error_code error;
  if (!std::filesystem::is_directory(line.checked, error)) return try_out(line, *line.base, line.checked);
  constexpr Bytes kAnySize{std::numeric_limits<std::uint64_t>::max()};
  const model_files::GgufFile base = TRY(model_files::GgufFile::open(*line.base));
  const engine_server::StagingFolder folder = TRY(engine_server::StagingFolder::make());
  const auto staged = TRY(engine_server::stage_adapter(line.checked, folder.path(), base, kAnySize));
  return try_out(line, *line.base, staged.file);
}

Result<std::string> check(const CommandLine& line) {
  const model_files::FileFacts facts = TRY(model_files::check_file(line.checked, line.base));
  if (facts.kind == model_files::FileKind::model)
    TRY(try_out(line, line.checked, std::nullopt));
  else if (line.base)
    TRY(try_out_adapter(line));
  return json::to_text(json::encode(facts));
}

}  // namespace

int run_check(const CommandLine& line) {
  const Result<std::string> facts = check(line);
  if (facts) {
    std::printf("%s\n", facts->c_str());
    return EXIT_SUCCESS;
  }
  std::string reason = facts.error().message;
  std::ranges::replace(reason, '\n', ' ');
  std::fprintf(stderr, "%s\n", reason.c_str());
  return facts.error().code == ErrorCode::unavailable ? engine_server::kCheckUnavailable : kRefused;
}

}  // namespace swarm::engine_main
