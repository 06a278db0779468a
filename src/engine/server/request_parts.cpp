#include "engine/server/request_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "engine/server/request_reader.hpp"
#include "engine/server/schema_check.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::int64_t kOutputTokensMax = 10'000'000;
constexpr std::int64_t kTopKMax = 1'000'000;

struct SamplingMembers {
  std::optional<double> temperature{}, top_p{}, min_p{}, presence_penalty{}, frequency_penalty{};
  std::optional<std::int64_t> top_k{}, seed{};
  static constexpr auto schema =
      json::object("Sampling", json::field("temperature", &SamplingMembers::temperature, "", json::fraction{0, 2}),
                   json::field("top_p", &SamplingMembers::top_p, "", json::fraction{0, 1}),
                   json::field("min_p", &SamplingMembers::min_p, "", json::fraction{0, 1}),
                   json::field("presence_penalty", &SamplingMembers::presence_penalty, "", json::fraction{-2, 2}),
                   json::field("frequency_penalty", &SamplingMembers::frequency_penalty, "", json::fraction{-2, 2}),
                   json::field("top_k", &SamplingMembers::top_k, "", json::between{-1, kTopKMax}),
                   json::field("seed", &SamplingMembers::seed, ""));
};

struct OtherMembers {
  std::optional<std::int64_t> max_tokens{}, max_completion_tokens{};
  std::int64_t n = 1;
  bool stream = false;
  std::string user{};
  static constexpr auto schema = json::object(
      "Options", json::field("max_tokens", &OtherMembers::max_tokens, "", json::between{1, kOutputTokensMax}),
      json::field("max_completion_tokens", &OtherMembers::max_completion_tokens, "",
                  json::between{1, kOutputTokensMax}),
      json::field("n", &OtherMembers::n, "", json::between{1, static_cast<std::int64_t>(kChoicesMax)}),
      json::field("stream", &OtherMembers::stream, ""),
      json::field("user", &OtherMembers::user, "", json::length{0, 1'024}));
};

struct StreamOptions {
  bool include_usage = false;
  static constexpr auto schema =
      json::object("StreamOptions", json::field("include_usage", &StreamOptions::include_usage, ""));
};

bool changes_nothing(const json::Value& value, const Unsupported& member) {
  if (value.is_null()) return true;
  if (value.is_bool()) return value.get_bool() == member.is_on;
  if (value.is_number()) return value.to_number<double>() == member.neutral;
  if (value.is_array()) return value.get_array().empty();
  if (value.is_object()) return value.get_object().empty();
  return value.get_string().empty();
}

constexpr Unsupported kUnsupported[] = {
    {"logit_bias", "this engine has no bias for single tokens"},
    {"repetition_penalty", "use presence_penalty or frequency_penalty", 1},
    {"stop_token_ids", "use stop, with texts"},
    {"ignore_eos", "an answer ends where the model ends it"},
    {"min_tokens", "an answer ends where the model ends it"},
    {"bad_words", "this engine forbids no words"},
    {"allowed_token_ids", "use response_format or guided_json"},
    {"prompt_logprobs", "log probabilities are of generated tokens only"},
    {"use_beam_search", "this engine samples"},
    {"guided_regex", "use guided_json, with a schema"},
    {"guided_choice", "use guided_json, with an enum"},
    {"guided_grammar", "use guided_json, with a schema"},
    {"structured_outputs", "use response_format or guided_json"},
    {"grammar", "use response_format or guided_json, with a schema"},
    {"json_schema", "use response_format, with type json_schema"},
    {"functions", "this engine calls no tools"},
    {"audio", "this engine answers in text"},
    {"truncate_prompt_tokens", "what is too long is refused, by how much"},
    {"include_stop_str_in_output", "what stops an answer is no part of it"},
    {"skip_special_tokens", "special tokens are never shown", 0, true},
};

void read_sampling(const json::Object& body, batching::Sampling& sampling, json::Faults& faults) {
  SamplingMembers members;
  if (!decode_open(body, members, faults)) return;
  sampling.temperature = members.temperature.value_or(sampling.temperature);
  sampling.top_p = members.top_p.value_or(sampling.top_p);
  sampling.min_p = members.min_p.value_or(sampling.min_p);
  sampling.presence_penalty = members.presence_penalty.value_or(0);
  sampling.frequency_penalty = members.frequency_penalty.value_or(0);
  sampling.top_k = static_cast<std::int32_t>(std::max<std::int64_t>(0, members.top_k.value_or(0)));
  if (members.seed) sampling.seed = static_cast<std::uint64_t>(*members.seed);
}

void add_stop(const json::Value& value, std::vector<std::string>& stops, json::Faults& faults) {
  if (!value.is_string()) return faults.add("a text expected");
  const std::string_view stop = value.get_string();
  if (stop.empty() || stop.size() > kStopBytesMax)
    return faults.add(fmt::format("1 to {} bytes expected, got {}", kStopBytesMax, stop.size()));
  stops.emplace_back(stop);
}

void read_stops(const json::Object& body, std::vector<std::string>& stops, json::Faults& faults) {
  const json::Value* stop = given(body, "stop");
  if (stop == nullptr) return;
  const json::Faults::Deeper deeper(faults, "stop");
  if (!stop->is_array()) return add_stop(*stop, stops, faults);
  const json::Array& list = stop->get_array();
  if (list.size() > kStopsMax)
    return faults.add(fmt::format("a text or 1 to {} texts expected, got {}", kStopsMax, list.size()));
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::Faults::Deeper at_stop(faults, i);
    add_stop(list[i], stops, faults);
  }
}

void read_schema(const json::Value& schema, GenerationOptions& options, json::Faults& faults) {
  options.json_schema = json::to_text(schema);
  if (options.json_schema.size() > kSchemaBytesMax) {
    return faults.add(
        fmt::format("a schema of at most {} bytes expected, got {}", kSchemaBytesMax, options.json_schema.size()));
  }
  check_schema(schema, faults);
}

void read_response_format(const json::Value& format, GenerationOptions& options, json::Faults& faults) {
  if (!format.is_object()) return faults.add("an object expected");
  const json::Object& members = format.get_object();
  const std::string type = required_text(members, "type", faults);
  if (type == "text") return;
  if (type == "json_object") {
    options.json_schema = R"({"type":"object"})";
  } else if (type == "json_schema") {
    const json::Faults::Deeper deeper(faults, "json_schema");
    const json::Value* described = given(members, "json_schema");
    if (described == nullptr || !described->is_object()) return faults.add("an object expected");
    const json::Faults::Deeper at_schema(faults, "schema");
    const json::Value* inner = given(described->get_object(), "schema");
    if (inner == nullptr) return faults.add("required, but missing");
    read_schema(*inner, options, faults);
  } else if (!type.empty()) {
    const json::Faults::Deeper deeper(faults, "type");
    faults.add("text, json_object or json_schema expected");
  }
}

// As vLLM has it: a schema, or its text.
void read_guided_json(const json::Value& guided, GenerationOptions& options, json::Faults& faults) {
  if (!options.json_schema.empty()) return faults.add("response_format asks for JSON already");
  options.schema_place = "$.guided_json";
  if (!guided.is_string()) return read_schema(guided, options, faults);
  const Result<json::Value> parsed = json::parse(guided.get_string(), kDepthMax);
  if (!parsed) return faults.add(parsed.error().message);
  read_schema(*parsed, options, faults);
}

void read_grammar(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  if (const json::Value* format = given(body, "response_format")) {
    options.schema_place = "$.response_format";
    const json::Faults::Deeper deeper(faults, "response_format");
    read_response_format(*format, options, faults);
  }
  if (const json::Value* guided = given(body, "guided_json")) {
    const json::Faults::Deeper deeper(faults, "guided_json");
    read_guided_json(*guided, options, faults);
  }
}

void read_stream_options(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  const json::Value* said = given(body, "stream_options");
  if (said == nullptr) return;
  const json::Faults::Deeper deeper(faults, "stream_options");
  if (!said->is_object()) return faults.add("an object expected");
  if (!options.stream) return faults.add("only together with stream: true");
  StreamOptions decoded;
  decode_open(said->get_object(), decoded, faults);
  options.usage_wanted = decoded.include_usage;
}

}  // namespace

const json::Value* given(const json::Object& members, std::string_view name) {
  const json::Value* value = members.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string required_text(const json::Object& members, std::string_view name, json::Faults& faults) {
  const json::Faults::Deeper deeper(faults, name);
  std::string text;
  if (const json::Value* value = given(members, name))
    json::decode_value(*value, json::Limits{}, text, faults);
  else
    faults.add("required, but missing");
  return text;
}

void refuse(const json::Object& body, std::span<const Unsupported> members, json::Faults& faults) {
  for (const Unsupported& member : members) {
    const json::Value* value = body.if_contains(member.name);
    if (value == nullptr || changes_nothing(*value, member)) continue;
    const json::Faults::Deeper deeper(faults, member.name);
    faults.add(fmt::format("not supported: {}", member.why));
  }
}

void read_options(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  read_sampling(body, options.sampling, faults);
  OtherMembers others;
  if (decode_open(body, others, faults)) {
    options.output_tokens_max = others.max_completion_tokens.value_or(others.max_tokens.value_or(0));
    options.choices = static_cast<std::int32_t>(others.n);
    options.stream = others.stream;
    options.user = std::move(others.user);
  }
  read_stops(body, options.stops, faults);
  read_grammar(body, options, faults);
  read_stream_options(body, options, faults);
  refuse(body, kUnsupported, faults);
}

namespace {

std::vector<llama::Token> read_tokens(const json::Array& list, std::int64_t vocabulary, json::Faults& faults) {
  std::vector<llama::Token> tokens;
  tokens.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool is_number = list[i].is_int64();
    const std::int64_t token = is_number ? list[i].get_int64() : -1;
    if (is_number && token >= 0 && token < vocabulary) {
      tokens.push_back(static_cast<llama::Token>(token));
      continue;
    }
    const json::Faults::Deeper deeper(faults, i);
    faults.add(fmt::format("a token from 0 to {} expected", vocabulary - 1));
    break;  // what is wrong once is wrong a million times
  }
  return tokens;
}

PromptInput read_prompt(const json::Value& value, std::int64_t vocabulary, json::Faults& faults) {
  PromptInput prompt;
  if (value.is_string())
    prompt.text = std::string(std::string_view(value.get_string()));
  else if (value.is_array() && !value.get_array().empty())
    prompt.tokens = read_tokens(value.get_array(), vocabulary, faults);
  else
    faults.add("a text or a list of tokens expected");
  return prompt;
}

}  // namespace

std::vector<PromptInput> read_prompts(const json::Object& body, std::string_view member, std::size_t count_max,
                                      std::int64_t vocabulary, json::Faults& faults) {
  const json::Faults::Deeper deeper(faults, member);
  const json::Value* value = given(body, member);
  if (value == nullptr) {
    faults.add("required, but missing");
    return {};
  }
  const bool is_list_of_prompts = value->is_array() && !value->get_array().empty() &&
                                  (value->get_array()[0].is_string() || value->get_array()[0].is_array());
  if (!is_list_of_prompts) return {read_prompt(*value, vocabulary, faults)};
  const json::Array& list = value->get_array();
  if (list.size() > count_max) {
    faults.add(fmt::format("at most {} expected, got {}", count_max, list.size()));
    return {};
  }
  std::vector<PromptInput> prompts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::Faults::Deeper at_prompt(faults, i);
    prompts.push_back(read_prompt(list[i], vocabulary, faults));
  }
  return prompts;
}

std::string client_of(std::optional<std::string_view> project, const std::string& user, const std::string& address) {
  constexpr std::size_t kProjectBytesMax = 256;
  if (project && !project->empty()) return "project " + std::string(project->substr(0, kProjectBytesMax));
  return user.empty() ? address : user;
}

Result<json::Object> read_body(std::string_view body) {
  if (body.empty()) return std::unexpected(json::error_of({{"$", "a JSON body is required, but there is none"}}));
  json::Value value = TRY(json::parse(body, kDepthMax));
  if (!value.is_object()) return std::unexpected(json::error_of({{"$", "an object expected"}}));
  return std::move(value.get_object());
}

}  // namespace swarm::engine_server
