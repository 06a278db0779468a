#pragma once

#include "base/result.hpp"
#include "platform/audit/audit_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::audit {

// How other slices write to the audit log. Thread-safe.
class AuditWriter {
 public:
  virtual ~AuditWriter() = default;

  // Commits an administrative change together with its entry: both or neither. The outcome holds the rows of the
  // caller's statements only. Errors: those of Database::write, `limit_exceeded` when too many changes wait, and
  // `unavailable` before start() and after stop().
  virtual Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit, AuditEntry entry) = 0;

  // Remembers a security event soon. Never waits: when too many wait, the entry is dropped and counted.
  virtual void note(AuditEntry entry) = 0;
};

}  // namespace swarm::audit
