#include <cerrno>
#include <cstring>

#include <sqlite3.h>

#include "support/sqlite_fixture.hpp"

namespace swarm::storage {
namespace {

// A file system below SQLite that fails when a test says so, and passes everything else on to the real one.
struct Faults {
  std::atomic<bool> syncs_fail = false;
  std::atomic<bool> disk_is_full = false;
  std::atomic<int> log_syncs = 0;
  std::atomic<int> databases_opened_to_write = 0;
};
Faults faults;

struct FaultyFile {
  sqlite3_file base;
  bool is_log;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
FaultyFile* faulty(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return faulty(file)->real();
}

int write_or_fail(sqlite3_file* file, const void* data, int count, sqlite3_int64 at) {
  if (faults.disk_is_full) return SQLITE_FULL;
  return real(file)->pMethods->xWrite(real(file), data, count, at);
}

int sync_or_fail(sqlite3_file* file, int flags) {
  if (faults.syncs_fail) return SQLITE_IOERR_FSYNC;
  if (faulty(file)->is_log) ++faults.log_syncs;
  return real(file)->pMethods->xSync(real(file), flags);
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
    .xRead = [](sqlite3_file* f, void* to, int n,
                sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); },
    .xWrite = write_or_fail,
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); },
    .xSync = sync_or_fail,
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    .xLock = [](sqlite3_file* f, int kind) { return real(f)->pMethods->xLock(real(f), kind); },
    .xUnlock = [](sqlite3_file* f, int kind) { return real(f)->pMethods->xUnlock(real(f), kind); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
    .xFileControl = [](sqlite3_file* f, int what,
                       void* with) { return real(f)->pMethods->xFileControl(real(f), what, with); },
    .xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
    .xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
    .xShmMap = [](sqlite3_file* f, int page, int size, int extend,
                  void volatile** to) { return real(f)->pMethods->xShmMap(real(f), page, size, extend, to); },
    .xShmLock = [](sqlite3_file* f, int offset, int n,
                   int flags) { return real(f)->pMethods->xShmLock(real(f), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_faulty(sqlite3_vfs* self, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* const below = static_cast<sqlite3_vfs*>(self->pAppData);
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0 && (flags & SQLITE_OPEN_READWRITE) != 0) ++faults.databases_opened_to_write;
  const int opened = below->xOpen(below, name, real(file), flags, flags_out);
  faulty(file)->is_log = (flags & SQLITE_OPEN_WAL) != 0;
  file->pMethods = real(file)->pMethods == nullptr ? nullptr : &kMethods;
  return opened;
}

void install_faulty_file_system() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
    sqlite3_vfs copy = *below;
    copy.szOsFile = static_cast<int>(sizeof(FaultyFile)) + below->szOsFile;
    copy.zName = "faulty";
    copy.pAppData = below;
    copy.xOpen = open_faulty;
    return copy;
  }();
  sqlite3_vfs_register(&vfs, 1);
}

class SqliteFaultsTest : public tests::SqliteFixture {
 protected:
  SqliteFaultsTest() {
    install_faulty_file_system();
    faults.syncs_fail = false;
    faults.disk_is_full = false;
  }
  ~SqliteFaultsTest() override {
    faults.syncs_fail = false;
    faults.disk_is_full = false;
    close();
    sqlite3_vfs_unregister(sqlite3_vfs_find("faulty"));
  }

  // A commit of `ids` together, while `fault` holds.
  std::vector<Written> write_together_during(std::atomic<bool>& fault, const std::vector<int>& ids) {
    tests::AllAtOnce<Written> all(loop_);
    hold_the_writer(all, 0);
    for (const int id : ids)
      all.start(database_->write(insertion(id)));
    settle();
    fault = true;
    metrics_.let_go();
    std::vector<Written> written = all.wait();
    written.erase(written.begin());
    return written;
  }
};

TEST_F(SqliteFaultsTest, SyncsTheLogBeforeItAcknowledges) {
  open();
  for (int i = 0; i < 10; ++i) {
    const int before = faults.log_syncs;
    ASSERT_TRUE(write(insertion(i)));
    EXPECT_GT(faults.log_syncs, before);
  }
}

TEST_F(SqliteFaultsTest, FailsAllUnitsOfACommitThatCannotBeSyncedAndOpensTheFileAnew) {
  open();
  const int opened_before = faults.databases_opened_to_write;
  for (const Written& written : write_together_during(faults.syncs_fail, {1, 2, 3})) {
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  }
  EXPECT_FALSE(database_->facts().healthy);
  EXPECT_THAT(metrics_.commits(), testing::ElementsAre(1));
  EXPECT_THAT(metrics_.refused(), testing::ElementsAre("unavailable", "unavailable", "unavailable"));
  EXPECT_EQ(count(), 1);
  faults.syncs_fail = false;
  EXPECT_TRUE(write(insertion(4)));
  EXPECT_EQ(faults.databases_opened_to_write, opened_before + 1);
  EXPECT_TRUE(database_->facts().healthy);
  close();
  open();
  EXPECT_EQ(count(), 2);
}

TEST_F(SqliteFaultsTest, AnswersStorageFullWhileTheDiskIsAndRecoversByItself) {
  open();
  for (const Written& written : write_together_during(faults.disk_is_full, {1, 2, 3})) {
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::storage_full);
  }
  EXPECT_EQ(write(insertion(4)).error().code, ErrorCode::storage_full);
  EXPECT_EQ(count(), 1);  // reading goes on
  faults.disk_is_full = false;
  for (const int id : {1, 2, 3, 4})
    EXPECT_TRUE(write(insertion(id)));
  EXPECT_EQ(count(), 5);
}

TEST_F(SqliteFaultsTest, StoresTheUnitsThatFitWhenOneOfTheirCommitDoesNot) {
  static constexpr NamedStatement kNoLarger{"test.no_larger", "PRAGMA max_page_count = 1"};  // than it is now
  static constexpr NamedStatement kLarger{"test.larger", "PRAGMA max_page_count = 1000000"};
  open();
  ASSERT_TRUE(write(insertion(100)));
  ASSERT_TRUE(write(WriteUnit{}.add(kNoLarger, {})));
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  all.start(database_->write(insertion(1)));
  all.start(database_->write(insertion(2, std::string(MiB, 'x'))));
  all.start(database_->write(insertion(3)));
  settle();
  metrics_.let_go();
  const std::vector<Written> written = all.wait();
  EXPECT_TRUE(written[1]) << written[1].error().message;
  EXPECT_EQ(written[2].error().code, ErrorCode::storage_full);
  EXPECT_TRUE(written[3]) << written[3].error().message;
  ASSERT_TRUE(write(WriteUnit{}.add(kLarger, {})));
  EXPECT_TRUE(write(insertion(2, std::string(MiB, 'x'))));
  EXPECT_EQ(count(), 5);
}

}  // namespace
}  // namespace swarm::storage
