#include "platform/secrets/environment_secrets.hpp"

#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include "base/text.hpp"
#include "platform/crypto/wipe.hpp"
#include "platform/secrets/secret_types.hpp"

namespace swarm::secrets {

namespace {

struct Variable {
  std::string name;  // the whole: SWARM_SECRET_X
  SecretPointer value;
};

// Copies a variable and overwrites its value in place.
Variable taken(char* entry) {
  char* value = std::strchr(entry, '=') + 1;
  const std::size_t length = std::strlen(value);
  Variable variable{std::string(entry, value - 1), std::make_shared<const SecretText>(std::string(value, length))};
  crypto::wipe(std::as_writable_bytes(std::span(value, length)));
  return variable;
}

std::vector<Variable> take_all() {
  std::vector<Variable> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (std::string_view(*entry).starts_with(kSecretVariablePrefix) && std::strchr(*entry, '=') != nullptr)
      variables.push_back(taken(*entry));
  }
  for (const Variable& variable : variables)
    ::unsetenv(variable.name.c_str());
  return variables;
}

std::string fault_of(std::string_view name, const std::string& value) {
  if (!is_secret_name(name))
    return fmt::format("1 to {} of A-Z, 0-9 and _ expected behind {}", kSecretNameLengthMax, kSecretVariablePrefix);
  if (value.empty()) return "a value expected, it is empty; remove the variable";
  if (value.size() > kSecretBytesMax) return fmt::format("at most {} bytes expected", kSecretBytesMax);
  return is_utf8(value) ? "" : "UTF-8 expected";
}

}  // namespace

Result<EnvironmentSecrets> take_environment_secrets() {
  EnvironmentSecrets secrets;
  std::vector<Fault> faults;
  for (Variable& variable : take_all()) {
    std::string name = variable.name.substr(kSecretVariablePrefix.size());
    std::string fault = fault_of(name, variable.value->reveal());
    if (fault.empty() && secrets.size() >= kEnvironmentSecretsMax)
      fault = fmt::format("more than {} secrets in the environment", kEnvironmentSecretsMax);
    if (!fault.empty()) {
      faults.push_back({"environment " + variable.name, std::move(fault)});
      continue;
    }
    secrets.emplace(std::move(name), std::move(variable.value));
  }
  if (!faults.empty()) return std::unexpected(json::error_of(std::move(faults)));
  return secrets;
}

}  // namespace swarm::secrets
