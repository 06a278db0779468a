#include "swarm/answering/masked_call.hpp"

namespace swarm::answering {

namespace {

// A member whose texts are about the user, masked wherever they stand in it.
void mask_member(masking::Masker& masker, json::Object& options, std::string_view name) {
  constexpr std::size_t kDepthMax = 512;
  json::Value* value = options.if_contains(name);
  if (value == nullptr) return;
  Result<json::Value> masked = json::parse(masker.mask_json(json::to_text(*value)), kDepthMax);
  *value = masked ? std::move(*masked) : json::Value{};
}

}  // namespace

MaskedCall::MaskedCall(chat::ChatRequest& request) {
  request.messages = masker_.mask_messages(std::move(request.messages));
  for (const std::string_view name : {"user", "safety_identifier", "metadata", "prediction"})
    mask_member(masker_, request.options, name);
  if (!request.on_text) return;
  tell_ = std::move(request.on_text);
  stream_ = std::make_shared<masking::Unmasker>(masker_.unmasker());
  request.on_text = [stream = stream_, tell = tell_](std::string_view text) {
    if (const std::string restored = stream->feed(text); !restored.empty()) tell(restored);
  };
}

void MaskedCall::restore(chat::ChatReply& reply) {
  if (stream_) {
    if (const std::string rest = stream_->finish(); !rest.empty()) tell_(rest);
  }
  const masking::Unmasker unmasker = masker_.unmasker();
  reply.text = unmasker.restore(reply.text);
  if (reply.message.is_object()) reply.message = unmasker.restore_message(std::move(reply.message.get_object()));
}

}  // namespace swarm::answering
