package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Eventually;
import dev.belfry.testkit.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service with the file store still has once it was started again, perhaps with less. */
final class RestartTest {

  private static final long MEGABYTE = 1 << 20;

  @TempDir private Path directory;

  private Service start(String... more) {
    return Service.startWithStore("file", directory, more);
  }

  private long onDisk() throws Exception {
    long sum = 0;
    try (Stream<Path> files = Files.list(directory.resolve("file"))) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** A hundred events of 8 KB. */
  private static String batch(String topic) {
    String item = "{\"topics\":[\"%s\"],\"text\":\"%s\"}".formatted(topic, "x".repeat(8_000));
    return "[" + String.join(",", Collections.nCopies(100, item)) + "]";
  }

  @Test
  void aQuietTopic_keepsItsEvents_howeverMuchABusyOneGets() throws Exception {
    String[] small = {"--belfry.retention.bytes=8MB", "--belfry.retention.events=20"};
    List<String> quiet;
    List<String> busy = List.of();
    try (Service service = start(small)) {
      quiet = List.of(service.publish("quiet", "1"), service.publish("quiet", "2"));
      for (int i = 0; i < 40; i++) { // 32 MB
        busy = service.publishBatch(batch("busy"));
        Eventually.await("there is room", () -> bytes(service) < 14 * MEGABYTE);
      }
      service.publish("quiet", "3");
    }
    assertThat(onDisk()).isLessThan((16 + 2) * MEGABYTE);
    try (Service service = start(small)) {
      Answer page = service.history("quiet", "?after=" + quiet.getFirst());
      assertThat(page.data()).containsExactly("2", "3");
      assertThat(page.gap()).isFalse();
      assertThat(service.history("busy", "").ids()).isEqualTo(busy.subList(80, 100));
      assertThat(service.history("busy", "?after=" + quiet.getFirst()).gap()).isTrue();
      try (Subscriber subscriber =
          service.get(Service.events("quiet")).header("Last-Event-ID", quiet.getFirst()).open()) {
        assertThat(subscriber.next().id()).isEqualTo(quiet.getLast());
      }
    }
  }

  private static long bytes(Service service) {
    return service
        .management("/actuator/metrics/belfry.store.bytes")
        .send()
        .is(200)
        .json()
        .path("measurements")
        .path(0)
        .path("value")
        .asLong();
  }

  @Test
  void fewerEventsAreRetained_ifTheRetentionWasMadeSmaller() {
    List<String> ids = new ArrayList<>();
    try (Service service = start()) {
      for (int i = 0; i < 10; i++) {
        ids.add(service.publish("a", Integer.toString(i)));
      }
    }
    try (Service service = start("--belfry.retention.events=3")) {
      assertThat(service.history("a", "").ids()).isEqualTo(ids.subList(7, 10));
      assertThat(service.history("a", "?after=" + ids.get(6)).gap()).isFalse();
      assertThat(service.history("a", "?after=" + ids.get(5)).gap()).isTrue();
      ids.add(service.publish("a", "10"));
      assertThat(service.history("a", "").ids()).isEqualTo(ids.subList(8, 11));
    }
    try (Service service = start("--belfry.retention.age=1s")) {
      Eventually.await("all are too old", () -> service.history("a", "").ids().isEmpty());
      String next = service.publish("a", "11");
      assertThat(Ids.epoch(next)).isEqualTo(Ids.epoch(ids.getLast()));
    }
  }

  @Test
  void lessSpaceIsTaken_ifTheRetentionWasMadeSmaller() throws Exception {
    try (Service service = start("--belfry.retention.bytes=64MB")) {
      for (int i = 0; i < 30; i++) {
        service.publishBatch(batch("a"));
      }
    }
    assertThat(onDisk()).isGreaterThan(24 * MEGABYTE);
    try (Service service = start("--belfry.retention.bytes=2MB")) {
      Eventually.await("the rest is gone", () -> bytes(service) <= (4 + 8) * MEGABYTE);
      Answer page = service.history("a", "?limit=1000");
      assertThat(page.ids()).hasSizeBetween(200, 260);
    }
  }
}
