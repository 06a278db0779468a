#include "trainer/program/recipe.hpp"

#include <algorithm>
#include <fmt/ranges.h>
#include <span>

#include "engine/model_files/file_access.hpp"
#include "platform/config/config_loader.hpp"

namespace swarm::program {

namespace {

bool is_file_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.front() != '.' && name.front() != '-' && std::ranges::all_of(name, fits);
}

bool is_digest(std::string_view text) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.empty() || (text.size() == 64 && std::ranges::all_of(text, fits));
}

// What no single field can say.
std::vector<Fault> faults_of(const Recipe& recipe, const config::Places& places) {
  std::vector<Fault> faults;
  const auto refuse = [&](std::string_view key, std::string what) {
    faults.push_back(places.fault(key, std::move(what)));
  };
  if (!is_file_name(recipe.name)) refuse("name", "lower-case letters, digits, '.', '_' and '-' expected");
  if (const Result<Done> fits = exporting::check(recipe.shape.shape()); !fits) refuse("shape", fits.error().message);
  const RecipeTraining& training = recipe.training;
  if (training.steps == 0 && training.seconds <= 0) refuse("training", "steps or seconds must be limited");
  if (training.columns > recipe.shape.context)
    refuse("training.columns", fmt::format("more than the context of {}", recipe.shape.context));
  for (std::size_t i = 0; i < recipe.lessons.size(); ++i) {
    if (!is_digest(recipe.lessons[i].sha256))
      refuse(fmt::format("lessons[{}].sha256", i), "64 hexadecimal digits expected");
  }
  for (std::size_t i = 0; i < recipe.validation.size(); ++i) {
    if (!is_digest(recipe.validation[i].sha256))
      refuse(fmt::format("validation[{}].sha256", i), "64 hexadecimal digits expected");
  }
  for (const auto& [family, weight] : recipe.family_weights) {
    if (!(weight >= 0 && weight <= 1000)) refuse("family_weights." + family, "0 to 1000 expected");
  }
  return faults;
}

// What is missing altogether has no line that would name the file.
Error naming(const std::filesystem::path& file, Error error) {
  if (!error.message.contains(file.string())) error.message = fmt::format("{}: {}", file.string(), error.message);
  return error;
}

}  // namespace

exporting::ModelShape RecipeShape::shape() const {
  return {.layers = layers,
          .embedding = embedding,
          .heads = heads,
          .key_value_heads = key_value_heads,
          .feed_forward = feed_forward,
          .context = context,
          .rope_base = rope_base,
          .norm_epsilon = norm_epsilon,
          .tied_output = tied_output};
}

Result<LoadedRecipe> load_recipe(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))  // a pipe would be waited for
    return fail(ErrorCode::invalid_input, fmt::format("{}: a recipe expected, this is no plain file", file.string()));
  const Result<config::Loaded<Recipe>> read = config::load<Recipe>({.file = file, .environment = {}, .flags = {}});
  if (!read) return std::unexpected(naming(file, read.error()));
  const config::Loaded<Recipe>& loaded = *read;
  if (std::vector<Fault> faults = faults_of(loaded.value, loaded.places); !faults.empty())
    return std::unexpected(json::error_of(std::move(faults)));
  return LoadedRecipe {
    .recipe = loaded.value, .folder = std::filesystem::absolute(file).parent_path(),
    .sha256 = TRY(model_files::sha256_of_file(file))
  };
}

Result<Done> check_family_weights(const Recipe& recipe, const std::set<std::string>& families) {
  constexpr std::size_t kNamesMax = 20;
  for (const auto& [family, weight] : recipe.family_weights) {
    if (families.contains(family)) continue;
    const std::vector<std::string> all(families.begin(), families.end());
    const std::size_t shown = std::min(all.size(), kNamesMax);
    return fail(ErrorCode::invalid_input,
                fmt::format("family_weights.{}: no lesson has this family; there are {}{}", family,
                            fmt::join(std::span(all).first(shown), ", "),
                            shown < all.size() ? fmt::format(" and {} more", all.size() - shown) : ""));
  }
  return Done{};
}

}  // namespace swarm::program
