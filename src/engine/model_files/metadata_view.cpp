#include "engine/model_files/metadata_view.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

std::string said(GgufForm form) {
  return form.is_list ? fmt::format("a list of {}", name_of(form.type)) : std::string(name_of(form.type));
}

}  // namespace

// False when the key is absent.
Result<bool> MetadataView::has_form(std::string_view key, GgufForm expected) const {
  const std::optional<GgufForm> form = file_.form(key);
  if (!form) return false;
  if (*form != expected) return refuse("{} is {}, {} is expected", key, said(*form), said(expected));
  return true;
}

Result<std::optional<std::string>> MetadataView::text(std::string_view key) const {
  if (!TRY(has_form(key, {.type = GgufType::string}))) return std::nullopt;
  std::string text(file_.text(key).value());
  if (text.find('\0') != std::string::npos) return refuse("{} has a zero byte in it", key);
  return text;
}

Result<std::optional<std::uint64_t>> MetadataView::number(std::string_view key) const {
  if (!TRY(has_form(key, {.type = GgufType::uint32}))) return std::nullopt;
  return file_.number(key);
}

Result<std::optional<double>> MetadataView::real(std::string_view key) const {
  if (!TRY(has_form(key, {.type = GgufType::float32}))) return std::nullopt;
  const std::optional<double> value = file_.real(key);
  if (!std::isfinite(value.value())) return refuse("{} is no finite number", key);
  return value;
}

Result<std::optional<bool>> MetadataView::truth(std::string_view key) const {
  if (!TRY(has_form(key, {.type = GgufType::boolean}))) return std::nullopt;
  return std::get<bool>(file_.metadata().find(key)->second);
}

Result<std::string> MetadataView::required_text(std::string_view key) const {
  std::optional<std::string> found = TRY(text(key));
  if (!found || found->empty()) return refuse("{} is missing", key);
  return *std::move(found);
}

Result<std::uint64_t> MetadataView::required_number(std::string_view key) const {
  const std::optional<std::uint64_t> found = TRY(number(key));
  if (!found) return refuse("{} is missing", key);
  return *found;
}

Result<const std::vector<std::string>*> MetadataView::texts(std::string_view key) const {
  if (!TRY(has_form(key, {.type = GgufType::string, .is_list = true}))) return nullptr;
  return &std::get<std::vector<std::string>>(file_.metadata().find(key)->second);
}

Result<std::vector<std::uint64_t>> MetadataView::per_layer(std::string_view key, std::uint64_t layers,
                                                           std::uint64_t otherwise) const {
  const std::optional<GgufForm> form = file_.form(key);
  if (!form || !form->is_list) {
    const std::optional<std::uint64_t> one = TRY(number(key));
    return std::vector<std::uint64_t>(layers, one.value_or(otherwise));
  }
  if (form->type != GgufType::uint32 && form->type != GgufType::int32)
    return refuse("{} is {}, a list of UINT32 or INT32 is expected", key, said(*form));
  const auto& list = std::get<std::vector<std::int64_t>>(file_.metadata().find(key)->second);
  if (list.size() != layers) return refuse("{} has {} numbers for {} layers", key, list.size(), layers);
  std::vector<std::uint64_t> numbers;
  for (const std::int64_t number : list) {
    if (number < 0) return refuse("{} has the negative number {}", key, number);
    numbers.push_back(static_cast<std::uint64_t>(number));
  }
  return numbers;
}

}  // namespace swarm::model_files
