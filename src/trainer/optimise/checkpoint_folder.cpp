#include "trainer/optimise/checkpoint_folder.hpp"

#include "engine/model_files/file_access.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::optimise {

namespace {

constexpr int kVersion = 2;
constexpr std::string_view kStateFile = "state.json";
constexpr std::uint64_t kStateBytesMax = 64 * KiB;

// The state with its own digest in it, which is that of the text with an empty one.
std::string sealed(const std::string& text) {
  constexpr std::string_view kEmpty = R"("sha256_of_this":"")";
  std::string with_digest = text;
  return with_digest.insert(text.rfind(kEmpty) + kEmpty.size() - 1, crypto::sha256_hex(text));
}

bool is_as_sealed(std::string text, std::string_view digest) {
  const std::size_t place = digest.empty() ? std::string::npos : text.rfind(digest);
  return place != std::string::npos && crypto::sha256_hex(text.erase(place, digest.size())) == digest;
}

}  // namespace

struct CheckpointFolder::StateView {
  int version = 0;
  std::string fingerprint;
  FileView learner;
  std::optional<FileView> best{};
  std::int64_t step = 0;
  double seconds = 0;
  double loss = 0;
  std::optional<double> validation_loss{};
  std::optional<double> first_validation_loss{};
  std::optional<double> best_loss{};
  std::int64_t best_step = 0;
  std::int64_t looks_without_gain = 0;
  bool owes_look = false;
  std::int64_t held_out_batches = 0;
  std::string sha256_of_this{};

  static constexpr auto schema = json::object(
      "Checkpoint", json::field("version", &StateView::version, "Of this form.", json::required),
      json::field("fingerprint", &StateView::fingerprint, "What it belongs to.", json::required),
      json::field("learner", &StateView::learner, "Parameters and moments.", json::required),
      json::field("best", &StateView::best, "The same, of the best look."),
      json::field("step", &StateView::step, "Steps done.", json::required, json::between{0, INT64_MAX}),
      json::field("seconds", &StateView::seconds, "That they took.", json::required, json::fraction{0, 1e12}),
      json::field("loss", &StateView::loss, "Mean of the last steps.", json::required),
      json::field("validation_loss", &StateView::validation_loss, "When last looked."),
      json::field("first_validation_loss", &StateView::first_validation_loss, "Before the first step."),
      json::field("best_loss", &StateView::best_loss, "The lowest one."),
      json::field("best_step", &StateView::best_step, "Where that was.", json::required),
      json::field("looks_without_gain", &StateView::looks_without_gain, "Since then.", json::required,
                  json::between{0, INT64_MAX}),
      json::field("owes_look", &StateView::owes_look, "A look was due when it was stopped."),
      json::field("held_out_batches", &StateView::held_out_batches, "That a look takes; 0: not known yet.",
                  json::between{0, INT64_MAX}),
      json::field("sha256_of_this", &StateView::sha256_of_this, "Of this text, as it is with nothing here."));
};

CheckpointFolder::CheckpointFolder(std::filesystem::path folder, std::string fingerprint)
    : folder_(std::move(folder)), fingerprint_(std::move(fingerprint)) {}

Result<CheckpointFolder::FileView> CheckpointFolder::write(const graph::Learner& learner,
                                                           const std::string& name) const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return fail(ErrorCode::unavailable, fmt::format("{}: {}", folder_.string(), error.message()));
  TRY(learner.save(folder_ / name));
  return FileView {
    .name = name, .sha256 = TRY(model_files::sha256_of_file(folder_ / name))
  };
}

std::filesystem::path CheckpointFolder::path_of(const FileView& file) const {
  return folder_ / std::filesystem::path(file.name).filename();
}

Result<Done> CheckpointFolder::check(const FileView& file) const {
  const std::filesystem::path path = path_of(file);
  if (TRY(model_files::sha256_of_file(path)) == file.sha256) return Done{};
  return fail(ErrorCode::invalid_input, fmt::format("{}: not the file that was written", path.string()));
}

Result<Done> CheckpointFolder::read(graph::Learner& learner, const FileView& file) const {
  TRY(check(file));
  return learner.restore(path_of(file));
}

Result<Done> CheckpointFolder::keep_best(const graph::Learner& learner, std::int64_t step) {
  best_ = TRY(write(learner, fmt::format("best-{}.bin", step)));
  return Done{};
}

Result<Done> CheckpointFolder::save(const graph::Learner& learner, const LoopState& state) {
  const StateView view {
    .version = kVersion, .fingerprint = fingerprint_,
    .learner = TRY(write(learner, fmt::format("learner-{}.bin", state.step)))
    , .best = best_, .step = state.step, .seconds = state.seconds, .loss = state.loss,
        .validation_loss = state.validation_loss, .first_validation_loss = state.first_validation_loss,
        .best_loss = state.looks.best_loss, .best_step = state.looks.best_step,
        .looks_without_gain = state.looks.without_gain, .owes_look = state.owes_look,
        .held_out_batches = static_cast<std::int64_t>(state.held_out_batches)
  };
  const std::string text = sealed(json::to_text(json::encode(view)) + "\n");
  const std::array parts{std::as_bytes(std::span(text))};
  TRY(model_files::write_durably(folder_ / kStateFile, parts));
  remove_others(view.learner.name);
  return Done{};
}

// Files of earlier checkpoints, and what a kill left half written ("learner-120.bin.a1B2c3"); a file that cannot be
// removed only takes room.
void CheckpointFolder::remove_others(const std::string& kept) const {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    const bool is_learner = name.starts_with("learner-") || name.starts_with("best-");
    const bool is_ours = is_learner && (name.ends_with(".bin") || name.contains(".bin."));
    const bool is_half_a_state = name.starts_with(fmt::format("{}.", kStateFile));
    const bool is_kept = name == kept || (best_ && name == best_->name);
    if ((is_ours && !is_kept) || is_half_a_state) old.push_back(entry.path());
  }
  for (const std::filesystem::path& path : old)
    std::filesystem::remove(path, error);
}

Result<CheckpointFolder::StateView> CheckpointFolder::read_state() const {
  const std::filesystem::path path = folder_ / kStateFile;
  const std::string text = TRY(model_files::read_text(path, kStateBytesMax));
  Result<StateView> view = json::parse_as<StateView>(text);
  if (!view)
    return fail(ErrorCode::invalid_input, fmt::format("{}: no checkpoint: {}", path.string(), view.error().message));
  if (view->version != kVersion) {
    return fail(ErrorCode::invalid_input,
                fmt::format("{}: a checkpoint of form {}, {} is understood", path.string(), view->version, kVersion));
  }
  if (!is_as_sealed(text, view->sha256_of_this))
    return fail(ErrorCode::invalid_input, fmt::format("{}: damaged or edited: its digest differs", path.string()));
  if (view->fingerprint != fingerprint_) {
    return fail(ErrorCode::conflict,
                fmt::format("{}: of a run with other data, another base or other settings; it cannot go on with these",
                            path.string()));
  }
  return view;
}

Result<std::optional<LoopState>> CheckpointFolder::restore(graph::Learner& learner) {
  if (!std::filesystem::exists(folder_ / kStateFile)) return std::nullopt;
  const StateView view = TRY(read_state());
  TRY(read(learner, view.learner));
  LoopState state{
      .step = view.step,
      .seconds = view.seconds,
      .loss = view.loss,
      .validation_loss = view.validation_loss,
      .first_validation_loss = view.first_validation_loss,
      .looks = {.best_loss = view.best_loss, .best_step = view.best_step, .without_gain = view.looks_without_gain},
      .owes_look = view.owes_look,
      .held_out_batches = static_cast<std::uint64_t>(view.held_out_batches)};
  best_ = view.best;
  if (!best_) return state;
  if (const Result<Done> whole = check(*best_); !whole) {
    lost_best_ = whole.error().message;
    best_.reset();
    state.looks = {};
    state.owes_look = true;
  }
  return state;
}

Result<bool> CheckpointFolder::restore_best(graph::Learner& learner) {
  if (!best_) return false;
  TRY(read(learner, *best_));
  return true;
}

}  // namespace swarm::optimise
