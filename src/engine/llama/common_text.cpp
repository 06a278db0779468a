// Three functions that llama.cpp's grammars expect of its helper library. The file that has them there would bring its
// command line, its downloader and an HTTP client along (cmake/llama.cmake). What they do is told in common.h.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common.h"

std::string string_join(const std::vector<std::string>& values, const std::string& separator) {
  return fmt::format("{}", fmt::join(values, separator));
}

std::vector<std::string> string_split(const std::string& str, const std::string& delimiter) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = str.find(delimiter); end != std::string::npos; end = str.find(delimiter, begin)) {
    parts.push_back(str.substr(begin, end - begin));
    begin = end + delimiter.size();
  }
  parts.push_back(str.substr(begin));
  return parts;
}

std::string string_repeat(const std::string& str, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i)
    out += str;
  return out;
}
