#pragma once

#include <string>
#include <string_view>

#include "cli/trouble.hpp"

namespace swarm::cli {

// A new file that only its owner may read. An existing file is never overwritten: it may be somebody's only key.
class PrivateOutput {
 public:
  static Outcome<PrivateOutput> create(const std::string& path);
  ~PrivateOutput();
  PrivateOutput(PrivateOutput&& other) noexcept;
  PrivateOutput& operator=(PrivateOutput&&) = delete;

  Outcome<Done> write(std::string_view text);  // on the disk when it returns
  void discard();                              // takes the file away again

 private:
  PrivateOutput(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

}  // namespace swarm::cli
