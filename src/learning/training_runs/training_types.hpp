#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "platform/storage/scope.hpp"
#include "swarm/answers/answer_types.hpp"

namespace swarm::training_runs {

struct RunTag {
  static constexpr std::string_view name = "training run";
};
using RunId = Id<RunTag>;

inline constexpr std::int64_t kPageMax = 200;
inline constexpr std::int64_t kUsualSeconds = 600;    // of training, when nobody says
inline constexpr std::size_t kPointsMax = 512;        // of a loss curve: beyond it every second one goes
inline constexpr std::size_t kLogTailMax = 16 * KiB;  // of a trainer's words in the row
inline constexpr std::size_t kReplyLogMax = MiB;      // of them in one answer
inline constexpr std::size_t kLessonsPerRequestMax = 10'000;

enum class RunState { queued, running, completed, failed, cancelled, refused };
constexpr std::array<json::EnumName<RunState>, 6> enum_names(RunState) {
  return {{{RunState::queued, "queued"},
           {RunState::running, "running"},
           {RunState::completed, "completed"},
           {RunState::failed, "failed"},
           {RunState::cancelled, "cancelled"},
           {RunState::refused, "refused"}}};
}
constexpr bool is_final(RunState state) {
  return state != RunState::queued && state != RunState::running;
}

// Why a run ended as it did.
enum class EndReason {
  finished,         // the trainer says that all epochs are done
  early_stop,       // the loss on data that it does not train on rose
  time_limit,       // the time that was asked for is over
  stopped,          // somebody else than this server told the trainer to stop, before it was done
  cancelled,        // by a person
  server_lost,      // the server ended without a word
  server_stopped,   // the server was stopped
  trainer_failed,   // it ended with an exit status other than 0
  trainer_crashed,  // by a signal that was not ours
  overran,          // it went on beyond its time and had to be killed
  memory_limit,
  processor_limit,
  output_limit,
  bad_result,  // it says that all is well, but what it left is not
  budget_exceeded,
  disk_full,
  cannot_start,
};
constexpr std::array<json::EnumName<EndReason>, 17> enum_names(EndReason) {
  return {{{EndReason::finished, "finished"},
           {EndReason::early_stop, "early_stop"},
           {EndReason::time_limit, "time_limit"},
           {EndReason::stopped, "stopped"},
           {EndReason::cancelled, "cancelled"},
           {EndReason::server_lost, "server_lost"},
           {EndReason::server_stopped, "server_stopped"},
           {EndReason::trainer_failed, "trainer_failed"},
           {EndReason::trainer_crashed, "trainer_crashed"},
           {EndReason::overran, "overran"},
           {EndReason::memory_limit, "memory_limit"},
           {EndReason::processor_limit, "processor_limit"},
           {EndReason::output_limit, "output_limit"},
           {EndReason::bad_result, "bad_result"},
           {EndReason::budget_exceeded, "budget_exceeded"},
           {EndReason::disk_full, "disk_full"},
           {EndReason::cannot_start, "cannot_start"}}};
}

// How an adapter is trained; what is absent is left to the trainer, but the time.
struct TrainingSettings {
  std::int64_t rank = 16;
  double alpha = 32;
  double learning_rate = 0.003;
  std::optional<std::int64_t> seconds{};
  std::optional<std::int64_t> epochs{};
  std::optional<std::int64_t> seed{};
  double replay_share = 0.5;
  static constexpr auto schema = json::object(
      "TrainingSettings",
      json::field("rank", &TrainingSettings::rank, "Of the adapter's matrices.", json::between{1, 256}),
      json::field("alpha", &TrainingSettings::alpha, "The adapter counts alpha / rank times.",
                  json::fraction{0.01, 4'096}),
      json::field("learning_rate", &TrainingSettings::learning_rate, "At its height, behind the warm-up.",
                  json::fraction{1e-8, 1}),
      json::field("seconds", &TrainingSettings::seconds,
                  "Train at most this long, up to training.seconds_max; null: ten minutes.", json::between{1, 604'800}),
      json::field("epochs", &TrainingSettings::epochs, "Times through the lessons; null: as many as the time holds.",
                  json::between{1, 10'000}),
      json::field("seed", &TrainingSettings::seed, "Of all chance; null: the trainer's own.",
                  json::between{0, 9'007'199'254'740'991}),
      json::field("replay_share", &TrainingSettings::replay_share,
                  "Share of what it reads that comes from the replay set, so that it forgets little.",
                  json::fraction{0, 0.95}));
};

// A file of lessons as it was when the run was made; the run folder holds a copy.
struct DataFile {
  std::string name;  // below DATA/datasets; empty: it came with the request; "misses:HEAD": the project's misses
  std::string sha256;
  std::int64_t bytes = 0;
  std::int64_t lessons = 0;
  static constexpr auto schema = json::object(
      "TrainingData",
      json::field("name", &DataFile::name,
                  "In the folder of datasets; empty: it came with the request; misses:HEAD: the project's misses."),
      json::field("sha256", &DataFile::sha256, "Of the file."), json::field("bytes", &DataFile::bytes, "Its size."),
      json::field("lessons", &DataFile::lessons, "Lines in it."));
};

struct RunData {
  DataFile lessons;
  std::optional<DataFile> replay{};
  std::optional<DataFile> validation{};
  static constexpr auto schema =
      json::object("TrainingDataSets", json::field("lessons", &RunData::lessons, "What is learned."),
                   json::field("replay", &RunData::replay, "What must not be forgotten."),
                   json::field("validation", &RunData::validation, "What the loss is measured on meanwhile."));
};

// One line of a trainer's progress.
struct ProgressPoint {
  std::int64_t step = 0;
  std::optional<std::int64_t> steps_total{};
  double seconds = 0;
  double loss = 0;
  std::optional<double> validation_loss{};
  std::optional<double> learning_rate{};
  std::optional<double> positions_per_second{};
  std::optional<double> real_token_ratio{};
  std::optional<double> epoch{};
  bool operator==(const ProgressPoint&) const = default;
  static constexpr auto schema = json::object(
      "TrainingProgress", json::field("step", &ProgressPoint::step, "Updates of the weights so far."),
      json::field("steps_total", &ProgressPoint::steps_total, "How many there will be, where that is known."),
      json::field("seconds", &ProgressPoint::seconds, "Since the trainer began."),
      json::field("loss", &ProgressPoint::loss, "On what it trains on, in nats per token."),
      json::field("validation_loss", &ProgressPoint::validation_loss, "On what it does not train on."),
      json::field("learning_rate", &ProgressPoint::learning_rate, "Now."),
      json::field("positions_per_second", &ProgressPoint::positions_per_second, "How fast it goes."),
      json::field("real_token_ratio", &ProgressPoint::real_token_ratio, "Share of positions that are no padding."),
      json::field("epoch", &ProgressPoint::epoch, "Times through the lessons."));
};

struct AdapterFile {
  std::string file;  // below the run's folder
  std::string sha256;
  std::int64_t bytes = 0;
  static constexpr auto schema =
      json::object("AdapterFile", json::field("file", &AdapterFile::file, "Below the run's folder."),
                   json::field("sha256", &AdapterFile::sha256, "As it was checked when the run ended."),
                   json::field("bytes", &AdapterFile::bytes, "Its size."));
};

// What a completed run brought.
struct RunResult {
  std::optional<double> loss_before{};
  std::optional<double> loss_after{};
  std::optional<double> validation_loss_before{};
  std::optional<double> validation_loss_after{};
  std::int64_t steps = 0;
  std::vector<AdapterFile> files{};
  json::Object metrics{};  // the trainer's own
  static constexpr auto schema =
      json::object("TrainingResult", json::field("loss_before", &RunResult::loss_before, "The first that was told."),
                   json::field("loss_after", &RunResult::loss_after, "The last."),
                   json::field("validation_loss_before", &RunResult::validation_loss_before,
                               "Before the first step, or the first that was told."),
                   json::field("validation_loss_after", &RunResult::validation_loss_after,
                               "Of the adapter, or the last that was told."),
                   json::field("steps", &RunResult::steps, "Updates of the weights."),
                   json::field("files", &RunResult::files, "The adapter."),
                   json::field("metrics", &RunResult::metrics, "metrics.json, as the trainer wrote it."));
};

// How a run ended.
struct RunEnd {
  EndReason reason = EndReason::finished;
  std::string detail{};  // for people
  std::optional<std::int64_t> exit_status{};
  std::optional<std::int64_t> signal{};
  std::int64_t memory_peak_bytes = 0;
  double train_seconds = 0;  // the trainer's time from its start to its end
  std::optional<RunResult> result{};
  static constexpr auto schema = json::object(
      "TrainingEnd", json::field("reason", &RunEnd::reason, "Why."),
      json::field("detail", &RunEnd::detail, "The same for people."),
      json::field("exit_status", &RunEnd::exit_status, "Of the trainer; null: it was ended by a signal, or never ran."),
      json::field("signal", &RunEnd::signal, "That ended it."),
      json::field("memory_peak_bytes", &RunEnd::memory_peak_bytes, "Most memory of its own, all processes together."),
      json::field("train_seconds", &RunEnd::train_seconds, "From its start to its end."),
      json::field("result", &RunEnd::result, "What it brought; null: nothing that may be used."));
};

struct TrainingRun {
  RunId id;
  ProjectId project;
  answers::Head head = answers::Head::math;
  std::string name{};
  RunState state = RunState::queued;
  std::string trainer{};  // the program that trains
  std::string base{};     // the model's name
  std::string base_sha256{};
  RunData data{};
  TrainingSettings settings{};
  std::string replica{};
  std::int64_t attempt = 1;  // from 2 on it goes on from a checkpoint
  bool cancel_requested = false;
  Time created_at{};
  std::string created_by{};
  std::optional<Time> started_at{};
  std::optional<Time> ended_at{};
  std::optional<ProgressPoint> progress{};
  Money reserved;
  Money cost;
  std::optional<RunEnd> ended{};
};

// What a trainer said in all attempts, as the row keeps it.
struct RunWords {
  RunState state = RunState::queued;
  std::vector<ProgressPoint> points{};
  std::string log_tail{};
  std::int64_t log_bytes = 0;  // all that was ever said; the tail is its end
};

}  // namespace swarm::training_runs
