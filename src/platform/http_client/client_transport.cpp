#include "platform/http_client/client_transport.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace swarm::http_client {

namespace asio = boost::asio;

Result<std::unique_ptr<TlsContext>> make_client_tls(const std::filesystem::path& ca_file) {
  auto context = std::make_unique<TlsContext>(TlsContext::tls_client);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context->native_handle(), kHttp11.data(), kHttp11.size());
  context->set_verify_mode(asio::ssl::verify_peer, error);
  if (ca_file.empty())
    context->set_default_verify_paths(error);
  else
    context->load_verify_file(ca_file.string(), error);
  if (error)
    return fail(ErrorCode::invalid_input,
                fmt::format("the certificates to trust, {}, cannot be used: {}",
                            ca_file.empty() ? "the system's" : ca_file.string(), error.message()));
  return context;
}

Async<boost::system::error_code> Transport::connect(asio::ip::tcp::endpoint to) {
  boost::system::error_code error, ignored;
  socket_.close(ignored);
  co_await socket_.async_connect(to, asio::redirect_error(runtime::use_async, error));
  if (!error) socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return error;
}

namespace {

// Whose certificate is expected. An address is named by its bytes, and never by SNI (RFC 6066, section 3).
bool expect_peer(SSL* ssl, const Url& url) {
  if (url.address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), url.address->to_string().c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, url.host.c_str()) == 1 && SSL_set1_host(ssl, url.host.c_str()) == 1;
}

}  // namespace

Async<Handshake> Transport::handshake(TlsContext* tls, Url url) {
  tls_.emplace(socket_, *tls);
  if (!expect_peer(tls_->native_handle(), url))
    co_return Handshake{asio::error::invalid_argument, "its name cannot be asked for"};
  boost::system::error_code error;
  co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::redirect_error(runtime::use_async, error));
  if (!error) co_return Handshake{};
  const long verified = SSL_get_verify_result(tls_->native_handle());
  if (verified == X509_V_OK) co_return Handshake{error, error.message()};
  co_return Handshake{error,
                      fmt::format("its certificate is not trusted: {}", X509_verify_cert_error_string(verified))};
}

Async<Transferred> Transport::read_some(asio::mutable_buffer space) {
  Transferred got;
  if (tls_)
    got.bytes = co_await tls_->async_read_some(space, asio::redirect_error(runtime::use_async, got.error));
  else
    got.bytes = co_await socket_.async_read_some(space, asio::redirect_error(runtime::use_async, got.error));
  co_return got;
}

Async<Transferred> Transport::write_some(Gathered buffers) {
  Transferred put;
  if (tls_)
    put.bytes = co_await tls_->async_write_some(buffers, asio::redirect_error(runtime::use_async, put.error));
  else
    put.bytes = co_await socket_.async_write_some(buffers, asio::redirect_error(runtime::use_async, put.error));
  co_return put;
}

void Transport::acknowledge() {
  using Quick = asio::detail::socket_option::boolean<IPPROTO_TCP, TCP_QUICKACK>;
  boost::system::error_code ignored;  // only time is lost
  socket_.set_option(Quick(true), ignored);
}

bool Transport::is_quiet() {
  char byte = 0;
  const ssize_t peeked = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Transport::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace swarm::http_client
