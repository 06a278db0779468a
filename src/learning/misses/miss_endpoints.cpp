#include "learning/misses/miss_endpoints.hpp"

namespace swarm::misses {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

}  // namespace

MissView view_of(Miss miss) {
  return {.id = miss.id.text(),
          .head = miss.head,
          .prompt = std::move(miss.prompt),
          .shortcoming = miss.shortcoming,
          .model = std::move(miss.model),
          .model_answer = std::move(miss.model_answer),
          .confidence = miss.confidence,
          .right_answer = std::move(miss.right_answer),
          .source = miss.source,
          .verdict = miss.verdict,
          .family = std::move(miss.lesson.family),
          .thinking = std::move(miss.lesson.thinking),
          .lesson_answer = std::move(miss.lesson.answer),
          .content = std::move(miss.lesson.content),
          .task = miss.task.text(),
          .times = miss.times,
          .created_at = miss.created_at,
          .last_seen_at = miss.last_seen_at};
}

void MissEndpoints::declare(http::Router& router) {
  using E = MissEndpoints;
  using http::Permission;
  router.post<&E::correct>("/api/v1/tasks/{id}/correction", Permission::feedback_write, *this,
                           "Say what would have been right: a lesson for the model.");
  router.get<&E::list>("/api/v1/misses", Permission::training_read, *this,
                       "What local models got wrong and whose right answer is known, newest first.");
  router.get<&E::find>("/api/v1/misses/{id}", Permission::training_read, *this, "One miss.");
  router.remove<&E::remove>("/api/v1/misses/{id}", Permission::training_write, *this,
                            "Forget a miss: nothing learns from it any more.");
}

Async<Result<MissView>> MissEndpoints::correct(http::RequestContext context, http::Path<tasks::TaskPath> path,
                                               http::Body<CorrectTask> body) {
  tasks::TaskId id = CO_TRY(tasks::TaskId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await service_.correct(caller_of(context), std::move(id), std::move(body.value.answer))));
}

Async<Result<MissPage>> MissEndpoints::list(http::RequestContext context, http::Query<ListMisses> query) {
  MissFilter filter{.head = query.value.head, .source = query.value.source, .count = query.value.limit + 1};
  if (!query.value.cursor.empty()) filter.before = CO_TRY(MissId::parse(query.value.cursor));
  std::vector<Miss> misses = CO_TRY(co_await service_.list(context.scope(), std::move(filter)));
  MissPage page;
  if (std::ssize(misses) > query.value.limit) {
    misses.pop_back();
    page.next_cursor = misses.back().id.text();
  }
  for (Miss& miss : misses)
    page.misses.push_back(view_of(std::move(miss)));
  co_return page;
}

Async<Result<MissView>> MissEndpoints::find(http::RequestContext context, http::Path<MissPath> path) {
  MissId id = CO_TRY(MissId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await service_.find(context.scope(), std::move(id))));
}

Async<Result<http::NoContent>> MissEndpoints::remove(http::RequestContext context, http::Path<MissPath> path) {
  MissId id = CO_TRY(MissId::parse(path.value.id));
  CO_TRY(co_await service_.remove(caller_of(context), std::move(id)));
  co_return http::NoContent{};
}

}  // namespace swarm::misses
