#include "platform/http_server/parameters.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "base/text.hpp"
#include "platform/http_server/percent_encoding.hpp"

namespace swarm::http {

namespace {

json::Value text_value(std::string_view text) {
  return json::Value(boost::json::string(text));
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::string> decoded(std::string_view raw) {
  std::optional<std::string> text = percent_decode(raw, Plus::is_space);
  if (text && !is_utf8(*text)) text.reset();
  return text;
}

}  // namespace

std::vector<Parameter> parse_query(std::string_view raw, json::Faults& faults) {
  std::vector<Parameter> parameters;
  if (raw.empty()) return parameters;
  for (const std::string_view pair : split(raw, '&')) {
    if (pair.empty()) continue;
    if (parameters.size() == kQueryParametersMax) {
      faults.add(fmt::format("more than {} query parameters", kQueryParametersMax));
      return parameters;
    }
    const std::size_t equals = pair.find('=');
    std::optional<std::string> name = decoded(pair.substr(0, equals));
    std::optional<std::string> value =
        decoded(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
    if (!name || !value || name->empty()) {
      faults.add(
          fmt::format("query parameter {} is no percent-encoded UTF-8 of the form name=value", parameters.size() + 1));
      return parameters;
    }
    parameters.push_back({std::move(*name), std::move(*value)});
  }
  return parameters;
}

void refuse_parameters(const std::vector<Parameter>& parameters, json::Faults& faults) {
  for (const Parameter& parameter : parameters) {
    const json::Faults::Deeper deeper(faults, parameter.name);
    faults.add("unknown; no parameters are known here");
  }
}

namespace detail {

json::Value integer_or_text(std::string_view text) {
  if (const auto number = whole_number<std::int64_t>(text)) return json::Value(*number);
  if (const auto number = whole_number<std::uint64_t>(text)) return json::Value(*number);
  return text_value(text);
}

json::Value real_or_text(std::string_view text) {
  const auto number = whole_number<double>(text);
  return number ? json::Value(*number) : text_value(text);
}

json::Value flag_or_text(std::string_view text) {
  if (text == "true") return json::Value(true);
  if (text == "false") return json::Value(false);
  return text_value(text);
}

json::Array split_list(const std::vector<std::string_view>& texts, json::Value (*convert)(std::string_view)) {
  json::Array list;
  for (const std::string_view text : texts) {
    if (text.empty()) continue;
    for (const std::string_view item : split(text, ','))
      list.push_back(convert(item));
  }
  return list;
}

}  // namespace detail

}  // namespace swarm::http
