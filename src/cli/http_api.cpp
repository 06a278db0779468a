#include "cli/http_api.hpp"

#include <charconv>
#include <curl/curl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>

#include "base/text.hpp"
#include "cli/key_discovery.hpp"

namespace swarm::cli {

namespace {

constexpr long kConnectSeconds = 5;
// A server says something at least every 15 s on an event stream; silence of three times that is a lost connection.
constexpr long kStreamSilenceSeconds = 45;
constexpr std::size_t kProblemBytesMax = 1 * MiB;

struct HeaderList {
  ~HeaderList() { curl_slist_free_all(first); }
  void add(const std::string& header) { first = curl_slist_append(first, header.c_str()); }
  curl_slist* first = nullptr;
};

// What one transfer collects; curl's callbacks get a pointer to it.
struct Transfer {
  CURL* easy = nullptr;
  ApiReply reply{};
  std::size_t bytes_max = kReplyBytesMax;
  const std::function<bool(std::string_view)>* take = nullptr;  // of an event stream
  const std::function<int()>* interrupts = nullptr;
  int interrupts_allowed = 0;
  bool is_too_large = false;
  bool is_enough = false;

  bool is_interrupted() const { return (*interrupts)() > interrupts_allowed; }
};

std::size_t on_body(char* data, std::size_t, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  long status = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  if (transfer.take != nullptr && status == 200) {
    transfer.is_enough = !(*transfer.take)({data, count});
    return transfer.is_enough ? 0 : count;
  }
  const std::size_t bytes_max = transfer.take != nullptr ? kProblemBytesMax : transfer.bytes_max;
  transfer.is_too_large = transfer.reply.body.size() + count > bytes_max;
  if (transfer.is_too_large) return 0;
  transfer.reply.body.append(data, count);
  return count;
}

std::size_t on_header(char* data, std::size_t, std::size_t count, void* context) {
  ApiReply& reply = static_cast<Transfer*>(context)->reply;
  const std::string_view line(data, count);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  const std::string name = to_lower(line.substr(0, colon));
  std::string_view value = line.substr(colon + 1);
  value = trim(value.substr(0, value.find_first_of("\r\n")));
  if (name == "x-request-id") reply.request_id = value;
  int seconds = 0;
  if (name == "retry-after" && std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc{})
    reply.retry_after = std::chrono::seconds{std::max(seconds, 0)};
  return count;
}

int on_progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Transfer*>(context)->is_interrupted() ? 1 : 0;
}

bool was_sent_perhaps(CURLcode code) {
  return code != CURLE_COULDNT_CONNECT && code != CURLE_COULDNT_RESOLVE_HOST && code != CURLE_COULDNT_RESOLVE_PROXY &&
         code != CURLE_SSL_CONNECT_ERROR && code != CURLE_PEER_FAILED_VERIFICATION;
}

Trouble unreachable(const std::string& url, CURLcode code, std::string_view detail) {
  const std::string why = detail.empty() ? curl_easy_strerror(code) : std::string(detail);
  Trouble trouble(ErrorCode::unavailable, fmt::format("cannot reach {}: {}", url, why));
  trouble.is_unsure = was_sent_perhaps(code);
  const bool is_about_trust = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
  trouble.next = is_about_trust ? "if the server signs its own certificate, name it with --ca-file"
                                : "is swarmd running? 'make run' starts it; another address is given with --url";
  return trouble;
}

Trouble trouble_of(CURLcode code, const Transfer& transfer, const std::string& url, std::string_view detail) {
  if (transfer.is_interrupted()) return {ErrorCode::cancelled, "stopped by Ctrl-C"};
  if (transfer.is_too_large) {
    return {ErrorCode::too_large, fmt::format("the server's answer is larger than {}", to_text(Bytes{kReplyBytesMax}))};
  }
  if (code == CURLE_OPERATION_TIMEDOUT && transfer.take == nullptr) {
    Trouble trouble(ErrorCode::timeout, fmt::format("{} did not answer in time", url));
    trouble.is_unsure = true;
    return trouble;
  }
  return unreachable(url, code, detail);
}

}  // namespace

class HttpApi::Connection {
 public:
  Connection() : easy_(curl_easy_init()) {
    if (easy_ == nullptr) throw std::runtime_error("libcurl cannot be set up");
  }
  ~Connection() { curl_easy_cleanup(easy_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Outcome<ApiReply> run(const Options& options, const ApiRequest& request, const HeaderList& headers,
                        Transfer transfer) {
    curl_easy_reset(easy_);  // keeps the connection
    transfer.easy = easy_;
    transfer.interrupts = &options.interrupts;
    transfer.interrupts_allowed = request.outlives_ctrl_c ? 1 : 0;
    std::array<char, CURL_ERROR_SIZE> detail{};
    set(CURLOPT_ERRORBUFFER, detail.data());
    set_where(options, request);
    set_limits(options, request, transfer);
    set_body(request);
    set(CURLOPT_HTTPHEADER, headers.first);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, &transfer);
    const CURLcode code = curl_easy_perform(easy_);
    if (code != CURLE_OK && !transfer.is_enough) {
      return std::unexpected(trouble_of(code, transfer, options.url, detail.data()));
    }
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    transfer.reply.status = static_cast<int>(status);
    return std::move(transfer.reply);
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_, option, value);
  }

  void set_where(const Options& options, const ApiRequest& request) {
    const std::string url = options.url + request.path + encoded_query(request.query);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_USERAGENT, options.agent.c_str());
    if (is_local_url(options.url)) set(CURLOPT_NOPROXY, "*");
    if (options.ca_file) set(CURLOPT_CAINFO, options.ca_file->c_str());
  }

  void set_limits(const Options& options, const ApiRequest& request, const Transfer& transfer) {
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, &transfer);
    if (transfer.take == nullptr) {
      set(CURLOPT_TIMEOUT_MS, static_cast<long>((options.timeout + request.extra_time).count()));
    } else {
      if (request.stream_time) set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.stream_time->count()));
      set(CURLOPT_LOW_SPEED_LIMIT, 1L);
      set(CURLOPT_LOW_SPEED_TIME, kStreamSilenceSeconds);
    }
  }

  void set_body(const ApiRequest& request) {
    if (request.method == "GET") return;
    if (request.method == "POST") set(CURLOPT_POST, 1L);
    if (request.method != "POST") set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (request.method == "POST" || request.body) {
      set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body ? request.body->size() : 0));
      set(CURLOPT_POSTFIELDS, request.body ? request.body->c_str() : "");
    }
  }

  CURL* easy_;
};

HttpApi::HttpApi(Options options) : options_(std::move(options)), connection_(std::make_unique<Connection>()) {
  while (options_.url.ends_with('/'))
    options_.url.pop_back();
}

HttpApi::~HttpApi() = default;

Outcome<std::vector<std::string>> HttpApi::headers_of(const ApiRequest& request) {
  std::vector<std::string> headers{"Accept: application/json", "Expect:"};
  if (!request.is_open) {
    if (!key_) key_ = TRY(options_.key());
    headers.push_back("Authorization: Bearer " + *key_);
    if (options_.project) headers.push_back("X-Project: " + *options_.project);
  }
  if (request.body) headers.emplace_back("Content-Type: application/json");
  if (!request.body && request.method == "POST") headers.emplace_back("Content-Type:");
  if (request.idempotency_key) headers.push_back("Idempotency-Key: " + *request.idempotency_key);
  if (request.last_event_id) headers.push_back("Last-Event-ID: " + *request.last_event_id);
  return headers;
}

Outcome<ApiReply> HttpApi::send(const ApiRequest& request) {
  HeaderList headers;
  for (const std::string& header : TRY(headers_of(request)))
    headers.add(header);
  return connection_->run(options_, request, headers, Transfer{});
}

Outcome<Done> HttpApi::stream(const ApiRequest& request, const std::function<bool(std::string_view)>& take) {
  HeaderList headers;
  for (const std::string& header : TRY(headers_of(request)))
    headers.add(header.starts_with("Accept:") ? "Accept: text/event-stream" : header);
  const ApiReply reply = TRY(connection_->run(options_, request, headers, Transfer{.take = &take}));
  if (reply.status != 200) return std::unexpected(cli::trouble_of(reply));
  return Done{};
}

bool HttpApi::pause(std::chrono::milliseconds duration) {
  const int before = options_.interrupts();
  ::poll(nullptr, 0, static_cast<int>(duration.count()));  // a signal ends it early
  return options_.interrupts() == before;
}

}  // namespace swarm::cli
