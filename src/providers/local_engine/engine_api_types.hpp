#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/local_engine/engine_supervisor.hpp"
#include "providers/local_engine/model_store.hpp"

// The engine and its models on the wire. Never the engine's key.
namespace swarm::local_engine {

struct CalibrationView {
  std::string model;
  std::string head;
  double error_before = 0;
  double error_after = 0;
  std::int64_t samples = 0;
  static constexpr auto schema =
      json::object("EngineCalibration", json::field("model", &CalibrationView::model, "Behind engine/."),
                   json::field("head", &CalibrationView::head, "Questions of this head."),
                   json::field("error_before", &CalibrationView::error_before,
                               "Expected calibration error of the model's own probabilities."),
                   json::field("error_after", &CalibrationView::error_after, "Of what is told as confidence."),
                   json::field("samples", &CalibrationView::samples, "Questions that it was measured on."));
};

struct EngineView {
  Mode mode = Mode::off;
  Condition state = Condition::off;
  std::string detail;
  std::string model;
  std::string model_file;
  std::optional<std::string> base_url;
  std::optional<std::int64_t> process;
  std::optional<Time> serving_since;
  std::optional<std::int64_t> uptime_seconds;
  std::optional<std::int64_t> start_took_ms;
  std::int64_t starts = 0;
  std::int64_t restarts = 0;
  std::int64_t failed_starts = 0;
  std::string last_error;
  std::vector<std::string> adapters_left_out;
  std::int64_t calls_running = 0;
  std::int64_t calls_waiting = 0;
  std::vector<CalibrationView> calibration;
  json::Value status;
  static constexpr auto schema = json::object(
      "Engine", json::field("mode", &EngineView::mode, "builtin, external or off."),
      json::field(
          "state", &EngineView::state,
          "off, external, missing (there is nothing to start), starting, serving, draining, restarting, stopped."),
      json::field("detail", &EngineView::detail, "Why it does not serve."),
      json::field("model", &EngineView::model, "Its name behind engine/."),
      json::field("model_file", &EngineView::model_file, "Where its weights are."),
      json::field("base_url", &EngineView::base_url, "Where it serves; null: it does not."),
      json::field("process", &EngineView::process, "Its process id; null: none runs."),
      json::field("serving_since", &EngineView::serving_since, "Since when this process serves."),
      json::field("uptime_seconds", &EngineView::uptime_seconds, "Since then."),
      json::field("start_took_ms", &EngineView::start_took_ms, "From its last start until it served."),
      json::field("starts", &EngineView::starts, "Since the server began."),
      json::field("restarts", &EngineView::restarts, "Because it had ended by itself."),
      json::field("failed_starts", &EngineView::failed_starts, "After which it never served."),
      json::field("last_error", &EngineView::last_error, "Why it last ended by itself."),
      json::field("adapters_left_out", &EngineView::adapters_left_out,
                  "Why it serves without some of engine.adapters, a sentence each."),
      json::field("calls_running", &EngineView::calls_running, "From this server, now."),
      json::field("calls_waiting", &EngineView::calls_waiting, "Until it serves."),
      json::field("calibration", &EngineView::calibration, "What its confidence is worth, by model and head."),
      json::field("status", &EngineView::status,
                  "What the engine says of itself: slots, memory by kind and device, profile, adapters; null while it "
                  "does not serve."));
};

struct GarbageView {
  json::Value freed;
  static constexpr auto schema =
      json::object("EngineGarbage", json::field("freed", &GarbageView::freed, "What the engine gave back."));
};

struct AddModel {
  std::filesystem::path path;
  std::string name;
  std::string base;
  static constexpr auto schema =
      json::object("AddModel",
                   json::field("path", &AddModel::path, "A GGUF file on the server's machine, from / on; it is copied.",
                               json::required, json::length{1, 4'096}),
                   json::field("name", &AddModel::name, "What it is called from now on; empty: as the file.",
                               json::length{0, kModelNameBytesMax}),
                   json::field("base", &AddModel::base,
                               "The model that an adapter belongs to; empty: the one that is served, if it is of the "
                               "same architecture.",
                               json::length{0, kModelNameBytesMax}));
};

struct ModelPath {
  std::string name;
  static constexpr auto schema = json::object(
      "StoredModelPath",
      json::field("name", &ModelPath::name, "The model's name.", json::required, json::length{1, kModelNameBytesMax}));
};

struct StoredModelView {
  std::string name;
  ModelFileKind kind = ModelFileKind::model;
  bool is_built_in = false;
  bool is_in_use = false;
  bool is_checked = false;
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::string file;
  std::optional<Time> added_at;
  std::string added_from;
  json::Object facts;
  static constexpr auto schema = json::object(
      "StoredModel", json::field("name", &StoredModelView::name, "For engine.model, or an adapter's path."),
      json::field("kind", &StoredModelView::kind, "model or adapter."),
      json::field("is_built_in", &StoredModelView::is_built_in, "Whether it came with the program."),
      json::field("is_in_use", &StoredModelView::is_in_use, "Whether the engine has it loaded."),
      json::field("is_checked", &StoredModelView::is_checked,
                  "False: somebody put its file there, and nobody checked it."),
      json::field("sha256", &StoredModelView::sha256, "Of its file when it was added; empty for the built-in one."),
      json::field("size_bytes", &StoredModelView::size_bytes, "Of its file."),
      json::field("file", &StoredModelView::file, "Where it is."),
      json::field("added_at", &StoredModelView::added_at, "When."),
      json::field("added_from", &StoredModelView::added_from, "The file that it is a copy of."),
      json::field("facts", &StoredModelView::facts, "What its header says."));
};

struct StoredModelList {
  std::vector<StoredModelView> models;
  static constexpr auto schema = json::object(
      "StoredModelList", json::field("models", &StoredModelList::models, "The built-in one, then by name."));
};

struct VerificationView {
  std::string name;
  bool is_good = false;
  std::string sha256;
  std::string trouble;
  static constexpr auto schema =
      json::object("ModelVerification", json::field("name", &VerificationView::name, "The model's name."),
                   json::field("is_good", &VerificationView::is_good, "Whether its file is the one that was added."),
                   json::field("sha256", &VerificationView::sha256, "Of its file now."),
                   json::field("trouble", &VerificationView::trouble, "What is wrong."));
};

}  // namespace swarm::local_engine
