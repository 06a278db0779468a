#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace swarm::sandbox {

// Which calls of the kernel a process may make, as the program that the kernel runs on each call (classic BPF).
//
// What ordinary programs need is allowed. Calls that only serve to break out, to look into other processes or to reach
// a network go to the sandbox's first process, which reports them and kills. Everything else, known or new, is answered
// "not implemented". `reports_paths`: the first process also sees which files are asked for.
// `unavailable` when libseccomp refuses.
Result<std::string> seccomp_filter(bool reports_paths);

// What a forbidden call is, for people: "network (socket)", "namespace (unshare)", "call 321" for one without a name.
std::string violation_name(int call);

// For tests: the names of all forbidden calls, and the number of a call on this machine or less than zero.
std::vector<std::string> forbidden_calls();
int call_number(const std::string& name);

}  // namespace swarm::sandbox
