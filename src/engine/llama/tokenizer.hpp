#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct llama_vocab;

namespace swarm::llama {

using Token = std::int32_t;

// Text of which every byte is trusted or not: special tokens are read from trusted bytes only.
struct MarkedText {
  std::string text;
  std::string trusted;  // as long as the text; 1: a template made this byte, 0: it came from outside

  void append(std::string_view more, bool is_trusted);
};

// Text to tokens. What is not trusted never becomes a special token, whatever it spells: llama.cpp alone would still
// read tokens that a file declares as "user defined", such as "<think>". Bytes that are no UTF-8 become the tokens of
// those bytes. Immutable; safe from every thread. May throw what llama.cpp throws.
class Tokenizer {
 public:
  // The pre-tokenizer's name decides how long a text llama.cpp's regular expressions may be given at once.
  Tokenizer(const llama_vocab* vocabulary, std::string_view pre_tokenizer);

  std::vector<Token> tokenize(const MarkedText& text, bool add_beginning) const;
  std::optional<Token> special(std::string_view text) const;
  // The position behind the first character of the next special token's text at or behind `from`; npos: none.
  std::size_t next_break(std::string_view text, std::size_t from) const;

 private:
  struct Special {
    std::string text;
    Token token;
    bool strips_left, strips_right;  // blanks beside it belong to it
  };

  const Special* special_at(std::string_view text, std::size_t position) const;
  const Special* trusted_special_at(const MarkedText& text, std::size_t position) const;
  void index_specials();
  void index_bytes();
  void add_plain(std::string_view text, std::vector<Token>& out) const;
  void add_text(std::string_view text, std::vector<Token>& out) const;  // without special tokens' texts
  void add_utf8(std::string_view text, std::vector<Token>& out) const;
  void add_byte(unsigned char byte, std::vector<Token>& out) const;

  const llama_vocab* vocabulary_;
  std::size_t utf8_bytes_max_;
  std::array<std::vector<Special>, 256> specials_;  // by first byte, longest first
  std::array<Token, 256> byte_tokens_{};            // -1: none
};

}  // namespace swarm::llama
