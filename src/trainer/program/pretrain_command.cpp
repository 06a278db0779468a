#include "trainer/program/pretrain_command.hpp"

#include <algorithm>
#include <numeric>

#include "engine/model_files/file_access.hpp"
#include "platform/crypto/hash.hpp"
#include "trainer/data/batches.hpp"
#include "trainer/data/byte_pairs.hpp"
#include "trainer/data/encoded_file.hpp"
#include "trainer/export/model_export.hpp"
#include "trainer/optimise/training_loop.hpp"
#include "trainer/program/machine.hpp"
#include "trainer/program/recipe.hpp"
#include "trainer/program/run_reporter.hpp"

namespace swarm::program {

namespace {

constexpr std::string_view kStart = "start.gguf";  // vocabulary and random weights

class Pretraining {
 public:
  Pretraining(const PretrainOptions& options, Surroundings& surroundings, LoadedRecipe loaded, RunFolder folder)
      : options_(options),
        surroundings_(surroundings),
        log_(surroundings.log("pretrain")),
        recipe_(std::move(loaded.recipe)),
        recipe_folder_(std::move(loaded.folder)),
        recipe_sha256_(std::move(loaded.sha256)),
        folder_(std::move(folder)),
        reporter_(surroundings.as_json) {
    surroundings.log_sink.add_file(folder_.path("log.txt"));
    reporter_.add_file(folder_.path("progress.jsonl"));
  }

  // A run that is refused before it begins leaves nothing that the next one would have to replace.
  Result<Done> run() {
    const bool is_begun = std::filesystem::exists(folder_.path(kStart));
    const Result<std::unique_ptr<graph::Learner>> learner = prepare();
    if (!learner) {
      std::error_code error;
      if (!is_begun) std::filesystem::remove(folder_.path(kStart), error);
      return std::unexpected(learner.error());
    }
    const optimise::Ended ended = TRY(train(**learner));
    return finish(ended);
  }

 private:
  std::filesystem::path path_of(const RecipeFile& file) const { return recipe_folder_ / file.path; }
  data::BatchShape batch_shape() const {
    return {static_cast<std::uint32_t>(recipe_.training.rows), static_cast<std::uint32_t>(recipe_.training.columns)};
  }
  std::string model_name() const { return recipe_.name + ".gguf"; }
  std::vector<data::Part> parts() const { return data::parts_by_family(set_, lessons_, recipe_.family_weights); }

  Result<std::unique_ptr<graph::Learner>> prepare();
  Result<Done> make_start();
  Result<Done> encode();
  Result<Done> check_families() const;
  Result<Done> check_lessons(const model_files::GgufFile& start) const;
  std::string fingerprint() const;
  Result<Done> write_settings() const;
  optimise::LoopSettings loop_settings() const;
  Result<std::unique_ptr<graph::Learner>> make_learner();
  Result<optimise::Ended> train(graph::Learner& learner);
  Result<Done> finish(const optimise::Ended& ended);

  const PretrainOptions& options_;
  Surroundings& surroundings_;
  telemetry::Log log_;
  Recipe recipe_;
  std::filesystem::path recipe_folder_;
  std::string recipe_sha256_;
  RunFolder folder_;
  RunReporter reporter_;
  data::LessonSet set_;
  std::vector<data::EncodedFile> files_;
  std::vector<std::uint32_t> lessons_, held_out_;
  std::vector<data::PackedBatch> looks_;  // the held-out lessons as batches
  double fill_ = 0, epochs_ = 0;
};

Result<std::unique_ptr<graph::Learner>> Pretraining::prepare() {
  if (!std::filesystem::exists(folder_.path(kStart))) TRY(make_start());
  const model_files::GgufFile start = TRY(model_files::GgufFile::open(folder_.path(kStart)));
  if (start.text("swarmkeeper.recipe_sha256") != recipe_sha256_) {
    return fail(ErrorCode::conflict,
                fmt::format("{}: begun with another recipe; --force begins anew", folder_.path(kStart).string()));
  }
  TRY(encode());
  TRY(check_lessons(start));
  TRY(check_families());
  std::unique_ptr<graph::Learner> learner = TRY(make_learner());
  TRY(write_settings());
  return learner;
}

Result<Done> Pretraining::make_start() {
  data::BytePairTrainer trainer;
  std::string digests;
  for (const RecipeFile& file : recipe_.lessons) {
    log_.info("reading", {{"file", file.path}, {"for", "vocabulary"}});
    const data::LessonFileFacts facts =
        TRY(data::read_lessons(path_of(file), [&](const data::Lesson& lesson) -> Result<Done> {
          if (surroundings_.stop.load(std::memory_order_relaxed))
            return fail(ErrorCode::cancelled, "stopped while lessons were read");
          trainer.add(lesson.prompt);
          trainer.add(lesson.thinking);
          trainer.add(lesson.answer);
          return Done{};
        }));
    digests += facts.sha256;
  }
  const data::Vocabulary vocabulary = TRY(trainer.train(static_cast<std::size_t>(recipe_.vocabulary)));
  const exporting::ModelShape shape = recipe_.shape.shape();
  const exporting::ModelOrigin origin{.name = recipe_.name,
                                      .version = recipe_.version,
                                      .license = recipe_.license,
                                      .description = recipe_.description,
                                      .recipe_sha256 = recipe_sha256_,
                                      .data_sha256 = crypto::sha256_hex(digests),
                                      .seed = recipe_.seed};
  log_.info("vocabulary", {{"tokens", vocabulary.tokens.size()}});
  return exporting::write_model(folder_.path(kStart), exporting::describe(shape, vocabulary, origin),
                                exporting::initial_weights(shape, vocabulary.tokens.size(), recipe_.seed),
                                exporting::Precision::single);
}

Result<Done> Pretraining::encode() {
  const BaseModel start = TRY(open_base(folder_.path(kStart), log_, surroundings_.stop));
  const auto read = [&](const RecipeFile& file, std::vector<std::uint32_t>& lessons) -> Result<Done> {
    const data::EncodingSettings settings{
        .sha256 = file.sha256, .positions_max = batch_shape().columns, .stop = &surroundings_.stop};
    log_.info("reading", {{"file", file.path}});
    files_.push_back(TRY(data::encode_file(path_of(file), start.format, settings, set_)));
    lessons.insert(lessons.end(), files_.back().lessons.begin(), files_.back().lessons.end());
    const auto level = files_.back().too_long > 0 ? &telemetry::Log::warn : &telemetry::Log::info;
    (log_.*level)("lessons", {{"file", file.path},
                              {"lessons", files_.back().lessons.size()},
                              {"too_long", files_.back().too_long},
                              {"sha256", files_.back().facts.sha256}});
    return Done{};
  };
  for (const RecipeFile& file : recipe_.lessons)
    TRY(read(file, lessons_));
  for (const RecipeFile& file : recipe_.validation)
    TRY(read(file, held_out_));
  // A look takes some of them, from everywhere in the files, the same ones each time.
  data::SeededBits bits(data::derived_seed(recipe_.seed, 5));
  data::shuffle(std::span(held_out_), bits);
  held_out_.resize(std::min(held_out_.size(), static_cast<std::size_t>(recipe_.training.validation_lessons_max)));
  return Done{};
}

Result<Done> Pretraining::check_families() const {
  std::set<std::string> families;
  for (std::size_t i = 0; i < recipe_.lessons.size(); ++i) {
    for (const auto& [family, lessons] : files_[i].facts.families)
      families.insert(family);
  }
  TRY(check_family_weights(recipe_, families));
  if (parts().empty()) return fail(ErrorCode::invalid_input, "family_weights: every family has weight 0");
  return Done{};
}

// A start that is gone on from has the vocabulary of its lessons, and the learner's steps.
Result<Done> Pretraining::check_lessons(const model_files::GgufFile& start) const {
  std::string digests;
  for (std::size_t i = 0; i < recipe_.lessons.size(); ++i)
    digests += files_[i].facts.sha256;
  if (start.text("swarmkeeper.data_sha256") == crypto::sha256_hex(digests)) return Done{};
  return fail(ErrorCode::conflict,
              fmt::format("{}: begun with other lessons; --force begins anew", folder_.path(kStart).string()));
}

// Of all that must be the same for a run to go on.
std::string Pretraining::fingerprint() const {
  std::string digests = recipe_sha256_;
  for (const data::EncodedFile& file : files_)
    digests += file.facts.sha256;
  return crypto::sha256_hex(digests);
}

Result<Done> Pretraining::write_settings() const {
  json::Array files;
  for (const data::EncodedFile& file : files_) {
    json::Object described = json::encode_members(file.facts);
    described.emplace("too_long", file.too_long);
    files.push_back(std::move(described));
  }
  return folder_.write_json("settings.json", json::Object{{"command", "pretrain"},
                                                          {"version", SWARM_VERSION},
                                                          {"recipe", json::encode(recipe_)},
                                                          {"recipe_sha256", recipe_sha256_},
                                                          {"threads", options_.threads},
                                                          {"files", std::move(files)}});
}

optimise::LoopSettings Pretraining::loop_settings() const {
  const RecipeTraining& training = recipe_.training;
  optimise::LoopSettings settings{.schedule = {.learning_rate = training.learning_rate,
                                               .warm_up_steps = training.warm_up_steps,
                                               .floor_ratio = training.floor_ratio},
                                  .look_steps = training.look_steps};
  if (training.steps > 0) settings.limits.steps = training.steps;
  if (training.seconds > 0) settings.limits.seconds = training.seconds;
  if (options_.seconds) settings.limits = {.steps = {}, .seconds = options_.seconds};
  if (reporter_.is_for_eyes()) settings.progress_interval = std::chrono::milliseconds(250);
  return settings;
}

Result<std::unique_ptr<graph::Learner>> Pretraining::make_learner() {
  const RecipeTraining& training = recipe_.training;
  looks_ = data::batches_of_all(set_, held_out_, batch_shape());
  const graph::LearnerSettings settings{.trained = graph::Trained::everything,
                                        .rows = training.rows,
                                        .columns = training.columns,
                                        .threads = options_.threads,
                                        .beta1 = training.beta1,
                                        .beta2 = training.beta2,
                                        .weight_decay = training.weight_decay,
                                        .gradient_norm_max = training.gradient_norm_max,
                                        .seed = recipe_.seed,
                                        .other_bytes = bytes_besides(set_, looks_),
                                        .stop = &surroundings_.stop};
  return graph::Learner::create(folder_.path(kStart), settings, options_.memory_limit);
}

Result<optimise::Ended> Pretraining::train(graph::Learner& learner) {
  data::BatchMaker batches(set_, parts(), batch_shape(), recipe_.seed);
  optimise::CheckpointFolder checkpoints(folder_.checkpoints(), fingerprint());
  optimise::TrainingLoop loop(loop_settings(), {.learner = learner,
                                                .batches = batches,
                                                .held_out = looks_,
                                                .checkpoints = checkpoints,
                                                .listener = reporter_,
                                                .clock = surroundings_.clock,
                                                .stop = surroundings_.stop,
                                                .log = log_});
  if (options_.reopen == Reopen::resume) TRY(loop.resume());
  const optimise::Ended ended = TRY(loop.run());
  fill_ = batches.fill();
  epochs_ = batches.epochs();
  const model_files::GgufFile start = TRY(model_files::GgufFile::open(folder_.path(kStart)));
  TRY(exporting::write_model(folder_.path(model_name()), start.metadata(), exporting::weights_of(learner),
                             exporting::Precision::half));
  return ended;
}

Result<Done> Pretraining::finish(const optimise::Ended& ended) {
  json::Object metrics = json::encode_members(ended);
  metrics.emplace("real_token_ratio", fill_);
  metrics.emplace("epochs", epochs_);
  TRY(folder_.write_json("metrics.json", metrics));
  const json::Object event = TRY(finished_event(ended, folder_, {model_name()}));
  TRY(folder_.write_json("result.json", event));
  log_.info("finished", {{"reason", std::string(json::name_of(ended.reason))},
                         {"steps", ended.steps},
                         {"model", folder_.path(model_name()).string()}});
  return reporter_.finished(event);
}

}  // namespace

Result<Done> pretrain(const PretrainOptions& options, Surroundings& surroundings) {
  LoadedRecipe recipe = TRY(load_recipe(options.recipe));
  RunFolder folder = TRY(RunFolder::open(options.out, options.reopen, recipe.recipe.name + ".gguf"));
  return Pretraining(options, surroundings, std::move(recipe), std::move(folder)).run();
}

}  // namespace swarm::program
