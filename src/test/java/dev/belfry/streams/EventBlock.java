package dev.belfry.streams;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream: the fields between two blank lines.
 *
 * @param data the {@code data} lines joined by LF, null where there were none
 * @param raw the block as it was sent, with its blank line
 */
record EventBlock(
    @Nullable Long retry,
    @Nullable String id,
    @Nullable String event,
    @Nullable String data,
    String raw) {

  /** Whether an {@code EventSource} dispatches it. */
  boolean isEvent() {
    return data != null;
  }

  /** Whether the service itself speaks, and not a publisher. */
  boolean isFromService() {
    return event != null && event.startsWith("stream.");
  }

  String requiredId() {
    return requireNonNull(id, () -> "no id in " + raw);
  }

  String requiredData() {
    return requireNonNull(data, () -> "no data in " + raw);
  }

  long requiredRetry() {
    return requireNonNull(retry, () -> "no retry in " + raw);
  }

  long position() {
    return Ids.position(requiredId());
  }
}
