#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/audit/audit_store.hpp"
#include "platform/audit/chain_verifier.hpp"

// What goes over the wire about the audit log.
namespace swarm::audit {

struct AuditQuery {
  std::string actor;
  std::string action;
  std::string subject;
  std::string project;
  std::optional<Time> since;
  std::optional<Time> until;
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = json::object(
      "AuditQuery", json::field("actor", &AuditQuery::actor, "The id of the key that did it.", json::length{0, 512}),
      json::field("action", &AuditQuery::action, "Actions that begin like this, such as 'keys.'.",
                  json::length{0, 512}),
      json::field("subject", &AuditQuery::subject, "What it was done to.", json::length{0, 512}),
      json::field("project", &AuditQuery::project, "The id of a project.", json::length{0, 64}),
      json::field("since", &AuditQuery::since, "From this time on."),
      json::field("until", &AuditQuery::until, "Before this time."),
      json::field("cursor", &AuditQuery::cursor, "next_cursor of the page before.", json::length{0, 256}),
      json::field("limit", &AuditQuery::limit, "Entries per page.", json::between{1, kListMax}));
};

struct AuditEntryView {
  std::string replica;
  std::int64_t number = 0;
  Time at;
  std::string actor_key_id;
  std::string actor_name;
  std::string project;
  std::string action;
  std::string subject;
  std::string outcome;
  std::string client_address;
  std::string request_id;
  json::Value details;
  std::string previous_hash;
  std::string hash;
  static constexpr auto schema =
      json::object("AuditEntry", json::field("replica", &AuditEntryView::replica, "Whose chain it is in."),
                   json::field("number", &AuditEntryView::number, "Its place in that chain, from 1."),
                   json::field("at", &AuditEntryView::at, "When it happened."),
                   json::field("actor_key_id", &AuditEntryView::actor_key_id, "The id of the key; empty: no key."),
                   json::field("actor_name", &AuditEntryView::actor_name, "The key's name, or the command."),
                   json::field("project", &AuditEntryView::project, "The id of the project; empty: none."),
                   json::field("action", &AuditEntryView::action, "What was done."),
                   json::field("subject", &AuditEntryView::subject, "To what."),
                   json::field("outcome", &AuditEntryView::outcome, "succeeded or refused."),
                   json::field("client_address", &AuditEntryView::client_address, "From where."),
                   json::field("request_id", &AuditEntryView::request_id, "The X-Request-Id of the request."),
                   json::field("details", &AuditEntryView::details, "More, depending on the action."),
                   json::field("previous_hash", &AuditEntryView::previous_hash, "The hash of the entry before."),
                   json::field("hash", &AuditEntryView::hash, "SHA-256 over the canonical JSON of the entry."));
};

struct AuditPage {
  std::vector<AuditEntryView> entries;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("AuditPage", json::field("entries", &AuditPage::entries, "Newest first."),
                   json::field("next_cursor", &AuditPage::next_cursor, "For the next page; null: this is the last."));
};

struct AuditExportQuery {
  std::string after_replica;
  std::int64_t after_number = 0;
  std::int64_t limit = 1'000;
  static constexpr auto schema =
      json::object("AuditExportQuery",
                   json::field("after_replica", &AuditExportQuery::after_replica,
                               "replica of the last line that you have.", json::length{0, 512}),
                   json::field("after_number", &AuditExportQuery::after_number,
                               "number of the last line that you have.", json::between{0, 9'007'199'254'740'991}),
                   json::field("limit", &AuditExportQuery::limit, "Lines per answer; an empty answer is the end.",
                               json::between{1, kExportMax}));
};

struct ChainReportView {
  std::string replica;
  bool valid = true;
  std::int64_t first_number = 0;
  std::int64_t last_number = 0;
  std::int64_t entries = 0;
  std::int64_t checkpoints = 0;
  std::int64_t signed_through = 0;
  bool signer_known = true;
  std::optional<std::int64_t> broken_number;
  std::optional<std::string> trouble;
  static constexpr auto schema = json::object(
      "AuditChainReport", json::field("replica", &ChainReportView::replica, "Whose chain it is."),
      json::field("valid", &ChainReportView::valid, "Whether it is whole."),
      json::field("first_number", &ChainReportView::first_number, "The oldest entry that is kept."),
      json::field("last_number", &ChainReportView::last_number, "The last entry that was found right."),
      json::field("entries", &ChainReportView::entries, "How many were found right."),
      json::field("checkpoints", &ChainReportView::checkpoints, "How many signed checkpoints were found right."),
      json::field("signed_through", &ChainReportView::signed_through,
                  "Entries up to this one are covered by a signature."),
      json::field("signer_known", &ChainReportView::signer_known,
                  "Whether all signatures are of keys that this server trusts."),
      json::field("broken_number", &ChainReportView::broken_number, "The first entry that is wrong; null: none."),
      json::field("trouble", &ChainReportView::trouble, "What is wrong there; null: nothing."));
};

struct VerificationView {
  bool valid = true;
  std::vector<ChainReportView> chains;
  static constexpr auto schema =
      json::object("AuditVerification", json::field("valid", &VerificationView::valid, "Whether every chain is whole."),
                   json::field("chains", &VerificationView::chains, "One report per replica."));
};

// Also for the offline verb.
VerificationView view_of(const std::vector<ChainReport>& reports);
AuditEntryView view_of(SealedEntry entry);

}  // namespace swarm::audit
