#pragma once

#include <string_view>

// The parts of the page at /docs, as they stand in web/docs.
namespace swarm::api {

std::string_view docs_page_html();
std::string_view docs_page_style();
std::string_view docs_page_script();

}  // namespace swarm::api
