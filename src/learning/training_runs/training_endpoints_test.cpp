#include "learning/training_runs/training_endpoints.hpp"

#include <gtest/gtest.h>

#include "learning/training_runs/training_feed_endpoints.hpp"
#include "support/in_process.hpp"
#include "support/training_world.hpp"

namespace swarm::training_runs {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

constexpr std::string_view kRuns = "/api/v1/training-runs";

class TrainingEndpointsTest : public testing::Test {
 protected:
  TrainingEndpointsTest() { endpoints_.declare(router_); }
  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return call_in(world_.project, role, method, target, std::move(body));
  }
  Answered call_in(const ProjectId& project, Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, world_.caller(role, project).principal, method, target, std::move(body));
  }
  Answered create(std::string body) { return call(Role::operator_, Method::post, kRuns, std::move(body)); }
  std::string made() { return text_at(create(R"({"head":"math","dataset":"misses"})").body, "id"); }
  static std::string path_of(std::string_view id, std::string_view rest = "") {
    return fmt::format("{}/{}{}", kRuns, id, rest);
  }
  static TrainingConfig small() {
    TrainingConfig config;
    config.queued_max = 3;
    config.seconds_max = 100;
    return config;
  }
  // What the stream of a run says until it ends.
  std::string followed(const RunId& id) {
    RunFeed feed(server_.service, *world_.database, {world_.project}, id);
    std::string all;
    while (auto text = world_.run(feed.next(std::chrono::milliseconds{0})))
      all += *text;
    return all;
  }

  tests::TrainingWorld world_;
  tests::TrainingWorld::Server& server_ =
      world_.server({"say=hello", "progress=3", "result=good", "finished=completed"}, small());
  TrainingEndpoints endpoints_{server_.service, *world_.database};
  http::Router router_;
};

TEST_F(TrainingEndpointsTest, MakeShowListAndCancelRuns) {
  const Answered created = create(
      R"({"head":"math","name":"night-1","dataset":"misses","validation":"misses","settings":{"rank":8,"seconds":60}})");
  ASSERT_EQ(created.status, 201) << created.error.message;
  EXPECT_EQ(text_at(created.body, "state"), "queued");
  EXPECT_EQ(text_at(created.body, "base"), "tiny");
  EXPECT_EQ(created.body.at("data").at("lessons").at("lessons").to_number<int>(), 3);
  EXPECT_EQ(created.body.at("data").at("validation").at("name").as_string(), "misses");
  EXPECT_EQ(created.body.at("settings").at("rank").to_number<int>(), 8);
  const std::string path = path_of(text_at(created.body, "id"));
  EXPECT_EQ(text_at(call(Role::developer, Method::get, path).body, "name"), "night-1");
  EXPECT_EQ(call(Role::developer, Method::get, "/api/v1/training-runs?state=queued&head=math")
                .body.at("runs")
                .as_array()
                .size(),
            1U);
  EXPECT_EQ(text_at(call(Role::operator_, Method::post, path + "/cancel").body, "state"), "cancelled");
  EXPECT_EQ(call(Role::operator_, Method::post, path + "/cancel").status, 409);
  EXPECT_EQ(text_at(call(Role::operator_, Method::post, path + "/resume").body, "state"), "queued") << "it never began";
  EXPECT_EQ(world_.audited().size(), 3U);
}

TEST_F(TrainingEndpointsTest, TellWhatATrainerSaidAndWhatCameOfIt) {
  const RunId id = RunId::parse(made()).value();
  world_.work_until(server_, id, RunState::completed);
  const Answered run = call(Role::developer, Method::get, path_of(id.text()));
  EXPECT_EQ(text_at(run.body, "reason"), "finished");
  EXPECT_EQ(run.body.at("result").at("files").as_array().size(), 2U);
  EXPECT_EQ(text_at(call(Role::developer, Method::get, path_of(id.text(), "/log")).body, "text"), "hello\n");
  EXPECT_EQ(text_at(call(Role::developer, Method::get, path_of(id.text(), "/log?bytes=3")).body, "text"), "lo\n");
  const Answered curve = call(Role::developer, Method::get, path_of(id.text(), "/progress"));
  EXPECT_EQ(curve.body.at("points").as_array().size(), 3U);
  EXPECT_EQ(text_at(curve.body, "state"), "completed");
  const std::string said = followed(id);
  EXPECT_TRUE(said.starts_with("event: log\ndata: {\"text\":\"hello\\n\",\"skipped\":0}\n\n")) << said;
  EXPECT_TRUE(said.contains("event: progress\ndata: {\"step\":3")) << said;
  EXPECT_TRUE(said.contains("event: run\n")) << said;
  std::filesystem::remove(world_.folders.log(id));
  EXPECT_EQ(text_at(call(Role::developer, Method::get, path_of(id.text(), "/log?bytes=3")).body, "text"), "lo\n")
      << "the row keeps its end";
}

TEST_F(TrainingEndpointsTest, ListInPages) {
  for (int i = 0; i < 3; ++i)
    made();
  const Answered first = call(Role::admin, Method::get, "/api/v1/training-runs?limit=2");
  ASSERT_EQ(first.body.at("runs").as_array().size(), 2U);
  const Answered second =
      call(Role::admin, Method::get, "/api/v1/training-runs?limit=2&cursor=" + text_at(first.body, "next_cursor"));
  EXPECT_EQ(second.body.at("runs").as_array().size(), 1U);
  EXPECT_TRUE(second.body.at("next_cursor").is_null());
}

TEST_F(TrainingEndpointsTest, AreClosedToThoseWithoutThePermission) {
  for (const Role role : {Role::viewer, Role::agent})
    EXPECT_EQ(call(role, Method::get, kRuns).status, 403);
  EXPECT_EQ(call(Role::developer, Method::post, kRuns, R"({"head":"math","dataset":"misses"})").status, 403);
  const std::string id = made();
  const ProjectId foreign = ProjectId::generate(world_.ids);
  for (const char* rest : {"", "/log", "/progress", "/events"})
    EXPECT_EQ(call_in(foreign, Role::admin, Method::get, path_of(id, rest)).status, 404) << rest;
  for (const char* rest : {"/cancel", "/resume"})
    EXPECT_EQ(call_in(foreign, Role::admin, Method::post, path_of(id, rest)).status, 404) << rest;
}

TEST_F(TrainingEndpointsTest, RefuseBadInputAndLeaveNothingBehind) {
  for (const auto* body : {
           "{}",
           R"({"head":"math"})",
           R"({"head":"tail","dataset":"misses"})",
           R"({"head":"math","dataset":"../misses"})",
           R"({"head":"math","dataset":"nothing"})",
           R"({"head":"math","dataset":"misses","lessons":[{"prompt":"a","answer":"b"}]})",
           R"({"head":"math","dataset":"misses","replay":"/etc/passwd"})",
           R"({"head":"math","dataset":"misses","validation":"nothing"})",
           R"({"head":"math","dataset":"misses","base":"nothing"})",
           R"({"head":"math","dataset":"misses","base":"../models/tiny"})",
           R"({"head":"math","dataset":"misses","name":"a b"})",
           R"({"head":"math","dataset":"misses","name":"--resume"})",
           R"({"head":"math","dataset":"misses","settings":{"rank":0}})",
           R"({"head":"math","dataset":"misses","settings":{"learning_rate":-1}})",
           R"({"head":"math","lessons":[{"prompt":"","answer":"b"}]})",
           R"({"head":"math","lessons":[{"prompt":"a"}]})",
           R"({"head":"math","dataset":"misses","command":"rm"})",
           R"({"head":"math","misses":false})",
           R"({"head":"math","misses":true})",
           R"({"head":"math","misses":true,"dataset":"misses"})",
           R"({"head":"math","misses":true,"lessons":[{"prompt":"a","answer":"b"}]})",
       }) {
    const Answered answered = create(body);
    EXPECT_EQ(answered.status, 400) << body;
    EXPECT_FALSE(answered.error.faults.empty()) << body;
  }
  EXPECT_TRUE(world_.folders.all().empty());
  EXPECT_EQ(call(Role::admin, Method::get, path_of("x")).status, 400);
  EXPECT_EQ(call(Role::admin, Method::get, path_of(world_.ids.next())).status, 404);
}

TEST_F(TrainingEndpointsTest, TakeSoManyLessonsAndNoMore) {
  const auto body_with = [](std::size_t count) {
    std::string lessons;
    for (std::size_t i = 0; i < count; ++i)
      lessons += fmt::format(R"({}{{"prompt":"{}","answer":"b"}})", i == 0 ? "" : ",", i);
    return fmt::format(R"({{"head":"math","lessons":[{}]}})", lessons);
  };
  const Answered taken = create(body_with(kLessonsPerRequestMax));
  ASSERT_EQ(taken.status, 201) << taken.error.message;
  EXPECT_EQ(taken.body.at("data").at("lessons").at("lessons").to_number<std::size_t>(), kLessonsPerRequestMax);
  EXPECT_EQ(create(body_with(kLessonsPerRequestMax + 1)).status, 400);
}

TEST_F(TrainingEndpointsTest, RefuseMoreTimeThanMayBeAskedFor) {
  EXPECT_EQ(create(R"({"head":"math","dataset":"misses","settings":{"seconds":100}})").status, 201);
  const Answered refused = create(R"({"head":"math","dataset":"misses","settings":{"seconds":101}})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.error.faults.at(0).path, "$.settings.seconds");
}

TEST_F(TrainingEndpointsTest, RefuseMoreRunsThanMayWait) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(create(R"({"head":"math","dataset":"misses","settings":{"seconds":1}})").status, 201);
  EXPECT_EQ(create(R"({"head":"math","dataset":"misses","settings":{"seconds":1}})").status, 429);
  EXPECT_EQ(world_.folders.all().size(), 3U) << "what was refused left no folder";
}

TEST_F(TrainingEndpointsTest, TellWhatTheRowNoLongerKeeps) {
  const RunId id = RunId::parse(made()).value();
  TrainingStore store(*world_.database);
  const Owner owner{"one", "x"};
  ASSERT_TRUE(world_.run(store.claim(id, owner)).value());
  RunFeed feed(server_.service, *world_.database, {world_.project}, id);
  world_.run(feed.next(std::chrono::milliseconds{0}));
  ASSERT_TRUE(world_.run(store.heartbeat(id, owner, {.log_tail = "the end", .log_bytes = 1'007})));
  EXPECT_EQ(world_.run(feed.next(std::chrono::milliseconds{0})),
            "event: log\ndata: {\"text\":\"the end\",\"skipped\":1000}\n\n");
  ASSERT_TRUE(world_.run(store.heartbeat(id, owner, {.log_tail = "the end!", .log_bytes = 1'008})));
  EXPECT_EQ(world_.run(feed.next(std::chrono::milliseconds{0})),
            "event: log\ndata: {\"text\":\"!\",\"skipped\":0}\n\n");
  EXPECT_EQ(world_.run(feed.next(std::chrono::milliseconds{0})), "") << "a keep-alive";
}

}  // namespace
}  // namespace swarm::training_runs
