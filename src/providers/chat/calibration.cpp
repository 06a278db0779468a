#include "providers/chat/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/json.hpp"

namespace swarm::chat {

namespace {

constexpr std::size_t kHeadsMax = 32;

Result<double> number_in(const json::Object& members, std::string_view head, std::string_view name) {
  const json::Value* value = members.if_contains(name);
  const bool is_good = value != nullptr && value->is_number() && std::isfinite(value->to_number<double>());
  if (is_good) return value->to_number<double>();
  return fail(ErrorCode::invalid_input, fmt::format("heads.{}.{}: a number expected", head, name));
}

Result<HeadCalibration> head_in(std::string_view name, const json::Value& value) {
  if (!value.is_object()) return fail(ErrorCode::invalid_input, fmt::format("heads.{}: an object expected", name));
  const json::Object& members = value.get_object();
  HeadCalibration head {
    .bias = TRY(number_in(members, name, "bias"))
    , .mean_probability = TRY(number_in(members, name, "mean_probability"))
    , .margin = TRY(number_in(members, name, "margin"))
    , .error_before = TRY(number_in(members, name, "error_before"))
    , .error_after = TRY(number_in(members, name, "error_after"))
  };
  constexpr double kSamplesMax = 1e12;
  const double samples = TRY(number_in(members, name, "samples"));
  head.samples = static_cast<std::int64_t>(std::clamp(samples, 0.0, kSamplesMax));
  return head;
}

}  // namespace

Result<Calibration> Calibration::parse(std::string_view text) {
  const json::Value document = TRY(json::parse(text));
  const json::Value* hash = document.is_object() ? document.get_object().if_contains("model_sha256") : nullptr;
  const json::Value* heads = document.is_object() ? document.get_object().if_contains("heads") : nullptr;
  if (hash == nullptr || !hash->is_string())
    return fail(ErrorCode::invalid_input, "model_sha256: the digest of the model's file expected");
  if (heads == nullptr || !heads->is_object() || heads->get_object().size() > kHeadsMax)
    return fail(ErrorCode::invalid_input, fmt::format("heads: an object of at most {} heads expected", kHeadsMax));
  Calibration calibration{.model_sha256 = std::string(hash->get_string()), .heads = {}};
  for (const auto& member : heads->get_object()) {
    const std::string_view name(member.key());
    calibration.heads.emplace(name, TRY(head_in(name, member.value())));
  }
  return calibration;
}

std::optional<double> Calibration::chance_right(std::string_view head, double mean_probability,
                                                double mean_margin) const {
  constexpr double kSmallest = 1e-6;  // as the fit has it, so that the logit is finite
  const auto found = heads.find(head);
  if (found == heads.end() || !std::isfinite(mean_probability) || !std::isfinite(mean_margin)) return std::nullopt;
  const double probability = std::clamp(mean_probability, kSmallest, 1 - kSmallest);
  const double logit = std::log(probability / (1 - probability));
  const HeadCalibration& fit = found->second;
  return 1 / (1 + std::exp(-(fit.bias + fit.mean_probability * logit + fit.margin * mean_margin)));
}

}  // namespace swarm::chat
