#include "engine/main/check_program.hpp"

#include <cstdio>
#include <future>

#include "engine/batching/start_engine.hpp"
#include "engine/main/engine_program.hpp"
#include "engine/model_files/model_check.hpp"

namespace swarm::engine_main {

namespace {

constexpr int kRefused = 1;
constexpr int kNotTried = 2;
constexpr std::chrono::minutes kTrialTime{10};

// Tells its end.
class TrialListener final : public batching::GenerationListener {
 public:
  void generated(std::vector<batching::GeneratedToken>) override {}
  void ended(Result<batching::GenerationEnd> end) override { ended_.set_value(std::move(end)); }
  Result<batching::GenerationEnd> wait() { return ended_.get_future().get(); }

 private:
  std::promise<Result<batching::GenerationEnd>> ended_;
};

// On the processor: a trial must not take the memory of a GPU on which an engine runs. Without a limit of its own: the
// weights are mapped, so that they take no memory from anybody, and whoever starts a trial limits the rest.
llama::Overrides trial_settings(const CommandLine& line) {
  constexpr Bytes kNone{1ULL << 62};
  llama::Overrides overrides = overrides_of(line);
  overrides.gpu_layers = 0;
  overrides.threads = overrides.threads.value_or(2);
  overrides.slots = 1;
  overrides.context_tokens = 256;
  overrides.contexts = 2;
  overrides.memory_limit = line.memory_limit.value_or(kNone);
  return overrides;
}

// Several, because one alone takes other ways through llama.cpp; few, because large models take seconds for each.
std::vector<llama::Token> trial_prompt(const llama::Model& model) {
  constexpr std::int64_t kTokens = 3;
  std::vector<llama::Token> prompt;
  for (std::int64_t i = 0; i < kTokens; ++i)
    prompt.push_back(static_cast<llama::Token>(i % std::max<std::int64_t>(1, model.facts().vocabulary)));
  return prompt;
}

// A template may refuse conversations; it must not do too much with them, however long they are.
Result<Done> try_template(const llama::Model& model) {
  for (const std::size_t count : {1U, 2U, 3U, 9U, 33U}) {
    for (const bool has_system : {false, true}) {
      std::vector<llama::ChatMessage> messages;
      if (has_system) messages.push_back({"system", "Be brief."});
      for (std::size_t i = 0; i < count; ++i)
        messages.push_back({i % 2 == 0 ? "user" : "assistant", "It is a trial.\n"});
      const auto tokens = model.chat_tokens(messages, true);
      if (!tokens && tokens.error().reason == "chat_template_limit") return std::unexpected(tokens.error());
    }
  }
  return Done{};
}

Result<Done> try_answer(const batching::RunningEngine& engine, std::shared_ptr<llama::Adapter> adapter,
                        const Clock& clock) {
  const auto listener = std::make_shared<TrialListener>();
  TRY(engine.inference->submit({.prompt = trial_prompt(*engine.model),
                                .adapter = std::move(adapter),
                                .output_tokens_max = 2,
                                .deadline = clock.steady_now() + kTrialTime,
                                .client = "trial"},
                               listener));
  TRY(listener->wait());
  return Done{};
}

Result<Done> try_vector(const batching::RunningEngine& engine, std::shared_ptr<llama::Adapter> adapter,
                        const Clock& clock) {
  const auto made = std::make_shared<std::promise<Result<std::vector<float>>>>();
  TRY(engine.inference->embed({.input = trial_prompt(*engine.model),
                               .adapter = std::move(adapter),
                               .deadline = clock.steady_now() + kTrialTime,
                               .client = "trial"},
                              [made](Result<std::vector<float>> vector) { made->set_value(std::move(vector)); }));
  TRY(made->get_future().get());
  return Done{};
}

Result<Done> try_out(const CommandLine& line, const std::filesystem::path& model_file,
                     const std::optional<std::filesystem::path>& adapter_file) {
  SystemClock clock;
  SystemRandom random;
  const llama::Profile profile = TRY(llama::plan_profile(model_file, llama::this_machine(), trial_settings(line)));
  llama::LoadSettings settings = profile.load_settings(model_file);
  settings.is_repacked = false;
  batching::RunningEngine engine;
  engine.model = TRY(llama::Model::load(settings));
  engine.inference = TRY(batching::start_inference(engine.model, profile, {.clock = clock, .random = random}));
  std::shared_ptr<llama::Adapter> adapter;
  if (adapter_file) adapter = TRY(llama::Adapter::load(engine.model, *adapter_file));
  Result<Done> vector = try_vector(engine, adapter, clock);
  if (!engine.model->facts().is_causal) return vector;  // it is all that it makes; else it only must not end us
  if (const Error* error = engine.model->template_error())
    std::fprintf(stderr, "note: only plain completions can be asked of it: %s\n", error->message.c_str());
  TRY(try_template(*engine.model));
  return try_answer(engine, std::move(adapter), clock);
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
  const ErrorCode code = facts.error().code;
  const bool is_files_fault =
      facts.error().reason == "no_numbers" || (code != ErrorCode::unavailable && code != ErrorCode::storage_full);
  return is_files_fault ? kRefused : kNotTried;
}

}  // namespace swarm::engine_main
