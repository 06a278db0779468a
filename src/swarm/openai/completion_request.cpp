// How a completion (OpenAI's older form) asks the swarm.
#include "swarm/openai/conversation.hpp"
#include "swarm/openai/decode_open.hpp"
#include "swarm/openai/request_options.hpp"

namespace swarm::openai {

namespace {

struct CompletionOptions {
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<std::int64_t> seed{};
  std::optional<std::int64_t> max_tokens{};
  static constexpr auto schema = json::object(
      "CompletionOptions", json::field("temperature", &CompletionOptions::temperature, "", json::fraction{0, 2}),
      json::field("top_p", &CompletionOptions::top_p, "", json::fraction{0, 1}),
      json::field("seed", &CompletionOptions::seed, ""),
      json::field("max_tokens", &CompletionOptions::max_tokens, "", json::between{1, kOutputTokensMax}));
};

constexpr std::string_view kHandedOn[] = {"temperature", "top_p", "frequency_penalty", "presence_penalty",
                                          "seed",        "stop",  "max_tokens",        "logit_bias"};

// One prompt; a list of one is one, too.
void read_prompt(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  const json::Faults::Deeper deeper(faults, "prompt");
  const json::Value* prompt = body.if_contains("prompt");
  if (prompt != nullptr && prompt->is_array() && prompt->get_array().size() == 1) prompt = &prompt->get_array()[0];
  if (prompt == nullptr || !prompt->is_string())
    return faults.add("one text expected: the swarm takes no tokens and no lists of prompts");
  std::string text;
  if (!json::decode_value(*prompt, json::Limits{}, text, faults)) return;
  request.text_bytes = text.size();
  request.task.prompt = std::move(text);
}

}  // namespace

void read_completion(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  CompletionOptions checked;
  decode_open(body, checked, faults);
  check_stop(body, faults);
  for (const std::string_view name : {"n", "best_of"})
    refuse(body, name, "the swarm gives one answer", faults);
  for (const std::string_view name : {"suffix", "echo"})
    refuse(body, name, "the swarm answers questions: ask a model as 'provider/model' to complete texts", faults);
  json::Object options;
  hand_on(body, kHandedOn, options);
  if (!options.empty()) request.task.options = std::move(options);
  read_prompt(body, request, faults);
}

}  // namespace swarm::openai
