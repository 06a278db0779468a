#pragma once

#include <chrono>
#include <string_view>

namespace swarm::storage {

// Where both databases report what they do. Thread-safe. The program hands in one that feeds Prometheus; tests may hand
// in their own.
class StorageMetrics {
 public:
  virtual ~StorageMetrics() = default;
  virtual void statement_ran(std::string_view name, std::chrono::nanoseconds duration) = 0;
  virtual void committed(std::size_t units, std::chrono::nanoseconds duration) = 0;
  virtual void unit_refused(
      std::string_view reason) = 0;  // "conflict", "storage_full", "queue_full", "unavailable", "failed" (any other)
};

}  // namespace swarm::storage
