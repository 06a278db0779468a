#include "swarm/live/subscription.hpp"

#include <condition_variable>
#include <set>

#include "support/task_slice.hpp"

namespace swarm::live {
namespace {

class NothingLogged final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

// Says when somebody was woken.
class Bell {
 public:
  std::function<void()> ringer() {
    return [this] {
      MutexLock lock(mutex_);
      ++rings_;
      changed_.notify_all();
    };
  }
  // False after ten seconds without having been woken since the last call.
  bool wait() {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    MutexLock lock(mutex_);
    while (rings_ == heard_) {
      if (changed_.wait_until(mutex_, patience) == std::cv_status::timeout) return false;
    }
    heard_ = rings_;
    return true;
  }

 private:
  Mutex mutex_;
  std::condition_variable_any changed_;
  int rings_ SWARM_GUARDED_BY(mutex_) = 0;
  int heard_ SWARM_GUARDED_BY(mutex_) = 0;
};

class SubscriptionTest : public tests::TaskSliceTest {
 protected:
  void SetUp() override {
    TaskSliceTest::SetUp();
    if (!database_) return;
    events_ = std::make_unique<events::EventStore>(*database_);
    open_hub(Bytes{1 * MiB});
  }
  void TearDown() override {
    if (hub_) run(hub_->stop());
    hub_.reset();
    TaskSliceTest::TearDown();
  }
  void open_hub(Bytes feed_bytes_max) {
    if (hub_) run(hub_->stop());
    hub_ = std::make_unique<FeedHub>(feed_bytes_max, FeedHub::Deps{.tasks = *store_,
                                                                   .events = *events_,
                                                                   .database = *database_,
                                                                   .loop = loop_.loop(),
                                                                   .metrics = metrics_,
                                                                   .log = telemetry::Log(sink_, "live")});
  }
  std::unique_ptr<Subscription> subscribe(Bell& bell, std::vector<tasks::TaskId> ids = {}, events::Cursor after = {}) {
    Watcher watcher{.wake = bell.ringer()};
    Subscription::Wish wish{.id = "s", .of = {}, .after = after};
    for (const tasks::TaskId& id : ids) {
      watcher.subjects.push_back(id.text());
      wish.of.push_back(find(id));
    }
    auto attachment = hub_->follow(scope_, std::move(watcher));
    EXPECT_TRUE(attachment.has_value());
    return std::make_unique<Subscription>(Subscription::Deps{*store_, *events_, metrics_}, scope_, std::move(wish),
                                          std::move(*attachment));
  }

  // What a client got: the cursors, in order; and the number of each task's last event, which must be the next one.
  struct Heard {
    std::vector<std::string> cursors{};
    std::map<std::string, std::int64_t> numbers{};
  };
  void hear(const websocket::Frames& frames, Heard& heard) {
    std::size_t begin = 0;
    for (const std::size_t end : frames.ends) {
      const std::string frame = frames.bytes.substr(begin, end - begin);
      begin = end;
      const Result<json::Value> message = json::parse(std::string_view(frame).substr(frame.find('{')));
      ASSERT_TRUE(message.has_value()) << frame;
      EXPECT_EQ(message->at("subscription").as_string(), "s");
      heard.cursors.emplace_back(message->at("cursor").as_string());
      const json::Value& event = message->at("event");
      const std::string task(event.at("task").at("id").as_string());
      EXPECT_EQ(event.at("n").as_int64(), ++heard.numbers[task]) << "no gap, nothing twice, of " << task;
    }
  }
  // Everything up to `count` events in all.
  void hear_until(Subscription& subscription, Bell& bell, std::size_t count, Heard& heard) {
    while (heard.cursors.size() < count) {
      const Result<websocket::Frames> frames = run(subscription.next());
      ASSERT_TRUE(frames.has_value()) << frames.error().message;
      hear(*frames, heard);
      subscription.taken(frames->ends.size());
      if (frames->empty() && !subscription.has_ended()) ASSERT_TRUE(bell.wait()) << "after " << heard.cursors.size();
    }
    ASSERT_EQ(heard.cursors.size(), count);
  }

  telemetry::Metrics registry_;
  LiveMetrics metrics_{registry_};
  NothingLogged sink_;
  std::unique_ptr<events::EventStore> events_;
  std::unique_ptr<FeedHub> hub_;
};

TEST_P(SubscriptionTest, OfTheFeedGivesWhatWasAndWhatComes) {
  for (int i = 0; i < 5; ++i)
    submitted();
  Bell bell;
  const auto subscription = subscribe(bell);
  Heard heard;
  hear_until(*subscription, bell, 5, heard);
  for (int i = 0; i < 5; ++i)
    submitted();
  hear_until(*subscription, bell, 10, heard);
  EXPECT_EQ(subscription->resume().text(), heard.cursors.back());
}

TEST_P(SubscriptionTest, ReadsMoreThanOnePageOfWhatWas) {
  for (int i = 0; i < 250; ++i)
    submitted();
  Bell bell;
  const auto subscription = subscribe(bell);
  Heard heard;
  hear_until(*subscription, bell, 250, heard);
}

TEST_P(SubscriptionTest, GoesOnFromEveryCursor) {
  for (int i = 0; i < 4; ++i)
    submitted();
  Bell bell;
  Heard all;
  hear_until(*subscribe(bell), bell, 4, all);
  for (std::size_t i = 0; i < 4; ++i) {
    Bell other;
    Heard rest;
    hear_until(*subscribe(other, {}, events::Cursor::parse(all.cursors[i]).value()), other, 3 - i, rest);
    EXPECT_EQ(rest.cursors,
              std::vector<std::string>(all.cursors.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.cursors.end()));
  }
}

TEST_P(SubscriptionTest, ResumesBehindTheLastFrameThatWasTaken) {
  for (int i = 0; i < 4; ++i)
    submitted();
  Bell bell;
  const auto subscription = subscribe(bell);
  const websocket::Frames frames = run(subscription->next()).value();
  ASSERT_EQ(frames.ends.size(), 4U);
  EXPECT_EQ(subscription->resume(), events::Cursor::oldest());
  Heard heard;
  hear(frames, heard);
  subscription->taken(2);
  EXPECT_EQ(subscription->resume().text(), heard.cursors[1]);
}

TEST_P(SubscriptionTest, OfTasksEndsWithThem) {
  const tasks::TaskId done = task_in(tasks::TaskState::completed);
  const tasks::TaskId open = submitted();
  Bell bell;
  const auto subscription = subscribe(bell, {done, open});
  Heard heard;
  hear_until(*subscription, bell, 4, heard);
  EXPECT_FALSE(subscription->has_ended());
  submitted("nobody follows this one");
  ASSERT_TRUE(run(store_->apply({find(open), tasks::TaskState::cancelled, "task.cancelled"})).has_value());
  hear_until(*subscription, bell, 5, heard);
  EXPECT_TRUE(subscription->has_ended());
  EXPECT_EQ(heard.numbers.size(), 2U);
}

TEST_P(SubscriptionTest, OfATaskThatHadEndedBeforeItsCursorEndsAtOnce) {
  const tasks::TaskId done = task_in(tasks::TaskState::completed);
  Bell bell;
  const auto subscription = subscribe(bell, {done}, run(events_->newest(scope_)).value());
  EXPECT_TRUE(run(subscription->next())->empty());
  EXPECT_TRUE(subscription->has_ended());
}

TEST_P(SubscriptionTest, MissesNothingWhenItFallsOutOfWhatIsShared) {
  open_hub(Bytes{2'000});  // two events or three
  Bell slow_bell, bell;
  const auto slow = subscribe(slow_bell), quick = subscribe(bell);
  Heard heard_slowly, heard;
  submitted();
  hear_until(*slow, slow_bell, 1, heard_slowly);
  EXPECT_TRUE(run(slow->next())->empty()) << "joined";
  hear_until(*quick, bell, 1, heard);
  for (std::size_t i = 2; i <= 30; ++i) {
    submitted();
    hear_until(*quick, bell, i, heard);
  }
  hear_until(*slow, slow_bell, 30, heard_slowly);
  EXPECT_EQ(heard_slowly.cursors, heard.cursors);
}

TEST_P(SubscriptionTest, GivesEachEventOnceWhateverTheOrderOfWritingAndReading) {
  open_hub(Bytes{4'000});
  const tasks::TaskId one = submitted(), two = submitted();
  struct Reader {
    Bell bell{};
    std::unique_ptr<Subscription> subscription{};
    Heard heard{};
    bool is_of_feed = true;
  };
  std::vector<std::unique_ptr<Reader>> readers;
  std::size_t written = 2;
  for (int round = 0; round < 150; ++round) {
    const std::uint64_t dice = random_.next() % 10;
    if (dice < 5) {
      submitted();
      ++written;
    } else if (dice == 5 && readers.size() < 8) {
      readers.push_back(std::make_unique<Reader>());
      readers.back()->is_of_feed = random_.next() % 2 == 0;
      readers.back()->subscription =
          readers.back()->is_of_feed ? subscribe(readers.back()->bell) : subscribe(readers.back()->bell, {one, two});
    } else if (!readers.empty()) {
      Reader& reader = *readers[random_.next() % readers.size()];
      const websocket::Frames frames = run(reader.subscription->next()).value();
      hear(frames, reader.heard);
      reader.subscription->taken(frames.ends.size());
    }
  }
  for (const auto& reader : readers) {
    hear_until(*reader->subscription, reader->bell, reader->is_of_feed ? written : 2, reader->heard);
    EXPECT_TRUE(std::ranges::is_sorted(reader->heard.cursors, {},
                                       [](const std::string& text) { return events::Cursor::parse(text).value(); }) ||
                !reader->is_of_feed);
  }
}

TEST_P(SubscriptionTest, SaysThatRetentionWentPastItsCursor) {
  Bell bell;
  submitted();
  const events::Cursor first = run(events_->newest(scope_)).value();
  submitted();
  advance(std::chrono::hours{2});
  submitted();
  const auto subscription = subscribe(bell, {}, first);
  ASSERT_EQ(run(events_->forget({std::chrono::hours{1}, 1'000'000}, 100)).value(), 2);
  EXPECT_EQ(run(subscription->next()).error().code, ErrorCode::expired);
}

INSTANTIATE_TEST_SUITE_P(Databases, SubscriptionTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::live
