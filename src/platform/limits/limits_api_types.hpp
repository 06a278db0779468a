#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/limits/ip_rule_types.hpp"

// What goes over the wire about address rules.
namespace swarm::limits {

struct IpRulePath {
  std::string id;
  static constexpr auto schema =
      json::object("IpRulePath", json::field("id", &IpRulePath::id, "The rule's id.", json::required));
};

struct IpRuleQuery {
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = json::object(
      "IpRuleQuery",
      json::field("cursor", &IpRuleQuery::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &IpRuleQuery::limit, "Rules per page.", json::between{1, kPageMax}));
};

struct CreateIpRule {
  std::string cidr;
  RuleAction action = RuleAction::block;
  std::string note;
  std::optional<Time> expires_at;
  static constexpr auto schema = json::object(
      "CreateIpRule",
      json::field("cidr", &CreateIpRule::cidr, "A block such as 10.0.0.0/8 or 2001:db8::/32, or one address.",
                  json::required, json::length{1, 64}),
      json::field("action", &CreateIpRule::action,
                  "block refuses; as soon as there is one allow, only what is allowed may come in.", json::required),
      json::field("note", &CreateIpRule::note, "Why, for people.", json::length{0, 256}),
      json::field("expires_at", &CreateIpRule::expires_at, "Without effect from then on; null: never."));
};

struct IpRuleView {
  std::string id;
  std::string cidr;
  RuleAction action = RuleAction::block;
  std::string note;
  bool expired = false;
  Time created_at;
  std::string created_by;
  std::optional<Time> expires_at;
  static constexpr auto schema = json::object(
      "IpRule", json::field("id", &IpRuleView::id, "For removing it."),
      json::field("cidr", &IpRuleView::cidr, "Which addresses."),
      json::field("action", &IpRuleView::action, "allow or block."), json::field("note", &IpRuleView::note, "Why."),
      json::field("expired", &IpRuleView::expired, "Whether it has no effect any more."),
      json::field("created_at", &IpRuleView::created_at, "When it was made."),
      json::field("created_by", &IpRuleView::created_by, "The id of the key that made it."),
      json::field("expires_at", &IpRuleView::expires_at, "Without effect from then on; null: never."));
};

struct IpRuleList {
  std::vector<IpRuleView> rules;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("IpRuleList", json::field("rules", &IpRuleList::rules, "Oldest first."),
                   json::field("next_cursor", &IpRuleList::next_cursor, "For the next page; null: this is the last."));
};

}  // namespace swarm::limits
