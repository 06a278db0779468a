#pragma once

#include <cstdint>
#include <memory>

#include "providers/chat/chat_model.hpp"
#include "swarm/masking/masker.hpp"

namespace swarm::answering {

// Hides from one call what its model must not see, and puts it back into what it answers: the conversation, what names
// the user, and the text as it is streamed. Definitions of tools and schemas go as they are. One thread.
class MaskedCall {
 public:
  // Changes `request`, its listener too.
  explicit MaskedCall(chat::ChatRequest& request);
  // Tells the listener what was held back, and restores the reply.
  void restore(chat::ChatReply& reply);
  std::int64_t count() const { return static_cast<std::int64_t>(masker_.count()); }

 private:
  masking::Masker masker_;
  std::function<void(std::string_view)> tell_{};
  std::shared_ptr<masking::Unmasker> stream_{};
};

}  // namespace swarm::answering
