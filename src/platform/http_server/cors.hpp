#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/http_server/message.hpp"

namespace swarm::http {

// Cross-origin requests of browsers: off until origins are named, and then for exactly these.
class Cors {
 public:
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}
  bool is_on() const { return !origins_.empty(); }

  static bool is_preflight(const Request& request);
  // What a preflight asks for; only called for one from a listed origin or with CORS on.
  void permit(const Request& request, std::span<const Method> methods, Response& response) const;
  // On every answer.
  void add_headers(const Request& request, Response& response) const;

 private:
  bool allows(const Request& request) const;
  std::vector<std::string> origins_;
};

// "GET, HEAD, OPTIONS"
std::string list_of(std::span<const Method> methods);

}  // namespace swarm::http
