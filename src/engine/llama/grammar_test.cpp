#include "engine/llama/grammar.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/grammars/schema_rules.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::llama {
namespace {

class GrammarTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = folder_.path() / "tiny.gguf";
    tests::write_tiny_model(file);
    model_ = Model::load({.file = file}).value();
  }
  Result<std::unique_ptr<Grammar>> grammar(std::string_view schema) {
    const json::Value parsed = TRY(json::parse(schema, 64));
    const auto rules = TRY(grammars::rules_of_schema(parsed));
    return Grammar::create(model_, rules);
  }
  Token token(std::string_view text) { return model_->tokenize(text, false, false).front(); }
  // Whether one after the other may come.
  static bool accepts(Grammar& grammar, Token token) {
    const Result<bool> accepted = grammar.accept(token);
    EXPECT_TRUE(accepted) << accepted.error().message;
    return accepted.value_or(false);
  }

  tests::TemporaryFolder folder_;
  std::shared_ptr<Model> model_;
};

TEST_F(GrammarTest, AllowsWhatItSays) {
  const auto digits = grammar(R"({"type":"integer","minimum":10,"maximum":99})");
  ASSERT_TRUE(digits) << digits.error().message;
  const Token end = model_->special("<|end|>").value();
  EXPECT_FALSE(accepts(**digits, token("a")));
  EXPECT_FALSE(accepts(**digits, token("0")));
  EXPECT_FALSE(accepts(**digits, end));
  EXPECT_TRUE(accepts(**digits, token("7")));
  EXPECT_FALSE(accepts(**digits, end));
  std::vector<float> logits(300, 1);
  ASSERT_TRUE((*digits)->restrict(logits));
  EXPECT_EQ(std::ranges::count(logits, 1.0F), 10);
  EXPECT_TRUE(accepts(**digits, token("0")));
  EXPECT_TRUE(accepts(**digits, end));
  std::ranges::fill(logits, 1.0F);
  ASSERT_TRUE((*digits)->restrict(logits));
  EXPECT_EQ(std::ranges::count(logits, 1.0F), 2);  // the two tokens that end a text
}

TEST_F(GrammarTest, WhatIsRestrictedIsWhatWouldNotBeAccepted) {
  const std::string_view schema =
      R"({"type":"object","properties":{"a":{"type":"string","minLength":1},"b":{"type":"number"}}})";
  for (const std::string_view begun :
       {"", "{", "{\"", "{\"a\":\"x", "{\"a\":\"x\\", "{\"a\":\"\xC3", "{\"b\": 1", "{}"}) {
    std::vector<float> logits(static_cast<std::size_t>(model_->facts().vocabulary), 1);
    const auto at = grammar(schema);
    for (const Token each : model_->tokenize(begun, false, false))
      ASSERT_TRUE(accepts(**at, each)) << begun;
    ASSERT_TRUE((*at)->restrict(logits));
    for (Token next = 0; next < model_->facts().vocabulary; ++next) {
      const auto other = grammar(schema);
      for (const Token each : model_->tokenize(begun, false, false))
        accepts(**other, each);
      EXPECT_EQ(accepts(**other, next), logits[static_cast<std::size_t>(next)] == 1.0F)
          << begun << " and " << model_->bytes_of(next);
    }
  }
}

TEST_F(GrammarTest, NeverTakesASpecialTokenForItsText) {
  const auto any = grammar(R"({"type":"string","pattern":"^[^x]*$"})");
  ASSERT_TRUE(accepts(**any, token("\"")));
  EXPECT_FALSE(accepts(**any, model_->special("<|user|>").value()));
  EXPECT_FALSE(accepts(**any, model_->special("<|end|>").value()));
  EXPECT_TRUE(accepts(**any, token("a")));
}

// Bytes that are no UTF-8 may not come, one by one either.
TEST_F(GrammarTest, TakesWellFormedCharactersOnly) {
  const auto any = grammar(R"({"type":"string"})");
  ASSERT_TRUE(accepts(**any, token("\"")));
  for (const std::string_view bytes : {"\xF8", "\xC0", "\xFF", "\x80"})
    EXPECT_FALSE(accepts(**any, token(bytes)));
  ASSERT_TRUE(accepts(**any, token("\xED")));
  EXPECT_FALSE(accepts(**any, token("\xA0")));  // a surrogate
  EXPECT_FALSE(accepts(**any, token("\"")));
  EXPECT_TRUE(accepts(**any, token("\x9F")));
  EXPECT_TRUE(accepts(**any, token("\xBF")));
  EXPECT_TRUE(accepts(**any, token("\"")));
}

// Each of these once held the engine for seconds, or for ever.
TEST_F(GrammarTest, WhatLeavesTooManyWaysOpenEndsAsAnError) {
  for (const std::string_view schema :
       {R"({"type":"string","pattern":"^((a?){1,200}b?){1,200}$"})",
        R"({"type":"string","pattern":"^((a?){1,40}b?){1,40}$"})",
        R"({"type":"string","pattern":"^((a{1,50}){1,50}){1,50}$"})",
        R"({"type":"string","pattern":"^(((((a{1,50}){1,50}){1,50}){1,50}){1,50}){1,50}$"})",
        R"({"type":"string","pattern":"^(([0-9]{1,3}){1,30},?){1,30}$"})",
        R"({"type":"array","items":{"type":"array","items":{"type":"string","pattern":"^(a*a*a*){1,300}$"}}})"}) {
    auto held = grammar(schema);
    std::vector<float> logits(static_cast<std::size_t>(model_->facts().vocabulary), 1);
    Result<bool> accepted = true;
    for (int i = 0; held && accepted && i < 300; ++i) {
      if (const Result<Done> restricted = (*held)->restrict(logits); !restricted)
        accepted = std::unexpected(restricted.error());
      else
        accepted = (*held)->accept(token(i == 0 ? "\"" : schema.contains("0-9") ? "1" : "a"));
    }
    const Error error = !held ? held.error() : !accepted ? accepted.error() : Error{};
    if (!held || !accepted) {
      EXPECT_EQ(error.code, ErrorCode::invalid_input) << schema;
      EXPECT_EQ(error.reason, "schema_too_complex") << schema;
    }
  }
}

TEST_F(GrammarTest, WhatNoValueFitsIsRefused) {
  EXPECT_THAT(grammar(R"({"$ref":"#"})").error().message, testing::HasSubstr("no value fits"));
}

TEST_F(GrammarTest, LongAndWideSchemasAreFollowed) {
  std::string properties, values;
  for (int i = 0; i < 80; ++i)
    properties += fmt::format(R"({}"member{}":{{"type":["string","null"],"maxLength":2000}})", i > 0 ? "," : "", i);
  for (int i = 0; i < 2'000; ++i)
    values += fmt::format(R"({}"the value {}")", i > 0 ? "," : "", i);
  for (const std::string& schema : {fmt::format(R"({{"type":"object","properties":{{{}}}}})", properties),
                                    fmt::format(R"({{"enum":[{}]}})", values), std::string(R"({"type":"object"})")}) {
    const auto held = grammar(schema);
    ASSERT_TRUE(held) << held.error().message;
    const std::string_view text =
        schema.starts_with(R"({"enum)") ? R"("the value 1999")" : R"({"member3":null,"member77":"a long text"})";
    for (const Token next : model_->tokenize(text, false, false)) {
      std::vector<float> logits(static_cast<std::size_t>(model_->facts().vocabulary), 1);
      const Result<Done> restricted = (*held)->restrict(logits);
      ASSERT_TRUE(restricted) << restricted.error().message;
      ASSERT_EQ(logits[static_cast<std::size_t>(next)], 1.0F);
      ASSERT_TRUE(accepts(**held, next));
    }
    EXPECT_TRUE(accepts(**held, model_->special("<|end|>").value()));
  }
}

}  // namespace
}  // namespace swarm::llama
