#include "engine/batching/output_text.hpp"

#include <algorithm>

#include "engine/llama/utf8.hpp"

namespace swarm::batching {

OutputText::OutputText(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase(stops_, std::string());
}

OutputText::Released OutputText::add(GeneratedToken token) {
  if (token.bytes.empty()) {  // a special token, such as the end of a thought: what stands behind it is another text
    Released out{.tokens = rest()};
    out.tokens.push_back(std::move(token));
    return out;
  }
  text_ += token.bytes;
  tokens_.push_back(std::move(token));
  std::size_t found = std::string::npos;
  for (const std::string& stop : stops_)
    found = std::min(found, text_.find(stop));
  if (found == std::string::npos) return {.tokens = release_before(whole_characters(text_.size() - held_back()))};
  Released out{.tokens = release_before(found), .is_stopped = true};
  std::size_t released = 0;
  for (const GeneratedToken& each : out.tokens)
    released += each.bytes.size();
  if (found > released) {  // the token that the stop begins in has text before it
    tokens_.front().bytes.resize(found - released);
    out.tokens.push_back(std::move(tokens_.front()));
  }
  tokens_.clear();
  text_.clear();
  return out;
}

// Bytes at the end that may be the beginning of a stop, or of a character.
std::size_t OutputText::held_back() const {
  std::size_t held = llama::utf8_incomplete_suffix(text_);
  for (const std::string& stop : stops_) {
    for (std::size_t length = std::min(stop.size() - 1, text_.size()); length > held; --length) {
      if (std::string_view(text_).ends_with(std::string_view(stop).substr(0, length))) held = length;
    }
  }
  return held;
}

// The last end of a token there or before at which no character is torn.
std::size_t OutputText::whole_characters(std::size_t position) const {
  std::size_t end = 0;
  std::size_t whole = 0;
  for (const GeneratedToken& token : tokens_) {
    end += token.bytes.size();
    if (end > position) break;
    if (llama::utf8_incomplete_suffix(std::string_view(text_).substr(0, end)) == 0) whole = end;
  }
  return whole;
}

// The tokens that end there or before.
std::vector<GeneratedToken> OutputText::release_before(std::size_t position) {
  std::vector<GeneratedToken> out;
  std::size_t end = 0;
  while (!tokens_.empty() && end + tokens_.front().bytes.size() <= position) {
    end += tokens_.front().bytes.size();
    out.push_back(std::move(tokens_.front()));
    tokens_.pop_front();
  }
  text_.erase(0, end);
  return out;
}

std::vector<GeneratedToken> OutputText::rest() {
  std::vector<GeneratedToken> out(std::make_move_iterator(tokens_.begin()), std::make_move_iterator(tokens_.end()));
  tokens_.clear();
  text_.clear();
  return out;
}

}  // namespace swarm::batching
