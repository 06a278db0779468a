#include "trainer/program/lora_command.hpp"

#include <algorithm>
#include <cmath>

#include "platform/crypto/hash.hpp"
#include "trainer/data/batches.hpp"
#include "trainer/data/encoded_file.hpp"
#include "trainer/export/adapter_export.hpp"
#include "trainer/optimise/training_loop.hpp"
#include "trainer/program/machine.hpp"
#include "trainer/program/run_reporter.hpp"

namespace swarm::program {

namespace {

constexpr double kSecondsByDefault = 60;
constexpr std::uint32_t kBatchPositions = 1536;
constexpr std::uint32_t kColumnsMax = 2048;
constexpr std::size_t kPiecesToPack = 512;     // to see how well rows are filled
constexpr double kHeldOutShare = 0.1;          // of the contents, when no validation file is given
constexpr std::size_t kLessonsToHoldOut = 40;  // with fewer, nothing is held out: every lesson counts
constexpr std::size_t kHeldOutMax = 96;        // that one look takes
constexpr std::int64_t kWarmUpSteps = 20;
constexpr std::int64_t kWarmUpPart = 10;  // of all steps, or of the time: a tenth at most
constexpr double kEpochsTold = 1.5;       // times what was asked for: then the rounding is worth a warning

void learn_all_of(data::EncodedFile& file) {
  file.lessons.insert(file.lessons.end(), file.held_out.begin(), file.held_out.end());
  std::ranges::sort(file.lessons);
  file.held_out.clear();
  file.held_out_contents.clear();
}

class AdapterTraining {
 public:
  AdapterTraining(const LoraOptions& options, Surroundings& surroundings, BaseModel base, RunFolder folder)
      : options_(options),
        surroundings_(surroundings),
        log_(surroundings.log("lora")),
        base_(std::move(base)),
        folder_(std::move(folder)),
        reporter_(surroundings.as_json) {
    surroundings.log_sink.add_file(folder_.path("log.txt"));
    reporter_.add_file(folder_.path("progress.jsonl"));
  }

  Result<Done> run() {
    TRY(read_lessons());
    choose_shape();
    const optimise::Ended ended = TRY(train());
    return finish(ended);
  }

 private:
  Result<data::EncodedFile> read(const std::filesystem::path& path, double held_out_share,
                                 const data::Contents& held_out = {});
  Result<Done> read_lessons();
  void limit_held_out();
  void choose_shape();
  json::Object settings_view() const;
  Result<Done> write_settings() const;
  std::string fingerprint() const;
  optimise::LoopSettings loop_settings() const;
  std::int64_t steps_of(double epochs) const;
  std::vector<data::Part> parts() const;
  Result<optimise::Ended> train();
  Result<Done> finish(const optimise::Ended& ended);

  const LoraOptions& options_;
  Surroundings& surroundings_;
  telemetry::Log log_;
  BaseModel base_;
  RunFolder folder_;
  RunReporter reporter_;
  data::LessonSet set_;
  data::EncodedFile dataset_;
  std::optional<data::EncodedFile> replay_{}, validation_{};
  std::vector<std::uint32_t> held_out_;
  data::BatchShape shape_;
  double fill_ = 0, epochs_ = 0;
  std::size_t trained_numbers_ = 0;
};

Result<data::EncodedFile> AdapterTraining::read(const std::filesystem::path& path, double held_out_share,
                                                const data::Contents& held_out) {
  log_.info("reading", {{"file", path.string()}});
  const auto longest = static_cast<std::uint32_t>(std::clamp<std::int64_t>(base_.context, 2, kColumnsMax));
  const data::EncodingSettings settings{
      .positions_max = longest, .held_out_share = held_out_share, .held_out = &held_out, .stop = &surroundings_.stop};
  data::EncodedFile file = TRY(data::encode_file(path, base_.format, settings, set_));
  if (held_out_share < 1 && file.facts.lessons < kLessonsToHoldOut) learn_all_of(file);
  const auto level = file.too_long > 0 ? &telemetry::Log::warn : &telemetry::Log::info;
  (log_.*level)("lessons", {{"file", path.string()},
                            {"lessons", file.lessons.size()},
                            {"held_out", file.held_out.size()},
                            {"held_out_elsewhere", file.held_out_elsewhere},
                            {"too_long", file.too_long}});
  return file;
}

// What is held out is read first: neither dataset nor replay may teach it, or the looks would say nothing.
Result<Done> AdapterTraining::read_lessons() {
  data::Contents held_out;
  if (options_.validation) {
    validation_ = TRY(read(*options_.validation, 1));
    held_out_ = validation_->held_out;
    held_out = std::move(validation_->held_out_contents);
  }
  dataset_ = TRY(read(options_.dataset, options_.validation ? 0 : kHeldOutShare, held_out));
  if (!options_.validation) {
    held_out_ = dataset_.held_out;
    held_out = std::move(dataset_.held_out_contents);
  }
  if (options_.replay) replay_ = TRY(read(*options_.replay, 0, held_out));
  limit_held_out();
  return Done{};
}

void AdapterTraining::limit_held_out() {
  data::SeededBits bits(data::derived_seed(options_.seed, 5));
  data::shuffle(std::span(held_out_), bits);
  held_out_.resize(std::min(held_out_.size(), kHeldOutMax));
}

// Rows that hold the longest lesson and are filled well by what will be drawn; as many of them as make a batch of the
// usual size.
void AdapterTraining::choose_shape() {
  std::uint32_t longest = 0;
  for (std::uint32_t lesson = 0; lesson < set_.size(); ++lesson)
    longest = std::max(longest, set_.at(lesson).positions(true));
  data::Mixture mixture(set_, parts(), options_.seed);
  std::vector<std::uint32_t> lengths(kPiecesToPack);
  for (std::uint32_t& length : lengths)
    length = mixture.positions(mixture.next());
  shape_.columns = data::choose_columns(lengths, longest, std::min(kColumnsMax, std::max(4 * longest, 128U)));
  shape_.rows = std::max(1U, (kBatchPositions + shape_.columns / 2) / shape_.columns);
}

json::Object AdapterTraining::settings_view() const {
  json::Object view{{"command", "lora"},
                    {"base_sha256", base_.sha256},
                    {"dataset_sha256", dataset_.facts.sha256},
                    {"replay_sha256", replay_ ? replay_->facts.sha256 : ""},
                    {"validation_sha256", validation_ ? validation_->facts.sha256 : ""},
                    {"replay_share", replay_ ? options_.replay_share : 0},
                    {"rank", options_.rank},
                    {"alpha", options_.alpha},
                    {"learning_rate", options_.learning_rate},
                    {"seed", options_.seed},
                    {"rows", shape_.rows},
                    {"columns", shape_.columns},
                    {"look_steps", options_.look_steps}};
  return view;
}

// Of what must be the same for a run to go on; how long it may take and on how many threads is not among that.
std::string AdapterTraining::fingerprint() const {
  return crypto::sha256_hex(json::canonical_text(settings_view()));
}

Result<Done> AdapterTraining::write_settings() const {
  json::Object view = settings_view();
  view.emplace("version", SWARM_VERSION);
  view.emplace("name", options_.name);
  view.emplace("base", base_.path.string());
  view.emplace("threads", options_.threads);
  view.emplace("patience", options_.patience);
  view.emplace("memory_limit_bytes", options_.memory_limit.count);
  view.emplace("seconds", json::encode(options_.seconds));
  view.emplace("epochs", json::encode(options_.epochs));
  const auto add_file = [&](std::string_view name, const data::EncodedFile& file) {
    json::Object described = json::encode_members(file.facts);
    described.emplace("too_long", file.too_long);
    described.emplace("held_out_elsewhere", file.held_out_elsewhere);
    view.emplace(name, std::move(described));
  };
  add_file("dataset", dataset_);
  if (replay_) add_file("replay", *replay_);
  if (validation_) add_file("validation", *validation_);
  view.emplace("held_out_lessons", held_out_.size());
  return folder_.write_json("settings.json", view);
}

optimise::LoopSettings AdapterTraining::loop_settings() const {
  optimise::LoopSettings settings{.schedule = {.learning_rate = options_.learning_rate,
                                               .warm_up_steps = kWarmUpSteps,
                                               .warm_up_share_max = 1.0 / static_cast<double>(kWarmUpPart),
                                               .floor_ratio = 0.02},
                                  .look_steps = options_.look_steps,
                                  .patience = options_.patience,
                                  .keeps_best = !held_out_.empty()};
  settings.limits.seconds = options_.seconds;
  if (options_.epochs) {
    settings.limits.steps = steps_of(*options_.epochs);
    settings.schedule.warm_up_steps = std::clamp<std::int64_t>(*settings.limits.steps / kWarmUpPart, 1, kWarmUpSteps);
  }
  if (!options_.seconds && !options_.epochs) settings.limits.seconds = kSecondsByDefault;
  if (reporter_.is_for_eyes()) settings.progress_interval = std::chrono::milliseconds(250);
  return settings;
}

// Whole steps, rounded up: of few lessons one step can take many epochs, which is told.
std::int64_t AdapterTraining::steps_of(double epochs) const {
  const double share = replay_ ? 1 - options_.replay_share : 1;
  const double epoch = static_cast<double>(set_.positions(dataset_.lessons)) / share;
  const double step = static_cast<double>(shape_.positions());
  const auto steps = std::max<std::int64_t>(1, std::llround(std::ceil(epochs * epoch / step)));
  const double expected = static_cast<double>(steps) * step / epoch;
  const auto level = expected > kEpochsTold * epochs ? &telemetry::Log::warn : &telemetry::Log::info;
  (log_.*level)("steps_planned", {{"steps", steps}, {"epochs", epochs}, {"epochs_at_most", expected}});
  return steps;
}

std::vector<data::Part> AdapterTraining::parts() const {
  if (!replay_ || options_.replay_share <= 0) return {{dataset_.lessons, 1}};
  return {{dataset_.lessons, 1 - options_.replay_share}, {replay_->lessons, options_.replay_share}};
}

Result<optimise::Ended> AdapterTraining::train() {
  const std::vector<data::PackedBatch> held_out = data::batches_of_all(set_, held_out_, shape_);
  const graph::LearnerSettings settings{.trained = graph::Trained::adapter,
                                        .rows = shape_.rows,
                                        .columns = shape_.columns,
                                        .rank = options_.rank,
                                        .alpha = options_.alpha,
                                        .threads = options_.threads,
                                        .seed = options_.seed,
                                        .other_bytes = bytes_besides(set_, held_out),
                                        .stop = &surroundings_.stop};
  const auto learner = TRY(graph::Learner::create(base_.path, settings, options_.memory_limit));
  TRY(write_settings());  // from here on a run is in the folder: one that is refused leaves none
  data::BatchMaker batches(set_, parts(), shape_, options_.seed);
  optimise::CheckpointFolder checkpoints(folder_.checkpoints(), fingerprint());
  optimise::TrainingLoop loop(loop_settings(), {.learner = *learner,
                                                .batches = batches,
                                                .held_out = held_out,
                                                .checkpoints = checkpoints,
                                                .listener = reporter_,
                                                .clock = surroundings_.clock,
                                                .stop = surroundings_.stop,
                                                .log = log_});
  if (options_.reopen == Reopen::resume) TRY(loop.resume());
  const optimise::Ended ended = TRY(loop.run());
  fill_ = batches.fill();
  epochs_ = batches.epochs();
  const std::vector<exporting::Weights> weights = exporting::weights_of(*learner);
  for (const exporting::Weights& one : weights)
    trained_numbers_ += one.values.size();
  TRY(exporting::write_adapter(folder_.path(""), weights,
                               {.name = options_.name,
                                .base_file = base_.path,
                                .base_name = options_.base_name.value_or(base_.name),
                                .alpha = options_.alpha}));
  return ended;
}

Result<Done> AdapterTraining::finish(const optimise::Ended& ended) {
  json::Object metrics = json::encode_members(ended);
  metrics.emplace("real_token_ratio", fill_);
  metrics.emplace("epochs", epochs_);
  metrics.emplace("positions_per_second",
                  ended.seconds > 0
                      ? static_cast<double>(ended.steps) * static_cast<double>(shape_.positions()) / ended.seconds
                      : 0);
  metrics.emplace("trained_numbers", trained_numbers_);
  metrics.emplace("lessons", dataset_.lessons.size());
  metrics.emplace("held_out_lessons", held_out_.size());
  TRY(folder_.write_json("metrics.json", metrics));
  const json::Object event = TRY(finished_event(
      ended, folder_, {"adapter.gguf", "adapter/adapter_config.json", "adapter/adapter_model.safetensors"}));
  TRY(folder_.write_json("result.json", event));
  log_.info("finished", {{"reason", std::string(json::name_of(ended.reason))},
                         {"steps", ended.steps},
                         {"adapter", folder_.path("adapter").string()}});
  return reporter_.finished(event);
}

}  // namespace

Result<Done> train_adapter(const LoraOptions& options, Surroundings& surroundings) {
  BaseModel base = TRY(open_base(options.base, surroundings.log("lora"), surroundings.stop));
  RunFolder folder = TRY(RunFolder::open(options.out, options.reopen));
  return AdapterTraining(options, surroundings, std::move(base), std::move(folder)).run();
}

}  // namespace swarm::program
