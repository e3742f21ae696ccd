/* Every sync takes 5 ms longer, as on an SD card, and is counted where a test can read it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static unsigned long *syncs(void) {
  static unsigned long *counter;
  if (!counter) {
    int file = open(getenv("SYNCS_COUNTED_IN"), O_RDWR);
    counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
  }
  return counter;
}

static int slowly(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  struct timespec five_ms = {0, 5000000};
  nanosleep(&five_ms, NULL);
  __sync_fetch_and_add(syncs(), 1);
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
