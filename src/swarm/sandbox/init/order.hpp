#pragma once

#include <cstddef>
#include <sys/resource.h>

#include "swarm/sandbox/init/init_protocol.hpp"

// The order, read into fixed places: the first process of a sandbox uses the C library only and allocates nothing.
namespace swarm::sandbox::init {

struct Bytes {
  const char* data = nullptr;
  std::size_t size = 0;
};

struct Limit {
  int resource = 0;
  rlim_t value = 0;
};

struct Step {
  bool is_program = false;
  const char* arguments[kArgumentsMax + 1] = {};
  const char* variables[kVariablesMax + 1] = {};
  Limit limits[kLimitsMax] = {};
  int argument_count = 0;
  int variable_count = 0;
  int limit_count = 0;
};

struct Order {
  const char* folder = nullptr;
  Bytes input;
  Bytes strict_filter;
  Bytes tool_filter;
  Bytes visible[kVisibleMax];
  Step steps[kStepsMax];
  int visible_count = 0;
  int step_count = 0;
  unsigned process_offset = 0;
};

// Reads the records of the descriptor, writing the files on the way. Texts stay in the mapped order, which ends every
// record with a zero byte of its own. False for an order that is not well formed or a file that cannot be written.
bool read_order(int descriptor, Order& order);

}  // namespace swarm::sandbox::init
