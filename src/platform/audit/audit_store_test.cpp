#include "platform/audit/audit_store_contract.hpp"
#include "support/memory_database.hpp"

namespace swarm::audit {
namespace {

INSTANTIATE_TEST_SUITE_P(Databases, AuditStoreContract, testing::Values(tests::memory_database()),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::audit
