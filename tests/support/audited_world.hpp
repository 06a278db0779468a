#pragma once

#include "platform/audit/audit_service.hpp"
#include "support/slice_world.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {

// A SliceWorld in which changes are audited.
class AuditedWorld : public SliceWorld {
 public:
  explicit AuditedWorld(std::vector<storage::Schema> schemas, audit::AuditConfig config = {}, std::uint64_t seed = 1)
      : SliceWorld(with_audit(std::move(schemas)), seed),
        audit(config, {.database = *database,
                       .loop = loop.loop(),
                       .clock = clock,
                       .metrics = audit_metrics,
                       .log = log.named("audit"),
                       .key = crypto::SigningKey::load_or_make(folder.path() / "audit.key").value(),
                       .replica = "one"}) {
    EXPECT_TRUE(run(audit.start()));
  }
  ~AuditedWorld() { run(audit.stop()); }

  // "action subject" of what is in the log, oldest first.
  std::vector<std::string> audited() {
    std::vector<std::string> lines;
    for (const audit::SealedEntry& entry : run(audit.follow("", 0, 5'000)).value())
      lines.push_back(entry.action + " " + entry.subject);
    return lines;
  }

  // An audit::Caller of this role.
  audit::Caller caller(http::Role role, const ProjectId& project, std::string client_address = "192.0.2.7") {
    return {.principal = {.key_id = ids.next(), .name = "caller", .role = role, .project = project},
            .client_address = std::move(client_address),
            .request_id = "request-1"};
  }

  TemporaryFolder folder;
  audit::AuditMetrics audit_metrics{metrics};
  audit::AuditService audit;

 private:
  static std::vector<storage::Schema> with_audit(std::vector<storage::Schema> schemas) {
    schemas.insert(schemas.begin(), audit::schema());
    return schemas;
  }
};

}  // namespace swarm::tests
