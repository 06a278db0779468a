#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/identity/identity_types.hpp"

// What is allowed with keys and projects. Pure.
namespace swarm::identity {

KeyState state_of(const ApiKey& key, Time now);
http::Principal principal_of(const ApiKey& key);

// 1 to 63 of a-z, 0-9, '-' and '_', beginning with a letter; never what could be an id.
Result<Done> check_project_name(std::string_view name);

// `invalid_input`: the name, an expiry that has passed, a scope that the role does not grant. `forbidden`: the key
// could do more than its maker, or would be in another project and the maker is no admin.
Result<Done> check_new_key(const http::Principal& maker, const NewKey& wanted, Time now);

// `forbidden` when `key` may do what `caller` may not: who could rotate such a key would hold its power.
Result<Done> check_may_change(const http::Principal& caller, const ApiKey& key);

// As stored: names with commas between them. Names that this release does not know grant nothing, and a list of only
// such names is not an empty list, which would grant everything.
std::string scopes_text(const std::vector<Permission>& scopes);
std::vector<Permission> scopes_from(std::string_view text);

}  // namespace swarm::identity
