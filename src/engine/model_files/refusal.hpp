#pragma once

#include <filesystem>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace swarm::model_files {

template <class... Arguments>
std::unexpected<Error> refuse(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  return fail(ErrorCode::invalid_input, fmt::format(text, std::forward<Arguments>(arguments)...));
}

template <class... Arguments>
std::unexpected<Error> refuse_too_large(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  return fail(ErrorCode::too_large, fmt::format(text, std::forward<Arguments>(arguments)...));
}

// The reason with the file's name in front of it, unless it is in there already.
template <class T>
Result<T> naming(const std::filesystem::path& file, Result<T> result) {
  if (!result && result.error().message.find(file.string()) == std::string::npos)
    result.error().message = fmt::format("{}: {}", file.string(), result.error().message);
  return result;
}

}  // namespace swarm::model_files
