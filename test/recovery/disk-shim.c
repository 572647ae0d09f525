/*
 * A disk that fails, for one process: an LD_PRELOAD library that stands between a program and the
 * C library for everything that changes files below one folder.
 *
 * DISK_SHIM_FOLDER names the folder (absolute, without symbolic links), DISK_SHIM_CONTROL a file of
 * 64-bit words that is mapped and read at every operation, so that another process can change what
 * happens while the program runs, and read what has happened. Words, in order:
 *
 *   0  sync_mode     0 passes, 1 fails the next sync with EIO, 2 fails every sync from now on
 *   1  sync_delay    milliseconds that a sync takes longer
 *   2  is_full       1 when only `room` bytes are left
 *   3  room          bytes that files may still grow by, signed
 *   4  kill_at       kills the process (SIGKILL) at the operation of this number, 0 for never
 *   5  is_torn       1 when the write that is killed has done its first half
 *   6  operations    counted so far: writes, syncs, unlinks, renames, new folders, resizes
 *   7  syncs         counted so far, with writes to a file opened with O_DSYNC
 *   8  bytes         written so far
 *   9  failures      given so far
 *   10 failed_at     milliseconds since the epoch of the first failure
 *   11 waiting       syncs that are being delayed right now
 *   12 syncs_to_pass syncs that pass before sync_mode counts
 *
 * With DISK_SHIM_SHADOW, a folder, it also keeps there what a loss of power would leave: in `files`
 * the content of each file as it was last synced, in `folders` the entries of each folder as they
 * were last synced, a line `f` or `d`, identity, name for each. A file or folder is named by its
 * identity: inode number and time of birth.
 *
 * Only the process that was started with the library counts and dies: its children pass through,
 * though syncs and writes of theirs fail alike. What is written through a mapping is not seen. A
 * full disk refuses growth only, as a file system does that overwrites in place; the write that
 * does not fit is short first and refused next. Linux with glibc or musl.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
  _Atomic int64_t sync_mode, sync_delay, is_full, room, kill_at, is_torn;
  _Atomic int64_t operations, syncs, bytes, failures, failed_at, waiting;
  _Atomic int64_t syncs_to_pass;
};

static struct control *control;
static char folder[PATH_MAX];
static size_t folder_length;
static int is_owner;
static char shadow[PATH_MAX / 2];

__attribute__((constructor)) static void set_up(void) {
  const char *watched = getenv("DISK_SHIM_FOLDER");
  const char *path = getenv("DISK_SHIM_CONTROL");
  if (watched == NULL || path == NULL) return;
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped == MAP_FAILED) return;
  char own[32];
  snprintf(own, sizeof own, "%d", (int)getpid());
  const char *owner = getenv("DISK_SHIM_OWNER");
  is_owner = owner == NULL || strcmp(owner, own) == 0;
  if (owner == NULL) setenv("DISK_SHIM_OWNER", own, 1);
  const char *kept = getenv("DISK_SHIM_SHADOW");
  if (kept != NULL) snprintf(shadow, sizeof shadow, "%s", kept);
  snprintf(folder, sizeof folder, "%s", watched);
  folder_length = strlen(folder);
  control = mapped;
}

/* The next definition of a name, looked up at its first use. */
#define REAL(name)                                       \
  static __typeof__(&name) real;                         \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int is_path_watched(const char *path) {
  return control != NULL && path != NULL && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

static int is_watched(int fd) {
  if (control == NULL) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int saved = errno;
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = saved;
  if (length <= 0) return 0;
  path[length] = '\0';
  return is_path_watched(path);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int fails_with(int code) {
  int64_t never = 0;
  atomic_compare_exchange_strong(&control->failed_at, &never, now_ms());
  atomic_fetch_add(&control->failures, 1);
  errno = code;
  return -1;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Whether this operation is the one to die at. */
static int is_last(void) {
  if (!is_owner) return 0;
  int64_t number = atomic_fetch_add(&control->operations, 1) + 1;
  return number == atomic_load(&control->kill_at);
}

static void step(void) {
  if (is_last()) die();
}

/* What a sync meets: a delay, then success (0) or failure (-1). */
static int meet_sync(void) {
  atomic_fetch_add(&control->syncs, 1);
  int64_t delay = atomic_load(&control->sync_delay);
  if (delay > 0) {
    atomic_fetch_add(&control->waiting, 1);
    struct timespec pause_for = {delay / 1000, (delay % 1000) * 1000000};
    while (nanosleep(&pause_for, &pause_for) != 0 && errno == EINTR) {
    }
    atomic_fetch_sub(&control->waiting, 1);
  }
  if (atomic_load(&control->sync_mode) != 0 && atomic_load(&control->syncs_to_pass) > 0) {
    atomic_fetch_sub(&control->syncs_to_pass, 1);
    return 0;
  }
  int64_t once = 1;
  if (atomic_compare_exchange_strong(&control->sync_mode, &once, 0)) return fails_with(EIO);
  if (atomic_load(&control->sync_mode) == 2) return fails_with(EIO);
  return 0;
}

/* Takes from the room what the file would grow by; returns how many of the bytes may be written. */
static size_t admitted(int fd, off_t offset, size_t length) {
  if (atomic_load(&control->is_full) == 0) return length;
  struct stat status;
  if (fstat(fd, &status) != 0) return length;
  if (offset < 0) offset = (fcntl(fd, F_GETFL) & O_APPEND) ? status.st_size : lseek(fd, 0, SEEK_CUR);
  int64_t growth = (int64_t)offset + (int64_t)length - status.st_size;
  if (growth <= 0) return length;
  int64_t left = atomic_fetch_sub(&control->room, growth);
  if (left >= growth) return length;
  int64_t granted = left > 0 ? left : 0;
  atomic_fetch_add(&control->room, growth - granted);
  int64_t allowed = (int64_t)length - (growth - granted);
  return allowed > 0 ? (size_t)allowed : 0;
}

static int identify(int at, const char *name, char *identity, size_t size) {
  struct statx status;
  int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
  if (statx(at, name, flags, STATX_INO | STATX_BTIME | STATX_TYPE, &status) != 0) return -1;
  long long born = (long long)status.stx_btime.tv_sec * 1000000000 + status.stx_btime.tv_nsec;
  if ((status.stx_mask & STATX_BTIME) == 0) born = 0;
  snprintf(identity, size, "%llu-%lld", (unsigned long long)status.stx_ino, born);
  return status.stx_mode & S_IFMT;
}

/* Another description of what `fd` refers to, to read from its beginning. */
static int reopen(int fd) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return open(link, O_RDONLY | O_CLOEXEC);
}

static void keep_content(int from, FILE *to) {
  static _Thread_local char bytes[1 << 16];
  ssize_t length;
  while ((length = read(from, bytes, sizeof bytes)) > 0) fwrite(bytes, 1, length, to);
  close(from);
}

static void keep_entries(int from, FILE *to) {
  DIR *entries = fdopendir(from);
  if (entries == NULL) return;
  struct dirent *entry;
  while ((entry = readdir(entries)) != NULL) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char identity[64];
    int type = identify(from, entry->d_name, identity, sizeof identity);
    if (type != S_IFREG && type != S_IFDIR) continue;
    fprintf(to, "%c %s %s\n", type == S_IFDIR ? 'd' : 'f', identity, entry->d_name);
  }
  closedir(entries);
}

/* Keeps what has just been synced; at once as a whole, because a kill may come at any time. */
static void keep(int fd) {
  if (shadow[0] == '\0') return;
  int saved = errno;
  char identity[64], path[PATH_MAX], written[PATH_MAX];
  int type = identify(fd, "", identity, sizeof identity);
  int from = reopen(fd);
  snprintf(path, sizeof path, "%s/%s/%s", shadow, type == S_IFDIR ? "folders" : "files", identity);
  snprintf(written, sizeof written, "%s/%d-%s", shadow, (int)gettid(), identity);
  FILE *to = from < 0 ? NULL : fopen(written, "w");
  if (to != NULL) {
    if (type == S_IFDIR) keep_entries(from, to);
    else keep_content(from, to);
    fclose(to);
    rename(written, path);
  }
  errno = saved;
}

/* Keeps a write to a file that was opened with O_DSYNC. */
static void keep_write(int fd, const struct iovec *parts, int count, off_t offset) {
  if (shadow[0] == '\0' || offset < 0) return;
  int saved = errno;
  char identity[64], path[PATH_MAX];
  identify(fd, "", identity, sizeof identity);
  snprintf(path, sizeof path, "%s/files/%s", shadow, identity);
  int to = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  for (int i = 0; i < count && to >= 0; i++) {
    if (pwrite(to, parts[i].iov_base, parts[i].iov_len, offset) < 0) break;
    offset += parts[i].iov_len;
  }
  if (to >= 0) close(to);
  errno = saved;
}

static size_t total(const struct iovec *parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
  return bytes;
}

/* One write of any form, at an offset or, where that is negative, at the file's own. */
static ssize_t write_parts(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(pwritev);
  static __typeof__(&writev) real_writev;
  if (real_writev == NULL) real_writev = (__typeof__(&writev))dlsym(RTLD_NEXT, "writev");
  return offset < 0 ? real_writev(fd, parts, count) : real(fd, parts, count, offset);
}

/* The first `length` bytes of the parts. */
static ssize_t write_beginning(int fd, const struct iovec *parts, off_t offset, size_t length) {
  struct iovec some[IOV_MAX];
  int count = 0;
  for (size_t left = length; left > 0; count++) {
    some[count] = parts[count];
    if (some[count].iov_len > left) some[count].iov_len = left;
    left -= some[count].iov_len;
  }
  return write_parts(fd, some, count, offset);
}

static ssize_t faulty_write(int fd, const struct iovec *parts, int count, off_t offset) {
  size_t length = total(parts, count);
  if (is_last()) {
    if (atomic_load(&control->is_torn) && length > 1)
      write_beginning(fd, parts, offset, length / 2);
    die();
  }
  size_t allowed = admitted(fd, offset, length);
  if (allowed == 0 && length > 0) return fails_with(ENOSPC);
  int is_synced = (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
  if (is_synced && meet_sync() != 0) return -1;
  ssize_t written = allowed == length ? write_parts(fd, parts, count, offset)
                                      : write_beginning(fd, parts, offset, allowed);
  if (written > 0) atomic_fetch_add(&control->bytes, written);
  if (is_synced && written == (ssize_t)length) keep_write(fd, parts, count, offset);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  if (!is_watched(fd)) return real(fd, bytes, length);
  struct iovec part = {(void *)bytes, length};
  return faulty_write(fd, &part, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  if (!is_watched(fd)) return real(fd, parts, count);
  return faulty_write(fd, parts, count, -1);
}

#define PWRITE(name, offset_type)                                                  \
  ssize_t name(int fd, const void *bytes, size_t length, offset_type offset) {     \
    REAL(name);                                                                    \
    if (!is_watched(fd)) return real(fd, bytes, length, offset);                   \
    struct iovec part = {(void *)bytes, length};                                   \
    return faulty_write(fd, &part, 1, offset);                                     \
  }
#define PWRITEV(name, offset_type)                                                 \
  ssize_t name(int fd, const struct iovec *parts, int count, offset_type offset) { \
    REAL(name);                                                                    \
    if (!is_watched(fd)) return real(fd, parts, count, offset);                    \
    return faulty_write(fd, parts, count, offset);                                 \
  }
#define PWRITEV2(name, offset_type)                                                \
  ssize_t name(int fd, const struct iovec *parts, int count, offset_type offset,   \
               int flags) {                                                        \
    REAL(name);                                                                    \
    if (!is_watched(fd)) return real(fd, parts, count, offset, flags);             \
    return faulty_write(fd, parts, count, offset);                                 \
  }
#define FTRUNCATE(name, offset_type)                                               \
  int name(int fd, offset_type length) {                                           \
    REAL(name);                                                                    \
    if (is_watched(fd)) step();                                                    \
    return real(fd, length);                                                       \
  }
/* Sets room aside as a write of that length would take it. */
#define FALLOCATE(name, offset_type)                                               \
  int name(int fd, int mode, offset_type offset, offset_type length) {             \
    REAL(name);                                                                    \
    if (!is_watched(fd)) return real(fd, mode, offset, length);                    \
    step();                                                                        \
    if (admitted(fd, offset, length) < (size_t)length) return fails_with(ENOSPC);  \
    return real(fd, mode, offset, length);                                         \
  }
#define POSIX_FALLOCATE(name, offset_type)                                         \
  int name(int fd, offset_type offset, offset_type length) {                       \
    REAL(name);                                                                    \
    if (!is_watched(fd)) return real(fd, offset, length);                          \
    step();                                                                        \
    if (admitted(fd, offset, length) < (size_t)length) {                           \
      fails_with(ENOSPC);                                                          \
      return ENOSPC;                                                               \
    }                                                                              \
    return real(fd, offset, length);                                               \
  }

PWRITE(pwrite, off_t)
PWRITEV(pwritev, off_t)
FTRUNCATE(ftruncate, off_t)
FALLOCATE(fallocate, off_t)
POSIX_FALLOCATE(posix_fallocate, off_t)
#ifdef __GLIBC__
/* musl has one form of each only. */
PWRITEV2(pwritev2, off_t)
PWRITE(pwrite64, off64_t)
PWRITEV(pwritev64, off64_t)
PWRITEV2(pwritev64v2, off64_t)
FTRUNCATE(ftruncate64, off64_t)
FALLOCATE(fallocate64, off64_t)
POSIX_FALLOCATE(posix_fallocate64, off64_t)
#endif

/* A copy of a file within the system, as libuv makes it. */
#define SENDFILE(name, offset_type)                                                \
  ssize_t name(int to, int from, offset_type *offset, size_t length) {             \
    REAL(name);                                                                    \
    if (!is_watched(to)) return real(to, from, offset, length);                    \
    step();                                                                        \
    size_t allowed = admitted(to, -1, length);                                     \
    if (allowed == 0 && length > 0) return fails_with(ENOSPC);                     \
    return real(to, from, offset, allowed);                                        \
  }
SENDFILE(sendfile, off_t)
#ifdef __GLIBC__
SENDFILE(sendfile64, off64_t)
#endif

#define SYNC(name)                        \
  int name(int fd) {                      \
    REAL(name);                           \
    if (!is_watched(fd)) return real(fd); \
    step();                               \
    if (meet_sync() != 0) return -1;      \
    int result = real(fd);                \
    if (result == 0) keep(fd);            \
    return result;                        \
  }
SYNC(fsync)
SYNC(fdatasync)
SYNC(syncfs)

int sync_file_range(int fd, off_t offset, off_t length, unsigned int flags) {
  REAL(sync_file_range);
  if (!is_watched(fd)) return real(fd, offset, length, flags);
  step();
  if (meet_sync() != 0) return -1;
  return real(fd, offset, length, flags);
}

/* A mapping's file is not known here, so every synchronous one is taken for watched. */
int msync(void *address, size_t length, int flags) {
  REAL(msync);
  if (control == NULL || (flags & MS_SYNC) == 0) return real(address, length, flags);
  step();
  if (meet_sync() != 0) return -1;
  return real(address, length, flags);
}

#define ON_PATH(name, path, parameters, arguments)  \
  int name parameters {                             \
    REAL(name);                                     \
    if (is_path_watched(path)) step();              \
    return real arguments;                          \
  }
ON_PATH(unlink, path, (const char *path), (path))
ON_PATH(unlinkat, path, (int at, const char *path, int flags), (at, path, flags))
ON_PATH(rmdir, path, (const char *path), (path))
ON_PATH(rename, to, (const char *from, const char *to), (from, to))
ON_PATH(renameat, to, (int at, const char *from, int into, const char *to), (at, from, into, to))
ON_PATH(truncate, path, (const char *path, off_t length), (path, length))

/* A new folder takes room of its own. */
int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  if (!is_path_watched(path)) return real(path, mode);
  step();
  if (atomic_load(&control->is_full) && atomic_load(&control->room) <= 0) return fails_with(ENOSPC);
  return real(path, mode);
}
