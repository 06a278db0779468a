#include "engine/llama/chat_template.hpp"

#include <array>
#include <fmt/format.h>
#include <vector>

#include "base/random.hpp"
#include "engine/llama/bounded_template.hpp"

namespace swarm::llama {
namespace {

constexpr std::array<std::string_view, 5> kRoles{"system", "developer", "user", "assistant", "tool"};

jinja::value trusted_text(const std::string& text) {
  return jinja::mk_val<jinja::value_string>(text);
}

jinja::value outside_text(const std::string& text) {
  auto value = jinja::mk_val<jinja::value_string>(text);
  value->mark_input();
  return value;
}

std::string unguessable_number() {
  SystemRandom random;
  return fmt::format("{:020}{:020}", random.next(), random.next());
}

// "<|end|>" as "<" + seal + "|end|>". Templates look for the marks of thinking in what an assistant said, so those
// stay as they are there, and only the interpreter's marks keep them from being trusted.
std::string sealed(const ChatMessage& message, const Tokenizer& tokenizer, const std::string& seal) {
  std::string out;
  const std::string_view content = message.content;
  std::size_t from = 0;
  for (std::size_t next = tokenizer.next_break(content, 0); next != std::string_view::npos;
       next = tokenizer.next_break(content, next)) {
    const bool is_thinking =
        content.substr(next - 1).starts_with("<think>") || content.substr(next - 1).starts_with("</think>");
    if (message.role == "assistant" && is_thinking) continue;
    out += content.substr(from, next - from);
    out += seal;
    from = next;
  }
  out += content.substr(from);
  return out;
}

// Takes the seals out again; the byte before one is not trusted, so that nothing across it is read as special.
MarkedText unsealed(const std::vector<jinja::string_part>& parts, const std::string& seal) {
  MarkedText out;
  for (const jinja::string_part& part : parts) {
    std::string_view rest = part.val;
    for (std::size_t at = rest.find(seal); at != std::string_view::npos; at = rest.find(seal)) {
      out.append(rest.substr(0, at), !part.is_input);
      if (!out.trusted.empty()) out.trusted.back() = '\0';
      rest.remove_prefix(at + seal.size());
    }
    out.append(rest, !part.is_input);
  }
  return out;
}

}  // namespace

struct ChatTemplate::Program {
  std::string source, beginning, end;
  TemplateLimits limits;
  jinja::program code{};
  jinja::caps abilities{};
};

ChatTemplate::ChatTemplate(std::unique_ptr<Program> program) : program_(std::move(program)) {}
ChatTemplate::~ChatTemplate() = default;

namespace {

Error beyond_limits(const char* what) {
  return {.code = ErrorCode::invalid_input,
          .message = fmt::format("the model's chat template does too much: {}", what),
          .reason = "chat_template_limit"};
}

}  // namespace

Result<std::unique_ptr<ChatTemplate>> ChatTemplate::parse(const std::string& source, const std::string& beginning,
                                                          const std::string& end, const TemplateLimits& limits) {
  TemplateBudget budget(limits);
  try {
    const jinja::lexer_result read = jinja::lexer().tokenize(source);
    auto program = std::make_unique<Program>(read.source, beginning, end, limits, jinja::parse_from_tokens(read));
    bound_program(program->code);
    program->abilities = jinja::caps_get(program->code);  // runs it with several small conversations
    if (budget.is_exceeded()) return std::unexpected(beyond_limits("with a few messages already"));
    return std::unique_ptr<ChatTemplate>(new ChatTemplate(std::move(program)));
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_input, fmt::format("the model's chat template cannot be read: {}", error.what()));
  }
}

namespace {

// The conversation as the template can take it.
Result<std::vector<ChatMessage>> adapted(std::span<const ChatMessage> messages, const jinja::caps& abilities,
                                         const std::string& source) {
  std::vector<ChatMessage> out(messages.begin(), messages.end());
  const bool knows_developer = source.contains("developer");
  for (ChatMessage& message : out) {
    if (std::ranges::find(kRoles, message.role) == kRoles.end())
      return fail(ErrorCode::invalid_input, fmt::format("'{}' is no role of a message", message.role));
    if (message.role == "developer" && !knows_developer) message.role = "system";
  }
  if (!abilities.supports_system_role && out.size() > 1 && out.front().role == "system") {
    out[1].content = out[0].content + "\n" + out[1].content;
    out.erase(out.begin());
  }
  return out;
}

jinja::value value_of(const ChatMessage& message, const std::string& content, const jinja::caps& abilities) {
  auto value = jinja::mk_val<jinja::value_object>();
  value->insert("role", trusted_text(message.role));
  if (abilities.supports_string_content) {
    value->insert("content", outside_text(content));
    return value;
  }
  auto part = jinja::mk_val<jinja::value_object>();
  part->insert("type", trusted_text("text"));
  part->insert("text", outside_text(content));
  auto parts = jinja::mk_val<jinja::value_array>();
  parts->push_back(std::move(part));
  value->insert("content", parts);
  return value;
}

}  // namespace

Result<MarkedText> ChatTemplate::render(std::span<const ChatMessage> messages, TemplateOptions options,
                                        const Tokenizer& tokenizer) const {
  const Program& program = *program_;
  const std::vector<ChatMessage> conversation = TRY(adapted(messages, program.abilities, program.source));
  const std::string seal = unguessable_number();
  TemplateBudget budget(program.limits);
  try {
    auto list = jinja::mk_val<jinja::value_array>();
    for (const ChatMessage& message : conversation)
      list->push_back(value_of(message, sealed(message, tokenizer, seal), program.abilities));
    budget.know(list);
    jinja::context context(program.source);
    context.set_val("messages", list);
    context.set_val("bos_token", trusted_text(program.beginning));
    context.set_val("eos_token", trusted_text(program.end));
    context.set_val("enable_thinking", jinja::mk_val<jinja::value_bool>(options.is_thinking_wanted));
    context.set_val("add_generation_prompt", jinja::mk_val<jinja::value_bool>(options.add_generation_prompt));
    jinja::runtime runtime(context);
    const jinja::value results = runtime.execute(program.code);
    return unsealed(jinja::runtime::gather_string_parts(results)->as_string().parts, seal);
  } catch (const std::exception& error) {
    if (budget.is_exceeded()) return std::unexpected(beyond_limits(error.what()));
    return fail(ErrorCode::invalid_input,
                fmt::format("the model's chat template refuses the conversation: {}", error.what()));
  }
}

}  // namespace swarm::llama
