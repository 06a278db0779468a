#pragma once

#include <array>
#include <memory>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/result.hpp"
#include "platform/http_server/server.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, runtime::Executor>;
using TlsContext = boost::asio::ssl::context;
using Gathered = std::array<boost::asio::const_buffer, 2>;

// A TLS 1.2 or 1.3 server with the certificate of `config`, HTTP/1.1 in ALPN. `invalid_input` for files that do not
// fit.
Result<std::unique_ptr<TlsContext>> make_tls_context(const TlsConfig& config);

struct Transferred {
  std::size_t bytes = 0;  // 0: the end, or `error`
  boost::system::error_code error{};
};

// The bytes of one connection, plain or through TLS. On one Loop; one read and one write at a time.
class Transport {
 public:
  Transport(Socket socket, TlsContext* tls);

  Async<bool> handshake();  // true at once without TLS
  Async<Transferred> read_some(boost::asio::mutable_buffer space);
  Async<Transferred> write_some(Gathered buffers);
  // What the kernel takes without waiting; nothing with TLS.
  Transferred write_now(const Gathered& buffers);
  // How many bytes the kernel takes that it cannot send yet; 0: as many as it wants.
  void limit_unsent(std::uint64_t bytes);
  // Says to the other end that nothing more comes.
  Async<void> finish_writing();

  bool is_tls() const { return tls_.has_value(); }
  bool has_input() const;  // bytes have come that nobody has read
  Socket& socket() { return socket_; }
  void cancel();  // what waits now fails with operation_aborted
  void close();

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace swarm::http
