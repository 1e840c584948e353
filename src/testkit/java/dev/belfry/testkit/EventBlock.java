package dev.belfry.testkit;

import static java.util.Objects.requireNonNull;

/**
 * One block of an event stream: the fields between two blank lines.
 *
 * @param data the {@code data} lines joined by LF, null where there were none
 * @param raw the block as it was sent, with its blank line
 */
public record EventBlock(
    @Nullable Long retry,
    @Nullable String id,
    @Nullable String event,
    @Nullable String data,
    String raw) {

  /** Whether an {@code EventSource} dispatches it. */
  public boolean isEvent() {
    return data != null;
  }

  /** Whether the service itself speaks, and not a publisher. */
  public boolean isFromService() {
    return event != null && event.startsWith("stream.");
  }

  public String requiredId() {
    return requireNonNull(id, () -> "no id in " + raw);
  }

  public String requiredData() {
    return requireNonNull(data, () -> "no data in " + raw);
  }

  public long requiredRetry() {
    return requireNonNull(retry, () -> "no retry in " + raw);
  }

  public long position() {
    return Ids.position(requiredId());
  }
}
