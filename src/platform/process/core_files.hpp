#pragma once

namespace swarm::process {

// From now on a crash of this process leaves no core file, also where the system would pipe it to a program, and nobody
// but root can read its memory or attach to it. Children that it starts may leave none either, but are otherwise as
// usual. Needs no right.
void forbid_core_files();

// Takes that back, up to the hard limit (ulimit -H -c) that the process was started with.
void allow_core_files();

}  // namespace swarm::process
