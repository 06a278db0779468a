#pragma once

#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "app/app.hpp"
#include "support/http_client.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

inline json::Value parsed(std::string_view text) {
  Result<json::Value> value = json::parse(text, 64);
  if (value) return std::move(*value);
  ADD_FAILURE() << "no JSON: " << value.error().message << ": " << text.substr(0, 200);
  return json::Object{};
}

inline std::string member(const json::Value& object, std::string_view name) {
  const json::Value* found = object.is_object() ? object.get_object().if_contains(name) : nullptr;
  if (found == nullptr || found->is_null()) return "";
  return found->is_string() ? std::string(found->get_string()) : json::to_text(*found);
}

// What is sent. Everything but the method and the path may be left out.
struct Asked {
  std::string method{};
  std::string target{};
  std::string key{};
  std::string body{};
  std::string headers{};  // whole lines with CR LF
};

// The whole server in this process, on free ports, with its data in a folder that goes away. Settings are YAML.
class RunningApp {
 public:
  explicit RunningApp(std::string_view settings = "") {
    configure(settings);
    sources_.file = folder_.path() / "swarm.yaml";
    // An engine runs where a test wants one.
    if (settings.find("engine:") == std::string_view::npos) sources_.flags.emplace_back("engine.mode", "off");
    const config::NamedTexts places{
        {"data", (folder_.path() / "data").string()}, {"http.port", "0"}, {"websocket.port", "0"}};
    sources_.flags.insert(sources_.flags.end(), places.begin(), places.end());
    Result<config::Loaded<app::AppConfig>> loaded = config::load<app::AppConfig>(sources_);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    Result<std::unique_ptr<app::App>> opened = app::App::open(std::move(*loaded), sources_);
    if (!opened) throw std::runtime_error(opened.error().message);
    app_ = std::move(*opened);
    if (const Result<Done> started = app_->start(); !started) throw std::runtime_error(started.error().message);
    admin_ = text_of(app_->key_file());
    admin_.erase(admin_.find_last_not_of('\n') + 1);
  }
  ~RunningApp() { stop(); }
  // Ends the server with all its threads; its data stays until this object goes.
  void stop() {
    if (app_) EXPECT_TRUE(app_->stop());
    app_.reset();
  }

  app::App& app() { return *app_; }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  const std::string& admin() const { return admin_; }
  std::uint16_t port() const { return port_in(app_->http_address()); }
  std::uint16_t websocket_port() const { return port_in(app_->websocket_address()); }

  // Written to the file; acts at the next reload.
  void configure(std::string_view settings) {
    std::ofstream file(folder_.path() / "swarm.yaml");
    file << (settings.find("log:") == std::string_view::npos ? "log: {level: error}\n" : "") << settings << '\n';
  }

  static std::string request_text(const Asked& asked) {
    std::string headers = asked.headers;
    if (!asked.key.empty()) headers += "X-API-Key: " + asked.key + "\r\n";
    return http_request(asked.method, asked.target, headers, asked.body);
  }
  HttpAnswer ask(const Asked& asked) const { return RawHttpClient(port()).ask(request_text(asked)); }
  HttpAnswer get(std::string target) const { return ask({"GET", std::move(target), admin_}); }
  HttpAnswer post(std::string target, std::string body, std::string headers = "") const {
    return ask({"POST", std::move(target), admin_, std::move(body), std::move(headers)});
  }
  // The answer's document; a status other than `status` fails the test.
  json::Value made(const HttpAnswer& answer, int status = 201) const {
    EXPECT_EQ(answer.status, status) << answer.body;
    return parsed(answer.body);
  }

  std::string make_project(std::string_view name) const {
    return member(made(post("/api/v1/projects", fmt::format(R"({{"name":"{}"}})", name))), "id");
  }
  struct Key {
    std::string text, id;
  };
  // `more`: further members of the request, each with a comma before it.
  Key make_key(std::string_view role, std::string_view more = "") const {
    const json::Value key = made(post("/api/v1/keys", fmt::format(R"({{"name":"test","role":"{}"{}}})", role, more)));
    return {member(key, "key"), member(key.as_object().at("details"), "id")};
  }
  // Ended before it is returned.
  json::Value make_task(std::string_view prompt) const {
    return made(post("/api/v1/tasks", fmt::format(R"({{"prompt":"{}","wait_ms":20000}})", prompt)));
  }
  std::int64_t tasks_stored() const {
    const json::Value page = made(get("/api/v1/tasks?limit=500"), 200);
    return static_cast<std::int64_t>(page.at("tasks").as_array().size());
  }

 private:
  static std::uint16_t port_in(const std::string& address) {
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }

  TemporaryFolder folder_;
  config::Sources sources_;
  std::unique_ptr<app::App> app_;
  std::string admin_;
};

}  // namespace swarm::tests
