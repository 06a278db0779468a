#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "learning/misses/miss_types.hpp"
#include "learning/training_runs/lesson_files.hpp"
#include "learning/training_runs/progress_reader.hpp"

namespace swarm::app {

namespace {

constexpr char kByStatus[] = "swarm_http_requests_total";
constexpr char kByOutcome[] = "swarm_training_runs_total";

std::string number(auto value) {
  return fmt::format("{}", value);
}

MaximaOfPart trainers() {
  return {"Trainers",
          {
              {.what = "Time of a training",
               .setting = "training.seconds_max",
               .behaviour = "400",
               .counter = kByStatus,
               .test = "TrainingEndpointsTest.RefuseMoreTimeThanMayBeAskedFor"},
              {.what = "Time of a trainer beyond that",
               .setting = "training.overrun_ms",
               .behaviour = "told to stop, the run failed with overran",
               .counter = kByOutcome,
               .test = "TrainerProcessTest.IsStoppedWhenItOverruns"},
              {.what = "Time of a trainer that was told to stop",
               .setting = "training.stop_grace_ms",
               .behaviour = "killed with all that it started",
               .counter = kByOutcome,
               .test = "TrainerProcessTest.IsKilledWhenItDoesNotHear"},
              {.what = "Memory of a trainer",
               .setting = "training.memory_limit",
               .behaviour = "it fails, or is killed, with memory_limit",
               .counter = kByOutcome,
               .test = "TrainerProcessTest.IsKilledBeyondItsMemory"},
              {.what = "Progress that a trainer prints, and its log",
               .setting = "training.output_bytes_max",
               .behaviour = "killed with output_limit; of the log the newest stays",
               .counter = kByOutcome,
               .test = "TrainerProcessTest.IsKilledWhenItPrintsWithoutEnd"},
              {.what = "Line of progress",
               .fixed = number(training_runs::ProgressReader::kLineMax),
               .behaviour = "left alone, and counted in the log",
               .test = "ProgressReader.LeavesALineAloneThatIsTooLong"},
              {.what = "Points of a loss curve",
               .fixed = number(training_runs::kPointsMax),
               .behaviour = "every second one goes",
               .test = "PointCurve.StaysWithinItsMaximumAndKeepsFirstAndLast"},
              {.what = "Log in the row",
               .fixed = number(training_runs::kLogTailMax),
               .behaviour = "the newest stays; the file has more",
               .test = "LogKeeperTest.KeepsTheEndWithinItsMaximum"},
              {.what = "Adapter",
               .setting = "training.adapter_bytes_max",
               .behaviour = "the run failed with bad_result",
               .counter = kByOutcome,
               .test = "AdapterCheckTest.RefusesOneThatIsLargerThanItMayBe"},
          }};
}

MaximaOfPart training_runs_and_lessons() {
  return {"Training runs",
          {
              {.what = "File of lessons",
               .setting = "training.dataset_bytes_max",
               .behaviour = "413",
               .counter = kByStatus,
               .test = "LessonFilesTest.RefusesMoreBytesAndMoreLessonsThanItMay"},
              {.what = "Lessons in a file",
               .setting = "training.lessons_max",
               .behaviour = "413",
               .counter = kByStatus,
               .test = "LessonFilesTest.RefusesMoreBytesAndMoreLessonsThanItMay"},
              {.what = "Lessons in a request",
               .fixed = number(training_runs::kLessonsPerRequestMax),
               .behaviour = "400",
               .counter = kByStatus,
               .test = "TrainingEndpointsTest.TakeSoManyLessonsAndNoMore"},
              {.what = "Line of a file of lessons",
               .fixed = number(training_runs::kLessonBytesMax),
               .behaviour = "400",
               .counter = kByStatus,
               .test = "LessonFilesTest.RefusesALineThatIsNoLesson"},
              {.what = "Room that is left on the disk",
               .setting = "training.disk_reserve",
               .behaviour = "507; a run that waited is refused",
               .counter = kByOutcome,
               .test = "TrainingRunnerTest.RefusesARunWhenTheDiskIsFull"},
              {.what = "Runs that wait",
               .setting = "training.queued_max",
               .behaviour = "429",
               .counter = kByStatus,
               .test = "TrainingEndpointsTest.RefuseMoreRunsThanMayWait"},
              {.what = "Ended runs that are kept",
               .setting = "training.kept_runs_max",
               .behaviour = "the oldest go, with their folders",
               .test = "TrainingRunnerTest.ForgetsTheOldestRunsWithTheirFolders"},
              {.what = "Cost of a night's training",
               .setting = "budget.dollars_per_training_night",
               .behaviour = "the run is refused",
               .counter = "swarm_budget_refusals_total",
               .test = "TrainingRunnerTest.RefusesARunThatTheNightsBudgetCannotHold"},
          }};
}

MaximaOfPart kept_misses() {
  return {"Misses",
          {
              {.what = "Misses of a head of a project",
               .setting = "retention.misses_max",
               .behaviour = "those that were seen longest ago go",
               .counter = "swarm_retention_rows_deleted_total",
               .test = "MissStoreTest.KeepsSoManyOfEachHeadAndForgetsTheOldest"},
              {.what = "Prompt of a miss",
               .fixed = number(misses::kPromptBytesMax),
               .behaviour = "no miss; a correction 413",
               .test = "MissRules.TakeNoLongerPromptsAndAnswersThanALessonHas"},
              {.what = "Right answer of a miss",
               .fixed = number(misses::kAnswerBytesMax),
               .behaviour = "no miss; a correction 400",
               .test = "MissRules.TakeNoLongerPromptsAndAnswersThanALessonHas"},
          }};
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_learning() {
  return {trainers(), training_runs_and_lessons(), kept_misses()};
}

}  // namespace swarm::app
