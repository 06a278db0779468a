#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/api.hpp"

namespace swarm::cli {

// The API over HTTP(S) with libcurl, on one kept-alive connection. Redirects are not followed: a key goes nowhere but
// to the address that was given. One thread.
class HttpApi final : public Api {
 public:
  struct Options {
    std::string url;                       // "http://127.0.0.1:3000", without a path
    std::optional<std::string> project{};  // X-Project
    std::optional<std::string> ca_file{};  // certificates to trust instead of the system's
    std::chrono::milliseconds timeout{30'000};
    std::string agent;                          // User-Agent
    std::function<Outcome<std::string>()> key;  // asked once, before the first request that needs one
    std::function<int()> interrupts;            // how often Ctrl-C came
  };
  explicit HttpApi(Options options);
  ~HttpApi() override;

  Outcome<ApiReply> send(const ApiRequest& request) override;
  Outcome<Done> stream(const ApiRequest& request, const std::function<bool(std::string_view)>& take) override;
  bool pause(std::chrono::milliseconds duration) override;

 private:
  class Connection;
  Outcome<std::vector<std::string>> headers_of(const ApiRequest& request);

  Options options_;
  std::optional<std::string> key_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace swarm::cli
