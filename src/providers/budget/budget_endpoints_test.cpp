#include "providers/budget/budget_endpoints.hpp"

#include <gmock/gmock.h>

#include "support/audited_world.hpp"
#include "support/in_process.hpp"

namespace swarm::budget {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class BudgetEndpointsTest : public testing::Test {
 protected:
  BudgetEndpointsTest() {
    endpoints_.declare(router_);
    service_.start();
    storage::WriteUnit unit;
    identity::IdentityStore::add_project(unit, {.id = project_, .name = "ours", .created_at = world_.clock.now()});
    identity::IdentityStore::add_project(unit, {.id = foreign_, .name = "theirs", .created_at = world_.clock.now()});
    identity::IdentityStore::add_key(unit, key_);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
  }
  ~BudgetEndpointsTest() override { world_.run(service_.stop()); }

  http::Principal principal(Role role) {
    http::Principal who = world_.caller(role, project_).principal;
    if (role == Role::developer) who.key_id = key_.id.text();
    return who;
  }
  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, principal(role), method, target, std::move(body));
  }
  void spend(const ProjectId& project, std::string key, Money amount) {
    auto reserved = world_.run(service_.reserve({.project = project, .key_id = std::move(key)}, amount));
    ASSERT_TRUE(reserved.has_value()) << reserved.error().message;
    reserved->settle(amount);
  }
  std::vector<std::string> listed(const Answered& answered) {
    std::vector<std::string> names;
    for (const json::Value& ledger : answered.body.at("ledgers").as_array())
      names.push_back(text_at(ledger, "ledger"));
    return names;
  }
  std::string own_key() { return "key:" + key_.id.text(); }
  std::string own_project() { return "project:" + project_.text(); }

  tests::AuditedWorld world_{{identity::schema(), schema()}};
  identity::IdentityStore identity_{*world_.database};
  BudgetService service_{BudgetConfig{},
                         {.database = *world_.database,
                          .audit = world_.audit,
                          .identity = identity_,
                          .ids = world_.ids,
                          .loop = world_.loop.loop(),
                          .clock = world_.clock,
                          .metrics = world_.metrics,
                          .log = world_.log,
                          .replica = "one"}};
  BudgetEndpoints endpoints_{service_};
  http::Router router_;
  ProjectId project_ = ProjectId::generate(world_.ids);
  ProjectId foreign_ = ProjectId::generate(world_.ids);
  identity::ApiKey key_{.id = identity::KeyId::generate(world_.ids),
                        .name = "k",
                        .project = project_,
                        .role = Role::developer,
                        .hash = "hash",
                        .created_at = world_.clock.now(),
                        .created_by = "me"};
};

TEST_F(BudgetEndpointsTest, ShowOperatorsAllLedgersWithLimitSpentAndTheDay) {
  spend(project_, key_.id.text(), dollars(0.5));
  spend(foreign_, "theirs", dollars(0.25));
  const Answered all = call(Role::operator_, Method::get, "/api/v1/budget");
  ASSERT_EQ(all.status, 200) << all.error.message;
  EXPECT_EQ(listed(all).size(), 6U) << "with the night's training";
  const json::Value& day = all.body.at("ledgers").as_array().at(0);
  EXPECT_EQ(text_at(day, "ledger"), "day");
  EXPECT_EQ(day.at("limit_dollars").to_number<double>(), 10);
  EXPECT_EQ(day.at("spent_dollars").to_number<double>(), 0.75);
  EXPECT_EQ(day.at("remaining_dollars").to_number<double>(), 9.25);
  EXPECT_EQ(text_at(day, "time_zone"), "UTC");
  EXPECT_TRUE(text_at(day, "period_ends_at").ends_with("T00:00:00.000Z"));
}

TEST_F(BudgetEndpointsTest, ShowOthersTheirOwnProjectAndKeyOnly) {
  spend(project_, "a-colleague", dollars(0.5));
  spend(foreign_, "theirs", dollars(0.25));
  const Answered own = call(Role::developer, Method::get, "/api/v1/budget");
  EXPECT_THAT(listed(own), testing::ElementsAre(own_key(), own_project()));
  EXPECT_EQ(call(Role::developer, Method::get, "/api/v1/budget/ledgers/" + own_project()).status, 200);
  for (const std::string& foreign : {std::string("day"), std::string("head:math"), "project:" + foreign_.text(),
                                     std::string("key:theirs"), std::string("key:a-colleague")}) {
    EXPECT_EQ(call(Role::developer, Method::get, "/api/v1/budget/ledgers/" + foreign).status, 404) << foreign;
    EXPECT_EQ(call(Role::viewer, Method::get, "/api/v1/budget/entries?ledger=" + foreign).status, 404) << foreign;
    EXPECT_EQ(call(Role::operator_, Method::get, "/api/v1/budget/ledgers/" + foreign).status, 200) << foreign;
  }
  EXPECT_EQ(call(Role::agent, Method::get, "/api/v1/budget").status, 403);
}

TEST_F(BudgetEndpointsTest, ListEntriesInPages) {
  spend(project_, key_.id.text(), dollars(0.01));
  const Answered own = call(Role::developer, Method::get, "/api/v1/budget/entries");
  ASSERT_EQ(own.body.at("entries").as_array().size(), 1U);
  const json::Value& entry = own.body.at("entries").as_array().at(0);
  EXPECT_EQ(text_at(entry, "ledger"), own_key());
  EXPECT_EQ(text_at(entry, "kind"), "grant");
  EXPECT_EQ(text_at(entry, "replica"), "one");
  const Answered first = call(Role::operator_, Method::get, "/api/v1/budget/entries?limit=2");
  ASSERT_EQ(first.body.at("entries").as_array().size(), 2U);
  const Answered second =
      call(Role::operator_, Method::get, "/api/v1/budget/entries?limit=2&cursor=" + text_at(first.body, "next_cursor"));
  EXPECT_EQ(second.body.at("entries").as_array().size(), 1U);
  EXPECT_TRUE(second.body.at("next_cursor").is_null());
}

TEST_F(BudgetEndpointsTest, SetAndRemoveLimitsOfKeysAndProjects) {
  const std::string path = "/api/v1/budget/limits/" + own_key();
  const Answered set = call(Role::admin, Method::put, path, R"({"dollars_per_day": 2})");
  ASSERT_EQ(set.status, 200) << set.error.message;
  EXPECT_EQ(set.body.at("limit_dollars").to_number<double>(), 2);
  EXPECT_TRUE(set.body.at("limit_is_stored").as_bool());
  EXPECT_EQ(
      call(Role::admin, Method::put, "/api/v1/budget/limits/" + own_project(), R"({"dollars_per_day": 0})").status,
      200);
  auto refused = world_.run(service_.reserve({.project = project_, .key_id = "any"}, dollars(0.01)));
  EXPECT_EQ(refused.error().reason, "project");
  EXPECT_EQ(call(Role::admin, Method::delete_, path).status, 204);
  EXPECT_EQ(call(Role::admin, Method::delete_, path).status, 404);
  EXPECT_EQ(call(Role::admin, Method::put, "/api/v1/budget/limits/day", R"({"dollars_per_day": 2})").status, 400);
  EXPECT_EQ(
      call(Role::admin, Method::put, "/api/v1/budget/limits/key:" + world_.ids.next(), R"({"dollars_per_day": 2})")
          .status,
      404);
  EXPECT_EQ(call(Role::admin, Method::put, path, R"({"dollars_per_day": -1})").status, 400);
  EXPECT_EQ(call(Role::operator_, Method::put, path, R"({"dollars_per_day": 2})").status, 403);
  EXPECT_EQ(world_.audited().size(), 3U);
}

TEST_F(BudgetEndpointsTest, CorrectAndResetAreAuditedAndForAdmins) {
  spend(project_, key_.id.text(), dollars(0.5));
  const Answered corrected = call(Role::admin, Method::post, "/api/v1/budget/corrections",
                                  R"({"ledger": "day", "dollars": -0.02, "reason": "the invoice"})");
  ASSERT_EQ(corrected.status, 200) << corrected.error.message;
  EXPECT_EQ(corrected.body.at("spent_dollars").to_number<double>(), 0.48);
  EXPECT_EQ(call(Role::admin, Method::post, "/api/v1/budget/corrections",
                 R"({"ledger": "day", "dollars": -5, "reason": "too much"})")
                .status,
            400);
  const Answered reset = call(Role::admin, Method::post, "/api/v1/admin/budget/reset");
  ASSERT_EQ(reset.status, 200) << reset.error.message;
  EXPECT_EQ(reset.body.at("ledgers").as_array().at(0).at("spent_dollars").to_number<double>(), 0);
  EXPECT_EQ(reset.body.at("ledgers").as_array().at(0).at("epoch").as_int64(), 2);
  EXPECT_EQ(call(Role::admin, Method::post, "/admin/budget/reset").status, 200);
  for (const Role role : {Role::viewer, Role::developer, Role::operator_}) {
    EXPECT_EQ(call(role, Method::post, "/admin/budget/reset").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/budget/corrections", "{}").status, 403);
  }
  EXPECT_THAT(world_.audited(), testing::ElementsAre("budget.correct day", "budget.reset day", "budget.reset day"));
}

TEST_F(BudgetEndpointsTest, AnotherProjectsKeyCannotSpendOurs) {
  ASSERT_EQ(
      call(Role::admin, Method::put, "/api/v1/budget/limits/" + own_project(), R"({"dollars_per_day": 1})").status,
      200);
  spend(foreign_, "theirs", dollars(3));
  const Answered own = call(Role::developer, Method::get, "/api/v1/budget/ledgers/" + own_project());
  EXPECT_EQ(own.body.at("remaining_dollars").to_number<double>(), 1);
  EXPECT_EQ(own.body.at("spent_dollars").to_number<double>(), 0);
}

}  // namespace
}  // namespace swarm::budget
