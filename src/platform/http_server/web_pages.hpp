#pragma once

#include "platform/http_server/message.hpp"

namespace swarm::http {

// Whether a web page that is not this machine's own made a browser send the request: by Origin and Sec-Fetch-Site
// (Fetch standard, 3.1 and Fetch Metadata, 2.3), and, where the server listens on loopback only, by a Host that is no
// address of this machine: a page whose name was pointed here ("DNS rebinding"). Programs send none of these, or our
// own address.
bool is_sent_by_web_page(const Request& request, bool listens_on_loopback);

}  // namespace swarm::http
