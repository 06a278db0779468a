#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/loops.hpp"
#include "platform/runtime/memory_limit.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::http {

struct TlsConfig {
  std::filesystem::path certificate_file{};  // PEM chain; empty: no TLS
  std::filesystem::path key_file{};
  static constexpr auto schema =
      json::object("TlsConfig",
                   json::field("certificate_file", &TlsConfig::certificate_file,
                               "PEM file with the certificate chain; empty: no TLS."),
                   json::field("key_file", &TlsConfig::key_file, "PEM file with the private key."));
};

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 3000;
  TlsConfig tls{};
  Bytes header_bytes_max{16 * KiB};
  Bytes body_bytes_max{1 * MiB};
  std::int64_t connections_max = 10'000;
  std::int64_t connections_per_address_max = 2'000;
  std::chrono::milliseconds header_timeout{10'000};       // from the first byte to the end of the header
  std::chrono::milliseconds body_timeout{30'000};         // for the whole body
  std::chrono::milliseconds idle_timeout{60'000};         // between requests
  std::chrono::milliseconds write_timeout{20'000};        // for one write to a slow reader
  std::chrono::milliseconds keep_alive_interval{15'000};  // of event streams
  std::vector<std::string> cors_origins{};                // empty: no CORS headers at all
  std::vector<std::string> trusted_proxies{};             // addresses or CIDR whose X-Forwarded-For counts
  bool insecure = false;                                  // allow other addresses than loopback without TLS
  // What follows is no setting. Messages may name settings of swarm.yaml, and /openapi.json.
  bool names_settings = true;
  // Routes ask for no key: then what a web page makes its reader's browser send is refused, whatever its own address.
  bool is_without_keys = false;
  static constexpr auto schema = json::object(
      "HttpConfig",
      json::field("address", &ServerConfig::address,
                  "Where to listen. Anything beyond loopback needs TLS, trusted_proxies or insecure."),
      json::field("port", &ServerConfig::port, "0 takes a free one."),
      json::field("tls", &ServerConfig::tls, "A certificate, to serve HTTPS."),
      json::field("header_bytes_max", &ServerConfig::header_bytes_max, "Longer request headers are refused.",
                  json::between{1024, 1048576}),
      json::field("body_bytes_max", &ServerConfig::body_bytes_max, "Longer request bodies are refused with 413.",
                  json::between{1024, 1073741824}),
      json::field("connections_max", &ServerConfig::connections_max, "More are answered with 503 and closed.",
                  json::between{1, 1000000}),
      json::field("connections_per_address_max", &ServerConfig::connections_per_address_max, "From one address.",
                  json::between{1, 1000000}),
      json::field("header_timeout_ms", &ServerConfig::header_timeout, "For a whole request header.",
                  json::between{100, 600000}),
      json::field("body_timeout_ms", &ServerConfig::body_timeout, "For a whole request body.",
                  json::between{100, 3600000}),
      json::field("idle_timeout_ms", &ServerConfig::idle_timeout,
                  "A connection without a request is closed after this long.", json::between{100, 3600000}),
      json::field("write_timeout_ms", &ServerConfig::write_timeout,
                  "A reader that takes nothing for this long is cut off.", json::between{100, 3600000}),
      json::field("keep_alive_interval_ms", &ServerConfig::keep_alive_interval,
                  "Between comments on a silent event stream.", json::between{100, 600000}),
      json::field("cors_origins", &ServerConfig::cors_origins, "Origins whose pages may call the API; empty: none.",
                  json::items{0, 100}),
      json::field("trusted_proxies", &ServerConfig::trusted_proxies,
                  "Addresses or CIDR blocks whose X-Forwarded-For is believed.", json::items{0, 100}),
      json::field("insecure", &ServerConfig::insecure, "Listen beyond loopback without TLS. Every start warns."));
};

// Listens, checks framing (RFC 9112, strictly), authenticates, authorises, admits, routes, answers. One per port.
// start() may fail: `conflict` when the port is taken, `invalid_input` for an address or certificate.
class Server {
 public:
  struct Deps {
    runtime::Loops& loops;
    const Router& router;
    Authenticator& authenticator;
    Admission& admission;
    SecurityObserver& security;
    runtime::MemoryLimit& memory;
    const Clock& clock;
    Random& random;
    telemetry::Metrics& metrics;
    telemetry::Log log;
  };
  Server(ServerConfig config, Deps deps);
  ~Server();

  Result<Done> start();
  std::uint16_t port() const;  // the real one, also when 0 was asked for

  // Accepts nothing new, answers `Connection: close`, ends event streams, and returns when all connections have ended
  // or `at_most` is over; what is left is then cut.
  Async<void> drain(std::chrono::milliseconds at_most);

 private:
  struct State;
  const ServerConfig config_;
  const Deps deps_;
  std::shared_ptr<State> state_;  // once started
};

}  // namespace swarm::http
