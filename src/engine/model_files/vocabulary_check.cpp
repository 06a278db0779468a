#include "engine/model_files/vocabulary_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "base/text.hpp"
#include "engine/model_files/metadata_view.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

constexpr std::string_view kTokens = "tokenizer.ggml.tokens";
constexpr std::uint64_t kNone = 0xFFFF'FFFF;  // what some converters write for "there is none"

// What llama.cpp takes where the file does not say.
struct DefaultIds {
  std::string_view tokenizer;
  std::uint64_t beginning, end, separator;
};
constexpr std::array<DefaultIds, 7> kDefaultIds = {{{"llama", 1, 2, kNone},
                                                    {"gpt2", 11, 11, kNone},
                                                    {"hybriddna", 11, 11, kNone},
                                                    {"bert", 101, kNone, 102},
                                                    {"t5", kNone, 1, kNone},
                                                    {"plamo2", 1, 2, kNone},
                                                    {"gemma4", kNone, kNone, kNone}}};

constexpr std::array<std::string_view, 17> kSpecialIds = {
    "bos_token_id",       "eos_token_id",     "eot_token_id",     "eom_token_id",     "unknown_token_id",
    "seperator_token_id", "padding_token_id", "mask_token_id",    "fim_pre_token_id", "fim_suf_token_id",
    "fim_mid_token_id",   "fim_pad_token_id", "fim_rep_token_id", "fim_sep_token_id", "prefix_token_id",
    "suffix_token_id",    "middle_token_id"};

class VocabularyCheck {
 public:
  explicit VocabularyCheck(const GgufFile& file) : file_(file), view_(file) {}

  Result<std::uint64_t> check();

 private:
  static std::string key(std::string_view name) { return fmt::format("tokenizer.ggml.{}", name); }
  Result<Done> check_tokens();
  Result<Done> check_lists() const;
  Result<Done> check_types() const;
  Result<Done> check_scores() const;
  Result<Done> check_merges() const;
  Result<Done> check_merge(const std::string& merge, std::size_t place) const;
  Result<Done> check_bytes() const;
  Result<Done> check_specials() const;
  Result<Done> check_added() const;
  Result<Done> check_added(std::string_view switched, std::string_view id, std::uint64_t otherwise) const;
  Result<Done> check_template() const;

  const GgufFile& file_;
  MetadataView view_;
  std::string tokenizer_;
  const std::vector<std::string>* tokens_ = nullptr;
  std::unordered_set<std::string_view> known_;
};

Result<std::uint64_t> VocabularyCheck::check() {
  tokenizer_ = TRY(view_.required_text(key("model")));
  if (tokenizer_ == "none" || tokenizer_ == "no_vocab") return refuse("the model has no vocabulary");
  tokens_ = TRY(view_.texts(kTokens));
  if (tokens_ == nullptr || tokens_->empty()) return refuse("{} is missing or empty", kTokens);
  TRY(check_tokens());
  TRY(check_lists());
  TRY(check_merges());
  TRY(check_bytes());
  TRY(check_specials());
  TRY(check_added());
  TRY(check_template());
  return tokens_->size();
}

// llama.cpp aborts when two tokens are the same, and it reads a token up to its first zero byte.
Result<Done> VocabularyCheck::check_tokens() {
  const bool must_be_text = tokenizer_ == "gpt2" || tokenizer_ == "hybriddna";
  bool has_empty = false;
  for (std::size_t id = 0; id < tokens_->size(); ++id) {
    const std::string& token = (*tokens_)[id];
    if (token.find('\0') != std::string::npos) return refuse("token {} has a zero byte in it", id);
    if (must_be_text && !is_utf8(token)) return refuse("token {} is no UTF-8", id);
    has_empty = has_empty || token.empty();
    if (!token.empty() && !known_.insert(token).second) return refuse("token {} is there twice: '{}'", id, token);
  }
  if (!has_empty) return Done{};
  for (std::size_t id = 0; id < tokens_->size(); ++id) {  // llama.cpp gives an empty one this name
    const std::string named = fmt::format("[EMPTY_{}]", id);
    if ((*tokens_)[id].empty() && known_.contains(named))
      return refuse("token {} is empty, and '{}' is taken", id, named);
  }
  return Done{};
}

Result<Done> VocabularyCheck::check_lists() const {
  TRY(check_types());
  TRY(check_scores());
  const std::optional<GgufForm> suppressed = file_.form(key("suppress_tokens"));
  if (suppressed && *suppressed != GgufForm{.type = GgufType::int32, .is_list = true})
    return refuse("{} is no list of INT32", key("suppress_tokens"));
  return Done{};
}

Result<Done> VocabularyCheck::check_types() const {
  const std::optional<GgufForm> form = file_.form(key("token_type"));
  if (!form) return Done{};
  if (*form != GgufForm{.type = GgufType::int32, .is_list = true})
    return refuse("{} is no list of INT32", key("token_type"));
  const auto& types = std::get<std::vector<std::int64_t>>(file_.metadata().find(key("token_type"))->second);
  if (types.size() != tokens_->size()) return refuse("{} types for {} tokens", types.size(), tokens_->size());
  constexpr std::int64_t kTypeMax = 6;  // byte
  for (std::size_t id = 0; id < types.size(); ++id) {
    if (types[id] < 0 || types[id] > kTypeMax) return refuse("token {} has the unknown type {}", id, types[id]);
  }
  return Done{};
}

Result<Done> VocabularyCheck::check_scores() const {
  const auto found = file_.metadata().find(key("scores"));
  if (found == file_.metadata().end()) return Done{};
  const GgufForm form = file_.form(key("scores")).value();
  if (!form.is_list || (form.type != GgufType::float32 && form.type != GgufType::int32))
    return refuse("{} is no list of FLOAT32 or INT32", key("scores"));
  const auto* const reals = std::get_if<std::vector<double>>(&found->second);
  const std::size_t count =
      reals != nullptr ? reals->size() : std::get<std::vector<std::int64_t>>(found->second).size();
  if (count != tokens_->size()) return refuse("{} scores for {} tokens", count, tokens_->size());
  if (reals != nullptr && std::ranges::any_of(*reals, [](double score) { return std::isnan(score); }))
    return refuse("{} has a value that is no number", key("scores"));
  return Done{};
}

Result<Done> VocabularyCheck::check_merge(const std::string& merge, std::size_t place) const {
  const std::size_t blank = merge.empty() ? std::string::npos : merge.find(' ', 1);
  if (blank == std::string::npos || blank + 1 == merge.size())
    return refuse("merge {} is '{}': two tokens with a blank between them are expected", place, merge);
  const std::string_view left = std::string_view(merge).substr(0, blank);
  const std::string_view right = std::string_view(merge).substr(blank + 1);
  const std::string both = std::string(left) + std::string(right);
  for (const std::string_view token : {left, right, std::string_view(both)}) {
    if (!known_.contains(token)) return refuse("merge {} names '{}', which is no token", place, token);
  }
  return Done{};
}

Result<Done> VocabularyCheck::check_merges() const {
  const std::vector<std::string>* const merges = TRY(view_.texts(key("merges")));
  if (tokenizer_ != "gpt2") return Done{};
  if (merges == nullptr) {
    if (TRY(view_.text(key("pre"))) == "kimi-k2") return Done{};  // the one without
    return refuse("{} is missing", key("merges"));
  }
  for (std::size_t place = 0; place < merges->size(); ++place)
    TRY(check_merge((*merges)[place], place));
  return Done{};
}

// A byte that no token spells raises an exception in the middle of a request.
Result<Done> VocabularyCheck::check_bytes() const {
  if (tokenizer_ != "llama") return Done{};
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(byte);
    if (!known_.contains(fmt::format("<0x{:02X}>", byte)) && !known_.contains(std::string_view(&character, 1)))
      return refuse("no token spells the byte 0x{:02X}", byte);
  }
  return Done{};
}

// An id beyond the vocabulary is as good as none: llama.cpp warns and keeps its own.
Result<Done> VocabularyCheck::check_specials() const {
  for (const std::string_view name : kSpecialIds)
    TRY(view_.number(key(name)));
  return Done{};
}

Result<Done> VocabularyCheck::check_added(std::string_view switched, std::string_view id,
                                          std::uint64_t otherwise) const {
  const bool is_usual = switched == "add_bos_token" && (tokenizer_ == "llama" || tokenizer_ == "gpt2");
  const bool is_added = TRY(view_.truth(key(switched)))
  .value_or(is_usual);
  const std::uint64_t said = TRY(view_.number(key(id)))
  .value_or(kNone);
  if (said < tokens_->size() || otherwise < tokens_->size() || !is_added) return Done{};
  return refuse("{} asks for a token, but there is no {}", key(switched), key(id));
}

// llama.cpp aborts when it is to add a token that there is not.
Result<Done> VocabularyCheck::check_added() const {
  const auto* const found = std::ranges::find(kDefaultIds, tokenizer_, &DefaultIds::tokenizer);
  const DefaultIds ids = found == kDefaultIds.end() ? DefaultIds{"", kNone, kNone, kNone} : *found;
  TRY(check_added("add_bos_token", "bos_token_id", ids.beginning));
  TRY(check_added("add_eos_token", "eos_token_id", ids.end));
  return check_added("add_sep_token", "seperator_token_id", ids.separator);
}

Result<Done> VocabularyCheck::check_template() const {
  const std::optional<std::string> chat = TRY(view_.text("tokenizer.chat_template"));
  if (chat && chat->size() > kTemplateBytesMax)
    return refuse_too_large("its chat template has {} bytes, at most {} are read", chat->size(), kTemplateBytesMax);
  return Done{};
}

}  // namespace

Result<std::uint64_t> check_vocabulary(const GgufFile& model) {
  return VocabularyCheck(model).check();
}

}  // namespace swarm::model_files
