#pragma once

#include <string>
#include <string_view>

namespace swarm::engine_server {

// Puts characters together whose bytes come in several tokens. What cannot become a character is U+FFFD.
class Utf8Assembler {
 public:
  // Appends whole characters to `out` and keeps the beginning of one, at most 3 bytes.
  void add(std::string_view bytes, std::string& out);
  // Nothing more comes: a beginning that is left is no character.
  void finish(std::string& out);

 private:
  std::string begun_;
};

// Appends `text`, which is UTF-8, as the inside of a JSON string.
void append_json_text(std::string& out, std::string_view text);

}  // namespace swarm::engine_server
