#include "platform/identity/admin_keys.hpp"

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/identity/key_service.hpp"

namespace swarm::identity {

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

AdminKeys::AdminKeys(Deps deps) : deps_(std::move(deps)), file_(deps_.data_folder / kAdminKeyFile) {}

Async<Result<bool>> AdminKeys::bootstrap() {
  CO_TRY(co_await finish_half_done());
  if (CO_TRY(co_await deps_.store.has_admin_key())) co_return false;
  const Result<Done> made = co_await make("bootstrap", true);
  if (made) co_return true;
  // Another replica that starts on the same database was faster.
  if (made.error().code == ErrorCode::conflict && CO_TRY(co_await deps_.store.has_admin_key())) co_return false;
  co_return std::unexpected(made.error());
}

Async<Result<std::filesystem::path>> AdminKeys::new_admin_key() {
  CO_TRY(co_await make("new-admin-key", false));
  co_return file_.path();
}

// The key's file is prepared before the key is stored and put in place after it. A process that ended in between left
// either a prepared file without a key, which means nothing, or one with its key, which is put in place now.
Async<Result<Done>> AdminKeys::finish_half_done() {
  const std::optional<std::string> prepared = file_.prepared();
  if (!prepared) co_return Done{};
  const std::string text = first_line(*prepared);
  const std::optional<KeyId> id = key_id_in(text);
  if (id) {
    const Result<KeyWithProject> stored = co_await deps_.store.key(*id);
    if (!stored && stored.error().code != ErrorCode::not_found) co_return std::unexpected(stored.error());
    if (stored && crypto::equal_in_constant_time(stored->key.hash, key_hash(text))) {
      deps_.log.warn("admin_key_file_recovered", {{"file", file_.path().string()}, {"key_id", id->text()}});
      co_return file_.put_in_place();
    }
  }
  file_.discard_prepared();
  co_return Done{};
}

Async<Result<Done>> AdminKeys::make(std::string_view by, bool only_the_first) {
  storage::WriteUnit unit;
  ProjectId project = CO_TRY(co_await default_project(&unit));
  const NewKey wanted{.name = "admin", .role = Role::admin};
  const IssuedKey issued = make_key(wanted, project, std::string(by), deps_.ids, deps_.random, deps_.clock.now());
  if (only_the_first) IdentityStore::expect_no_admin_key(unit, project);
  IdentityStore::add_key(unit, issued.key);
  CO_TRY(file_.prepare(issued.text + "\n"));
  audit::AuditEntry entry{.actor_name = std::string(by),
                          .project = project,
                          .action = "keys.create",
                          .subject = issued.key.id.text(),
                          .details = {{"name", "admin"}, {"role", "admin"}}};
  const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  if (!written) {
    // On `unavailable` the key may have been stored all the same: the next start finds out.
    if (written.error().code == ErrorCode::conflict) file_.discard_prepared();
    co_return std::unexpected(written.error());
  }
  CO_TRY(file_.put_in_place());
  deps_.log.info("admin_key_made", {{"file", file_.path().string()}, {"key_id", issued.key.id.text()}, {"by", by}});
  co_return Done{};
}

// The id of the default project, which `unit` makes when there is none.
Async<Result<ProjectId>> AdminKeys::default_project(storage::WriteUnit* unit) {
  const Result<Project> found = co_await deps_.store.project_named(std::string(kDefaultProject));
  if (found) co_return found->id;
  if (found.error().code != ErrorCode::not_found) co_return std::unexpected(found.error());
  const Project project{
      .id = ProjectId::generate(deps_.ids), .name = std::string(kDefaultProject), .created_at = deps_.clock.now()};
  IdentityStore::add_project(*unit, project);
  co_return project.id;
}

}  // namespace swarm::identity
