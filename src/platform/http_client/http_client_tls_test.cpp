#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "platform/http_client/http_client.hpp"
#include "support/run.hpp"
#include "support/scripted_receiver.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::http_client {
namespace {

using namespace std::chrono_literals;

template <class T, void (*Release)(T*)>
struct Releaser {
  void operator()(T* object) const { Release(object); }
};
template <class T, void (*Release)(T*)>
using Owned = std::unique_ptr<T, Releaser<T, Release>>;

// A self-signed certificate for these names ("DNS:a.example,IP:127.0.0.1"), and its key.
void make_certificate(const std::filesystem::path& folder, const char* names, long valid_seconds = 86'400) {
  const Owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
  const Owned<X509, X509_free> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_seconds);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> alternatives(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names));
  X509_add_ext(certificate.get(), alternatives.get(), -1);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  std::FILE* out = std::fopen((folder / "certificate.pem").c_str(), "w");
  PEM_write_X509(out, certificate.get());
  std::fclose(out);
  out = std::fopen((folder / "key.pem").c_str(), "w");
  PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
}

// Answers every request with the name that was asked for (SNI), over TLS.
class TlsReceiver {
 public:
  explicit TlsReceiver(const std::filesystem::path& folder, int version_max = 0)
      : context_(SSL_CTX_new(TLS_server_method())), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), version_max);
    SSL_CTX_use_certificate_chain_file(context_.get(), (folder / "certificate.pem").c_str());
    SSL_CTX_use_PrivateKey_file(context_.get(), (folder / "key.pem").c_str(), SSL_FILETYPE_PEM);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve_forever(); });
  }
  ~TlsReceiver() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  TlsReceiver(const TlsReceiver&) = delete;
  TlsReceiver& operator=(const TlsReceiver&) = delete;
  std::uint16_t port() const { return port_; }
  int handshakes() const { return handshakes_; }

 private:
  void serve_forever() {
    while (true) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      const timeval patience{.tv_sec = 60, .tv_usec = 0};  // whose client has gone is not waited for
      ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      const Owned<SSL, SSL_free> ssl(SSL_new(context_.get()));
      SSL_set_fd(ssl.get(), socket);
      if (SSL_accept(ssl.get()) == 1) {
        ++handshakes_;
        serve(ssl.get());
      }
      ::close(socket);
    }
  }
  static void serve(SSL* ssl) {
    std::array<char, 4096> request;
    while (SSL_read(ssl, request.data(), static_cast<int>(request.size())) > 0) {
      const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
      const std::string answer = tests::answer_text(200, name == nullptr ? "no name" : name);
      SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
    }
  }

  const Owned<SSL_CTX, SSL_CTX_free> context_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> handshakes_ = 0;
  std::thread thread_;
};

class Loopback final : public Resolver {
 public:
  Async<Result<std::vector<Address>>> resolve(std::string, std::chrono::milliseconds) override {
    co_return std::vector<Address>{boost::asio::ip::make_address("127.0.0.1")};
  }
};

class HttpClientTls : public testing::Test {
 protected:
  // `trusted`: whose certificates the client trusts.
  Result<WholeResponse> get(const std::string& url, const std::filesystem::path& trusted) {
    auto client = Client::open({.ca_file = trusted}, {loop_.loop().executor(), resolver_, any_});
    if (!client) return std::unexpected(client.error());
    Request request{.url = Url::parse(url).value(), .timeouts = {.connect = 5s, .first_byte = 5s, .total = 5s}};
    return loop_.run(ask(std::move(*client), std::move(request)));
  }
  static Async<Result<WholeResponse>> ask(std::unique_ptr<Client> client, Request request) {
    Result<WholeResponse> first = co_await client->fetch(request, 1000);
    if (!first) co_return first;
    co_return co_await client->fetch(request, 1000);  // over the kept connection
  }
  std::filesystem::path certificate() const { return folder_.path() / "certificate.pem"; }

  tests::TestLoop loop_;
  tests::TemporaryFolder folder_;
  Loopback resolver_;
  AnyAddress any_;
};

TEST_F(HttpClientTls, AsksForTheNameAndChecksTheCertificate) {
  make_certificate(folder_.path(), "DNS:hooks.example,DNS:*.wild.example,IP:127.0.0.1");
  const TlsReceiver receiver(folder_.path());
  for (const char* host : {"hooks.example", "a.wild.example"}) {
    const auto answer = get(fmt::format("https://{}:{}/", host, receiver.port()), certificate());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, host);
  }
  EXPECT_EQ(receiver.handshakes(), 2) << "the second request of each went over the kept connection";
  const auto by_address = get(fmt::format("https://127.0.0.1:{}/", receiver.port()), certificate());
  ASSERT_TRUE(by_address) << by_address.error().message;
  EXPECT_EQ(by_address->body, "no name");
}

TEST_F(HttpClientTls, RefusesACertificateForAnotherName) {
  make_certificate(folder_.path(), "DNS:hooks.example,DNS:*.wild.example");
  const TlsReceiver receiver(folder_.path());
  for (const char* host : {"other.example", "evil-hooks.example", "a.b.wild.example", "127.0.0.1"}) {
    const auto answer = get(fmt::format("https://{}:{}/", host, receiver.port()), certificate());
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().reason, "tls") << answer.error().message;
  }
}

TEST_F(HttpClientTls, RefusesACertificateThatNobodyTrustsOrThatHasExpired) {
  make_certificate(folder_.path(), "DNS:hooks.example");
  const TlsReceiver receiver(folder_.path());
  const std::string url = fmt::format("https://hooks.example:{}/", receiver.port());
  const auto untrusted = get(url, {});
  ASSERT_FALSE(untrusted);
  EXPECT_EQ(untrusted.error().reason, "tls");
  EXPECT_TRUE(untrusted.error().message.contains("not trusted")) << untrusted.error().message;
  const tests::TemporaryFolder old;
  make_certificate(old.path(), "DNS:hooks.example", -3600);
  const TlsReceiver expired(old.path());
  const auto refused = get(fmt::format("https://hooks.example:{}/", expired.port()), old.path() / "certificate.pem");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.contains("expired")) << refused.error().message;
}

TEST_F(HttpClientTls, SpeaksTls12ButNothingOlder) {
  make_certificate(folder_.path(), "DNS:hooks.example");
  const TlsReceiver recent(folder_.path(), TLS1_2_VERSION), old(folder_.path(), TLS1_1_VERSION);
  EXPECT_TRUE(get(fmt::format("https://hooks.example:{}/", recent.port()), certificate()));
  EXPECT_EQ(get(fmt::format("https://hooks.example:{}/", old.port()), certificate()).error().reason, "tls");
}

TEST_F(HttpClientTls, IsRefusedByAPlainServerAndGivesUpOnASilentOne) {
  make_certificate(folder_.path(), "DNS:hooks.example");
  const tests::ScriptedReceiver plain(tests::answers(200));
  auto client = Client::open({}, {loop_.loop().executor(), resolver_, any_}).value();
  const auto answer = [&](std::chrono::milliseconds connect) {
    Request request{.url = Url::parse(fmt::format("https://a.example:{}/", plain.port())).value(),
                    .timeouts = {.connect = connect}};
    return loop_.run(client->fetch(request, 10));
  };
  EXPECT_EQ(answer(100ms).error().code, ErrorCode::timeout);  // it waits for a line that never ends
  const auto drop = [](std::unique_ptr<Client> dropped) -> Async<void> {
    dropped.reset();
    co_return;
  };
  loop_.run(drop(std::move(client)));
}

TEST_F(HttpClientTls, RefusesAFileThatHoldsNoCertificates) {
  EXPECT_EQ(get("https://a.example/", folder_.path() / "none").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::http_client
