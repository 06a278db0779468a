#include "platform/limits/ip_rule_store_contract.hpp"
#include "support/memory_database.hpp"

namespace swarm::limits {
namespace {

INSTANTIATE_TEST_SUITE_P(Databases, IpRuleStoreContract, testing::Values(tests::memory_database()),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::limits
