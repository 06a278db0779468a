#include "platform/identity/identity_store_contract.hpp"
#include "support/memory_database.hpp"

namespace swarm::identity {
namespace {

INSTANTIATE_TEST_SUITE_P(Databases, IdentityStoreContract, testing::Values(tests::memory_database()),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::identity
