#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "learning/training_runs/lesson_files.hpp"
#include "learning/training_runs/training_types.hpp"

// What goes over the wire about training runs.
namespace swarm::training_runs {

struct RunPath {
  std::string id;
  static constexpr auto schema =
      json::object("TrainingRunPath", json::field("id", &RunPath::id, "The run's id.", json::required));
};

struct RunQuery {
  std::optional<RunState> state;
  std::optional<answers::Head> head;
  std::string cursor;
  std::int64_t limit = 50;
  static constexpr auto schema = json::object(
      "TrainingRunQuery", json::field("state", &RunQuery::state, "Only these."),
      json::field("head", &RunQuery::head, "Only of this head."),
      json::field("cursor", &RunQuery::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &RunQuery::limit, "Runs per page.", json::between{1, kPageMax}));
};

struct LogQuery {
  std::int64_t bytes = 16'384;
  static constexpr auto schema =
      json::object("TrainingLogQuery", json::field("bytes", &LogQuery::bytes, "At most so many of the log's end.",
                                                   json::between{1, static_cast<std::int64_t>(kReplyLogMax)}));
};

struct CreateRun {
  answers::Head head = answers::Head::math;
  std::string name;
  std::string base;
  std::optional<std::string> dataset;
  std::vector<Lesson> lessons;
  bool misses = false;
  std::optional<std::string> replay;
  std::optional<std::string> validation;
  TrainingSettings settings;
  static constexpr auto schema = json::object(
      "CreateTrainingRun", json::field("head", &CreateRun::head, "Which head the adapter is for.", json::required),
      json::field("name", &CreateRun::name, "The adapter's name; empty: made from head and id.", json::length{0, 64}),
      json::field("base", &CreateRun::base, "The model that is trained, by its name; empty: training.base.",
                  json::length{0, 64}),
      json::field("dataset", &CreateRun::dataset, "Learn the lessons of DATA/datasets/NAME.jsonl.",
                  json::length{1, 64}),
      json::field("lessons", &CreateRun::lessons, "Or learn these.", json::items{0, kLessonsPerRequestMax}),
      json::field("misses", &CreateRun::misses,
                  "Or learn what the head's model got wrong in this project, as far as the right answer is known."),
      json::field("replay", &CreateRun::replay, "A dataset that must not be forgotten.", json::length{1, 64}),
      json::field("validation", &CreateRun::validation,
                  "A dataset that the loss is measured on; when it rises, training stops early.", json::length{1, 64}),
      json::field("settings", &CreateRun::settings, "How."));
};

struct RunView {
  std::string id;
  std::string name;
  answers::Head head = answers::Head::math;
  RunState state = RunState::queued;
  std::int64_t attempt = 1;
  std::string trainer;
  std::string base;
  std::string base_sha256;
  RunData data;
  TrainingSettings settings;
  std::string replica;
  bool cancel_requested = false;
  Time created_at;
  std::string created_by;
  std::optional<Time> started_at;
  std::optional<Time> ended_at;
  std::optional<ProgressPoint> progress;
  double reserved_dollars = 0;
  double cost_dollars = 0;
  std::optional<EndReason> reason;
  std::string detail;
  std::optional<std::int64_t> exit_status;
  std::optional<std::int64_t> signal;
  std::int64_t memory_peak_bytes = 0;
  double train_seconds = 0;
  std::optional<RunResult> result;
  static constexpr auto schema = json::object(
      "TrainingRun", json::field("id", &RunView::id, "Its folder below DATA/training has the same name."),
      json::field("name", &RunView::name, "The adapter's name."), json::field("head", &RunView::head, "Its head."),
      json::field("state", &RunView::state, "queued, running, or how it ended."),
      json::field("attempt", &RunView::attempt, "1, and one more for each time it was resumed."),
      json::field("trainer", &RunView::trainer, "The program that trains."),
      json::field("base", &RunView::base, "The model that is trained."),
      json::field("base_sha256", &RunView::base_sha256, "Of its file; empty before the run has looked at it."),
      json::field("data", &RunView::data, "What it learns from."), json::field("settings", &RunView::settings, "How."),
      json::field("replica", &RunView::replica, "The server that has its folder."),
      json::field("cancel_requested", &RunView::cancel_requested, "It was told to stop."),
      json::field("created_at", &RunView::created_at, "When it was asked for."),
      json::field("created_by", &RunView::created_by, "The id of the key that asked."),
      json::field("started_at", &RunView::started_at, "When its last attempt began."),
      json::field("ended_at", &RunView::ended_at, "When it ended."),
      json::field("progress", &RunView::progress, "The last that its trainer told."),
      json::field("reserved_dollars", &RunView::reserved_dollars, "Set aside in the budget while it runs."),
      json::field("cost_dollars", &RunView::cost_dollars, "Time times training.dollars_per_hour, of all attempts."),
      json::field("reason", &RunView::reason, "Why it ended."),
      json::field("detail", &RunView::detail, "The same for people."),
      json::field("exit_status", &RunView::exit_status, "Of the trainer."),
      json::field("signal", &RunView::signal, "That ended the trainer."),
      json::field("memory_peak_bytes", &RunView::memory_peak_bytes, "Most memory of its own that the trainer had."),
      json::field("train_seconds", &RunView::train_seconds, "From the trainer's start to its end."),
      json::field("result", &RunView::result, "What a completed run brought."));
};

struct RunList {
  std::vector<RunView> runs;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("TrainingRunList", json::field("runs", &RunList::runs, "Newest first."),
                   json::field("next_cursor", &RunList::next_cursor, "For the next page; null: this is the last."));
};

struct RunLog {
  std::string text;
  static constexpr auto schema = json::object(
      "TrainingLog", json::field("text", &RunLog::text, "The end of what the trainer said on standard error."));
};

struct RunCurve {
  RunState state = RunState::queued;
  std::vector<ProgressPoint> points;
  static constexpr auto schema =
      json::object("TrainingCurve", json::field("state", &RunCurve::state, "Of the run."),
                   json::field("points", &RunCurve::points,
                               "Evenly spread over the run, at most 512; of a running one at most ten seconds old."));
};

RunView view_of(const TrainingRun& run);

}  // namespace swarm::training_runs
