#include "engine/server/request_reader.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "engine/server/request_parts.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::int64_t kCompletionTokens = 16;  // of OpenAI's completions without max_tokens
constexpr std::size_t kModelNameMax = 512;

constexpr std::string_view kNoTools = "this engine calls no tools";

std::string read_model(const json::Object& body, json::Faults& faults) {
  std::string model = required_text(body, "model", faults);
  if (model.size() > kModelNameMax) {
    const json::Faults::Deeper deeper(faults, "model");
    faults.add(fmt::format("at most {} bytes expected", kModelNameMax));
  }
  return model;
}

template <class T>
Result<T> checked(T request, json::Faults& faults) {
  if (faults.empty()) return request;
  return std::unexpected(json::error_of(faults.take()));
}

// --- Chats ----------------------------------------------------------------------------------------------------------

std::string read_part(const json::Value& part, json::Faults& faults) {
  constexpr std::size_t kQuotedMax = 40;
  if (!part.is_object()) {
    faults.add("an object expected");
    return {};
  }
  const std::string type = required_text(part.get_object(), "type", faults);
  if (type == "text") return required_text(part.get_object(), "text", faults);
  if (type == "refusal") return required_text(part.get_object(), "refusal", faults);
  if (!type.empty()) {
    const json::Faults::Deeper deeper(faults, "type");
    faults.add(fmt::format("this engine understands texts only, got '{}'", type.substr(0, kQuotedMax)));
  }
  return {};
}

std::string read_content(const json::Value& content, json::Faults& faults) {
  if (content.is_string()) return std::string(std::string_view(content.get_string()));
  if (!content.is_array() || content.get_array().empty()) {
    faults.add("a text or a list of parts expected");
    return {};
  }
  std::string joined;
  for (std::size_t i = 0; i < content.get_array().size(); ++i) {
    const json::Faults::Deeper deeper(faults, i);
    if (i > 0) joined += '\n';
    joined += read_part(content.get_array()[i], faults);
  }
  return joined;
}

std::string read_role(const json::Object& message, json::Faults& faults) {
  constexpr std::array<std::string_view, 3> kRoles{"system", "user", "assistant"};
  std::string role = required_text(message, "role", faults);
  if (role == "developer") return "system";  // templates know no other word for it
  if (role.empty() || std::ranges::find(kRoles, role) != kRoles.end()) return role;
  const json::Faults::Deeper deeper(faults, "role");
  faults.add(role == "tool" || role == "function" ? std::string(kNoTools)
                                                  : "system, developer, user or assistant expected");
  return role;
}

llama::ChatMessage read_message(const json::Value& value, json::Faults& faults) {
  llama::ChatMessage message;
  if (!value.is_object()) {
    faults.add("an object expected");
    return message;
  }
  const json::Object& members = value.get_object();
  message.role = read_role(members, faults);
  constexpr Unsupported kCalls[] = {{"tool_calls", kNoTools}, {"function_call", kNoTools}};
  refuse(members, kCalls, faults);
  const json::Faults::Deeper deeper(faults, "content");
  if (const json::Value* content = given(members, "content"))
    message.content = read_content(*content, faults);
  else
    faults.add("required, but missing");
  return message;
}

std::vector<llama::ChatMessage> read_messages(const json::Object& body, json::Faults& faults) {
  std::vector<llama::ChatMessage> messages;
  const json::Faults::Deeper deeper(faults, "messages");
  const json::Value* value = given(body, "messages");
  if (value == nullptr || !value->is_array()) {
    faults.add("a list of messages expected");
    return messages;
  }
  const json::Array& list = value->get_array();
  if (list.empty() || list.size() > kMessagesMax) {
    faults.add(fmt::format("1 to {} messages expected, got {}", kMessagesMax, list.size()));
    return messages;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::Faults::Deeper at_message(faults, i);
    messages.push_back(read_message(list[i], faults));
  }
  return messages;
}

// With tool_choice "none" a client says itself that none is to be called.
void read_modalities(const json::Object& body, json::Faults& faults) {
  const json::Value* modalities = given(body, "modalities");
  if (modalities == nullptr) return;
  const json::Faults::Deeper deeper(faults, "modalities");
  const bool is_text =
      modalities->is_array() && std::ranges::all_of(modalities->get_array(), [](const json::Value& each) {
        return each.is_string() && each.get_string() == "text";
      });
  if (!is_text) faults.add("[\"text\"] expected: this engine answers in text");
}

void refuse_tools(const json::Object& body, json::Faults& faults) {
  const json::Value* choice = given(body, "tool_choice");
  const bool is_word = choice != nullptr && choice->is_string();
  if (is_word && choice->get_string() == "none") return;
  constexpr Unsupported kTools[] = {{"tools", kNoTools}};
  refuse(body, kTools, faults);
  constexpr Unsupported kChoice[] = {{"tool_choice", kNoTools}};
  if (!is_word || choice->get_string() != "auto") refuse(body, kChoice, faults);
}

// The template is the model's own, and ends where the assistant begins to speak.
constexpr Unsupported kTemplateChanges[] = {
    {"chat_template", "the model's own template is used"},
    {"add_generation_prompt", "the assistant is always asked to speak", 0, true},
    {"continue_final_message", "use /v1/completions to go on with a text"},
    {"add_special_tokens", "the template has them already"},
};

struct ThinkingSwitch {
  bool enable_thinking = true;
  static constexpr auto schema =
      json::object("TemplateSettings", json::field("enable_thinking", &ThinkingSwitch::enable_thinking, ""));
};

void read_template_settings(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  refuse(body, kTemplateChanges, faults);
  const json::Value* said = given(body, "chat_template_kwargs");
  if (said == nullptr) return;
  const json::Faults::Deeper deeper(faults, "chat_template_kwargs");
  ThinkingSwitch thinking;  // other names would change the prompt in ways that nobody here can tell
  if (json::decode_members(*said, thinking, faults)) options.is_thinking_wanted = thinking.enable_thinking;
}

struct ChatLogProbabilities {
  bool logprobs = false;
  std::int32_t top_logprobs = 0;
  static constexpr auto schema = json::object(
      "LogProbabilities", json::field("logprobs", &ChatLogProbabilities::logprobs, ""),
      json::field("top_logprobs", &ChatLogProbabilities::top_logprobs, "", json::between{0, kTopLogProbabilitiesMax}));
};

void read_chat_log_probabilities(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  ChatLogProbabilities said;
  if (!decode_open(body, said, faults)) return;
  if (said.top_logprobs > 0 && !said.logprobs) {
    const json::Faults::Deeper deeper(faults, "top_logprobs");
    return faults.add("only together with logprobs: true");
  }
  options.log_probabilities = said.logprobs;
  options.top_log_probabilities = said.top_logprobs;
}

// --- Completions ----------------------------------------------------------------------------------------------------

struct CompletionLogProbabilities {
  std::optional<std::int32_t> logprobs{};
  static constexpr auto schema = json::object(
      "LogProbabilities",
      json::field("logprobs", &CompletionLogProbabilities::logprobs, "", json::between{0, kTopLogProbabilitiesMax}));
};

void read_completion_options(const json::Object& body, GenerationOptions& options, json::Faults& faults) {
  read_options(body, options, faults);
  if (options.output_tokens_max == 0) options.output_tokens_max = kCompletionTokens;
  CompletionLogProbabilities said;
  if (!decode_open(body, said, faults)) return;
  options.log_probabilities = said.logprobs.has_value();
  options.top_log_probabilities = said.logprobs.value_or(0);
}

struct EmbeddingMembers {
  std::string encoding_format = "float";
  std::optional<std::int64_t> dimensions{};
  std::string user{};
  static constexpr auto schema =
      json::object("Embedding", json::field("encoding_format", &EmbeddingMembers::encoding_format, ""),
                   json::field("dimensions", &EmbeddingMembers::dimensions, "", json::between{1, 1'000'000}),
                   json::field("user", &EmbeddingMembers::user, "", json::length{0, 1'024}));
};

}  // namespace

Result<ChatRequest> read_chat_request(std::string_view body) {
  const json::Object members = TRY(read_body(body));
  json::Faults faults;
  ChatRequest request;
  request.model = read_model(members, faults);
  request.messages = read_messages(members, faults);
  read_options(members, request.options, faults);
  read_chat_log_probabilities(members, request.options, faults);
  read_template_settings(members, request.options, faults);
  refuse_tools(members, faults);
  read_modalities(members, faults);
  constexpr Unsupported kOthers[] = {{"echo", "the conversation is not said again"}};
  refuse(members, kOthers, faults);
  return checked(std::move(request), faults);
}

Result<CompletionRequest> read_completion_request(std::string_view body, std::int64_t vocabulary) {
  const json::Object members = TRY(read_body(body));
  json::Faults faults;
  CompletionRequest request;
  request.model = read_model(members, faults);
  request.prompts = read_prompts(members, "prompt", kPromptsMax, vocabulary, faults);
  read_completion_options(members, request.options, faults);
  constexpr Unsupported kOthers[] = {{"echo", "the prompt is not said again"},
                                     {"suffix", "this engine writes behind a prompt only"},
                                     {"prompt_embeds", "send the prompt as text or tokens"},
                                     {"best_of", "use n", 1},
                                     {"add_special_tokens", "send the prompt as tokens", 0, true}};
  refuse(members, kOthers, faults);
  if (request.prompts.size() * static_cast<std::size_t>(request.options.choices) > kChoicesInAllMax) {
    const json::Faults::Deeper deeper(faults, "n");
    faults.add(fmt::format("at most {} answers of all prompts together expected", kChoicesInAllMax));
  }
  return checked(std::move(request), faults);
}

Result<EmbeddingsRequest> read_embeddings_request(std::string_view body, std::int64_t vocabulary) {
  const json::Object members = TRY(read_body(body));
  json::Faults faults;
  EmbeddingsRequest request;
  request.model = read_model(members, faults);
  request.inputs = read_prompts(members, "input", kInputsMax, vocabulary, faults);
  EmbeddingMembers others;
  decode_open(members, others, faults);
  if (others.encoding_format != "float" && others.encoding_format != "base64") {
    const json::Faults::Deeper deeper(faults, "encoding_format");
    faults.add("float or base64 expected");
  }
  request.is_base64 = others.encoding_format == "base64";
  request.dimensions = others.dimensions;
  request.user = std::move(others.user);
  return checked(std::move(request), faults);
}

namespace {

struct AdapterMembers {
  std::string lora_name{};
  std::string lora_path{};
  bool load_inplace = false;
  std::optional<std::string> sha256{};
  static constexpr auto schema =
      json::object("LoadAdapter", json::field("lora_name", &AdapterMembers::lora_name, "", json::length{0, 1'024}),
                   json::field("lora_path", &AdapterMembers::lora_path, "", json::length{0, 4'096}, json::plain),
                   json::field("load_inplace", &AdapterMembers::load_inplace, ""),
                   json::field("sha256", &AdapterMembers::sha256, "", json::length{64, 64}));
};

Result<AdapterMembers> read_adapter_members(std::string_view body) {
  const json::Object members = TRY(read_body(body));
  json::Faults faults;
  AdapterMembers adapter;
  decode_open(members, adapter, faults);
  return checked(std::move(adapter), faults);
}

}  // namespace

Result<LoadAdapterRequest> read_load_adapter_request(std::string_view body) {
  AdapterMembers adapter = TRY(read_adapter_members(body));
  if (adapter.lora_name.empty() || adapter.lora_path.empty())
    return fail(ErrorCode::invalid_input, "adapter_name", "Both 'lora_name' and 'lora_path' must be provided.");
  return LoadAdapterRequest{std::move(adapter.lora_name), std::move(adapter.lora_path), std::move(adapter.sha256),
                            adapter.load_inplace};
}

Result<std::string> read_unload_adapter_request(std::string_view body) {
  AdapterMembers adapter = TRY(read_adapter_members(body));
  if (!adapter.lora_name.empty()) return std::move(adapter.lora_name);
  return fail(ErrorCode::invalid_input, "adapter_name", "'lora_name' needs to be provided to unload a LoRA adapter.");
}

}  // namespace swarm::engine_server
