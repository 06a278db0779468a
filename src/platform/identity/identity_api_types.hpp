#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/identity/identity_types.hpp"

// What goes over the wire about projects and keys.
namespace swarm::identity {

struct PageQuery {
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = json::object(
      "PageQuery",
      json::field("cursor", &PageQuery::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &PageQuery::limit, "Items per page.", json::between{1, kPageMax}));
};

struct ProjectPath {
  std::string id;
  static constexpr auto schema =
      json::object("ProjectPath", json::field("id", &ProjectPath::id, "The project's id.", json::required));
};

struct CreateProject {
  std::string name;
  static constexpr auto schema =
      json::object("CreateProject", json::field("name", &CreateProject::name,
                                                "1 to 63 of a-z, 0-9, '-' and '_', beginning with a letter; unique.",
                                                json::required, json::length{1, 63}));
};

struct ProjectView {
  std::string id;
  std::string name;
  Time created_at;
  std::optional<Time> archived_at;
  static constexpr auto schema = json::object(
      "Project", json::field("id", &ProjectView::id, "For X-Project and the rest of the API."),
      json::field("name", &ProjectView::name, "Unique."),
      json::field("created_at", &ProjectView::created_at, "When it was made."),
      json::field("archived_at", &ProjectView::archived_at, "Since when its keys are refused; null: it is in use."));
};

struct ProjectList {
  std::vector<ProjectView> projects;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("ProjectList", json::field("projects", &ProjectList::projects, "Oldest first."),
                   json::field("next_cursor", &ProjectList::next_cursor, "For the next page; null: this is the last."));
};

struct KeyPath {
  std::string id;
  static constexpr auto schema =
      json::object("KeyPath", json::field("id", &KeyPath::id, "The key's id.", json::required));
};

struct KeyQuery {
  bool all_projects = false;
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = json::object(
      "KeyQuery", json::field("all_projects", &KeyQuery::all_projects, "Keys of every project; for admins."),
      json::field("cursor", &KeyQuery::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &KeyQuery::limit, "Items per page.", json::between{1, kPageMax}));
};

struct CreateKey {
  std::string name;
  Role role = Role::developer;
  std::vector<Permission> scopes;
  std::optional<Time> expires_at;
  std::optional<ProjectId> project;
  static constexpr auto schema = json::object(
      "CreateKey",
      json::field("name", &CreateKey::name, "For people: who or what uses it.", json::required, json::length{1, 64}),
      json::field("role", &CreateKey::role, "What it may do.", json::required),
      json::field("scopes", &CreateKey::scopes, "Narrows the role to these permissions; empty: all of the role.",
                  json::items{0, 32}),
      json::field("expires_at", &CreateKey::expires_at, "Refused from then on; null: never."),
      json::field("project", &CreateKey::project,
                  "The id of its project; null: the caller's. Another one is for admins."));
};

struct RotateKey {
  std::chrono::milliseconds overlap{0};
  static constexpr auto schema =
      json::object("RotateKey", json::field("overlap_ms", &RotateKey::overlap,
                                            "How long the old key still works beside the new one.",
                                            json::between{0, kRotationOverlapMax.count()}));
};

struct KeyView {
  std::string id;
  std::string name;
  std::string project;
  Role role = Role::viewer;
  std::vector<Permission> scopes;
  KeyState state = KeyState::active;
  Time created_at;
  std::string created_by;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at;
  std::optional<Time> revoked_at;
  static constexpr auto schema = json::object(
      "Key", json::field("id", &KeyView::id, "Stands in the key's text after 'swk_'."),
      json::field("name", &KeyView::name, "For people."),
      json::field("project", &KeyView::project, "The id of its project."),
      json::field("role", &KeyView::role, "What it may do."),
      json::field("scopes", &KeyView::scopes, "Narrow the role; empty: all of it."),
      json::field("state", &KeyView::state, "Whether it is accepted."),
      json::field("created_at", &KeyView::created_at, "When it was made."),
      json::field("created_by", &KeyView::created_by, "The id of the key that made it, or the command that did."),
      json::field("expires_at", &KeyView::expires_at, "Refused from then on; null: never."),
      json::field("last_used_at", &KeyView::last_used_at, "To the minute; null: never used."),
      json::field("revoked_at", &KeyView::revoked_at, "Null: it was not revoked."));
};

struct KeyList {
  std::vector<KeyView> keys;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("KeyList", json::field("keys", &KeyList::keys, "Oldest first."),
                   json::field("next_cursor", &KeyList::next_cursor, "For the next page; null: this is the last."));
};

struct IssuedKeyView {
  std::string key;
  KeyView details;
  static constexpr auto schema = json::object(
      "IssuedKey", json::field("key", &IssuedKeyView::key, "The key itself. It is shown this once and kept nowhere."),
      json::field("details", &IssuedKeyView::details, "What is kept of it."));
};

struct SelfView {
  std::string key_id;
  std::string name;
  Role role = Role::viewer;
  std::string project;
  std::string project_name;
  std::vector<Permission> permissions;
  static constexpr auto schema = json::object(
      "Self", json::field("key_id", &SelfView::key_id, "The id of the key that was used."),
      json::field("name", &SelfView::name, "The key's name."), json::field("role", &SelfView::role, "The key's role."),
      json::field("project", &SelfView::project, "The id of the project in which this key acts."),
      json::field("project_name", &SelfView::project_name, "The project's name."),
      json::field("permissions", &SelfView::permissions, "What the role, narrowed by the key's scopes, allows."));
};

}  // namespace swarm::identity
