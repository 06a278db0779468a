#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/result.hpp"
#include "platform/http_client/url.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::http_client {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, runtime::Executor>;
using TlsContext = boost::asio::ssl::context;
using Gathered = std::array<boost::asio::const_buffer, 2>;

// A TLS 1.2 or 1.3 client that checks certificates against the system's authorities, or those of `ca_file` (PEM)
// instead. `invalid_input`.
Result<std::unique_ptr<TlsContext>> make_client_tls(const std::filesystem::path& ca_file);

struct Transferred {
  std::size_t bytes = 0;
  boost::system::error_code error{};
};

// Whether the other end proved to be who the URL names.
struct Handshake {
  boost::system::error_code error{};
  std::string trouble{};  // for people
};

// The bytes of one connection that we made, plain or through TLS. On one Loop; one read and one write at a time.
class Transport {
 public:
  explicit Transport(runtime::Executor executor) : socket_(executor) {}

  Async<boost::system::error_code> connect(boost::asio::ip::tcp::endpoint to);
  Async<Handshake> handshake(TlsContext* tls, Url url);
  Async<Transferred> read_some(boost::asio::mutable_buffer space);
  Async<Transferred> write_some(Gathered buffers);

  // Tells the other end at once that what it sent has come: one that waits for that before it sends the rest of a small
  // answer (Nagle) would wait for our delayed acknowledgement, 40 ms.
  void acknowledge();
  bool is_quiet();  // while idle: nothing has come, and the other end has not closed
  void close();     // what waits now fails with operation_aborted, what follows fails, too

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace swarm::http_client
