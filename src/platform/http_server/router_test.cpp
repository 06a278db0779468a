#include "platform/http_server/router.hpp"

#include <gtest/gtest.h>

#include "support/run.hpp"

namespace swarm::http {
namespace {

enum class Colour { red, green };
constexpr std::array<json::EnumName<Colour>, 2> enum_names(Colour) {
  return {{{Colour::red, "red"}, {Colour::green, "green"}}};
}

struct ThingTag {
  static constexpr std::string_view name = "thing";
};
using ThingId = Id<ThingTag>;

struct ThingPath {
  std::optional<ThingId> id;
  static constexpr auto schema = json::object("ThingPath", json::field("id", &ThingPath::id, "Which.", json::required));
};
struct PartPath {
  std::string thing;
  std::uint16_t part = 0;
  static constexpr auto schema =
      json::object("PartPath", json::field("thing", &PartPath::thing, "Which thing.", json::required),
                   json::field("part", &PartPath::part, "Which part.", json::required));
};
struct Everything {
  std::int64_t count = 1;
  std::uint64_t big = 0;
  bool flag = false;
  double share = 0;
  std::string text{};
  Colour colour = Colour::red;
  std::chrono::milliseconds pause{0};
  Bytes size{};
  std::optional<std::int64_t> maybe{};
  std::optional<Time> after{};
  std::vector<Colour> colours{};
  std::vector<std::int64_t> numbers{};
  static constexpr auto schema = json::object(
      "Everything", json::field("count", &Everything::count, "A number.", json::between{-5, 5}),
      json::field("big", &Everything::big, "A large number."), json::field("flag", &Everything::flag, "Yes or no."),
      json::field("share", &Everything::share, "A part of one.", json::fraction{0, 1}),
      json::field("text", &Everything::text, "Words.", json::length{0, 10}),
      json::field("colour", &Everything::colour, "One."), json::field("pause_ms", &Everything::pause, "How long."),
      json::field("size", &Everything::size, "How much."), json::field("maybe", &Everything::maybe, "Not always."),
      json::field("after", &Everything::after, "A time."),
      json::field("colours", &Everything::colours, "Several.", json::items{0, 3}),
      json::field("numbers", &Everything::numbers, "Several."));
};
struct Thing {
  std::string name{};
  static constexpr auto schema =
      json::object("Thing", json::field("name", &Thing::name, "Its name.", json::required, json::length{1, 10}));
};

class Endpoints {
 public:
  Everything seen{};
  Async<Result<Thing>> find(RequestContext, Path<ThingPath> path) { co_return Thing{path.value.id->text()}; }
  Async<Result<Thing>> part(RequestContext, Path<PartPath> path) const {
    co_return Thing{fmt::format("{}/{}", path.value.thing, path.value.part)};
  }
  Async<Result<NoContent>> look(RequestContext, Query<Everything> query) {
    seen = query.value;
    co_return NoContent{};
  }
  Async<Result<Created<Thing>>> create(RequestContext, Body<Thing> body) {
    co_return Created<Thing>{body.value, "/things/1"};
  }
  Async<Result<Accepted<Thing>>> batch(RequestContext, Body<Thing> body) { co_return Accepted<Thing>{body.value}; }
  Async<Result<WithStatus<Thing>>> change(RequestContext, Path<ThingPath>, Query<Everything>, Body<Thing> body) {
    co_return WithStatus<Thing>{body.value, 207};
  }
  Async<Result<Raw>> picture(RequestContext) { co_return Raw{"image/png", "not really"}; }
  Async<Result<EventStream>> listen(RequestContext) { co_return EventStream{}; }
};

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    router.get<&Endpoints::find>("/things/{id}", Permission::tasks_read, endpoints, "One thing.");
    router.patch<&Endpoints::change>("/things/{id}", Permission::tasks_write, endpoints, "Change it.");
    router.get<&Endpoints::part>("/things/{thing}/parts/{part}", Permission::tasks_read, endpoints, "A part.");
    router.post<&Endpoints::create>("/things", Permission::tasks_write, endpoints, "Make one.");
    router.post<&Endpoints::batch>("/things/batch", Permission::tasks_write, endpoints, "Make many.");
    router.get<&Endpoints::look>("/look", Permission::open, endpoints, "Look around.");
    router.get<&Endpoints::picture>("/picture", Permission::open, endpoints, "A picture.");
    router.get<&Endpoints::listen>("/events", Permission::tasks_read, endpoints, "What happens.");
    router.alias("/old/things/{id}", Method::get, "/things/{id}");
  }

  Result<Response> ask(Method method, std::string_view path, std::string query = "", std::string body = "") {
    Router::Match match = router.match(method, path);
    if (match.route == nullptr) return fail(ErrorCode::not_found, "no route");
    RequestContext context{.principal = {.project = *ProjectId::parse("00000000000000000000000000")}};
    return tests::run(
        match.route->run(context, Request{.query = std::move(query), .body = std::move(body)}, match.parameters));
  }
  std::vector<Fault> faults(Method method, std::string_view path, std::string query = "", std::string body = "") {
    const Result<Response> answer = ask(method, path, std::move(query), std::move(body));
    return answer ? std::vector<Fault>{} : answer.error().faults;
  }
  std::vector<std::string> fault_paths(std::string query) {
    std::vector<std::string> paths;
    for (const Fault& fault : faults(Method::get, "/look", std::move(query)))
      paths.push_back(fault.path);
    return paths;
  }

  static constexpr std::string_view kId = "01arz3ndektsv4rrffq69g5fav";
  Endpoints endpoints;
  Router router;
};

TEST_F(RouterTest, TellsAnUnknownPathFromAWrongMethod) {
  EXPECT_EQ(router.match(Method::get, "/nothing").route, nullptr);
  EXPECT_TRUE(router.match(Method::get, "/nothing").allowed.empty());
  EXPECT_TRUE(router.match(Method::get, "/things/x/").allowed.empty());
  EXPECT_TRUE(router.match(Method::get, "/things//parts/1").allowed.empty());
  const Router::Match wrong = router.match(Method::delete_, "/things/x");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allowed, (std::vector<Method>{Method::get, Method::patch, Method::head, Method::options}));
}

TEST_F(RouterTest, PrefersALiteralAndStillFindsTheParameter) {
  EXPECT_EQ(router.match(Method::post, "/things/batch").route->path, "/things/batch");
  EXPECT_EQ(router.match(Method::get, "/things/batch").route->path, "/things/{id}");
  EXPECT_EQ(router.match(Method::put, "/things/batch").allowed,
            (std::vector<Method>{Method::post, Method::get, Method::patch, Method::head, Method::options}));
}

TEST_F(RouterTest, AnswersHeadWhereThereIsGet) {
  EXPECT_EQ(router.match(Method::head, "/picture").route->path, "/picture");
  EXPECT_EQ(router.match(Method::head, "/things").route, nullptr);
}

TEST_F(RouterTest, DecodesParametersOnce) {
  EXPECT_EQ(router.match(Method::get, "/things/a%2Fb%2520").parameters, std::vector<std::string>{"a/b%20"});
  EXPECT_EQ(router.match(Method::get, "/things/%zz").route, nullptr);
  EXPECT_EQ(router.match(Method::get, "/things/%C3").route, nullptr);
  EXPECT_EQ(router.match(Method::get, "/th%69ngs/x").route->path, "/things/{id}");
}

TEST_F(RouterTest, BoundsTheNumberOfSegments) {
  std::string path;
  for (int i = 0; i < 10'000; ++i)
    path += "/things";
  EXPECT_EQ(router.match(Method::get, path).route, nullptr);
}

TEST_F(RouterTest, HandsOverPathParameters) {
  EXPECT_EQ(ask(Method::get, fmt::format("/things/{}", kId)).value().body, fmt::format(R"({{"name":"{}"}})", kId));
  EXPECT_EQ(ask(Method::get, "/things/a/parts/7").value().body, R"({"name":"a/7"})");
  EXPECT_EQ(ask(Method::get, fmt::format("/old/things/{}", kId)).value().status, 200);
}

TEST_F(RouterTest, NamesThePathOfAWrongParameter) {
  const std::vector<Fault> wrong_id = faults(Method::get, "/things/x");
  ASSERT_EQ(wrong_id.size(), 1U);
  EXPECT_EQ(wrong_id[0].path, "$.path.id");
  EXPECT_EQ(faults(Method::get, "/things/a/parts/70000")[0].path, "$.path.part");
  EXPECT_EQ(faults(Method::get, "/things/a/parts/1x")[0].path, "$.path.part");
}

TEST_F(RouterTest, TurnsQueryTextsIntoWhatTheFieldsWant) {
  ASSERT_TRUE(ask(Method::get, "/look",
                  "count=-3&big=18446744073709551615&flag=true&share=0.25&text=a+b%2B&colour=green&pause_ms=250&size=4%"
                  "20KiB&maybe=7"
                  "&after=2026-01-02T03:04:05Z&colours=red,green&colours=red&numbers=1,2"));
  const Everything& seen = endpoints.seen;
  EXPECT_EQ(seen.count, -3);
  EXPECT_EQ(seen.big, std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(seen.flag);
  EXPECT_EQ(seen.share, 0.25);
  EXPECT_EQ(seen.text, "a b+");
  EXPECT_EQ(seen.colour, Colour::green);
  EXPECT_EQ(seen.pause, std::chrono::milliseconds{250});
  EXPECT_EQ(seen.size, Bytes{4096});
  EXPECT_EQ(seen.maybe, 7);
  EXPECT_TRUE(seen.after);
  EXPECT_EQ(seen.colours, (std::vector<Colour>{Colour::red, Colour::green, Colour::red}));
  EXPECT_EQ(seen.numbers, (std::vector<std::int64_t>{1, 2}));
}

TEST_F(RouterTest, TakesDigitsAsATextWhereATextIsWanted) {
  ASSERT_TRUE(ask(Method::get, "/look", "text=123&pause_ms=2s"));
  EXPECT_EQ(endpoints.seen.text, "123");
  EXPECT_EQ(endpoints.seen.pause, std::chrono::seconds{2});
}

TEST_F(RouterTest, RefusesWrongQueriesByName) {
  using Paths = std::vector<std::string>;
  EXPECT_EQ(fault_paths("count=6"), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("count="), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("count=1.0"), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("count=+1"), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("count=99999999999999999999999"), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("flag=yes"), Paths{"$.query.flag"});
  EXPECT_EQ(fault_paths("flag"), Paths{"$.query.flag"});
  EXPECT_EQ(fault_paths("share=nan"), Paths{"$.query.share"});
  EXPECT_EQ(fault_paths("colour=blue"), Paths{"$.query.colour"});
  EXPECT_EQ(fault_paths("text=a%00b"), Paths{"$.query.text"});
  EXPECT_EQ(fault_paths("text=12345678901"), Paths{"$.query.text"});
  EXPECT_EQ(fault_paths("numbers=1,x"), Paths{"$.query.numbers[1]"});
  EXPECT_EQ(fault_paths("colours=red,red,red,red"), Paths{"$.query.colours"});
  EXPECT_EQ(fault_paths("surprise=1"), Paths{"$.query.surprise"});
  EXPECT_EQ(fault_paths("count=1&count=2"), Paths{"$.query.count"});
  EXPECT_EQ(fault_paths("text=%FF"), Paths{"$.query"});
  EXPECT_EQ(fault_paths("=1"), Paths{"$.query"});
  EXPECT_EQ(fault_paths("count=9&flag=x"), (Paths{"$.query.count", "$.query.flag"}));
  EXPECT_TRUE(fault_paths("").empty());
  EXPECT_TRUE(fault_paths("&&").empty());
}

TEST_F(RouterTest, BoundsTheNumberOfQueryParameters) {
  std::string query;
  for (std::size_t i = 0; i < kQueryParametersMax; ++i)
    query += "colours=&";
  EXPECT_TRUE(fault_paths(query).empty());
  EXPECT_EQ(fault_paths(query + "colours="), std::vector<std::string>{"$.query"});
}

TEST_F(RouterTest, RefusesParametersAndBodiesThatNobodyReads) {
  EXPECT_EQ(faults(Method::get, "/picture", "a=1")[0].path, "$.query.a");
  EXPECT_EQ(faults(Method::get, "/picture", "", "{\"a\":1}")[0].path, "$");
  EXPECT_TRUE(ask(Method::get, "/picture", "", "{}"));
}

TEST_F(RouterTest, ReportsAllFaultsOfARequestTogether) {
  const std::vector<Fault> found = faults(Method::patch, "/things/x", "count=9", R"({"name":"","more":1})");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].path, "$.path.id");
  EXPECT_EQ(found[1].path, "$.query.count");
  EXPECT_EQ(found[2].path, "$.name");
  EXPECT_EQ(found[3].path, "$.more");
}

TEST_F(RouterTest, AsksForTheBodyThatIsMissing) {
  const std::vector<Fault> found = faults(Method::post, "/things");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], (Fault{"$", "a JSON body is required, but there is none"}));
  EXPECT_EQ(faults(Method::post, "/things", "", "{\"name\":\"a\"")[0].path, "$");
}

TEST_F(RouterTest, EncodesEachKindOfResult) {
  const Response created = ask(Method::post, "/things", "", R"({"name":"a"})").value();
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.headers, (std::vector<Header>{{"Location", "/things/1"}}));
  EXPECT_EQ(created.body, R"({"name":"a"})");
  EXPECT_EQ(ask(Method::post, "/things/batch", "", R"({"name":"a"})").value().status, 202);
  EXPECT_EQ(ask(Method::patch, fmt::format("/things/{}", kId), "", R"({"name":"a"})").value().status, 207);
  EXPECT_EQ(ask(Method::get, "/look").value().status, 204);
  EXPECT_EQ(ask(Method::get, "/look").value().content_type, "");
  EXPECT_EQ(ask(Method::get, "/picture").value().content_type, "image/png");
  EXPECT_EQ(ask(Method::get, "/events").value().content_type, "text/event-stream");
}

using RouterDeathTest = RouterTest;

TEST_F(RouterDeathTest, RefusesASecondRouteForAPathAndMethod) {
  EXPECT_DEATH(router.get<&Endpoints::picture>("/picture", Permission::open, endpoints, "Again."),
               "one route for a method");
}

TEST_F(RouterDeathTest, RefusesNamesThatTheHandlerDoesNotKnow) {
  EXPECT_DEATH(router.get<&Endpoints::find>("/others/{name}", Permission::open, endpoints, "Wrong."),
               "fields of the handler's Path");
  EXPECT_DEATH(router.get<&Endpoints::picture>("/pictures/{id}", Permission::open, endpoints, "Wrong."),
               "fields of the handler's Path");
  EXPECT_DEATH(router.alias("/elsewhere", Method::get, "/nothing"), "names a declared route");
}

TEST_F(RouterTest, DescribesItselfAsOpenApi) {
  const json::Value document = openapi(router, "1.2.3");
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(document.at("info").at("version"), "1.2.3");
  const json::Object& change = document.at("paths").at("/things/{id}").at("patch").as_object();
  EXPECT_EQ(change.at("x-permission"), "tasks_write");
  EXPECT_EQ(change.at("operationId"), "patch_things_id");
  EXPECT_FALSE(change.contains("security"));
  const json::Array& parameters = change.at("parameters").as_array();
  EXPECT_EQ(parameters.at(0).at("name"), "id");
  EXPECT_EQ(parameters.at(0).at("in"), "path");
  EXPECT_EQ(parameters.at(0).at("required"), true);
  EXPECT_EQ(parameters.at(1).at("name"), "count");
  EXPECT_EQ(parameters.at(1).at("in"), "query");
  EXPECT_EQ(parameters.at(1).at("required"), false);
  EXPECT_EQ(parameters.at(1).at("schema").at("maximum"), 5);
  EXPECT_EQ(change.at("requestBody").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/Thing");
  EXPECT_EQ(document.at("paths").at("/look").at("get").at("security").as_array().size(), 0U);
  EXPECT_TRUE(document.at("paths").at("/things").at("post").at("responses").as_object().contains("201"));
  EXPECT_TRUE(document.at("components").at("schemas").as_object().contains("Problem"));
  EXPECT_EQ(
      document.at("paths").at("/events").at("get").at("responses").at("200").at("content").as_object().begin()->key(),
      "text/event-stream");
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").as_object())
    operations += path.value().as_object().size();
  EXPECT_EQ(operations, router.routes().size());
}

}  // namespace
}  // namespace swarm::http
