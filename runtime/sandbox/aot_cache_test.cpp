// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/aot_cache.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace modus::sandbox {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

class AotCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    // In memory where possible: disks flush every file that replaces another.
    const fs::path shared = "/dev/shm";
    const bool usable = ::access(shared.c_str(), W_OK) == 0;
    std::string name =
        ((usable ? shared : fs::temp_directory_path()) / "modus-aot-cache-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    place_ = name;
    folder_ = place_ / "above" / "modules";
  }
  void TearDown() override { fs::remove_all(place_); }

  AotCache cache(std::string settings = "settings") const { return {folder_, std::move(settings)}; }
  fs::path file(const std::string& key) const { return folder_ / (key + ".cwasm"); }
  std::size_t file_count() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path place_;
  fs::path folder_;
  const std::string key_ = AotCache({}, "settings").key(bytes_of("a module"));
  const std::vector<std::byte> code_ = bytes_of("machine code " + std::string(300'000, 'c'));
};

std::string code_of(const CachedCode& cached) {
  return read(cached.path()).substr(0, cached.code_size);
}

// What a caller sees: "code|note", or "-".
std::string load(const AotCache& cache, const std::string& key) {
  const auto cached = cache.load(key);
  return cached ? code_of(*cached) + "|" + cached->note : "-";
}

TEST_F(AotCacheTest, GivesBackWhatWasStored) {
  const AotCache first = cache();
  EXPECT_EQ(load(first, key_), "-");
  first.store(key_, code_, "a note");
  EXPECT_EQ(load(first, key_), text_of(code_) + "|a note");
  EXPECT_EQ(load(cache(), key_), text_of(code_) + "|a note");
  first.store(key_, bytes_of("other code"));
  EXPECT_EQ(load(first, key_), "other code|");
  first.store(key_, {}, "");
  EXPECT_EQ(load(first, key_), "|");
  EXPECT_EQ(file_count(), 1u);
  EXPECT_EQ(first.problem(), "");
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
}

TEST_F(AotCacheTest, KeepsWhatAReaderHasOpened) {
  const AotCache one = cache();
  one.store(key_, code_, "a note");
  const auto cached = one.load(key_);
  ASSERT_TRUE(cached);
  one.store(key_, bytes_of("other code"));
  EXPECT_EQ(code_of(*cached), text_of(code_));
  fs::remove(file(key_));
  EXPECT_EQ(code_of(*cached), text_of(code_));
}

TEST_F(AotCacheTest, FindsItsFolderAgainWhenItWasRemoved) {
  const AotCache one = cache();
  one.store(key_, code_);
  fs::remove_all(folder_);
  EXPECT_EQ(load(one, key_), "-");
  one.store(key_, code_);
  EXPECT_NE(load(one, key_), "-");
  EXPECT_EQ(one.problem(), "");
}

TEST_F(AotCacheTest, KeepsNothingWithoutAFolder) {
  const AotCache none({}, "settings");
  none.store(key_, code_);
  EXPECT_EQ(load(none, key_), "-");
  EXPECT_EQ(none.problem(), "");
}

TEST_F(AotCacheTest, NamesCodeByAllItDependsOn) {
  const auto wasm = bytes_of("a module");
  const AotCache reference(folder_, "settings", {.processor = "fast"});
  EXPECT_EQ(reference.key(wasm), AotCache(folder_, "settings", {.processor = "fast"}).key(wasm));
  EXPECT_NE(reference.key(wasm), reference.key(bytes_of("b module")));
  EXPECT_NE(reference.key(wasm), AotCache(folder_, "others", {.processor = "fast"}).key(wasm));
  EXPECT_NE(reference.key(wasm), AotCache(folder_, "settings", {.processor = "slow"}).key(wasm));
  EXPECT_NE(processor_features(), "");
}

// --- damage ---

TEST_F(AotCacheTest, RefusesAFileWithAnyByteChanged) {
  const AotCache one = cache();
  one.store(key_, bytes_of("code"), "note");
  const std::string good = read(file(key_));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const unsigned bit : {0u, 7u}) {
      std::string damaged = good;
      damaged[i] = static_cast<char>(damaged[i] ^ (1u << bit));
      write(file(key_), damaged);
      EXPECT_EQ(load(one, key_), "-") << "byte " << i;
      EXPECT_FALSE(fs::exists(file(key_))) << "byte " << i;
    }
  }
  write(file(key_), good);
  fs::permissions(file(key_), fs::perms(0600));
  EXPECT_EQ(load(one, key_), "code|note");
}

TEST_F(AotCacheTest, RefusesAFileOfAnyOtherLength) {
  const AotCache one = cache();
  one.store(key_, bytes_of("code"), "note");
  const std::string good = read(file(key_));
  for (std::size_t length = 0; length < good.size(); ++length) {
    write(file(key_), good.substr(0, length));
    EXPECT_EQ(load(one, key_), "-") << length;
    EXPECT_FALSE(fs::exists(file(key_))) << length;
  }
  write(file(key_), good + "x");
  EXPECT_EQ(load(one, key_), "-");
  write(file(key_), good);
  fs::resize_file(file(key_), 5ull << 30);
  EXPECT_EQ(load(one, key_), "-");
}

TEST_F(AotCacheTest, RefusesLengthsThatOverflow) {
  const AotCache one = cache();
  one.store(key_, bytes_of("code"), "note");
  const std::string good = read(file(key_));
  const std::size_t trailer = good.size() - 56;
  for (const std::uint64_t length : {~0ull, ~0ull - 55, 1ull << 63, 1ull << 32, 0ull}) {
    std::string damaged = good;
    store_le(reinterpret_cast<std::byte*>(damaged.data()) + trailer + 16, length);
    write(file(key_), damaged);
    EXPECT_EQ(load(one, key_), "-") << length;
  }
}

TEST_F(AotCacheTest, RefusesWhatWasStoredUnderAnotherKey) {
  const AotCache one = cache();
  one.store(key_, code_);
  const std::string other = one.key(bytes_of("another module"));
  fs::rename(file(key_), file(other));
  EXPECT_EQ(load(one, other), "-");
  EXPECT_FALSE(fs::exists(file(other)));
}

TEST_F(AotCacheTest, RecoversByStoringAgain) {
  const AotCache one = cache();
  one.store(key_, code_);
  write(file(key_), "rubbish");
  EXPECT_EQ(load(one, key_), "-");
  one.store(key_, code_, "again");
  EXPECT_EQ(load(one, key_), text_of(code_) + "|again");
}

// --- what others may have left there ---

TEST_F(AotCacheTest, DoesNotFollowLinks) {
  const AotCache one = cache();
  one.store(key_, code_);
  const fs::path elsewhere = place_ / "elsewhere";
  fs::rename(file(key_), elsewhere);
  fs::create_symlink(elsewhere, file(key_));
  EXPECT_EQ(load(one, key_), "-");
  EXPECT_TRUE(fs::exists(elsewhere));
  EXPECT_FALSE(fs::is_symlink(file(key_)));

  const std::string before = read(elsewhere);
  fs::create_symlink(elsewhere, file(key_));
  one.store(key_, bytes_of("new code"));
  EXPECT_EQ(read(elsewhere), before);
  EXPECT_EQ(load(one, key_), "new code|");
  EXPECT_EQ(one.problem(), "");
}

TEST_F(AotCacheTest, RefusesFilesThatOthersCanWrite) {
  const AotCache one = cache();
  one.store(key_, code_);
  fs::permissions(file(key_), fs::perms(0620));
  EXPECT_EQ(load(one, key_), "-");
  EXPECT_FALSE(fs::exists(file(key_)));
}

TEST_F(AotCacheTest, RefusesFilesOfOthers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const AotCache one = cache();
  one.store(key_, code_);
  ASSERT_EQ(::chown(file(key_).c_str(), 65534, 65534), 0);
  EXPECT_EQ(load(one, key_), "-");
}

TEST_F(AotCacheTest, DoesNotWaitForPipes) {
  const AotCache one = cache();
  ASSERT_EQ(::mkfifo(file(key_).c_str(), 0600), 0);
  EXPECT_EQ(load(one, key_), "-");
  one.store(key_, code_);
  EXPECT_NE(load(one, key_), "-");
}

TEST_F(AotCacheTest, LivesWithAFolderInPlaceOfAFile) {
  const AotCache one = cache();
  fs::create_directory(file(key_));
  EXPECT_EQ(load(one, key_), "-");
  one.store(key_, code_);
  EXPECT_EQ(load(one, key_), "-");
  EXPECT_NE(one.problem().find("is damaged and cannot be removed"), std::string::npos);
  EXPECT_EQ(file_count(), 1u);
}

// --- folders that cannot be used ---

void expect_unusable(const fs::path& folder, std::string_view reason) {
  const AotCache one(folder, "settings");
  const std::string first = one.problem();
  EXPECT_NE(first.find(reason), std::string::npos) << first;
  EXPECT_NE(first.find(folder.string()), std::string::npos) << first;
  EXPECT_NE(first.find("MODUS_CACHE"), std::string::npos) << first;
  const std::string key = one.key(bytes_of("a module"));
  one.store(key, bytes_of("code"));
  EXPECT_EQ(load(one, key), "-");
  EXPECT_EQ(one.problem(), first);
}

TEST_F(AotCacheTest, RefusesAFolderThatOthersCanWrite) {
  fs::create_directories(folder_);
  for (const unsigned mode : {0770u, 0707u, 0777u, 01777u}) {
    ASSERT_EQ(::chmod(folder_.c_str(), mode), 0);
    expect_unusable(folder_, "other users can write to it");
    EXPECT_EQ(file_count(), 0u);
  }
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  EXPECT_EQ(cache().problem(), "");
}

TEST_F(AotCacheTest, RefusesAFolderOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  ASSERT_EQ(::chown(folder_.c_str(), 65534, 65534), 0);
  expect_unusable(folder_, "it belongs to the user with id 65534");
}

TEST_F(AotCacheTest, RefusesAFolderBehindALink) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  fs::create_symlink(folder_, place_ / "link");
  expect_unusable(place_ / "link", "is a file or a link");
}

TEST_F(AotCacheTest, RefusesAFileInPlaceOfAFolder) {
  write(place_ / "file", "");
  expect_unusable(place_ / "file", "is a file or a link");
  expect_unusable(place_ / "file" / "modules", "is a file or a link");
}

TEST_F(AotCacheTest, SaysThatAFolderCannotBeMade) {
  // /proc is never writable, even for root.
  expect_unusable("/proc/modus", "make it accessible");
}

TEST_F(AotCacheTest, ReadsWhatItCannotWrite) {
  const AotCache writer = cache();
  writer.store(key_, code_);
  ASSERT_EQ(::chmod(folder_.c_str(), 0500), 0);
  // Root may write anyway, so another user looks at the folder.
  if (::geteuid() == 0) {
    for (const fs::path& path : {place_, place_ / "above", folder_, file(key_)}) {
      ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
    }
  }
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(2);
    const AotCache reader = cache();
    const bool said = reader.problem().find("make it writable") != std::string::npos;
    reader.store(key_, bytes_of("new"));
    ::_exit(said && load(reader, key_) == text_of(code_) + "|" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(file_count(), 1u);
  ::chmod(folder_.c_str(), 0700);
}

TEST_F(AotCacheTest, LeavesNothingBehindOnAFullDisk) {
  cache().store(key_, bytes_of("old code"));
  const pid_t child = ::fork();
  if (child == 0) {
    // No file may grow beyond this: as on a full disk, a write falls short and the next one fails.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 20'000, .rlim_max = 20'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    const AotCache full = cache();
    full.store(key_, code_);
    const bool said = full.problem().find("File too large: make room") != std::string::npos;
    ::_exit(said && load(full, key_) == "old code|" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(file_count(), 1u);
}

// --- several at once ---

// Stores and loads one key; whatever is found must be whole, with the note of its own code.
bool store_and_load(const AotCache& cache, const std::string& key, char letter) {
  const std::string code(50'000, letter);
  for (int i = 0; i < 60; ++i) {
    cache.store(key, bytes_of(code), std::string(1, letter));
    const auto found = cache.load(key);
    if (!found || found->note.size() != 1) return false;
    if (code_of(*found) != std::string(50'000, found->note[0])) return false;
  }
  return true;
}

TEST_F(AotCacheTest, ServesThreadsAndProcessesAtOnce) {
  std::vector<pid_t> children;
  for (const char letter : {'a', 'b'}) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(store_and_load(cache(), key_, letter) ? 0 : 1);
    children.push_back(child);
  }
  const AotCache shared = cache();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (const char letter : {'c', 'd', 'e'}) {
      threads.emplace_back([&, letter] { good += store_and_load(shared, key_, letter); });
    }
  }
  EXPECT_EQ(good, 3);
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(file_count(), 1u);
  EXPECT_EQ(shared.problem(), "");
}

// --- keeping it small ---

void age(const fs::path& path, std::chrono::hours by) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - by);
}

TEST_F(AotCacheTest, DropsWhatWasNotUsedForTheLongestTime) {
  const AotCache filler = cache();
  std::vector<std::string> keys;
  for (const std::string name : {"a", "b", "c", "d"}) {
    keys.push_back(filler.key(bytes_of(name)));
    filler.store(keys.back(), code_);
    age(file(keys.back()), 24h * static_cast<int>(10 - keys.size()));
  }
  EXPECT_NE(load(filler, keys[0]), "-");  // the oldest, but of use just now

  const AotCache small(folder_, "settings", {.max_bytes = 3 * code_.size() + 1000});
  small.store(key_, code_);
  EXPECT_TRUE(fs::exists(file(key_)));
  EXPECT_TRUE(fs::exists(file(keys[0])));
  EXPECT_FALSE(fs::exists(file(keys[1])));
  EXPECT_FALSE(fs::exists(file(keys[2])));
  EXPECT_TRUE(fs::exists(file(keys[3])));
  EXPECT_EQ(small.problem(), "");
}

TEST_F(AotCacheTest, RemovesWhatCrashedWritersLeft) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  for (const std::string name : {"old.tmp", "new.tmp", "old.txt"}) write(folder_ / name, "x");
  age(folder_ / "old.tmp", 2h);
  age(folder_ / "old.txt", 2h);
  cache().store(key_, code_);
  EXPECT_FALSE(fs::exists(folder_ / "old.tmp"));
  EXPECT_TRUE(fs::exists(folder_ / "new.tmp"));
  EXPECT_TRUE(fs::exists(folder_ / "old.txt"));
  EXPECT_TRUE(fs::exists(file(key_)));
}

}  // namespace
}  // namespace modus::sandbox
