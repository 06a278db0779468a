#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace swarm::cli {

enum class Style { plain, bold, faint, good, warning, bad };

// Where answers and remarks go. Standard output holds what was asked for and nothing else; everything that is about the
// work (errors, warnings, progress) goes to standard error. Whatever comes from a server is made safe before
// (cli/safe_text.hpp): a style is a control sequence itself.
class Console {
 public:
  struct Stream {
    std::function<void(std::string_view)> write;
    bool is_terminal = false;
    bool coloured = false;
  };
  Console(Stream out, Stream error, std::size_t terminal_width)
      : out_(std::move(out)), error_(std::move(error)), terminal_width_(terminal_width) {}

  // On the real streams, with the terminal's width; `colour` false: never any colour.
  static Console on_standard_streams(bool colour);

  void print(std::string_view text) { out_.write(text); }
  void print_line(std::string_view text);
  void remark(std::string_view text) { error_.write(text); }
  void remark_line(std::string_view text);

  // In colour where the stream shows colours.
  std::string styled(std::string_view safe, Style style) const { return dressed(safe, style, out_.coloured); }
  std::string styled_remark(std::string_view safe, Style style) const { return dressed(safe, style, error_.coloured); }

  bool out_is_terminal() const { return out_.is_terminal; }
  bool error_is_terminal() const { return error_.is_terminal; }
  // Columns that output must fit; none when it goes to a file or a pipe: nothing is cut there.
  std::optional<std::size_t> out_width() const;
  std::size_t error_width() const { return terminal_width_; }

 private:
  static std::string dressed(std::string_view safe, Style style, bool coloured);

  Stream out_;
  Stream error_;
  std::size_t terminal_width_;
};

}  // namespace swarm::cli
