#include "platform/audit/audit_api_types.hpp"

#include "platform/audit/audit_verifier.hpp"

namespace swarm::audit {

namespace {

ChainReportView view_of(const ChainReport& report) {
  ChainReportView view{.replica = report.replica,
                       .valid = report.valid,
                       .first_number = report.first_number,
                       .last_number = report.last_number,
                       .entries = report.entries,
                       .checkpoints = report.checkpoints,
                       .signed_through = report.signed_through,
                       .signer_known = report.signer_known,
                       .broken_number = {},
                       .trouble = {}};
  if (!report.valid) {
    view.broken_number = report.broken_number;
    view.trouble = report.trouble;
  }
  return view;
}

}  // namespace

VerificationView view_of(const std::vector<ChainReport>& reports) {
  VerificationView view{.valid = all_valid(reports), .chains = {}};
  for (const ChainReport& report : reports)
    view.chains.push_back(view_of(report));
  return view;
}

AuditEntryView view_of(SealedEntry entry) {
  // What we wrote is JSON; what somebody else wrote into the row is shown as the text that it is.
  Result<json::Value> details = json::parse(entry.details);
  return {.replica = std::move(entry.replica),
          .number = entry.number,
          .at = entry.at,
          .actor_key_id = std::move(entry.actor_key_id),
          .actor_name = std::move(entry.actor_name),
          .project = std::move(entry.project),
          .action = std::move(entry.action),
          .subject = std::move(entry.subject),
          .outcome = std::move(entry.outcome),
          .client_address = std::move(entry.client_address),
          .request_id = std::move(entry.request_id),
          .details = details ? std::move(*details) : json::Value(boost::json::string(entry.details)),
          .previous_hash = std::move(entry.previous_hash),
          .hash = std::move(entry.hash)};
}

}  // namespace swarm::audit
