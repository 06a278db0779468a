#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/secrets/secret_types.hpp"

// What goes over the wire about secrets. A value comes in, and never goes out.
namespace swarm::secrets {

struct SecretPath {
  std::string name;
  static constexpr auto schema = json::object(
      "SecretPath", json::field("name", &SecretPath::name, "Of A-Z, 0-9 and _, such as OPENAI_KEY.", json::required));
};

struct SecretValue {
  std::string value;
  static constexpr bool is_secret = true;  // the router overwrites what it was decoded from
  static constexpr auto schema = json::object(
      "SecretValue", json::field("value", &SecretValue::value, "The secret itself; it is never shown again.",
                                 json::required, json::length{1, kSecretBytesMax}));
};

struct SecretView {
  std::string name;
  Origin origin = Origin::store;
  std::int64_t version = 0;
  std::string key_id;
  bool readable = true;
  std::optional<Time> created_at;
  std::optional<Time> updated_at;
  std::string updated_by;
  static constexpr auto schema = json::object(
      "Secret", json::field("name", &SecretView::name, "What settings call it."),
      json::field("origin", &SecretView::origin, "Where it comes from."),
      json::field("version", &SecretView::version, "How often it was set; 0: it comes from the environment."),
      json::field("key_id", &SecretView::key_id, "Which master key sealed it."),
      json::field("readable", &SecretView::readable, "Whether this server has that master key."),
      json::field("created_at", &SecretView::created_at, "When it was first set."),
      json::field("updated_at", &SecretView::updated_at, "When it was last set."),
      json::field("updated_by", &SecretView::updated_by, "The id of the key that set it."));
};

struct MasterKeyView {
  std::string id;
  bool rotation_unfinished = false;
  static constexpr auto schema =
      json::object("MasterKey", json::field("id", &MasterKeyView::id, "Which one this server seals with."),
                   json::field("rotation_unfinished", &MasterKeyView::rotation_unfinished,
                               "Whether the previous one is still kept, because something may be sealed with it."));
};

struct SecretList {
  std::vector<SecretView> secrets;
  MasterKeyView master_key;
  static constexpr auto schema =
      json::object("SecretList", json::field("secrets", &SecretList::secrets, "By name."),
                   json::field("master_key", &SecretList::master_key, "What they are sealed with."));
};

struct RotateMasterKey {
  bool abandon_unreadable = false;
  static constexpr auto schema =
      json::object("RotateMasterKey",
                   json::field("abandon_unreadable", &RotateMasterKey::abandon_unreadable,
                               "The old master key is lost: go on without it. What it sealed must be set again."));
};

struct MasterKeyRotated {
  std::string key_id;
  std::string previous_key_id;
  std::int64_t resealed = 0;
  bool finished = false;
  static constexpr auto schema = json::object(
      "MasterKeyRotated", json::field("key_id", &MasterKeyRotated::key_id, "The new master key."),
      json::field("previous_key_id", &MasterKeyRotated::previous_key_id, "The one before."),
      json::field("resealed", &MasterKeyRotated::resealed, "How many secrets were sealed anew."),
      json::field("finished", &MasterKeyRotated::finished,
                  "Whether all were, and the previous key was deleted; otherwise the server goes on with it."));
};

}  // namespace swarm::secrets
