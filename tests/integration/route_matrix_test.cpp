// Every route with every kind of key. The list is the router's own, so that a new route is in the matrix by itself.
#include "platform/identity/permissions.hpp"
#include "providers/local_engine/model_record.hpp"
#include "running_app.hpp"

namespace swarm::tests {
namespace {

using http::Method;
using http::Permission;
using http::Role;
using http::Route;

constexpr std::string_view kSettings =
    "limits: {failed_authentications_per_minute: 0}\n"
    "training: {command: [/bin/false], queued_max: 1000}\n"
    "providers: [{name: example, base_url: 'http://127.0.0.1:1/v1', models: [{name: tiny}]}]\n";
constexpr Role kRoles[] = {Role::viewer, Role::agent, Role::developer, Role::operator_, Role::admin};

// A well-formed key that was never issued: the last character of a checksum is changed.
std::string malformed(std::string key) {
  key.back() = key.back() == 'a' ? 'b' : 'a';
  return key;
}

std::optional<Role> smallest_role_with(Permission permission) {
  for (const Role role : kRoles) {
    if (identity::permissions_of(role).contains(permission)) return role;
  }
  return std::nullopt;
}

std::optional<Role> role_without(Permission permission) {
  for (const Role role : kRoles) {
    if (!identity::permissions_of(role).contains(permission)) return role;
  }
  return std::nullopt;
}

std::string name_of(const Route& route) {
  return fmt::format("{} {}", http::name_of(route.method), route.path);
}

class RouteMatrix : public testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<RunningApp>(kSettings);
    other_project_ = server_->make_project("other");
    for (const Role role : kRoles) {
      keys_[role] = server_->make_key(json::name_of(role)).text;
      foreign_[role] = server_->make_key(json::name_of(role), fmt::format(R"(,"project":"{}")", other_project_)).text;
    }
    const RunningApp::Key revoked = server_->make_key("admin");
    ASSERT_EQ(server_->ask({"DELETE", "/api/v1/keys/" + revoked.id, server_->admin()}).status, 204);
    revoked_ = revoked.text;
    expired_ = make_expired_key();
  }

  // Ended by another that takes its place. The wall clock may step back: asked until it is over.
  std::string make_expired_key() const {
    const RunningApp::Key key = server_->make_key("admin");
    server_->made(server_->post(fmt::format("/api/v1/keys/{}/rotate", key.id), R"({"overlap_ms":0})"));
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{120};
    while (std::chrono::steady_clock::now() < patience) {
      const HttpAnswer answer = server_->ask({"GET", "/api/v1/self", key.text});
      if (answer.status == 401 && member(parsed(answer.body), "reason") == "key_expired") return key.text;
    }
    ADD_FAILURE() << "the key never expired";
    return key.text;
  }

  // Something of ours for the {id} of a route; made anew for each call, because a call may delete it.
  std::string made_for(const Route& route) {
    if (route.path.find('{') == std::string::npos) return "";
    if (route.path.starts_with("/api/v1/tasks/")) return member(server_->make_task("2+2"), "id");
    if (route.path.starts_with("/api/v1/workflows/")) {
      const auto workflow =
          server_->post("/api/v1/workflows", R"({"steps":[{"name":"a","prompt":"2+2"}],"wait_ms":20000})");
      return member(server_->made(workflow), "id");
    }
    if (route.path.starts_with("/api/v1/projects/")) return server_->make_project(fmt::format("p{}", ++made_));
    if (route.path.starts_with("/api/v1/keys/")) return server_->make_key("viewer").id;
    if (route.path.starts_with("/api/v1/ip-rules/")) {
      const auto rule =
          server_->post("/api/v1/ip-rules", fmt::format(R"({{"cidr":"203.0.113.{}","action":"block"}})", ++made_));
      return member(server_->made(rule), "id");
    }
    if (route.path.starts_with("/api/v1/webhooks/")) return make_webhook();
    if (route.path.starts_with("/api/v1/training-runs/")) return make_training_run();
    if (route.path.starts_with("/api/v1/misses/")) return make_miss();
    if (route.path.starts_with("/api/v1/providers/") || route.path.starts_with("/api/v1/breakers/")) return "example";
    if (route.path.starts_with("/v1/models/")) return "swarm";
    if (route.path.starts_with("/api/v1/models/")) return make_model();
    if (route.path.starts_with("/api/v1/budget/")) return make_budget_limit();
    if (route.path.starts_with("/api/v1/secrets/")) {
      const std::string name = fmt::format("KEY_{}", ++made_);
      const HttpAnswer set = server_->ask({"PUT", "/api/v1/secrets/" + name, server_->admin(), R"({"value":"x"})"});
      EXPECT_EQ(set.status, 201) << set.body;
      return name;
    }
    ADD_FAILURE() << name_of(route) << ": teach made_for() how to make what its path names";
    return "";
  }

  // Its trainer fails at once.
  std::string make_training_run() const {
    std::filesystem::create_directories(server_->data() / "models");
    std::ofstream(server_->data() / "models" / "tiny.gguf") << "GGUF";
    const auto run =
        server_->post("/api/v1/training-runs", R"({"head":"math","lessons":[{"prompt":"a","answer":"b"}]})");
    return member(server_->made(run), "id");
  }
  // Nobody computes it, and a person tells the answer.
  std::string make_miss() const {
    const auto task = server_->made(server_->post(
        "/api/v1/tasks", R"({"prompt":"who painted the ceiling?","strategy":"compute","wait_ms":20000})"));
    const std::string path = fmt::format("/api/v1/tasks/{}/correction", member(task, "id"));
    return member(server_->made(server_->post(path, R"({"answer":"Michelangelo"})"), 200), "id");
  }
  // With a delivery of its own, which call() puts into the path.
  std::string make_webhook() {
    const auto made = server_->made(server_->post("/api/v1/webhooks", R"({"url":"https://hooks.example.invalid/"})"));
    const std::string id = member(made.at("webhook"), "id");
    const auto tested =
        server_->made(server_->post(fmt::format("/api/v1/webhooks/{}/test", id), R"({"wait_ms":0})"), 200);
    delivery_ = member(tested.at("delivery"), "id");
    return id;
  }
  // As if it had been added: no engine runs that could check it.
  std::string make_model() {
    const local_engine::ModelRecord record{
        .name = fmt::format("model-{}", ++made_), .sha256 = "", .added_from = "", .facts = {}};
    const std::filesystem::path folder = server_->data() / "models";
    std::filesystem::create_directories(folder);
    EXPECT_TRUE(record.write(folder));
    std::ofstream(folder / (record.name + ".gguf")) << "weights";
    return record.name;
  }
  // The ledger of our project, with a limit of its own.
  std::string make_budget_limit() {
    const std::string project = member(parsed(server_->ask({"GET", "/api/v1/self", server_->admin()}).body), "project");
    const std::string ledger = "project:" + project;
    server_->made(
        server_->ask({"PUT", "/api/v1/budget/limits/" + ledger, server_->admin(), R"({"dollars_per_day":1})"}), 200);
    return ledger;
  }
  static std::string body_for(const Route& route) {
    if (route.path == "/api/v1/budget/limits/{id}" && route.method == Method::put) return R"({"dollars_per_day":1})";
    if (route.path.ends_with("/correction")) return R"({"answer":"5"})";
    if (route.path.ends_with("/feedback")) return R"({"correct":true})";
    if (route.path.starts_with("/api/v1/secrets/") && route.method != Method::delete_) return R"({"value":"x"})";
    if (route.path.ends_with("/test")) return R"({"wait_ms":0})";
    if (route.path == "/api/v1/webhooks/{id}" && route.method == Method::patch) return R"({"enabled":true})";
    return route.path.ends_with("/rotate-secret") || route.path.ends_with("/open") ? "{}" : "";
  }

  HttpAnswer call(const Route& route, const std::string& key, const std::string& id) {
    std::string target = route.path;
    if (const std::size_t open = target.find("{delivery}"); open != std::string::npos) {
      target.replace(open, std::string_view("{delivery}").size(), delivery_);
    }
    if (const std::size_t open = target.find('{'); open != std::string::npos) {
      target.replace(open, target.find('}') - open + 1, id);
    }
    RawHttpClient client(server_->port());
    client.send(RunningApp::request_text({std::string(http::name_of(route.method)), target, key, body_for(route)}));
    if (route.response_content_type != "text/event-stream") return client.read_answer();
    return client.read_head();  // a feed has no end
  }
  void refuses(const Route& route, std::string_view with, const std::string& key, int status) {
    const HttpAnswer answer = call(route, key, "00000000000000000000000000");
    EXPECT_EQ(answer.status, status) << name_of(route) << " with " << with << ": " << answer.body;
    if (status == 401) EXPECT_EQ(answer.header("www-authenticate"), "Bearer") << name_of(route);
    const bool is_openai = route.path.starts_with("/v1/");
    EXPECT_EQ(answer.header("content-type"), is_openai ? "application/json" : "application/problem+json")
        << name_of(route);
  }
  void admits(const Route& route, std::string_view with, const std::string& key, const std::string& id) {
    const HttpAnswer answer = call(route, key, id);
    EXPECT_NE(answer.status, 0) << name_of(route) << " with " << with;
    EXPECT_NE(answer.status, 401) << name_of(route) << " with " << with << ": " << answer.body;
    EXPECT_NE(answer.status, 403) << name_of(route) << " with " << with << ": " << answer.body;
    EXPECT_NE(answer.status, 404) << name_of(route) << " with " << with << ": " << answer.body;
    EXPECT_LT(answer.status, 500) << name_of(route) << " with " << with << ": " << answer.body;
  }
  std::vector<Route> guarded_routes() const {
    std::vector<Route> guarded;
    for (const Route& route : server_->app().router().routes()) {
      if (route.permission != Permission::open) guarded.push_back(route);
    }
    return guarded;
  }

  std::unique_ptr<RunningApp> server_;
  std::map<Role, std::string> keys_, foreign_;
  std::string other_project_, revoked_, expired_;
  std::string delivery_ = "00000000000000000000000000";
  int made_ = 0;
};

TEST_F(RouteMatrix, RefusesEveryGuardedRouteWithoutAValidKey) {
  ASSERT_GT(guarded_routes().size(), 25u);
  for (const Route& route : guarded_routes()) {
    if (route.permission != Permission::metrics_read) refuses(route, "no key", "", 401);
    refuses(route, "a malformed key", malformed(server_->admin()), 401);
    refuses(route, "an expired key", expired_, 401);
    refuses(route, "a revoked key", revoked_, 401);
  }
}

TEST_F(RouteMatrix, RefusesEveryGuardedRouteToARoleWithoutThePermission) {
  int tried = 0;
  for (const Route& route : guarded_routes()) {
    const auto role = role_without(route.permission);
    if (!role) continue;  // every role may, and the next test narrows it
    refuses(route, json::name_of(*role), keys_[*role], 403);
    ++tried;
  }
  EXPECT_GE(tried, 18);
}

TEST_F(RouteMatrix, RefusesEveryGuardedRouteToAnAdminsKeyWithOtherScopes) {
  const std::string metrics_only = server_->make_key("admin", R"(,"scopes":["metrics_read"])").text;
  for (const Route& route : guarded_routes()) {
    if (route.permission == Permission::self_read || route.permission == Permission::metrics_read) continue;
    refuses(route, "scopes for something else", metrics_only, 403);
  }
}

TEST_F(RouteMatrix, AdmitsEveryRouteWithTheSmallestRoleThatMay) {
  for (const Route& route : guarded_routes()) {
    const auto role = smallest_role_with(route.permission);
    ASSERT_TRUE(role) << name_of(route);
    const bool is_own_project = route.path == "/api/v1/projects/{id}" && *role != Role::admin;
    const HttpAnswer self = server_->ask({"GET", "/api/v1/self", keys_[*role]});
    admits(route, json::name_of(*role), keys_[*role],
           is_own_project ? member(parsed(self.body), "project") : made_for(route));
  }
}

TEST_F(RouteMatrix, AnAdminMayCallEveryRoute) {
  for (const Route& route : server_->app().router().routes())
    admits(route, "the admin's key", server_->admin(), made_for(route));
}

TEST_F(RouteMatrix, OpenRoutesTakeAnyKeyOrNone) {
  for (const Route& route : server_->app().router().routes()) {
    if (route.permission != Permission::open) continue;
    admits(route, "no key", "", made_for(route));
    admits(route, "a malformed key", malformed(server_->admin()), made_for(route));
    admits(route, "a revoked key", revoked_, made_for(route));
  }
}

// Roles below admin see their own project; what is in another one does not exist for them. Address rules belong to
// the server as a whole.
TEST_F(RouteMatrix, WhatBelongsToAnotherProjectDoesNotExist) {
  int tried = 0;
  for (const Route& route : guarded_routes()) {
    if (route.path.find("{id}") == std::string::npos || route.path.starts_with("/api/v1/ip-rules/")) continue;
    const auto role = smallest_role_with(route.permission);
    if (*role == Role::admin) continue;
    const HttpAnswer answer = call(route, foreign_[*role], made_for(route));
    EXPECT_EQ(answer.status, 404) << name_of(route) << ": " << answer.body;
    ++tried;
  }
  EXPECT_GE(tried, 9);
}

TEST_F(RouteMatrix, AnAdminOfAnotherProjectSeesNoTasksWithoutNamingTheProject) {
  for (const Route& route : guarded_routes()) {
    if (!route.path.starts_with("/api/v1/tasks/{id}")) continue;
    const HttpAnswer answer = call(route, foreign_[Role::admin], made_for(route));
    EXPECT_EQ(answer.status, 404) << name_of(route) << ": " << answer.body;
  }
}

TEST_F(RouteMatrix, EveryRouteIsDescribed) {
  const json::Value document = server_->made(server_->ask({"GET", "/openapi.json"}), 200);
  const json::Object& paths = document.at("paths").as_object();
  for (const Route& route : server_->app().router().routes()) {
    std::string path = route.path;
    if (path.ends_with("...}")) path.replace(path.size() - 4, 4, "}");  // OpenAPI has no word for it
    ASSERT_TRUE(paths.contains(path)) << name_of(route);
    const json::Value* operation = paths.at(path).as_object().if_contains(to_lower(http::name_of(route.method)));
    ASSERT_NE(operation, nullptr) << name_of(route);
    EXPECT_GT(member(*operation, "summary").size(), 5u) << name_of(route);
    EXPECT_EQ(member(*operation, "x-permission"), json::name_of(route.permission)) << name_of(route);
  }
}

TEST_F(RouteMatrix, EverythingDescribedIsARoute) {
  const json::Value document = server_->made(server_->ask({"GET", "/openapi.json"}), 200);
  std::size_t described = 0;
  for (const auto& path : document.at("paths").as_object())
    described += path.value().as_object().size();
  EXPECT_EQ(described, server_->app().router().routes().size());
}

}  // namespace
}  // namespace swarm::tests
