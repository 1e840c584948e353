/*
 * The floor of the comparison: what a broadcast costs where nothing is done but to tell the kernel.
 * One thread, one epoll, one write(2) for each subscriber and post; no history, no resuming.
 *
 *   floor PORT            listens on 127.0.0.1
 *   GET  /sub/{topic}     an event stream that stays open
 *   POST /pub/{topic}     the body, one line, becomes one event; answered once it is written to all
 *
 * What a socket does not take at once waits for it, as a reference to the shared frame. A connection
 * on which more than MAX_WAITING bytes wait is dropped, with a message.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  BACKLOG = 4096,
  EVENTS = 1024,
  BUCKETS = 4096,
  FIRST_REQUEST = 1024,
  MAX_REQUEST = 1 << 20,
  MAX_TOPIC = 128,
  MAX_WAITING = 64 << 20,
};

/* Bytes to be sent, shared by all who still need them. */
struct frame {
  size_t references;
  size_t length;
  char bytes[];
};

struct waiting {
  struct waiting *next;
  struct frame *frame;
};

struct connection {
  int fd;
  bool closed;
  bool last_answer; /* nothing more is read; closed once all is written */
  char *request;
  size_t length;
  size_t capacity;
  struct waiting *first;
  struct waiting *last;
  size_t written; /* of the first frame that waits */
  size_t waiting_bytes;
  struct topic *topic; /* of a subscriber */
  size_t place;        /* among the topic's subscribers */
  struct connection *next_closed;
};

/* Stays for good once somebody has subscribed to it. */
struct topic {
  struct topic *next;
  struct connection **subscribers;
  size_t count;
  size_t capacity;
  unsigned long posts;
  char name[MAX_TOPIC + 1];
};

static int epoll;
static struct topic *topics[BUCKETS];
static struct connection *closed; /* freed when no event of this round can name them any more */

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void *allocate(void *old, size_t size) {
  void *memory = realloc(old, size);
  if (memory == NULL) {
    die("memory");
  }
  return memory;
}

/* ---- topics */

static struct topic *find_topic(const char *name, size_t length, bool create) {
  unsigned hash = 5381;
  for (size_t i = 0; i < length; i++) {
    hash = hash * 33 + (unsigned char)name[i];
  }
  struct topic **bucket = &topics[hash % BUCKETS];
  for (struct topic *t = *bucket; t != NULL; t = t->next) {
    if (strlen(t->name) == length && memcmp(t->name, name, length) == 0) {
      return t;
    }
  }
  if (!create) {
    return NULL;
  }
  struct topic *t = allocate(NULL, sizeof *t);
  *t = (struct topic){.next = *bucket};
  memcpy(t->name, name, length);
  return *bucket = t;
}

static void join(struct connection *c, struct topic *t) {
  if (t->count == t->capacity) {
    t->capacity = t->capacity == 0 ? 16 : 2 * t->capacity;
    t->subscribers = allocate(t->subscribers, t->capacity * sizeof *t->subscribers);
  }
  c->topic = t;
  c->place = t->count;
  t->subscribers[t->count++] = c;
}

/* The last one takes the place of the one that leaves. */
static void leave(struct connection *c) {
  struct topic *t = c->topic;
  struct connection *last = t->subscribers[--t->count];
  t->subscribers[c->place] = last;
  last->place = c->place;
  c->topic = NULL;
}

/* ---- connections and what is sent on them */

static void release(struct frame *f) {
  if (--f->references == 0) {
    free(f);
  }
}

static void drop_first(struct connection *c) {
  struct waiting *w = c->first;
  c->first = w->next;
  c->written = 0;
  release(w->frame);
  free(w);
}

static void close_connection(struct connection *c) {
  if (c->closed) {
    return;
  }
  c->closed = true;
  close(c->fd);
  if (c->topic != NULL) {
    leave(c);
  }
  while (c->first != NULL) {
    drop_first(c);
  }
  free(c->request);
  c->request = NULL;
  c->next_closed = closed;
  closed = c;
}

static void watch(struct connection *c, int how, uint32_t events) {
  struct epoll_event e = {.events = events, .data.ptr = c};
  if (epoll_ctl(epoll, how, c->fd, &e) < 0) {
    die("epoll_ctl");
  }
}

/* One write(2). Returns what it took, 0 if the socket is full, -1 if the connection is gone. */
static ssize_t write_some(int fd, const char *bytes, size_t length) {
  for (;;) {
    ssize_t n = write(fd, bytes, length);
    if (n >= 0 || errno == EAGAIN) {
      return n < 0 ? 0 : n;
    }
    if (errno != EINTR) {
      return -1;
    }
  }
}

static void wait_for_room(struct connection *c, struct frame *f) {
  struct waiting *w = allocate(NULL, sizeof *w);
  *w = (struct waiting){.frame = f};
  f->references++;
  if (c->first == NULL) {
    c->first = w;
    watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
  } else {
    c->last->next = w;
  }
  c->last = w;
}

static void send_frame(struct connection *c, struct frame *f) {
  if (c->first != NULL) {
    c->waiting_bytes += f->length;
    wait_for_room(c, f);
  } else {
    ssize_t n = write_some(c->fd, f->bytes, f->length);
    if (n < 0) {
      close_connection(c);
      return;
    }
    if ((size_t)n == f->length) {
      return;
    }
    wait_for_room(c, f);
    c->written = (size_t)n;
    c->waiting_bytes = f->length - (size_t)n;
  }
  if (c->waiting_bytes > MAX_WAITING) {
    printf("floor: a connection that does not read is dropped, %zu bytes wait for it\n",
           c->waiting_bytes);
    close_connection(c);
  }
}

static void go_on(struct connection *c) {
  while (c->first != NULL) {
    struct frame *f = c->first->frame;
    ssize_t n = write_some(c->fd, f->bytes + c->written, f->length - c->written);
    if (n < 0) {
      close_connection(c);
      return;
    }
    c->written += (size_t)n;
    c->waiting_bytes -= (size_t)n;
    if (c->written < f->length) {
      return;
    }
    drop_first(c);
  }
  if (c->last_answer) {
    close_connection(c);
  } else {
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void send_text(struct connection *c, const char *text) {
  size_t length = strlen(text);
  struct frame *f = allocate(NULL, sizeof *f + length);
  *f = (struct frame){.references = 1, .length = length};
  memcpy(f->bytes, text, length);
  send_frame(c, f);
  release(f);
}

/* Answers what cannot be served, and ends the connection. */
static void refuse(struct connection *c, const char *status) {
  char answer[128];
  snprintf(answer, sizeof answer, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
           status);
  c->last_answer = true;
  send_text(c, answer);
  if (c->first == NULL) {
    close_connection(c);
  }
}

/* ---- requests */

static void subscribe(struct connection *c, const char *topic, size_t length) {
  send_text(c,
            "HTTP/1.1 200 OK\r\n"
            "Content-Type: text/event-stream\r\n"
            "Cache-Control: no-store\r\n"
            "Transfer-Encoding: chunked\r\n\r\n");
  if (!c->closed) {
    join(c, find_topic(topic, length, true));
  }
}

/* The event's block as one chunk. */
static struct frame *encode(unsigned long id, const char *data, size_t length) {
  char number[32];
  char head[32];
  int number_length = snprintf(number, sizeof number, "id: %lu\ndata: ", id);
  int head_length = snprintf(head, sizeof head, "%zx\r\n", (size_t)number_length + length + 2);
  size_t all = (size_t)head_length + (size_t)number_length + length + 4;
  struct frame *f = allocate(NULL, sizeof *f + all);
  *f = (struct frame){.references = 1, .length = all};
  char *end = mempcpy(f->bytes, head, (size_t)head_length);
  end = mempcpy(end, number, (size_t)number_length);
  end = mempcpy(end, data, length);
  memcpy(end, "\n\n\r\n", 4);
  return f;
}

static void publish(struct connection *c, const char *topic, size_t topic_length, const char *data,
                    size_t length) {
  if (memchr(data, '\n', length) != NULL || memchr(data, '\r', length) != NULL) {
    refuse(c, "400 Not One Line");
    return;
  }
  struct topic *t = find_topic(topic, topic_length, false);
  if (t != NULL) {
    struct frame *f = encode(++t->posts, data, length);
    /* backwards, as one that is closed here is replaced by one that has been served */
    for (size_t i = t->count; i > 0; i--) {
      send_frame(t->subscribers[i - 1], f);
    }
    release(f);
  }
  send_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

/* Returns a header's value within the head, or NULL. */
static const char *header(const char *head, const char *end, const char *name) {
  size_t length = strlen(name);
  for (const char *line = memmem(head, (size_t)(end - head), "\r\n", 2); line != NULL && line < end;
       line = memmem(line, (size_t)(end - line), "\r\n", 2)) {
    line += 2;
    if ((size_t)(end - line) > length && strncasecmp(line, name, length) == 0 &&
        line[length] == ':') {
      return line + length + 1 + strspn(line + length + 1, " \t");
    }
  }
  return NULL;
}

/* Returns how long the body is; -1 if that cannot be told. */
static long body_length(const char *head, const char *end) {
  if (header(head, end, "Transfer-Encoding") != NULL) {
    return -1;
  }
  const char *value = header(head, end, "Content-Length");
  if (value == NULL) {
    return 0;
  }
  char *rest;
  long length = strtol(value, &rest, 10);
  return rest == value || (*rest != '\r' && *rest != ' ') ? -1 : length;
}

/* Does one request; the topic is what stands between the path's prefix and the next blank. */
static void serve(struct connection *c, const char *head, const char *body, size_t length) {
  static const char get[] = "GET /sub/", post[] = "POST /pub/";
  bool subscribes = strncmp(head, get, sizeof get - 1) == 0;
  bool publishes = strncmp(head, post, sizeof post - 1) == 0;
  if (!subscribes && !publishes) {
    refuse(c, "404 Not Found");
    return;
  }
  const char *topic = head + (subscribes ? sizeof get : sizeof post) - 1;
  size_t topic_length = strcspn(topic, " ?\r");
  if (topic_length == 0 || topic_length > MAX_TOPIC) {
    refuse(c, "400 Bad Topic");
  } else if (subscribes) {
    subscribe(c, topic, topic_length);
  } else {
    publish(c, topic, topic_length, body, length);
  }
}

/* Does the requests that are there in full, and keeps the rest of them. The request ends in a NUL. */
static void serve_all(struct connection *c) {
  size_t at = 0;
  while (!c->closed && !c->last_answer && c->topic == NULL) {
    const char *head = c->request + at;
    size_t there = c->length - at;
    const char *blank = memmem(head, there, "\r\n\r\n", 4);
    if (blank == NULL) {
      break;
    }
    const char *body = blank + 4;
    long length = body_length(head, blank + 2);
    if (length < 0) {
      refuse(c, "411 Length Required");
    } else if (length > MAX_REQUEST) {
      refuse(c, "413 Content Too Large");
    } else if ((size_t)length > there - (size_t)(body - head)) {
      break;
    } else {
      serve(c, head, body, (size_t)length);
      at += (size_t)(body - head) + (size_t)length;
    }
  }
  if (!c->closed) {
    c->length -= at;
    memmove(c->request, c->request + at, c->length + 1);
  }
}

static void take_input(struct connection *c) {
  if (c->topic != NULL || c->last_answer) {
    /* nothing is expected but the end */
    char ignored[1024];
    ssize_t n = read(c->fd, ignored, sizeof ignored);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
      close_connection(c);
    }
    return;
  }
  if (c->capacity - c->length < 2) {
    if (c->capacity > 2 * MAX_REQUEST) {
      refuse(c, "413 Content Too Large");
      return;
    }
    c->capacity = c->capacity == 0 ? FIRST_REQUEST : 2 * c->capacity;
    c->request = allocate(c->request, c->capacity);
  }
  ssize_t n = read(c->fd, c->request + c->length, c->capacity - c->length - 1);
  if (n > 0) {
    c->length += (size_t)n;
    c->request[c->length] = 0;
    serve_all(c);
    if (c->topic != NULL) {
      /* a stream sends no second request */
      free(c->request);
      c->request = NULL;
    }
  } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
    close_connection(c);
  }
}

/* ---- the process */

static int listen_on(const char *port) {
  char *rest;
  long number = strtol(port, &rest, 10);
  if (rest == port || *rest != 0 || number < 1 || number > 65535) {
    fprintf(stderr, "floor: not a port: %s\n", port);
    exit(2);
  }
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
      bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, BACKLOG) < 0) {
    die("listen");
  }
  return fd;
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EAGAIN) {
        return;
      }
      if (errno == EINTR || errno == ECONNABORTED) {
        continue;
      }
      die("accept"); /* out of files, most likely: fewer streams than asked for measure nothing */
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *c = allocate(NULL, sizeof *c);
    *c = (struct connection){.fd = fd};
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static void free_closed(void) {
  while (closed != NULL) {
    struct connection *c = closed;
    closed = c->next_closed;
    free(c);
  }
}

static int stop_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

static void use_all_files(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: floor PORT\n");
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  use_all_files();
  struct connection listener = {.fd = listen_on(arguments[1])};
  struct connection stop = {.fd = stop_signals()};
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (stop.fd < 0 || epoll < 0) {
    die("start");
  }
  watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
  watch(&stop, EPOLL_CTL_ADD, EPOLLIN);
  printf("floor: listens on 127.0.0.1:%s\n", arguments[1]);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) {
      die("epoll_wait");
    }
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (c == &stop) {
        return 0;
      }
      if (c == &listener) {
        accept_all(listener.fd);
        continue;
      }
      if (!c->closed && (events[i].events & EPOLLOUT) != 0) {
        go_on(c);
      }
      if (!c->closed && (events[i].events & ~(uint32_t)EPOLLOUT) != 0) {
        take_input(c);
      }
    }
    free_closed();
  }
}
