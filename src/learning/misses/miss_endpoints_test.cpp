#include "learning/misses/miss_endpoints.hpp"

#include <gtest/gtest.h>

#include "platform/events/event_store.hpp"
#include "support/audited_world.hpp"
#include "support/in_process.hpp"
#include "swarm/heads/math/math_head.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::misses {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

constexpr char kStory[] = "A squirrel hid 31 acorns and forgot 12 of those. How many does it remember?";

class MissEndpointsTest : public testing::Test {
 protected:
  MissEndpointsTest() { endpoints_.declare(router_); }

  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return call_in(project_, role, method, target, std::move(body));
  }
  Answered call_in(const ProjectId& project, Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, world_.caller(role, project).principal, method, target, std::move(body));
  }
  // A task that ended so.
  tasks::TaskId ended(std::string prompt, tasks::TaskResult result) {
    const tasks::WorkerId worker{"one/1"};
    tasks::TaskWork work(*world_.database);
    tasks::Task task{.id = tasks::TaskId::generate(world_.ids), .project = project_, .input = {.prompt = prompt}};
    EXPECT_TRUE(world_.run(tasks_.insert({project_}, {task}, std::nullopt)));
    EXPECT_TRUE(world_.run(work.enlist(worker, "one", std::chrono::hours{1})));
    const auto claimed = world_.run(work.claim(worker, world_.ids.next(), 1)).value();
    EXPECT_TRUE(world_.run(work.complete(worker, claimed.at(0), std::move(result), R"({"stages":[]})")));
    return task.id;
  }
  tasks::TaskId ended(std::string prompt = kStory) {
    return ended(std::move(prompt), {.head = answers::Head::math,
                                     .verdict = answers::Verdict::unverified,
                                     .answer = "12",
                                     .value = "12",
                                     .evidence = {},
                                     .confidence = 0.9,
                                     .route = {},
                                     .provider = "engine",
                                     .model = "tiny"});
  }
  Answered correct(const tasks::TaskId& task, std::string_view answer, Role role = Role::developer) {
    return call(role, Method::post, fmt::format("/api/v1/tasks/{}/correction", task.text()),
                json::to_text(json::Object{{"answer", answer}}));
  }
  std::size_t listed(std::string_view query = "") {
    return call(Role::developer, Method::get, fmt::format("/api/v1/misses{}", query))
        .body.at("misses")
        .as_array()
        .size();
  }

  tests::AuditedWorld world_{{events::schema(), tasks::schema(), schema()}};
  const ProjectId project_ = ProjectId::generate(world_.ids);
  runtime::BlockingPool pool_{"test", 1, 10};
  math::MathHead math_;
  tasks::TaskStore tasks_{*world_.database};
  MissStore store_{*world_.database};
  MissMetrics metrics_{world_.metrics};
  MissLessons lessons_{{&math_}, pool_};
  MissService service_{{.store = store_,
                        .tasks = tasks_,
                        .lessons = lessons_,
                        .audit = world_.audit,
                        .ids = world_.ids,
                        .metrics = metrics_}};
  MissEndpoints endpoints_{service_};
  http::Router router_;
};

TEST_F(MissEndpointsTest, MakeALessonOfACorrectionAndReplaceItByTheNext) {
  const tasks::TaskId task = ended();
  const Answered first = correct(task, "18");
  ASSERT_EQ(first.status, 200) << first.error.message;
  EXPECT_EQ(text_at(first.body, "right_answer"), "18");
  EXPECT_EQ(text_at(first.body, "family"), "other");
  const Answered second = correct(task, " 19 ");
  EXPECT_EQ(text_at(second.body, "id"), text_at(first.body, "id"));
  EXPECT_EQ(text_at(second.body, "right_answer"), "19");
  EXPECT_EQ(text_at(second.body, "thinking"), "31-12:1-2=b9,3-1-1=1");
  EXPECT_EQ(text_at(second.body, "source"), "correction");
  EXPECT_EQ(text_at(second.body, "shortcoming"), "wrong");
  EXPECT_EQ(text_at(second.body, "model"), "engine/tiny");
  EXPECT_EQ(text_at(second.body, "model_answer"), "12");
  EXPECT_EQ(text_at(second.body, "task"), task.text());
  EXPECT_EQ(second.body.at("times").to_number<int>(), 1);
  EXPECT_EQ(listed(), 1U);
  EXPECT_EQ(world_.metric(R"(swarm_misses_recorded_total{head="math",source="correction"})"), 2);
  EXPECT_EQ(world_.audited(),
            (std::vector<std::string>{"tasks.correct " + task.text(), "tasks.correct " + task.text()}));
}

TEST_F(MissEndpointsTest, RefuseACorrectionOfWhatWasProved) {
  const tasks::TaskId computed =
      ended("2+2", {.head = answers::Head::math, .verdict = answers::Verdict::verified, .answer = "4", .value = "4"});
  EXPECT_EQ(correct(computed, "5").status, 409);
  EXPECT_EQ(correct(computed, "5").error.reason, "verified_answer");
  EXPECT_EQ(correct(ended("what is 812 minus 467?"), "355").error.reason, "verified_answer")
      << "a model answered, and a head knows that the correction is wrong";
  EXPECT_EQ(correct(ended("what is 812 minus 467?"), "345").status, 200);
  EXPECT_EQ(listed(), 1U);
}

TEST_F(MissEndpointsTest, RefuseBadInputAndForeignTasks) {
  const tasks::TaskId task = ended();
  EXPECT_EQ(correct(task, "").status, 400);
  EXPECT_EQ(correct(task, "  ").status, 400);
  EXPECT_EQ(correct(task, "12").status, 400) << "the task's own answer";
  EXPECT_EQ(correct(task, std::string(kAnswerBytesMax + 1, 'x')).status, 400);
  EXPECT_EQ(correct(task, "19", Role::viewer).status, 403);
  EXPECT_EQ(correct(task, "19", Role::agent).status, 403);
  const std::string path = fmt::format("/api/v1/tasks/{}/correction", task.text());
  EXPECT_EQ(call_in(ProjectId::generate(world_.ids), Role::admin, Method::post, path, R"({"answer":"19"})").status,
            404);
  EXPECT_EQ(call(Role::admin, Method::get, "/api/v1/misses/x").status, 400);
  EXPECT_EQ(call(Role::admin, Method::get, "/api/v1/misses/" + world_.ids.next()).status, 404);
  EXPECT_EQ(listed(), 0U);
}

TEST_F(MissEndpointsTest, ListShowAndRemoveWithinTheProject) {
  for (const char* prompt : {"how many sheep?", "how many goats?", "how many cows?"})
    EXPECT_EQ(correct(ended(prompt), "7").status, 200);
  const Answered page = call(Role::developer, Method::get, "/api/v1/misses?limit=2");
  ASSERT_EQ(page.body.at("misses").as_array().size(), 2U);
  EXPECT_EQ(text_at(page.body.at("misses").at(0), "prompt"), "how many cows?");
  EXPECT_EQ(listed("?limit=2&cursor=" + text_at(page.body, "next_cursor")), 1U);
  EXPECT_EQ(listed("?head=math&source=correction"), 3U);
  EXPECT_EQ(listed("?head=logic"), 0U);
  EXPECT_EQ(listed("?source=cloud"), 0U);
  const std::string path = "/api/v1/misses/" + text_at(page.body.at("misses").at(0), "id");
  const ProjectId foreign = ProjectId::generate(world_.ids);
  EXPECT_EQ(call(Role::developer, Method::get, path).status, 200);
  EXPECT_EQ(call_in(foreign, Role::admin, Method::get, path).status, 404);
  EXPECT_EQ(call_in(foreign, Role::admin, Method::delete_, path).status, 404);
  EXPECT_EQ(call(Role::viewer, Method::get, path).status, 403);
  EXPECT_EQ(call(Role::developer, Method::delete_, path).status, 403);
  EXPECT_EQ(call(Role::operator_, Method::delete_, path).status, 204);
  EXPECT_EQ(call(Role::operator_, Method::delete_, path).status, 404);
  EXPECT_EQ(listed(), 2U);
}

TEST_F(MissEndpointsTest, GiveLessonsToARunAsManyAsFit) {
  for (const char* prompt : {"how many sheep?", "how many goats?", kStory})
    EXPECT_EQ(correct(ended(prompt), "19").status, 200);
  const auto lessons = [&](std::int64_t count, Bytes bytes) {
    return world_.run(service_.newest_lessons({project_}, answers::Head::math, count, bytes)).value();
  };
  const std::vector<training_runs::Lesson> all = lessons(100, Bytes{MiB});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].prompt, kStory);
  EXPECT_EQ(all[0].thinking, "31-12:1-2=b9,3-1-1=1");
  EXPECT_EQ(all[0].answer, "19");
  EXPECT_EQ(all[1].family, "other");
  EXPECT_EQ(all[1].content, "how many goats?");
  EXPECT_EQ(lessons(2, Bytes{MiB}).size(), 2U);
  EXPECT_EQ(lessons(100, Bytes{1}).size(), 0U);
  EXPECT_TRUE(world_.run(service_.newest_lessons({project_}, answers::Head::logic, 9, Bytes{MiB})).value().empty());
}

}  // namespace
}  // namespace swarm::misses
