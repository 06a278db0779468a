#include <cstdio>
#include <fcntl.h>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "support/http_server_fixture.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::http {
namespace {

using tests::http_request;

template <class T, void (*Release)(T*)>
struct Releaser {
  void operator()(T* object) const { Release(object); }
};
template <class T, void (*Release)(T*)>
using Owned = std::unique_ptr<T, Releaser<T, Release>>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;

template <class Write>
void write_pem(const std::filesystem::path& file, Write write) {
  std::FILE* out = std::fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  write(out);
  std::fclose(out);
}

// A self-signed certificate for a day, and its key.
void make_certificate(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file) {
  const Key key(EVP_EC_gen("P-256"));
  const Owned<X509, X509_free> certificate(X509_new());
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  write_pem(certificate_file, [&](std::FILE* out) { PEM_write_X509(out, certificate.get()); });
  write_pem(key_file,
            [&](std::FILE* out) { PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

// Speaks TLS over a blocking socket; `version_max` 0 means whatever both know.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version_max = 0)
      : context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), version_max);
    ssl_.reset(SSL_new(context_.get()));
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    SSL_set_fd(ssl_.get(), socket_);
    constexpr unsigned char kProtocols[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(ssl_.get(), kProtocols, sizeof kProtocols - 1);
    is_open_ = SSL_connect(ssl_.get()) == 1;
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool is_open() const { return is_open_; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }
  void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  std::string read_until(std::string_view mark) {
    std::string text;
    std::array<char, 65536> bytes;
    std::size_t searched = 0;
    while (text.find(mark, searched) == std::string::npos) {
      searched = text.size() - std::min(text.size(), mark.size());
      const int got = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (got <= 0) break;
      text.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return text;
  }
  // True when the server said that it ends, rather than just ending.
  bool is_ended_properly() {
    char byte = 0;
    return SSL_read(ssl_.get(), &byte, 1) <= 0 && (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  Owned<SSL_CTX, SSL_CTX_free> context_;
  Owned<SSL, SSL_free> ssl_;
  int socket_ = -1;
  bool is_open_ = false;
};

class ServerTls : public tests::HttpServerTest {
 protected:
  ServerTls() {
    config.tls = {folder.path() / "certificate.pem", folder.path() / "key.pem"};
    make_certificate(config.tls.certificate_file, config.tls.key_file);
  }
  tests::TemporaryFolder folder;
};

TEST_F(ServerTls, ServesRequestsAndLongAnswers) {
  start();
  ASSERT_TRUE(started) << started.error().message;
  TlsClient client(port());
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.protocol(), "http/1.1");
  for (int i = 0; i < 3; ++i) {
    client.send(http_request("GET", "/items/a", with_key()));
    EXPECT_TRUE(client.read_until("}").starts_with("HTTP/1.1 200 OK\r\n"));
  }
  client.send(http_request("GET", "/big", with_key("Connection: close\r\n")));
  EXPECT_GT(client.read_until("no such mark").size(), tests::TestEndpoints::kBigBytes);
  EXPECT_TRUE(client.is_ended_properly());
}

TEST_F(ServerTls, StreamsEventsAndNoticesWhoLeaves) {
  start();
  {
    TlsClient client(port());
    client.send(http_request("GET", "/events", with_key()));
    client.read_until("\r\n\r\n");
    endpoints.feed->say("data: one\n\n");
    EXPECT_NE(client.read_until("one\n\n").find("data: one"), std::string::npos);
    endpoints.feed->say("data: two\n\n");
    EXPECT_NE(client.read_until("two\n\n").find("data: two"), std::string::npos);
  }
  while (endpoints.feed->open_sources() > 0)
    std::this_thread::yield();
}

TEST_F(ServerTls, RefusesOldVersions) {
  start();
  EXPECT_FALSE(TlsClient(port(), TLS1_1_VERSION).is_open());
  EXPECT_TRUE(TlsClient(port(), TLS1_2_VERSION).is_open());
}

TEST_F(ServerTls, EndsAClientThatSpeaksNoTls) {
  start();
  tests::RawHttpClient client(port());
  client.send(http_request("GET", "/health"));
  EXPECT_EQ(client.read_to_end().find("HTTP/"), std::string::npos);
}

TEST_F(ServerTls, EndsAHandshakeThatDoesNotComeToAnEnd) {
  config.header_timeout = std::chrono::milliseconds{50};
  start();
  tests::RawHttpClient client(port());
  EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTls, MayListenBeyondLoopback) {
  config.address = "0.0.0.0";
  start();
  EXPECT_TRUE(started);
}

TEST_F(ServerTls, RefusesToStartWithoutItsFiles) {
  config.tls.key_file = folder.path() / "absent.pem";
  start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::invalid_input);
  EXPECT_NE(started.error().message.find("http.tls.key_file"), std::string::npos);
}

TEST_F(ServerTls, RefusesAKeyOfAnotherCertificate) {
  const auto other = folder.path() / "other.pem";
  make_certificate(folder.path() / "other-certificate.pem", other);
  config.tls.key_file = other;
  start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::http
