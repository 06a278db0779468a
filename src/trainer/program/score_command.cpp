#include "trainer/program/score_command.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

#include "base/random.hpp"
#include "engine/batching/start_engine.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "engine/model_files/model_check.hpp"
#include "trainer/data/lesson_file.hpp"
#include "trainer/data/seeded_bits.hpp"
#include "trainer/program/scratch_file.hpp"
#include "trainer/scoring/score_report.hpp"

namespace swarm::program {

namespace {

bool put(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

Result<Done> report_to_caller(std::string_view text) {
  errno = 0;
  if (put(text)) return Done{};
  return fail(ErrorCode::unavailable, fmt::format("the report cannot be written: {}", std::strerror(errno)));
}

Result<Done> write_file(const std::filesystem::path& path, const json::Value& value) {
  const std::string text = json::to_text(value) + "\n";
  const std::array parts{std::as_bytes(std::span(text))};
  return model_files::write_durably(path, parts);
}

struct Questions {
  data::LessonFileFacts facts;
  std::vector<data::Lesson> lessons;
};

Result<Questions> read_questions(const ScoreOptions& options) {
  Questions questions;
  questions.facts = TRY(data::read_lessons(options.dataset, [&](data::Lesson lesson) -> Result<Done> {
    questions.lessons.push_back(std::move(lesson));
    return Done{};
  }));
  if (!options.lessons_max || *options.lessons_max >= questions.lessons.size()) return questions;
  data::SeededBits bits(options.seed);
  data::shuffle(std::span(questions.lessons), bits);
  questions.lessons.resize(*options.lessons_max);
  return questions;
}

// Too little memory is the same error as in the other commands.
Result<llama::Profile> plan(const ScoreOptions& options) {
  Result<llama::Profile> profile = llama::plan_profile(
      options.model, llama::this_machine(), {.threads = options.threads, .memory_limit = options.memory_limit});
  if (!profile && profile.error().reason == "over_memory_limit") profile.error().code = ErrorCode::too_large;
  return profile;
}

// llama.cpp loads GGUF only: a PEFT folder goes through a scratch file.
Result<std::shared_ptr<llama::Adapter>> load_adapter(const ScoreOptions& options,
                                                     const std::shared_ptr<llama::Model>& model) {
  if (!options.adapter) return nullptr;
  TRY(model_files::check_file(*options.adapter, options.model));
  if (!std::filesystem::is_directory(*options.adapter)) return llama::Adapter::load(model, *options.adapter);
  const model_files::GgufFile base = TRY(model_files::GgufFile::open(options.model));
  const model_files::BaseShape shape = TRY(model_files::base_shape_of(base));
  const model_files::LoraAdapter adapter = TRY(model_files::read_peft(*options.adapter, shape));
  const ScratchFile scratch = TRY(ScratchFile::make());
  TRY(model_files::write_gguf_adapter(scratch.path(), adapter));
  return llama::Adapter::load(model, scratch.path());
}

// Of what was asked: the adapter's where there is one, as the engine and its settings have it.
Result<std::string> digest_of(const ScoreOptions& options, const BaseModel& base) {
  if (!options.adapter) return base.sha256;
  return std::filesystem::is_directory(*options.adapter) ? model_files::peft_sha256(*options.adapter)
                                                         : model_files::sha256_of_file(*options.adapter);
}

Result<Done> write_calibration(const std::filesystem::path& path, const std::string& asked_sha256,
                               const scoring::ScoreReport& report, const telemetry::Log& log) {
  for (const auto& [head, answers] : scoring::uncalibrated_heads(report)) {
    log.warn("no_calibration",
             {{"head", head}, {"answers", answers}, {"needed_of_each_half", scoring::kCalibrationSamplesMin}});
  }
  return write_file(path, json::Object{{"model_sha256", asked_sha256}, {"heads", json::encode(report.calibration)}});
}

json::Object event_of(const ScoreOptions& options, const Questions& questions, const BaseModel& base,
                      const scoring::ScoreReport& report) {
  json::Object event{{"event", "scored"},
                     {"model", options.model.string()},
                     {"model_sha256", base.sha256},
                     {"adapter", options.adapter ? json::Value(options.adapter->string().c_str()) : json::Value()},
                     {"dataset", options.dataset.string()},
                     {"dataset_sha256", questions.facts.sha256},
                     {"with_head", options.with_head}};
  for (const auto& member : json::encode_members(report))
    event.emplace(member.key(), member.value());
  return event;
}

}  // namespace

Result<Done> score(const ScoreOptions& options, Surroundings& surroundings) {
  const Questions questions = TRY(read_questions(options));
  const telemetry::Log log = surroundings.log("score");
  const BaseModel base = TRY(open_base(options.model, log, surroundings.stop));
  const llama::Profile profile = TRY(plan(options));
  SystemRandom random;
  const batching::RunningEngine engine =
      TRY(batching::start_engine(options.model, profile, {.clock = surroundings.clock, .random = random}));
  const std::shared_ptr<llama::Adapter> adapter = TRY(load_adapter(options, engine.model));
  const bool is_for_eyes = !surroundings.as_json && isatty(STDOUT_FILENO) != 0;
  const SteadyTime began = surroundings.clock.steady_now();
  const auto tell = [&](std::size_t answered) {
    if (is_for_eyes) (void)put(fmt::format("\r{} of {} answers\x1b[K", answered, questions.lessons.size()));
  };
  const std::vector<scoring::Answer> answers =
      TRY(scoring::answer_all(questions.lessons, options.with_head,
                              {.inference = *engine.inference,
                               .format = base.format,
                               .adapter = adapter,
                               .clock = surroundings.clock,
                               .stop = surroundings.stop,
                               .on_progress = tell,
                               .at_once = static_cast<std::size_t>(profile.slots),
                               .context_tokens = profile.context_tokens,
                               .answer_tokens_max = options.answer_tokens_max}));
  TRY(scoring::check_any_asked(answers));
  const scoring::ScoreReport report = scoring::report_on(questions.lessons, answers);
  json::Object event = event_of(options, questions, base, report);
  const std::chrono::duration<double> taken = surroundings.clock.steady_now() - began;
  event.emplace("seconds", taken.count());
  const std::string asked_sha256 = TRY(digest_of(options, base));
  if (options.adapter) event.emplace("adapter_sha256", asked_sha256);
  if (options.out) TRY(write_file(*options.out, event));
  if (options.calibration_out) TRY(write_calibration(*options.calibration_out, asked_sha256, report, log));
  return report_to_caller(is_for_eyes ? "\r\x1b[K" + scoring::table_of(report) : json::to_text(event) + "\n");
}

}  // namespace swarm::program
