// Foreign bytes at the door of the HTTP server: the header, the chunked body, the path and the query. Beside not
// crashing, the outcome must not depend on how the bytes are cut into packets.
#include <cstdlib>

#include "platform/http_server/chunked.hpp"
#include "platform/http_server/framing.hpp"
#include "platform/http_server/parameters.hpp"
#include "platform/http_server/router.hpp"

namespace swarm::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 2048;
constexpr std::uint64_t kBodyBytesMax = 4096;

struct FuzzPath {
  std::string id{};
  static constexpr auto schema =
      json::object("FuzzPath", json::field("id", &FuzzPath::id, "Any.", json::required, json::length{1, 20}));
};
struct FuzzQuery {
  std::int64_t limit = 1;
  std::optional<bool> flag{};
  double share = 0;
  std::chrono::milliseconds pause{0};
  Bytes size{};
  std::optional<Time> after{};
  std::vector<std::uint16_t> numbers{};
  std::vector<std::string> texts{};
  static constexpr auto schema =
      json::object("FuzzQuery", json::field("limit", &FuzzQuery::limit, "A number.", json::between{1, 1000}),
                   json::field("flag", &FuzzQuery::flag, "Yes or no."),
                   json::field("share", &FuzzQuery::share, "Part.", json::fraction{0, 1}),
                   json::field("pause_ms", &FuzzQuery::pause, "How long."),
                   json::field("size", &FuzzQuery::size, "How much."), json::field("after", &FuzzQuery::after, "When."),
                   json::field("numbers", &FuzzQuery::numbers, "Some.", json::items{0, 10}),
                   json::field("texts", &FuzzQuery::texts, "Some.", json::items{0, 10}));
};

struct FuzzEndpoints {
  Async<Result<NoContent>> any(RequestContext, Path<FuzzPath>, Query<FuzzQuery>) { co_return NoContent{}; }
  Async<Result<NoContent>> none(RequestContext) { co_return NoContent{}; }
};

const Router& router() {
  static FuzzEndpoints endpoints;
  static const Router made = [] {
    Router declared;
    declared.get<&FuzzEndpoints::any>("/things/{id}", Permission::open, endpoints, "Any.");
    declared.get<&FuzzEndpoints::any>("/things/{id}/parts", Permission::open, endpoints, "Any.");
    declared.post<&FuzzEndpoints::none>("/things/batch", Permission::open, endpoints, "None.");
    return declared;
  }();
  return made;
}

struct Outcome {
  int status = -1;  // 0: whole and well formed; -1: more bytes are needed
  std::string body{};
  std::size_t used = 0;
  bool operator==(const Outcome&) const = default;
};

void must(bool holds) {
  if (!holds) std::abort();
}

Outcome read_request(std::string_view bytes, std::size_t step) {
  HeadScanner scanner(kHeaderBytesMax);
  std::optional<std::size_t> length;
  for (std::size_t end = 0; !length;) {
    if (end == bytes.size()) return {};
    end = std::min(bytes.size(), end + step);
    const auto scanned = scanner.scan(bytes.substr(0, end));
    if (!scanned) return {.status = scanned.error().status};
    length = *scanned;
  }
  must(*length <= bytes.size() && *length <= kHeaderBytesMax);
  const Framed<Head> head = parse_head(bytes.substr(0, *length));
  if (!head) return {.status = head.error().status};
  must(head->request.headers.size() <= kHeaderFieldsMax);
  must(!(head->request.header("content-length") && head->request.header("transfer-encoding")));
  if (head->body != BodyFraming::chunked) return {.status = 0, .used = *length};
  ChunkDecoder decoder(kBodyBytesMax);
  Outcome outcome{.used = *length};
  while (outcome.used < bytes.size() && !decoder.is_done()) {
    const auto fed = decoder.feed(bytes.substr(outcome.used, step), outcome.body);
    if (!fed) return {.status = fed.error().status};
    must(*fed > 0);
    outcome.used += *fed;
  }
  must(outcome.body.size() <= kBodyBytesMax);
  if (decoder.is_done()) outcome.status = 0;
  return outcome;
}

void read_target(std::string_view bytes) {
  const std::size_t mark = bytes.find('?');
  const Router::Match match = router().match(Method::get, bytes.substr(0, mark));
  if (match.route != nullptr) must(match.parameters.size() == detail::parameter_names(match.route->path).size());
  json::Faults faults;
  const std::vector<Parameter> parameters =
      parse_query(mark == std::string_view::npos ? bytes : bytes.substr(mark + 1), faults);
  must(parameters.size() <= kQueryParametersMax);
  FuzzQuery query;
  decode_parameters(parameters, query, faults);
  if (faults.empty()) must(query.limit >= 1 && query.limit <= 1000 && query.numbers.size() <= 10);
}

}  // namespace
}  // namespace swarm::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using swarm::http::read_request;
  // A refusal may come before or after a limit is passed in one big step; everything else is the same.
  const auto byte_by_byte = read_request(bytes, 1);
  const auto in_sevens = read_request(bytes, 7);
  const auto is_limit = [](int status) { return status == 413 || status == 414 || status == 431; };
  if (!is_limit(byte_by_byte.status) && !is_limit(in_sevens.status)) swarm::http::must(byte_by_byte == in_sevens);
  read_request(bytes, bytes.size() + 1);
  swarm::http::read_target(bytes);
  return 0;
}
