#include "engine/llama/tokenizer.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "engine/llama/utf8.hpp"
#include "llama.h"

namespace swarm::llama {
namespace {

// llama.cpp splits these by own code. For all others it runs std::regex, whose recursion is as deep as the text is
// long: a long word would exhaust the stack.
constexpr std::array<std::string_view, 12> kPreTokenizersWithoutRegex{
    "qwen2",     "llama3",           "llama-v3", "llama-bpe", "gpt-2", "stablelm2",
    "smaug-bpe", "deepseek-r1-qwen", "megrez",   "hunyuan",   "mpt",   "phi-2"};
constexpr std::size_t kRegexBytesMax = 4096;

bool is_blank(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

// Where to cut a text that is too long: behind the last line end, else behind the last blank, else between characters.
std::size_t cut_of(std::string_view text, std::size_t length_max) {
  if (text.size() <= length_max) return text.size();
  const std::string_view head = text.substr(0, length_max);
  for (const std::string_view ends : {std::string_view("\n"), std::string_view(" ")}) {
    const std::size_t last = head.rfind(ends);
    if (last != std::string_view::npos && last > 0) return ends == "\n" ? last + 1 : last;
  }
  std::size_t cut = length_max;
  while (cut > 1 && is_utf8_continuation(text[cut]))
    --cut;
  return cut;
}

}  // namespace

void MarkedText::append(std::string_view more, bool is_trusted) {
  text += more;
  trusted.append(more.size(), is_trusted ? '\1' : '\0');
}

Tokenizer::Tokenizer(const llama_vocab* vocabulary, std::string_view pre_tokenizer)
    : vocabulary_(vocabulary), utf8_bytes_max_(std::numeric_limits<std::int32_t>::max() / 2) {
  const bool is_bpe = llama_vocab_type(vocabulary) == LLAMA_VOCAB_TYPE_BPE;
  if (is_bpe && std::ranges::find(kPreTokenizersWithoutRegex, pre_tokenizer) == kPreTokenizersWithoutRegex.end())
    utf8_bytes_max_ = kRegexBytesMax;
  byte_tokens_.fill(-1);
  if (llama_vocab_type(vocabulary) == LLAMA_VOCAB_TYPE_NONE) return;
  index_specials();
  index_bytes();
}

void Tokenizer::index_specials() {
  for (Token token = 0; token < llama_vocab_n_tokens(vocabulary_); ++token) {
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocabulary_, token));
    if ((attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_USER_DEFINED | LLAMA_TOKEN_ATTR_UNKNOWN)) == 0)
      continue;
    const std::string text = llama_vocab_get_text(vocabulary_, token);
    if (text.size() < 2 || std::ranges::all_of(text, is_blank)) continue;  // blanks mean nothing but themselves
    specials_[static_cast<unsigned char>(text[0])].push_back(
        {.text = text,
         .token = token,
         .strips_left = (attributes & LLAMA_TOKEN_ATTR_LSTRIP) != 0,
         .strips_right = (attributes & LLAMA_TOKEN_ATTR_RSTRIP) != 0});
  }
  for (auto& bucket : specials_)
    std::ranges::sort(bucket, std::greater{}, [](const Special& special) { return special.text.size(); });
}

void Tokenizer::index_bytes() {
  std::array<char, 8> piece{};
  for (Token token = 0; token < llama_vocab_n_tokens(vocabulary_); ++token) {
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocabulary_, token));
    if ((attributes & (LLAMA_TOKEN_ATTR_NORMAL | LLAMA_TOKEN_ATTR_BYTE)) == 0) continue;
    const int length = llama_token_to_piece(vocabulary_, token, piece.data(), static_cast<int>(piece.size()), 0, false);
    if (length == 1 && byte_tokens_[static_cast<unsigned char>(piece[0])] < 0)
      byte_tokens_[static_cast<unsigned char>(piece[0])] = token;
  }
}

std::optional<Token> Tokenizer::special(std::string_view text) const {
  if (text.empty()) return std::nullopt;
  for (const Special& special : specials_[static_cast<unsigned char>(text[0])]) {
    if (special.text == text) return special.token;
  }
  return std::nullopt;
}

const Tokenizer::Special* Tokenizer::special_at(std::string_view text, std::size_t position) const {
  for (const Special& special : specials_[static_cast<unsigned char>(text[position])]) {
    if (text.substr(position).starts_with(special.text)) return &special;
  }
  return nullptr;
}

const Tokenizer::Special* Tokenizer::trusted_special_at(const MarkedText& text, std::size_t position) const {
  if (text.trusted[position] == 0) return nullptr;
  for (const Special& special : specials_[static_cast<unsigned char>(text.text[position])]) {
    if (std::string_view(text.text).substr(position).starts_with(special.text) &&
        text.trusted.find('\0', position) >= position + special.text.size())
      return &special;
  }
  return nullptr;
}

std::size_t Tokenizer::next_break(std::string_view text, std::size_t from) const {
  for (std::size_t position = from; position < text.size(); ++position) {
    if (special_at(text, position) == nullptr) continue;
    std::size_t behind = position + 1;
    while (behind < text.size() && is_utf8_continuation(text[behind]))
      ++behind;
    return behind;
  }
  return std::string_view::npos;
}

std::vector<Token> Tokenizer::tokenize(const MarkedText& marked, bool add_beginning) const {
  std::vector<Token> out;
  const std::string_view text = marked.text;
  std::size_t plain_from = 0;
  for (std::size_t position = 0; position < text.size();) {
    const Special* special = trusted_special_at(marked, position);
    if (special == nullptr) {
      ++position;
      continue;
    }
    std::size_t plain_to = position;
    while (special->strips_left && plain_to > plain_from && is_blank(text[plain_to - 1]))
      --plain_to;
    add_plain(text.substr(plain_from, plain_to - plain_from), out);
    out.push_back(special->token);
    position += special->text.size();
    while (special->strips_right && position < text.size() && is_blank(text[position]))
      ++position;
    plain_from = position;
  }
  add_plain(text.substr(plain_from), out);
  const Token beginning = llama_vocab_bos(vocabulary_);
  if (add_beginning && llama_vocab_get_add_bos(vocabulary_) && beginning >= 0 &&
      (out.empty() || out.front() != beginning))
    out.insert(out.begin(), beginning);
  return out;
}

// Cut inside of every special token's text, so that no piece spells one.
void Tokenizer::add_plain(std::string_view text, std::vector<Token>& out) const {
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t next = std::min(next_break(text, from), text.size());
    add_text(text.substr(from, next - from), out);
    from = next;
  }
}

void Tokenizer::add_text(std::string_view text, std::vector<Token>& out) const {
  while (!text.empty()) {
    const std::size_t good = utf8_prefix(text);
    std::string_view readable = text.substr(0, good);
    while (!readable.empty()) {
      const std::size_t cut = cut_of(readable, utf8_bytes_max_);
      add_utf8(readable.substr(0, cut), out);
      readable.remove_prefix(cut);
    }
    text.remove_prefix(good);
    if (text.empty()) return;
    add_byte(static_cast<unsigned char>(text[0]), out);
    text.remove_prefix(1);
  }
}

void Tokenizer::add_utf8(std::string_view text, std::vector<Token>& out) const {
  const auto length = static_cast<std::int32_t>(text.size());
  const std::size_t before = out.size();
  out.resize(before + text.size() + 4);
  std::int32_t count = llama_tokenize(vocabulary_, text.data(), length, out.data() + before,
                                      static_cast<std::int32_t>(out.size() - before), false, false);
  if (count < 0 && count != std::numeric_limits<std::int32_t>::min()) {
    out.resize(before + static_cast<std::size_t>(-count));
    count = llama_tokenize(vocabulary_, text.data(), length, out.data() + before, -count, false, false);
  }
  if (count < 0) throw std::runtime_error("the text has more tokens than can be counted");
  out.resize(before + static_cast<std::size_t>(count));
}

void Tokenizer::add_byte(unsigned char byte, std::vector<Token>& out) const {
  if (byte_tokens_[byte] >= 0)
    out.push_back(byte_tokens_[byte]);
  else
    add_utf8("\xEF\xBF\xBD", out);  // the replacement character: the vocabulary has no such byte
}

}  // namespace swarm::llama
