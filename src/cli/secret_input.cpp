#include "cli/secret_input.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <termios.h>
#include <unistd.h>

#include "cli/session.hpp"

namespace swarm::cli {

namespace {

// While it lives, what is typed on the terminal is not shown.
class Unseen {
 public:
  Unseen() : is_set_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_set_ = is_set_ && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (is_set_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  bool is_set() const { return is_set_; }

 private:
  termios before_{};
  bool is_set_;
};

Outcome<std::string> typed(Session& session, const std::string& prompt) {
  const Unseen unseen;
  if (!unseen.is_set()) return trouble(ErrorCode::unavailable, "the terminal would show what is typed; use --file");
  session.console.remark(prompt);
  std::string line;
  char c = 0;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, &c, 1);
    if (count < 0 && errno == EINTR && session.is_interrupted()) {
      session.console.remark("\n");
      return trouble(ErrorCode::cancelled, "nothing was set");
    }
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || c == '\n' || line.size() > kSecretBytesMax) break;
    line += c;
  }
  session.console.remark("\n");
  return line;
}

Outcome<std::string> text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return trouble(ErrorCode::invalid_input, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  std::string text(kSecretBytesMax + 3, '\0');  // with a line end, and one more to see that it is too long
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

Outcome<std::string> read_secret(Session& session, const std::optional<std::string>& file, const std::string& prompt) {
  std::string secret = TRY(file                          ? text_of(*file)
                           : ::isatty(STDIN_FILENO) != 0 ? typed(session, prompt)
                                                         : session.standard_input());
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) return trouble(ErrorCode::invalid_input, "an empty secret was given");
  if (secret.size() > kSecretBytesMax)
    return trouble(ErrorCode::invalid_input, fmt::format("a secret of at most {} bytes expected", kSecretBytesMax));
  return secret;
}

}  // namespace swarm::cli
