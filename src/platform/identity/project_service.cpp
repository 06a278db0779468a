#include "platform/identity/project_service.hpp"

#include <fmt/format.h>

#include "platform/identity/identity_rules.hpp"

namespace swarm::identity {

namespace {

bool sees(const audit::Caller& caller, const ProjectId& id) {
  return caller.principal.role == Role::admin || caller.principal.project == id;
}

std::unexpected<Error> no_project(const ProjectId& id) {
  return fail(ErrorCode::not_found, fmt::format("there is no project '{}'", id.text()));
}

}  // namespace

Async<Result<Page<Project>>> ProjectService::list(audit::Caller caller, std::string after, std::int64_t limit) {
  Page<Project> page;
  if (caller.principal.role != Role::admin) {
    page.items.push_back(CO_TRY(co_await deps_.store.project(caller.principal.project)));
    co_return page;
  }
  page.items = CO_TRY(co_await deps_.store.projects(std::move(after), limit + 1));
  if (std::ssize(page.items) > limit) {
    page.items.pop_back();
    page.next = page.items.back().id.text();
  }
  co_return page;
}

Async<Result<Project>> ProjectService::find(audit::Caller caller, ProjectId id) {
  if (!sees(caller, id)) co_return no_project(id);
  co_return co_await deps_.store.project(std::move(id));
}

Async<Result<Project>> ProjectService::create(audit::Caller caller, std::string name) {
  CO_TRY(check_project_name(name));
  const Project project{.id = ProjectId::generate(deps_.ids), .name = std::move(name), .created_at = deps_.clock.now()};
  storage::WriteUnit unit;
  IdentityStore::add_project(unit, project);
  audit::AuditEntry entry = audit::entry_of(caller, "projects.create", project.id.text(), {{"name", project.name}});
  Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  if (!written) co_return std::unexpected(CO_TRY(co_await why_not_created(project, std::move(written).error())));
  co_return project;
}

// A unit that was refused does not say by which of its guards.
Async<Result<Error>> ProjectService::why_not_created(Project project, Error refusal) {
  if (refusal.code != ErrorCode::conflict) co_return refusal;
  if (CO_TRY(co_await deps_.store.live_projects()) >= kProjectsMax) {
    co_return Error{.code = ErrorCode::limit_exceeded,
                    .message = fmt::format("there are {} projects, which is the most; archive one", kProjectsMax)};
  }
  co_return Error{.code = ErrorCode::conflict,
                  .message = fmt::format("there is, or was, a project named '{}'; choose another name", project.name),
                  .reason = "name_taken"};
}

Async<Result<Done>> ProjectService::archive(audit::Caller caller, ProjectId id) {
  if (!sees(caller, id)) co_return no_project(id);
  const Project project = CO_TRY(co_await deps_.store.project(id));
  if (project.archived_at) co_return Done{};
  if (project.name == kDefaultProject) co_return fail(ErrorCode::conflict, "the default project cannot be archived");
  const KeyId own_id = CO_TRY(KeyId::parse(caller.principal.key_id));
  const KeyWithProject own = CO_TRY(co_await deps_.store.key(own_id));
  if (own.key.project == id)
    co_return fail(ErrorCode::conflict,
                   "the key that you use belongs to this project; archiving it would lock you out");
  storage::WriteUnit unit;
  IdentityStore::archive_project(unit, id, deps_.clock.now());
  audit::AuditEntry entry = audit::entry_of(caller, "projects.archive", id.text(), {{"name", project.name}});
  const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  deps_.authenticator.forget_all();  // also when the outcome is unknown
  if (!written && written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
  co_return Done{};  // a conflict: somebody else archived it in between
}

}  // namespace swarm::identity
