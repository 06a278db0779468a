#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace swarm::secrets {

// A secret in clear, in memory only. Its bytes are overwritten when the last who holds it lets go; never copy them into
// a log, a trace, an error or anything that is stored.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  ~SecretText();
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;

  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

// Named secrets, as they are now. Thread-safe; never waits.
class SecretSource {
 public:
  virtual ~SecretSource() = default;
  // From the store, else from the environment's SWARM_SECRET_<NAME>; nothing when neither has it. Ask for every use:
  // a secret that was rotated is there at the next call.
  virtual std::shared_ptr<const SecretText> find(std::string_view name) const = 0;
};

}  // namespace swarm::secrets
