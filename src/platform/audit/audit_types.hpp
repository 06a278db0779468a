#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "platform/http_server/principal.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::audit {

// What is written down. Each level includes those before it.
enum class Level { off, admin, security };
constexpr std::array<json::EnumName<Level>, 3> enum_names(Level) {
  return {{{Level::off, "off"}, {Level::admin, "admin"}, {Level::security, "security"}}};
}

enum class Outcome { succeeded, refused };
constexpr std::array<json::EnumName<Outcome>, 2> enum_names(Outcome) {
  return {{{Outcome::succeeded, "succeeded"}, {Outcome::refused, "refused"}}};
}

// Who asks for an administrative change, and over which request. The offline verbs and the program itself are callers
// with an empty key id and a name that says which.
struct Caller {
  http::Principal principal;
  std::string client_address{};
  std::string request_id{};
};

// Something worth remembering. Texts may come from a client: what is no UTF-8 is replaced and what is too long is cut
// before it is sealed. Never a secret in it.
struct AuditEntry {
  std::string actor_key_id{};  // empty: nobody proved who they are, or the program itself
  std::string actor_name{};
  std::optional<ProjectId> project{};
  std::string action{};   // "keys.create", "ip_rules.add", "security.authentication_failed"
  std::string subject{};  // the id of what was changed, or the path that was asked for
  Outcome outcome = Outcome::succeeded;
  std::string client_address{};
  std::string request_id{};
  json::Object details{};
};

// The entry of a change that `caller` made: actor, project, address and request are filled in.
AuditEntry entry_of(const Caller& caller, std::string action, std::string subject, json::Object details = {});

// An entry in its place in the chain of one replica, as it is stored and hashed: everything is text but the numbers.
struct SealedEntry {
  std::string replica;
  std::int64_t number = 0;  // from 1, without gaps
  Time at{};
  std::string actor_key_id;
  std::string actor_name;
  std::string project;  // empty: none
  std::string action;
  std::string subject;
  std::string outcome;
  std::string client_address;
  std::string request_id;
  std::string details;        // canonical JSON
  std::string previous_hash;  // of the entry before, kFirstHash for the first
  std::string hash;           // SHA-256 over the canonical JSON of everything above, hexadecimal
  bool operator==(const SealedEntry&) const = default;
};

// States that the chain up to `number` ended in `hash`, signed with the replica's key.
struct Checkpoint {
  std::string replica;
  std::int64_t number = 0;
  std::string hash;
  Time at{};
  std::string public_key;  // base64
  std::string signature;   // base64, Ed25519 over the canonical JSON of replica, number, hash and time
  bool operator==(const Checkpoint&) const = default;
};

// Where a chain ends.
struct ChainHead {
  std::int64_t number = 0;
  std::string hash;
  std::int64_t checkpoint_number = 0;  // of the newest checkpoint; 0: none
  std::optional<Time> checkpoint_at{};
};

}  // namespace swarm::audit
