#include "engine/llama/model.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "engine/llama/backend.hpp"
#include "engine/llama/bounded_template.hpp"
#include "engine/llama/token_order.hpp"
#include "llama.h"

namespace swarm::llama {
namespace {

Error load_error(const std::filesystem::path& file, std::string_view what) {
  const std::string reason = take_last_error();
  const bool is_memory = reason.contains("alloc") || reason.contains("memory");
  return {.code = is_memory ? ErrorCode::unavailable : ErrorCode::invalid_input,
          .message = fmt::format("{} '{}' cannot be loaded: {}", what, file.string(),
                                 reason.empty() ? "llama.cpp does not say why" : reason)};
}

// What llama.cpp's parameters point to.
struct ParameterLists {
  std::vector<float> split;
  std::vector<ggml_backend_dev_t> gpus;
};

// llama.cpp wants no processor in its list; one that ends at once means that no GPU is used.
std::vector<ggml_backend_dev_t> gpus_named(const std::vector<std::string>& names) {
  std::vector<ggml_backend_dev_t> gpus;
  for (const std::string& name : names) {
    ggml_backend_dev_t device = ggml_backend_dev_by_name(name.c_str());  // whatever its case
    if (device != nullptr && ggml_backend_dev_type(device) != GGML_BACKEND_DEVICE_TYPE_CPU) gpus.push_back(device);
  }
  gpus.push_back(nullptr);
  return gpus;
}

llama_model_params parameters_of(const LoadSettings& settings, ParameterLists& lists) {
  llama_model_params parameters = llama_model_default_params();
  if (!settings.devices.empty()) {
    lists.gpus = gpus_named(settings.devices);
    parameters.devices = lists.gpus.data();
  }
  parameters.n_gpu_layers = settings.gpu_layers.value_or(-1);
  parameters.load_mode =
      settings.is_memory_mapped && !settings.is_measured_only ? LLAMA_LOAD_MODE_MMAP : LLAMA_LOAD_MODE_NONE;
  parameters.no_alloc = settings.is_measured_only;
  parameters.vocab_only = settings.is_vocabulary_only;
  parameters.use_extra_bufts = settings.is_repacked;
  parameters.progress_callback = [](float, void*) { return true; };
  if (!settings.gpu_split.empty()) {
    lists.split.assign(llama_max_devices(), 0.0F);
    for (std::size_t i = 0; i < std::min(lists.split.size(), settings.gpu_split.size()); ++i)
      lists.split[i] = static_cast<float>(settings.gpu_split[i]);
    parameters.tensor_split = lists.split.data();
  }
  return parameters;
}

std::string piece_of(const llama_vocab* vocabulary, Token token, bool with_special) {
  std::string piece(16, '\0');
  int length = llama_token_to_piece(vocabulary, token, piece.data(), static_cast<int>(piece.size()), 0, with_special);
  if (length < 0) {
    piece.resize(static_cast<std::size_t>(-length));
    length = llama_token_to_piece(vocabulary, token, piece.data(), static_cast<int>(piece.size()), 0, with_special);
  }
  piece.resize(static_cast<std::size_t>(std::max(length, 0)));
  return piece;
}

}  // namespace

Result<std::shared_ptr<Model>> Model::load(const LoadSettings& settings) {
  start_backend();
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(settings.file, unreadable))
    return fail(ErrorCode::not_found, fmt::format("'{}' is no file", settings.file.string()));
  take_last_error();
  ParameterLists lists;
  try {
    llama_model* handle = llama_model_load_from_file(settings.file.c_str(), parameters_of(settings, lists));
    if (handle == nullptr) return std::unexpected(load_error(settings.file, "model"));
    std::shared_ptr<Model> model(new Model(handle, settings));
    if (Result<Done> read = model->read_template(); !read) model->template_error_ = std::move(read).error();
    return model;
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_input,
                fmt::format("model '{}' cannot be loaded: {}", settings.file.string(), error.what()));
  }
}

Model::Model(llama_model* handle, const LoadSettings& settings)
    : handle_(handle), is_measured_only_(settings.is_measured_only) {
  read_facts(settings);
  tokenizer_ = std::make_unique<Tokenizer>(llama_model_get_vocab(handle_), metadata("tokenizer.ggml.pre"));
}

Model::~Model() {
  llama_model_free(handle_);
}

std::string Model::metadata(const std::string& key) const {
  std::string value(64, '\0');
  int length = llama_model_meta_val_str(handle_, key.c_str(), value.data(), value.size());
  if (length >= static_cast<int>(value.size())) {
    value.resize(static_cast<std::size_t>(length) + 1);
    length = llama_model_meta_val_str(handle_, key.c_str(), value.data(), value.size());
  }
  value.resize(static_cast<std::size_t>(std::max(length, 0)));
  return value;
}

std::int64_t Model::metadata_number(const std::string& key, std::int64_t otherwise) const {
  const std::string text = metadata(key);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? number : otherwise;
}

void Model::read_facts(const LoadSettings& settings) {
  const llama_vocab* vocabulary = llama_model_get_vocab(handle_);
  facts_.name = metadata("general.name");
  if (facts_.name.empty()) facts_.name = settings.file.stem().string();
  facts_.architecture = metadata("general.architecture");
  facts_.vocabulary = llama_vocab_n_tokens(vocabulary);
  facts_.context_tokens = metadata_number(facts_.architecture + ".context_length", 0);
  if (!settings.is_vocabulary_only) read_shape();  // of a mere vocabulary llama.cpp ends the process when asked
}

void Model::read_shape() {
  facts_.parameters = static_cast<std::int64_t>(llama_model_n_params(handle_));
  facts_.weight_bytes = Bytes{llama_model_size(handle_)};
  facts_.context_tokens = llama_model_n_ctx_train(handle_);
  facts_.embedding_length = llama_model_n_embd_out(handle_);
  facts_.layers = llama_model_n_layer(handle_);
  const std::string& of = facts_.architecture;
  const std::int64_t heads = std::max(1, llama_model_n_head(handle_));
  const std::int64_t head_length = llama_model_n_embd(handle_) / heads;
  const std::int64_t values = metadata_number(of + ".attention.key_length", head_length) +
                              metadata_number(of + ".attention.value_length", head_length);
  facts_.bytes_per_kv_token = facts_.layers * llama_model_n_head_kv(handle_) * values * 2;
  facts_.is_causal = metadata(of + ".attention.causal") != "false" && llama_model_has_decoder(handle_);
  const std::int64_t pooling = metadata_number(of + ".pooling_type", LLAMA_POOLING_TYPE_UNSPECIFIED);
  tells_pooling_ = pooling != LLAMA_POOLING_TYPE_UNSPECIFIED;
  pooling_ = pooling == LLAMA_POOLING_TYPE_LAST  ? Pooling::last
             : pooling == LLAMA_POOLING_TYPE_CLS ? Pooling::first
                                                 : Pooling::mean;
}

Result<Done> Model::read_template() {
  const char* source = llama_model_chat_template(handle_, nullptr);
  if (source == nullptr) {
    return fail(ErrorCode::invalid_input, "no_chat_template",
                fmt::format("model '{}' has no chat template: only plain completions can be asked of it", facts_.name));
  }
  const llama_vocab* vocabulary = llama_model_get_vocab(handle_);
  const Token beginning = llama_vocab_bos(vocabulary);
  const Token end = llama_vocab_eos(vocabulary);
  auto parsed = ChatTemplate::parse(source, beginning < 0 ? "" : piece_of(vocabulary, beginning, true),
                                    end < 0 ? "" : piece_of(vocabulary, end, true), TemplateLimits{});
  if (!parsed) {
    if (parsed.error().reason.empty()) parsed.error().reason = "no_chat_template";
    return std::unexpected(std::move(parsed).error());
  }
  template_ = std::move(*parsed);
  facts_.has_chat_template = true;
  return Done{};
}

std::vector<Token> Model::tokenize(std::string_view text, bool parse_special, bool add_beginning) const {
  MarkedText marked;
  marked.append(text, parse_special);
  return tokenizer_->tokenize(marked, add_beginning);
}

std::optional<Token> Model::special(std::string_view text) const {
  return tokenizer_->special(text);
}

std::string Model::bytes_of(Token token) const {
  if (token < 0 || token >= facts_.vocabulary) return {};
  return piece_of(llama_model_get_vocab(handle_), token, false);
}

bool Model::is_end_of_generation(Token token) const {
  return llama_vocab_is_eog(llama_model_get_vocab(handle_), token);
}

bool Model::is_control(Token token) const {
  return llama_vocab_is_control(llama_model_get_vocab(handle_), token);
}

Result<std::vector<Token>> Model::chat_tokens(std::span<const ChatMessage> messages, bool add_generation_prompt,
                                              bool is_thinking_wanted) const {
  if (template_error_) return std::unexpected(*template_error_);
  const MarkedText text = TRY(template_->render(
      messages, {.add_generation_prompt = add_generation_prompt, .is_thinking_wanted = is_thinking_wanted},
      *tokenizer_));
  try {
    return tokenizer_->tokenize(text, true);
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_input, fmt::format("the conversation cannot be tokenized: {}", error.what()));
  }
}

const TokenOrder& Model::token_order() const {
  std::call_once(has_token_order_, [this] { token_order_ = std::make_unique<TokenOrder>(*this); });
  return *token_order_;
}

Result<std::shared_ptr<Adapter>> Adapter::load(std::shared_ptr<Model> model, const std::filesystem::path& gguf_file) {
  std::error_code unreadable;
  const std::uint64_t size = std::filesystem::file_size(gguf_file, unreadable);
  if (unreadable || !std::filesystem::is_regular_file(gguf_file, unreadable))
    return fail(ErrorCode::not_found, fmt::format("'{}' is no file", gguf_file.string()));
  take_last_error();
  struct Loading {
    std::shared_ptr<Model> model;
    ~Loading() { --model->adapters_loading_; }
  };
  ++model->adapters_loading_;
  const Loading loading{model};
  try {
    MutexLock lock(model->adapters_mutex());
    llama_adapter_lora* handle = llama_adapter_lora_init(model->handle(), gguf_file.c_str());
    if (handle == nullptr) return std::unexpected(load_error(gguf_file, "adapter"));
    return std::shared_ptr<Adapter>(new Adapter(std::move(model), handle, Bytes{size}));
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_input,
                fmt::format("adapter '{}' cannot be loaded: {}", gguf_file.string(), error.what()));
  }
}

Adapter::Adapter(std::shared_ptr<Model> model, llama_adapter_lora* handle, Bytes bytes)
    : model_(std::move(model)), handle_(handle), bytes_(bytes) {
  model_->adapter_bytes_ += bytes_.count;
}

Adapter::~Adapter() {
  MutexLock lock(model_->adapters_mutex());
  llama_adapter_lora_free(handle_);
  model_->adapter_bytes_ -= bytes_.count;
}

}  // namespace swarm::llama
