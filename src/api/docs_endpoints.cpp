#include "api/docs_endpoints.hpp"

#include <string_view>

#include "api/docs_page.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::api {

namespace {

void put(std::string& page, std::string_view mark, std::string_view text) {
  page.replace(page.find(mark), mark.size(), text);
}

std::string source_of(std::string_view text) {
  return fmt::format("'sha256-{}'", crypto::to_base64(crypto::sha256(text)));
}

}  // namespace

DocsEndpoints::DocsEndpoints()
    : page_(docs_page_html()),
      policy_(fmt::format("default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; "
                          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                          source_of(docs_page_script()), source_of(docs_page_style()))) {
  put(page_, "{{style}}", docs_page_style());
  put(page_, "{{script}}", docs_page_script());
}

void DocsEndpoints::declare(http::Router& router) {
  router.get<&DocsEndpoints::page>("/docs", http::Permission::open, *this, "The API for people, to read and to try.");
}

Async<Result<http::Raw>> DocsEndpoints::page(http::RequestContext) {
  co_return http::Raw{
      "text/html; charset=utf-8", page_, {{"Content-Security-Policy", policy_}, {"Referrer-Policy", "no-referrer"}}};
}

}  // namespace swarm::api
