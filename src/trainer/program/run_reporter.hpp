#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "trainer/optimise/progress.hpp"

namespace swarm::program {

// One line for eyes: "[#####-----] step 120 of 400  loss 0.412  held out 0.500  8,100/s  31 s left", at most `width`
// columns.
std::string progress_text(const optimise::Progress& progress, std::size_t width);

// Tells how a run goes: on a terminal one line that is written again and again, elsewhere one JSON object a line. Every
// line also goes to progress.jsonl of the run's folder.
class RunReporter final : public optimise::ProgressListener {
 public:
  explicit RunReporter(bool as_json);  // also on a terminal

  void add_file(const std::filesystem::path& file);
  void on_progress(const optimise::Progress& progress) override;
  // `unavailable` when a line could not be written to standard output, be it this one or one before.
  Result<Done> finished(const json::Object& result);
  bool is_for_eyes() const { return is_for_eyes_; }

 private:
  void line(const json::Object& event);

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  bool is_for_eyes_;
  int trouble_ = 0;  // with standard output: the first error's number
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace swarm::program
