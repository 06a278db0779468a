// From a question that the local model declines to an adapter that is trained on the answer.
#include <gmock/gmock.h>

#include "running_app.hpp"
#include "support/fake_engine.hpp"
#include "support/scripted_upstream.hpp"

namespace swarm::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr char kStory[] = "A squirrel hid 31 acorns and forgot 12 of those. How many does it remember?";

class Misses : public testing::Test {
 protected:
  Misses() {
    std::filesystem::create_directories(server_.data() / "models");
    std::ofstream(server_.data() / "models" / "tiny.gguf") << "GGUF";
  }
  // A local engine that knows nothing, a cloud that knows the answer, and a trainer that says what it was given.
  std::string settings() const {
    return fmt::format(
        "{}\n"
        "training: {{command: [/usr/bin/python3, {}/tests/support/fake_trainer.py, arguments, progress=1, result=good, "
        "finished=completed, '--']}}\n"
        "providers: [{{name: far, class: cloud, base_url: '{}', models: [{{name: large, "
        "dollars_per_million_input_tokens: 0, "
        "dollars_per_million_output_tokens: 0}}]}}]\n",
        engine_.settings(), SWARM_SOURCE_FOLDER, cloud_.base_url());
  }
  json::Value ask(std::string_view prompt) {
    return server_.made(
        server_.post("/api/v1/tasks", fmt::format(R"({{"prompt":"{}","head":"math","wait_ms":20000}})", prompt)));
  }
  json::Array misses() { return server_.made(server_.get("/api/v1/misses"), 200).at("misses").as_array(); }
  // Asked until this is among them.
  std::string metrics_with(std::string_view line) {
    const auto patience = std::chrono::steady_clock::now() + 60s;
    std::string text = server_.get("/metrics").body;
    while (!text.contains(line) && std::chrono::steady_clock::now() < patience)
      text = server_.get("/metrics").body;
    return text;
  }
  json::Value ended(const std::string& run) {
    const auto patience = std::chrono::steady_clock::now() + 120s;
    json::Value now = parsed(server_.get("/api/v1/training-runs/" + run).body);
    while (!now.at("ended_at").is_string() && std::chrono::steady_clock::now() < patience)
      now = parsed(server_.get("/api/v1/training-runs/" + run).body);
    return now;
  }

  FakeEngine engine_;
  scripted::Upstream cloud_{{}, scripted::reply(200, scripted::chat_reply("31-12=19\nAnswer: 19"))};
  RunningApp server_{settings()};
};

TEST_F(Misses, WhatTheLocalModelDeclinesAndTheCloudKnowsIsTrainedOn) {
  const json::Value task = ask(kStory);
  EXPECT_EQ(member(task, "value"), "19") << json::to_text(task);
  EXPECT_EQ(member(task, "provider"), "far");
  const json::Array kept = misses();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(member(kept[0], "shortcoming"), "declined");
  EXPECT_EQ(member(kept[0], "model"), "engine/small");
  EXPECT_EQ(member(kept[0], "model_answer"), "I don't know.");
  EXPECT_EQ(member(kept[0], "right_answer"), "19");
  EXPECT_EQ(member(kept[0], "source"), "cloud");
  EXPECT_EQ(member(kept[0], "task"), member(task, "id"));
  // Counted a moment after it is there.
  EXPECT_THAT(metrics_with(R"(swarm_misses_recorded_total{head="math",source="cloud"} 1)"),
              HasSubstr(R"(swarm_misses_recorded_total{head="math",source="cloud"} 1)"));

  const json::Value run = server_.made(server_.post("/api/v1/training-runs", R"({"head":"math","misses":true})"));
  const json::Value& data = run.at("data").at("lessons");
  EXPECT_EQ(member(data, "name"), "misses:math");
  EXPECT_EQ(member(data, "lessons"), "1");
  EXPECT_EQ(member(data, "sha256").size(), 64U);
  const std::string id = member(run, "id");
  const std::filesystem::path input = server_.data() / "training" / id / "input" / "lessons.jsonl";
  EXPECT_EQ(json::canonical_text(parsed(text_of(input))),
            json::canonical_text(json::Object{{"family", "stories"},
                                              {"head", "math"},
                                              {"prompt", kStory},
                                              {"thinking", "31-12:1-2=b9,3-1-1=1"},
                                              {"answer", "19"},
                                              {"content", member(kept[0], "content")}}));
  EXPECT_EQ(member(ended(id), "state"), "completed");
  EXPECT_THAT(member(server_.made(server_.get("/api/v1/training-runs/" + id + "/log"), 200), "text"),
              HasSubstr("--dataset " + input.string()));
}

TEST_F(Misses, APersonsCorrectionTakesThePlaceOfWhatTheCloudSaid) {
  const std::string task = member(ask("How many sheep does the shepherd count tonight?"), "id");
  const std::string path = fmt::format("/api/v1/tasks/{}/correction", task);
  EXPECT_EQ(member(server_.made(server_.post(path, R"({"answer":"20"})"), 200), "id"), member(misses().at(0), "id"));
  ask("how many sheep does the shepherd count tonight?");
  ASSERT_EQ(misses().size(), 1U);
  EXPECT_EQ(member(misses().at(0), "right_answer"), "20");
  EXPECT_EQ(member(misses().at(0), "model"), "engine/small");
  EXPECT_EQ(member(misses().at(0), "times"), "2");
  EXPECT_EQ(
      server_
          .post(fmt::format("/api/v1/tasks/{}/correction", member(server_.make_task("2+2"), "id")), R"({"answer":"5"})")
          .status,
      409);
  EXPECT_THAT(server_.get("/api/v1/audit").body, HasSubstr("tasks.correct"));
}

TEST_F(Misses, ARunWithoutAnyIsRefused) {
  for (const char* body : {R"({"head":"math","misses":true})", R"({"head":"math","misses":true,"dataset":"a"})",
                           R"({"head":"math","misses":true,"lessons":[{"prompt":"a","answer":"b"}]})"}) {
    const HttpAnswer refused = server_.post("/api/v1/training-runs", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_THAT(refused.body, HasSubstr("$.misses")) << body;
  }
}

}  // namespace
}  // namespace swarm::tests
