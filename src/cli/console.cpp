#include "cli/console.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace swarm::cli {

namespace {

constexpr std::size_t kWidthDefault = 80;
constexpr std::size_t kWidthMin = 40;

std::size_t width_of_terminal() {
  winsize size{};
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<std::size_t>(size.ws_col, kWidthMin);
  }
  return kWidthDefault;
}

bool is_simple_terminal() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && std::string_view(kind) == "dumb";
}

// A reader that went away (`| head`) ends the program through SIGPIPE; a full disk must not pass as success.
void write_all(std::FILE* file, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0) return;
  if (file == stdout) {
    std::fputs("swarmctl: standard output cannot be written\n", stderr);
    std::_Exit(1);
  }
}

Console::Stream stream_on(std::FILE* file, bool colour) {
  const bool is_terminal = isatty(fileno(file)) == 1;
  return {.write = [file](std::string_view text) { write_all(file, text); },
          .is_terminal = is_terminal,
          .coloured = is_terminal && colour && !is_simple_terminal()};
}

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::faint:
      return "\x1b[2m";
    case Style::good:
      return "\x1b[32m";
    case Style::warning:
      return "\x1b[33m";
    case Style::bad:
      return "\x1b[31m";
  }
  return "";
}

}  // namespace

Console Console::on_standard_streams(bool colour) {
  return {stream_on(stdout, colour), stream_on(stderr, colour), width_of_terminal()};
}

void Console::print_line(std::string_view text) {
  print(std::string(text) + "\n");
}

void Console::remark_line(std::string_view text) {
  remark(std::string(text) + "\n");
}

std::optional<std::size_t> Console::out_width() const {
  if (!out_.is_terminal) return std::nullopt;
  return terminal_width_;
}

std::string Console::dressed(std::string_view safe, Style style, bool coloured) {
  if (!coloured || style == Style::plain || safe.empty()) return std::string(safe);
  return std::string(code_of(style)) + std::string(safe) + "\x1b[0m";
}

}  // namespace swarm::cli
