#include "learning/training_runs/training_endpoints.hpp"

#include <fmt/format.h>

#include "learning/training_runs/training_feed_endpoints.hpp"

namespace swarm::training_runs {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

}  // namespace

RunView view_of(const TrainingRun& run) {
  RunView view{.id = run.id.text(),
               .name = run.name,
               .head = run.head,
               .state = run.state,
               .attempt = run.attempt,
               .trainer = run.trainer,
               .base = run.base,
               .base_sha256 = run.base_sha256,
               .data = run.data,
               .settings = run.settings,
               .replica = run.replica,
               .cancel_requested = run.cancel_requested,
               .created_at = run.created_at,
               .created_by = run.created_by,
               .started_at = run.started_at,
               .ended_at = run.ended_at,
               .progress = run.progress,
               .reserved_dollars = in_dollars(run.reserved),
               .cost_dollars = in_dollars(run.cost)};
  if (!run.ended) return view;
  view.reason = run.ended->reason;
  view.detail = run.ended->detail;
  view.exit_status = run.ended->exit_status;
  view.signal = run.ended->signal;
  view.memory_peak_bytes = run.ended->memory_peak_bytes;
  view.train_seconds = run.ended->train_seconds;
  view.result = run.ended->result;
  return view;
}

void TrainingEndpoints::declare(http::Router& router) {
  using E = TrainingEndpoints;
  using http::Permission;
  router.post<&E::create>("/api/v1/training-runs", Permission::training_write, *this, "Train an adapter.");
  router.get<&E::list>("/api/v1/training-runs", Permission::training_read, *this, "Training runs, newest first.");
  router.get<&E::find>("/api/v1/training-runs/{id}", Permission::training_read, *this, "One training run.");
  router.post<&E::cancel>("/api/v1/training-runs/{id}/cancel", Permission::training_write, *this,
                          "Stop a training run; one that waits ends at once.");
  router.post<&E::resume>("/api/v1/training-runs/{id}/resume", Permission::training_write, *this,
                          "Go on with a training run from its checkpoint.");
  router.get<&E::log>("/api/v1/training-runs/{id}/log", Permission::training_read, *this,
                      "The end of what the trainer said.");
  router.get<&E::progress>("/api/v1/training-runs/{id}/progress", Permission::training_read, *this,
                           "The loss over the run.");
  router.get<&E::events>("/api/v1/training-runs/{id}/events", Permission::training_read, *this,
                         "Follow a training run as it goes: run, progress and log, until it has ended.");
}

Async<Result<http::Created<RunView>>> TrainingEndpoints::create(http::RequestContext context,
                                                                http::Body<CreateRun> body) {
  CreateRun& asked = body.value;
  NewRun wanted{.head = asked.head,
                .name = std::move(asked.name),
                .base = std::move(asked.base),
                .dataset = std::move(asked.dataset),
                .lessons = std::move(asked.lessons),
                .misses = asked.misses,
                .replay = std::move(asked.replay),
                .validation = std::move(asked.validation),
                .settings = asked.settings};
  const TrainingRun run = CO_TRY(co_await service_.create(caller_of(context), std::move(wanted)));
  co_return http::Created<RunView>{view_of(run), fmt::format("/api/v1/training-runs/{}", run.id.text())};
}

Async<Result<RunList>> TrainingEndpoints::list(http::RequestContext context, http::Query<RunQuery> query) {
  RunFilter filter{.state = query.value.state, .head = query.value.head, .count = query.value.limit + 1};
  if (!query.value.cursor.empty()) filter.before = CO_TRY(RunId::parse(query.value.cursor));
  std::vector<TrainingRun> runs = CO_TRY(co_await service_.list(context.scope(), std::move(filter)));
  RunList list;
  if (std::ssize(runs) > query.value.limit) {
    runs.pop_back();
    list.next_cursor = runs.back().id.text();
  }
  for (const TrainingRun& run : runs)
    list.runs.push_back(view_of(run));
  co_return list;
}

Async<Result<RunView>> TrainingEndpoints::find(http::RequestContext context, http::Path<RunPath> path) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await service_.find(context.scope(), std::move(id))));
}

Async<Result<RunView>> TrainingEndpoints::cancel(http::RequestContext context, http::Path<RunPath> path) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await service_.cancel(caller_of(context), std::move(id))));
}

Async<Result<RunView>> TrainingEndpoints::resume(http::RequestContext context, http::Path<RunPath> path) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await service_.resume(caller_of(context), std::move(id))));
}

Async<Result<RunLog>> TrainingEndpoints::log(http::RequestContext context, http::Path<RunPath> path,
                                             http::Query<LogQuery> query) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  const auto bytes = static_cast<std::size_t>(query.value.bytes);
  co_return RunLog {
    CO_TRY(co_await service_.log(context.scope(), std::move(id), bytes))
  };
}

Async<Result<RunCurve>> TrainingEndpoints::progress(http::RequestContext context, http::Path<RunPath> path) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  RunWords words = CO_TRY(co_await service_.words(context.scope(), std::move(id)));
  co_return RunCurve{words.state, std::move(words.points)};
}

Async<Result<http::EventStream>> TrainingEndpoints::events(http::RequestContext context, http::Path<RunPath> path) {
  RunId id = CO_TRY(RunId::parse(path.value.id));
  CO_TRY(co_await service_.find(context.scope(), id));  // one that is not there is 404, before the stream begins
  co_return http::EventStream{std::make_unique<RunFeed>(service_, database_, context.scope(), std::move(id))};
}

}  // namespace swarm::training_runs
