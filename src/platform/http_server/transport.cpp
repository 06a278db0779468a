#include "platform/http_server/transport.hpp"

#include <fmt/format.h>
#include <limits>
#include <netinet/tcp.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/impl/src.hpp>

namespace swarm::http {

namespace asio = boost::asio;

namespace {

constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int select_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned in_length, void*) {
  auto* chosen = const_cast<unsigned char**>(out);  // OpenSSL's own signatures differ in constness
  const int found = SSL_select_next_proto(chosen, out_length, kHttp11.data(), kHttp11.size(), in, in_length);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::unexpected<Error> refuse(std::string_view setting, const std::filesystem::path& file,
                              const boost::system::error_code& error) {
  return fail(ErrorCode::invalid_input,
              fmt::format("http.tls.{}: {} cannot be used: {}", setting, file.string(), error.message()));
}

}  // namespace

Result<std::unique_ptr<TlsContext>> make_tls_context(const TlsConfig& config) {
  auto context = std::make_unique<TlsContext>(TlsContext::tls_server);
  boost::system::error_code error;
  context->set_options(
      TlsContext::default_workarounds | TlsContext::no_sslv2 | TlsContext::no_sslv3 | TlsContext::no_compression,
      error);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), select_protocol, nullptr);
  context->use_certificate_chain_file(config.certificate_file.string(), error);
  if (error) return refuse("certificate_file", config.certificate_file, error);
  context->use_private_key_file(config.key_file.string(), TlsContext::pem, error);
  if (error) return refuse("key_file", config.key_file, error);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return fail(ErrorCode::invalid_input, fmt::format("http.tls.key_file: {} is not the key of {}",
                                                      config.key_file.string(), config.certificate_file.string()));
  }
  return context;
}

Transport::Transport(Socket socket, TlsContext* tls) : socket_(std::move(socket)) {
  boost::system::error_code ignored;  // a connection that is gone already fails at its first read
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

Async<bool> Transport::handshake() {
  if (!tls_) co_return true;
  boost::system::error_code error;
  co_await tls_->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(runtime::use_async, error));
  co_return !error;
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

Transferred Transport::write_now(const Gathered& buffers) {
  Transferred put;
  if (tls_) return put;
  put.bytes = socket_.write_some(buffers, put.error);
  if (put.error == asio::error::would_block || put.error == asio::error::try_again) put.error = {};
  return put;
}

void Transport::limit_unsent(std::uint64_t bytes) {
  using UnsentMax = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  constexpr std::uint64_t kMax = std::numeric_limits<int>::max();
  boost::system::error_code ignored;  // without it a slow reader is only cut off later
  socket_.set_option(UnsentMax(bytes == 0 ? -1 : static_cast<int>(std::min(bytes, kMax))), ignored);
}

Async<void> Transport::finish_writing() {
  boost::system::error_code ignored;  // the other end may be gone
  if (tls_) co_await tls_->async_shutdown(asio::redirect_error(runtime::use_async, ignored));
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

bool Transport::has_input() const {
  boost::system::error_code ignored;
  return socket_.available(ignored) > 0;
}

void Transport::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Transport::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace swarm::http
