// URLs that users choose and heads that strangers answer with: no crash, and what is accepted keeps its promises.
#include <cstdlib>

#include "platform/http_client/response_framing.hpp"
#include "platform/http_client/url.hpp"
#include "platform/outbox/delivery_rules.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What was accepted is read the same once more, and cannot break out of the request line or of Host.
void try_url(std::string_view text) {
  using swarm::http_client::Url;
  const auto url = Url::parse(text);
  if (!url) return;
  const auto again = Url::parse(url->text());
  require(again.has_value() && again->host == url->host && again->port == url->port && again->target == url->target &&
          again->address == url->address);
  for (const char c : url->text())
    require(c > ' ' && c < 0x7f && c != '\\' && c != '#');
  require(!url->authority().contains('@') && !url->host.ends_with('.'));
}

void try_head(std::string_view bytes) {
  for (const bool is_answer_to_head : {false, true}) {
    const auto head = swarm::http_client::parse_response_head(bytes, is_answer_to_head);
    if (!head) continue;
    require(head->head.status >= 100 && head->head.status <= 999);
    for (const auto& [name, value] : head->head.headers)
      require(!name.empty() && !value.contains('\r') && !value.contains('\n'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_url(text);
  try_head(text);
  swarm::outbox::parse_retry_after(text, {});
  require(swarm::outbox::safe_excerpt(text).size() <= swarm::outbox::kAnswerShownMax);
  return 0;
}
