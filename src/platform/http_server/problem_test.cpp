#include "platform/http_server/problem.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::http {
namespace {

json::Value document_of(const Response& response) {
  return json::parse(response.body).value();
}

TEST(Problem, SaysWhatIsWrongAndWhere) {
  Error error = json::error_of({{"$.tasks[3].prompt", "required, but missing"}, {"$.more", "unknown"}});
  error.reason = "finer";
  const Response response = problem(error, "request-1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const json::Value document = document_of(response);
  EXPECT_EQ(document.at("type"), "urn:swarmkeeper:error:invalid_input");
  EXPECT_EQ(document.at("status"), 400);
  EXPECT_EQ(document.at("code"), "invalid_input");
  EXPECT_EQ(document.at("reason"), "finer");
  EXPECT_EQ(document.at("detail"), error.message.c_str());
  EXPECT_EQ(document.at("errors").as_array().size(), 2U);
  EXPECT_EQ(document.at("errors").at(0).at("path"), "$.tasks[3].prompt");
  EXPECT_EQ(document.at("errors").at(0).at("message"), "required, but missing");
  EXPECT_EQ(document.at("request_id"), "request-1");
}

TEST(Problem, HasTheStatusOfEachCode) {
  for (const ErrorCodeFacts& facts : kErrorCodes) {
    const Response response = problem(Error{.code = facts.code, .message = "m"}, "r");
    EXPECT_EQ(response.status, facts.http_status);
    EXPECT_EQ(document_of(response).at("code"), json::Value(boost::json::string_view(facts.name)));
    EXPECT_FALSE(document_of(response).at("title").as_string().empty());
  }
}

TEST(Problem, TakesAFinerStatus) {
  const Response response = problem(Error{.message = "m"}, "r", 405);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(document_of(response).at("status"), 405);
}

TEST(Problem, KeepsInternalTroubleToItself) {
  const Response response =
      problem(Error{.code = ErrorCode::internal, .message = "secret", .faults = {{"$.secret", "secret"}}}, "request-1");
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(document_of(response).at("detail"), "internal error; request id request-1");
}

TEST(Problem, RoundsRetryAfterUpToWholeSeconds) {
  const auto retry_after = [](std::int64_t ms) {
    const Error error{.code = ErrorCode::limit_exceeded, .message = "m", .retry_after = std::chrono::milliseconds{ms}};
    return problem(error, "r").headers.at(0);
  };
  EXPECT_EQ(retry_after(0), Header("Retry-After", "1"));
  EXPECT_EQ(retry_after(1000), Header("Retry-After", "1"));
  EXPECT_EQ(retry_after(1001), Header("Retry-After", "2"));
}

TEST(Problem, IsUtf8WhateverItQuotes) {
  const Response response =
      problem(Error{.code = ErrorCode::invalid_input, .message = "a\xC3", .faults = {{"$.\xE2\x82", "m"}}}, "r");
  EXPECT_TRUE(is_utf8(response.body));
  EXPECT_EQ(document_of(response).at("detail"), "a?");
}

}  // namespace
}  // namespace swarm::http
