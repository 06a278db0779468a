#pragma once

// The templates of router.hpp: what a handler's signature says about its route, and the coroutine that decodes, calls
// and encodes. Included by router.hpp only.

#include <memory>
#include <tuple>

#include "base/invariant.hpp"
#include "platform/http_server/openai_error.hpp"
#include "platform/http_server/parameters.hpp"
#include "platform/http_server/router.hpp"

namespace swarm::http::detail {

// What a request offers to decode, in one place.
struct Input {
  std::vector<Parameter> path;
  std::vector<Parameter> query;
  std::string body;
};
Input input_of(Request request, const std::vector<std::string>& names, std::vector<std::string> values,
               json::Faults& faults);
std::optional<json::Value> parse_body(const std::string& body, json::Faults& faults);
void refuse_body(const std::string& body, json::Faults& faults);
// Overwrites a text that held a secret, or every text inside of a value.
void overwrite(std::string& text);
void overwrite(json::Value& value);
Response json_response(int status, const json::Value& value);

// The description of a struct itself, with its properties, rather than a reference to it.
template <json::Described T>
json::Value properties_of() {
  json::SchemaBook book;
  book.describe<T>();
  return book.types().at(T::schema.name);
}

// --- Arguments ------------------------------------------------------------------------------------------------------

template <class Argument>
struct ArgumentKind {
  static_assert(std::same_as<Argument, void>, "after RequestContext a handler takes Path<T>, Query<T> or Body<T>");
};

template <class T>
struct ArgumentKind<Path<T>> {
  static void describe(Route& route, json::SchemaBook&) { route.path_schema = properties_of<T>(); }
  static void decode(Input& input, Path<T>& out, json::Faults& faults) {
    const json::Faults::Deeper deeper(faults, "path");
    decode_parameters(input.path, out.value, faults);
  }
};

template <class T>
struct ArgumentKind<Query<T>> {
  static void describe(Route& route, json::SchemaBook&) { route.query_schema = properties_of<T>(); }
  static void decode(Input& input, Query<T>& out, json::Faults& faults) {
    const json::Faults::Deeper deeper(faults, "query");
    decode_parameters(input.query, out.value, faults);
  }
};

template <class T>
struct ArgumentKind<Body<T>> {
  static void describe(Route& route, json::SchemaBook& schemas) { route.body_schema = schemas.describe<T>(); }
  static void decode(Input& input, Body<T>& out, json::Faults& faults) {
    auto value = parse_body(input.body, faults);
    if (value) json::decode_value(*value, json::Limits{}, out.value, faults);
    if constexpr (requires { T::is_secret; }) {  // a body that holds a secret is not left behind in memory
      overwrite(input.body);
      if (value) overwrite(*value);
    }
  }
};

template <class T>
inline constexpr bool is_query = false;
template <class T>
inline constexpr bool is_query<Query<T>> = true;
template <class T>
inline constexpr bool is_body = false;
template <class T>
inline constexpr bool is_body<Body<T>> = true;

// --- Results --------------------------------------------------------------------------------------------------------

template <class R>
struct ResultKind {
  static void describe(Route& route, json::SchemaBook& schemas) { route.response_schema = schemas.describe<R>(); }
  static Response response(R result) { return json_response(200, json::encode(result)); }
};

template <class T>
struct ResultKind<Created<T>> {
  static void describe(Route& route, json::SchemaBook& schemas) {
    route.response_schema = schemas.describe<T>();
    route.success_status = 201;
  }
  static Response response(Created<T> result) {
    Response response = json_response(201, json::encode(result.value));
    if (!result.location.empty()) response.headers.emplace_back("Location", std::move(result.location));
    return response;
  }
};

template <class T>
struct ResultKind<Accepted<T>> {
  static void describe(Route& route, json::SchemaBook& schemas) {
    route.response_schema = schemas.describe<T>();
    route.success_status = 202;
  }
  static Response response(Accepted<T> result) { return json_response(202, json::encode(result.value)); }
};

template <class T>
struct ResultKind<WithStatus<T>> {
  static void describe(Route& route, json::SchemaBook& schemas) { route.response_schema = schemas.describe<T>(); }
  static Response response(WithStatus<T> result) { return json_response(result.status, json::encode(result.value)); }
};

template <>
struct ResultKind<NoContent> {
  static void describe(Route& route, json::SchemaBook&) {
    route.success_status = 204;
    route.response_content_type.clear();
  }
  static Response response(NoContent) { return Response{.status = 204, .content_type = ""}; }
};

template <>
struct ResultKind<Raw> {
  static void describe(Route& route, json::SchemaBook&) { route.response_content_type = "*/*"; }
  static Response response(Raw result) {
    return Response{.content_type = std::move(result.content_type),
                    .body = std::move(result.body),
                    .headers = std::move(result.headers)};
  }
};

template <>
struct ResultKind<EventStream> {
  static void describe(Route& route, json::SchemaBook&) { route.response_content_type = "text/event-stream"; }
  static Response response(EventStream result) {
    return Response{.content_type = "text/event-stream", .events = std::move(result.source)};
  }
};

// --- Handlers -------------------------------------------------------------------------------------------------------

template <class R, class... Arguments>
struct Signature {
  static void describe(Route& route, json::SchemaBook& schemas) {
    (ArgumentKind<Arguments>::describe(route, schemas), ...);
    ResultKind<R>::describe(route, schemas);
  }

  template <auto Handler, class Endpoints>
  static Async<Result<Response>> run(Endpoints* endpoints, std::shared_ptr<const std::vector<std::string>> names,
                                     RequestContext context, Request request, std::vector<std::string> values) {
    json::Faults faults;
    const bool is_open = is_openai_path(request.path);  // its clients add parameters that we do not know
    Input input = input_of(std::move(request), *names, std::move(values), faults);
    std::tuple<Arguments...> arguments{};
    (ArgumentKind<Arguments>::decode(input, std::get<Arguments>(arguments), faults), ...);
    if constexpr (!(is_query<Arguments> || ...)) {
      const json::Faults::Deeper deeper(faults, "query");
      if (!is_open) refuse_parameters(input.query, faults);
    }
    if constexpr (!(is_body<Arguments> || ...)) refuse_body(input.body, faults);
    if (!faults.empty()) co_return std::unexpected(json::error_of(faults.take()));
    Result<R> result = co_await (endpoints->*Handler)(std::move(context), std::move(std::get<Arguments>(arguments))...);
    if (!result) co_return std::unexpected(std::move(result).error());
    co_return ResultKind<R>::response(std::move(*result));
  }
};

template <class Handler>
struct SignatureOf {
  static_assert(std::same_as<Handler, void>, "a handler is a member function: Async<Result<R>> (RequestContext, …)");
};
template <class Class, class R, class... Arguments>
struct SignatureOf<Async<Result<R>> (Class::*)(RequestContext, Arguments...)> {
  using Type = Signature<R, Arguments...>;
};
template <class Class, class R, class... Arguments>
struct SignatureOf<Async<Result<R>> (Class::*)(RequestContext, Arguments...) const> {
  using Type = Signature<R, Arguments...>;
};

// The names in {…}, in order.
std::vector<std::string> parameter_names(std::string_view path);

}  // namespace swarm::http::detail

namespace swarm::http {

template <auto Handler, class Endpoints>
void Router::declare(Method method, std::string_view path, Permission permission, Endpoints& endpoints,
                     std::string_view summary) {
  using Signature = typename detail::SignatureOf<decltype(Handler)>::Type;
  Route route{.method = method, .path = std::string(path), .permission = permission, .summary = std::string(summary)};
  Signature::describe(route, schemas_);
  const auto names = std::make_shared<const std::vector<std::string>>(detail::parameter_names(path));
  route.run = [target = &endpoints, names](RequestContext context, Request request, std::vector<std::string> values) {
    return Signature::template run<Handler>(target, names, std::move(context), std::move(request), std::move(values));
  };
  add(std::move(route));
}

}  // namespace swarm::http
