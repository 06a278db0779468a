#pragma once

#include "swarm/sandbox/init/order.hpp"

// The child's side of a step, and what its filter sends to the first process.
namespace swarm::sandbox::init {

// Becomes the step's program: limits, standard streams, filter; sends the filter's listener over `channel`. Returns
// only when something failed, after a line in the report.
void become_step(const Order& order, const Step& step, int input, int channel);

// The listener that become_step() sent, or -1.
int receive_listener(int channel);

// Answers one message of the filter. Files beyond the visible ones are reported, at most kPathsReportedMax, and the
// call goes on: the sandbox itself decides what is there. True for a forbidden call, which stays unanswered.
bool is_violation(int listener, const Order& order);

void report_failure(const char* what);

}  // namespace swarm::sandbox::init
