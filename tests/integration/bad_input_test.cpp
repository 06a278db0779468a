// Every body and every query parameter of every route, given wrongly in every way. The routes are the router's own.
#include "running_app.hpp"

namespace swarm::tests {
namespace {

using http::Route;

constexpr std::string_view kNoId = "00000000000000000000000000";

// A right body for each route that takes one, with every kind of member; a new route needs a new row.
const std::map<std::string, std::string>& samples() {
  static const std::map<std::string, std::string> kSamples{
      {"/api/v1/tasks",
       R"({"prompt":"2+2","head":"math","priority":"low","deadline_ms":1000,"wait_ms":1,"attempts_max":2,"metadata":{"a":1}})"},
      {"/api/v1/tasks/batch", R"({"tasks":[{"prompt":"2+2"},{"messages":[{"role":"user","content":"2+3"}]}]})"},
      {"/api/v1/workflows",
       R"({"name":"fresh","steps":[{"name":"a","prompt":"2+2"}],"on_failure":"continue","deadline_ms":1000,"wait_ms":1,"metadata":{"a":1}})"},
      {"/api/v1/tasks/{id}/feedback", R"({"correct":false,"right_answer":"5","note":"so"})"},
      {"/api/v1/tasks/{id}/correction", R"({"answer":"5"})"},
      {"/api/v1/projects", R"({"name":"fresh"})"},
      {"/api/v1/keys",
       R"({"name":"fresh","role":"viewer","scopes":["tasks_read"],"expires_at":"2099-01-01T00:00:00Z"})"},
      {"/api/v1/keys/{id}/rotate", R"({"overlap_ms":1000})"},
      {"/api/v1/webhooks", R"({"url":"https://8.8.8.8/","events":["task.completed"],"description":"so"})"},
      {"/api/v1/webhooks/{id}",
       R"({"url":"https://8.8.8.8/","events":["task.failed"],"description":"so","enabled":false})"},
      {"/api/v1/webhooks/{id}/rotate-secret", R"({"overlap_ms":1000})"},
      {"/api/v1/webhooks/{id}/test", R"({"wait_ms":1})"},
      {"/api/v1/budget/limits/{id}", R"({"dollars_per_day":1.5})"},
      {"/api/v1/budget/corrections", R"({"ledger":"day","dollars":0.5,"reason":"so"})"},
      {"/api/v1/ip-rules",
       R"({"cidr":"203.0.113.9","action":"block","note":"so","expires_at":"2099-01-01T00:00:00Z"})"},
      {"/api/v1/breakers/{provider}/open", R"({"reason":"so","duration_ms":1000})"},
      {"/api/v1/secrets/{name}", R"({"value":"so"})"},
      {"/api/v1/secrets/{name}/rotate", R"({"value":"so"})"},
      {"/api/v1/admin/secrets/rotate-master-key", R"({"abandon_unreadable":false})"},
      {"/admin/secrets/rotate-master-key", R"({"abandon_unreadable":false})"},
      {"/api/v1/models", R"({"path":"/nowhere/so.gguf","name":"so"})"},
      {"/api/v1/training-runs",
       R"({"head":"math","name":"so","base":"tiny","dataset":"so","lessons":[{"prompt":"a","answer":"b"}],"misses":false,"replay":"so","validation":"so","settings":{"rank":8}})"},
  };
  return kSamples;
}

// The sample with one member replaced by a token that need not be JSON.
std::string with_member(const std::string& sample, std::string_view name, std::string_view token) {
  constexpr std::string_view kMark = "@@token@@";
  json::Object object = parsed(sample).as_object();
  object[name] = json::Value(boost::json::string(kMark));
  std::string text = json::to_text(object);
  const std::string quoted = fmt::format("\"{}\"", kMark);
  return text.replace(text.find(quoted), quoted.size(), token);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

std::vector<std::string> wrong_documents(const std::string& sample) {
  const std::string members = sample.substr(0, sample.size() - 1);
  const std::string first =
      sample.substr(1, sample.find(',') == std::string::npos ? sample.size() - 2 : sample.find(',') - 1);
  return {
      sample.substr(0, sample.size() / 2),
      sample + "x",
      sample + sample,
      "[]",
      "null",
      "7",
      "\"text\"",
      "{,}",
      "nonsense",
      "\xEF\xBB\xBF" + sample,
      members + ",}",
      "{'a':1}",
      "{\"a\":NaN}",
      members + R"(,"no_such_member":1})",
      members + ",\"\":1}",
      members + ",\"\xff\xfe\":1}",
      members + "," + first + "}",
      members + R"(,"deep":)" + repeated("[", 200) + repeated("]", 200) + "}",
      repeated(R"({"a":)", 50'000),
      std::string("\0\0\0\0", 4),
  };
}

std::vector<std::string> wrong_members(const std::string& sample) {
  std::vector<std::string> bodies;
  for (const auto& one : parsed(sample).as_object()) {
    std::vector<std::string> tokens{"[[]]"};  // of no member's type
    if (one.value().is_string()) {
      for (const char* token : {R"("a\u0000b")", "\"\xff\xfe\"", R"("\ud800")", "\"a\x01\"", "7"})
        tokens.emplace_back(token);
      tokens.push_back('"' + std::string(300 * KiB, 'x') + '"');
    }
    if (one.value().is_number()) {
      for (const char* token : {"1e999", "-1e999", "99999999999999999999", "\"1\"", "true"})
        tokens.emplace_back(token);
      if (!one.value().is_double()) tokens.insert(tokens.end(), {"-1", "1.5"});
    }
    if (one.value().is_bool()) tokens.insert(tokens.end(), {"\"true\"", "1"});
    for (const std::string& token : tokens)
      bodies.push_back(with_member(sample, one.key(), token));
  }
  return bodies;
}

class BadInput : public testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<RunningApp>();
    task_ = member(server_->make_task("2+2"), "id");
    key_ = server_->make_key("viewer").id;
    before_ = stored();
  }
  void TearDown() override {
    EXPECT_EQ(stored(), before_) << "something refused was stored";
    EXPECT_EQ(server_->ask({"GET", "/health"}).status, 200);
  }

  // How many rows of each kind the API shows.
  std::string stored() const {
    std::string counts;
    for (const std::string kind : {"tasks", "projects", "keys", "ip-rules", "webhooks"}) {
      const json::Value page = server_->made(server_->get(fmt::format("/api/v1/{}?limit=500", kind)), 200);
      for (const auto& one : page.as_object()) {
        if (one.value().is_array()) counts += fmt::format("{} {}, ", kind, one.value().get_array().size());
      }
    }
    return counts;
  }
  std::string target_of(const Route& route) const {
    std::string target = route.path;
    if (const std::size_t name = target.find("{name}"); name != std::string::npos)
      return target.replace(name, 6, "KEY");
    const std::size_t open = target.find("{id}");
    if (open == std::string::npos) return target;
    const std::string id = target.starts_with("/api/v1/tasks/")  ? task_
                           : target.starts_with("/api/v1/keys/") ? key_
                                                                 : std::string(kNoId);
    return target.replace(open, 4, id);
  }
  // On one connection for as long as the server keeps it.
  HttpAnswer ask(const Asked& asked) {
    if (!client_) client_ = std::make_unique<RawHttpClient>(server_->port());
    HttpAnswer answer = client_->ask(RunningApp::request_text(asked));
    if (answer.header("connection") == "close" || answer.status == 0) client_.reset();
    return answer;
  }
  void is_refused(const Route& route, const std::string& body, const std::string& query = "") {
    const HttpAnswer answer =
        ask({std::string(http::name_of(route.method)), target_of(route) + query, server_->admin(), body});
    const std::string shown = fmt::format("{} {}{} with {}: {}", http::name_of(route.method), route.path,
                                          query.substr(0, 80), body.substr(0, 120), answer.body.substr(0, 300));
    ASSERT_EQ(answer.status, 400) << shown;
    ASSERT_EQ(answer.header("content-type"), "application/problem+json") << shown;
    const json::Value problem = parsed(answer.body);
    EXPECT_EQ(member(problem, "code"), "invalid_input") << shown;
    EXPECT_GT(member(problem, "detail").size(), 10u) << shown;
  }
  // Without those under /v1/, whose decoding is open and whose errors have OpenAI's form.
  std::vector<Route> routes() const {
    std::vector<Route> routes = server_->app().router().routes();
    std::erase_if(routes, [](const Route& route) { return route.path.starts_with("/v1/"); });
    return routes;
  }

  std::unique_ptr<RunningApp> server_;
  std::unique_ptr<RawHttpClient> client_;
  std::string task_, key_, before_;
};

TEST_F(BadInput, EveryRouteWithABodyRefusesADocumentThatIsWrong) {
  int tried = 0;
  for (const Route& route : routes()) {
    if (route.body_schema.is_null()) continue;
    ASSERT_TRUE(samples().contains(route.path)) << route.path << ": give it a sample";
    ++tried;
    for (const std::string& body : wrong_documents(samples().at(route.path)))
      is_refused(route, body);
  }
  EXPECT_EQ(tried, static_cast<int>(samples().size()));
}

TEST_F(BadInput, EveryMemberOfEveryBodyRefusesWhatItIsNot) {
  std::size_t tried = 0;
  for (const Route& route : routes()) {
    if (route.body_schema.is_null()) continue;
    const std::vector<std::string> bodies = wrong_members(samples().at(route.path));
    tried += bodies.size();
    for (const std::string& body : bodies)
      is_refused(route, body);
  }
  EXPECT_GE(tried, 120u);
}

// An infinity in what is only kept would be answered, and stored, as something that is no JSON.
TEST_F(BadInput, ANumberThatIsTooLargeIsRefusedAlsoWhereAnythingGoes) {
  for (const Route& route : routes()) {
    if (route.path != "/api/v1/tasks" || route.body_schema.is_null()) continue;
    is_refused(route, R"({"prompt":"2+2","metadata":{"a":1e999}})");
    is_refused(route, R"({"prompt":"2+2","metadata":{"a":[{"b":-1e400}]}})");
  }
}

TEST_F(BadInput, AnEmptyBodyAndAMissingMemberNameWhatIsMissing) {
  for (const Route& route : routes()) {
    const bool has_defaults_only = route.path.ends_with("/rotate") || route.path.ends_with("/rotate-secret") ||
                                   route.path.ends_with("/rotate-master-key") ||
                                   route.path == "/api/v1/webhooks/{id}/test";
    if (route.body_schema.is_null() || has_defaults_only) continue;
    is_refused(route, "");
    is_refused(route, "{}");
  }
}

TEST_F(BadInput, ARouteWithoutABodyTakesNone) {
  for (const Route& route : routes()) {
    if (!route.body_schema.is_null() || route.method == http::Method::delete_) continue;
    is_refused(route, R"({"unexpected":1})");
  }
}

TEST_F(BadInput, TheFaultIsNamedByItsPath) {
  const auto path_of_fault = [&](std::string target, std::string body) {
    const HttpAnswer answer = ask({"POST", std::move(target), server_->admin(), std::move(body)});
    const json::Value problem = parsed(answer.body);
    const json::Value* errors = problem.as_object().if_contains("errors");
    return errors == nullptr ? "none: " + answer.body : member(errors->as_array().at(0), "path");
  };
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"prompt":7})"), "$.prompt");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"prompt":"  \n "})"), "$.prompt");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"prompt":""})"), "$.prompt");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({})"), "$.prompt");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"messages":[{"role":"user","content":" "}]})"), "$.messages");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"messages":[{"role":"user"}]})"), "$.messages[0].content");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"prompt":"1","head":"tail"})"), "$.head");
  EXPECT_EQ(path_of_fault("/api/v1/tasks", R"({"prompt":"1","deadline_ms":0})"), "$.deadline_ms");
  EXPECT_EQ(path_of_fault("/api/v1/tasks/batch", R"({"tasks":[{"prompt":"1"},{"prompt":" "}]})"), "$.tasks[1].prompt");
  EXPECT_EQ(path_of_fault("/api/v1/tasks/batch", R"({"tasks":[]})"), "$.tasks");
  EXPECT_EQ(path_of_fault("/api/v1/tasks",
                          fmt::format(R"({{"prompt":"1","metadata":{{"a":"{}"}}}})", std::string(17 * KiB, 'x'))),
            "$.metadata");
  EXPECT_EQ(path_of_fault("/api/v1/keys", R"({"name":"a","role":"king"})"), "$.role");
}

TEST_F(BadInput, APromptOfAMegabyteIsTooLarge) {
  const std::string body = fmt::format(R"({{"prompt":"{}"}})", std::string(MiB, 'x'));
  const HttpAnswer answer = ask({"POST", "/api/v1/tasks", server_->admin(), body});
  EXPECT_EQ(answer.status, 413) << answer.body;
  EXPECT_EQ(member(parsed(answer.body), "code"), "too_large");
}

TEST(BadBody, ThatStopsHalfwayIsNotActedUpon) {
  const RunningApp server("http: {body_timeout_ms: 2000}");
  RawHttpClient client(server.port());
  client.send(
      fmt::format("POST /api/v1/tasks HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Length: 16\r\n\r\n{{\"prompt\"",
                  server.admin()));
  client.finish_sending();
  const HttpAnswer answer = client.read_answer();
  EXPECT_TRUE(answer.status == 0 || answer.status == 400 || answer.status == 408) << answer.status;
  EXPECT_EQ(server.tasks_stored(), 0);
}

TEST_F(BadInput, EveryQueryParameterRefusesWhatItIsNot) {
  int tried = 0;
  for (const Route& route : routes()) {
    if (route.query_schema.is_null()) continue;
    for (const auto& one : route.query_schema.at("properties").as_object()) {
      const std::string name(one.key());
      std::vector<std::string> values{"%ff", "%zz", "a%00b"};
      const json::Value* type = one.value().as_object().if_contains("type");
      if (type != nullptr && *type == "integer")
        values.insert(values.end(), {"x", "", "1.5", "-1", "0x1", "99999999999999999999", "1e999"});
      if (type != nullptr && *type == "boolean") values.insert(values.end(), {"x", "1", ""});
      if (name == "cursor") values.insert(values.end(), {"x", std::string(5000, 'x')});
      for (const std::string& value : values)
        is_refused(route, "", fmt::format("?{}={}", name, value));
      ++tried;
    }
    is_refused(route, "", "?limit=1&limit=2");
    is_refused(route, "", "?no_such_parameter=1");
    is_refused(route, "", "?" + repeated("limit=1&", 101));
  }
  EXPECT_GE(tried, 15);
}

TEST_F(BadInput, ARouteWithoutParametersTakesNone) {
  for (const Route& route : routes()) {
    if (route.query_schema.is_null() && route.body_schema.is_null()) is_refused(route, "", "?no_such_parameter=1");
  }
}

TEST_F(BadInput, AnIdThatIsNoneIsRefusedWithoutALookUp) {
  for (const Route& route : routes()) {
    const std::size_t open = route.path.find("{id}");
    if (open == std::string::npos) continue;
    for (const std::string id : {"x", "%00", "..%2f..%2fetc", "'%20OR%201=1--"}) {
      const std::string target = std::string(route.path).replace(open, 4, id);
      const std::string body = route.body_schema.is_null() ? "" : samples().at(route.path);
      const HttpAnswer answer = ask({std::string(http::name_of(route.method)), target, server_->admin(), body});
      EXPECT_TRUE(answer.status == 400 || answer.status == 404) << target << ": " << answer.status << answer.body;
    }
  }
}

// Accepted, and either answered or honestly not: never a hang, never a crash.
class HostilePrompts : public testing::Test {
 protected:
  json::Value answered(const std::string& prompt) {
    const json::Object body{{"prompt", prompt}, {"wait_ms", 30'000}};
    return server_.made(server_.post("/api/v1/tasks", json::to_text(body)));
  }
  RunningApp server_;
};

TEST_F(HostilePrompts, AbstainFromATowerOfPowersAndFromTenThousandParentheses) {
  for (const std::string& prompt : {std::string("9^9^9^9"), std::string("9^9^9^9^9^9^9^9^9"), repeated("(", 10'000),
                                    repeated("(", 1'500) + "1" + repeated(")", 1'500), repeated("-", 3'000) + "1",
                                    repeated("2^", 1'500) + "2", std::string("100000!"), repeated("9", 4'000) + "!"}) {
    const json::Value task = answered(prompt);
    EXPECT_EQ(member(task, "state"), "completed") << prompt.substr(0, 40) << json::to_text(task).substr(0, 500);
    EXPECT_EQ(member(task, "verdict"), "abstained")
        << prompt.substr(0, 40) << ": " << member(task, "answer").substr(0, 100);
    EXPECT_NE(member(task, "reason"), "") << prompt.substr(0, 40);
  }
  EXPECT_EQ(member(answered(repeated("1+", 2'000) + "1/0"), "value"), "undefined");
  EXPECT_EQ(member(answered("2+2"), "value"), "4");
}

}  // namespace
}  // namespace swarm::tests
