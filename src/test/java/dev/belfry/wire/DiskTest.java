package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, or that cannot be written to, for real: a small one in memory that the
 * service alone sees.
 */
@Tag("real")
final class DiskTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String LARGE = "x".repeat(60_000);
  private static final String MOUNT = "mount -t tmpfs -o size=12m disk \"$0\"";
  private static final Pattern NUMBER = Pattern.compile("\"(\\d{6}) ");
  private static final String STORE_FULL = "tag:belfry.dev,2026:problem:store-full";

  private final int port = Ports.usual().free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> acknowledged = new ArrayList<>();

  @Test
  void aFullDiskCostsTimeAndNoEvent(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (ServiceProcess service = start(folder, disk, MOUNT + " && exec \"$@\"")) {
      Path ballast = seen(service, disk).resolve("ballast");
      assertThat(publish(LARGE)).isEqualTo(201);
      fill(ballast);
      int status = publish(LARGE);
      for (int i = 0; status == 201; i++) {
        assertThat(i).isLessThan(200);
        status = publish(LARGE);
      }
      assertThat(status).isEqualTo(507);
      assertThat(publish("small")).as("what fits where there is room").isEqualTo(201);
      assertThat(published()).isEqualTo(acknowledged);

      Files.delete(ballast);
      awaitAccepted();
      assertThat(published()).isEqualTo(acknowledged);
      service.terminate();
      assertThat(service.exitCode(DEADLINE.toMillis())).isZero();
    }
  }

  @Test
  void aServiceStartsOnAFullDisk(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    // a shell keeps the disk while there is no service
    String twice =
        MOUNT
            + " && { \"$@\"; rm \"$0/store/lock\"; cat /dev/zero > \"$0/ballast\"; exec \"$@\"; }";
    try (ServiceProcess service = start(folder, disk, twice)) {
      assertThat(publish("before")).isEqualTo(201);
      ProcessHandle first =
          ProcessHandle.of(service.pid()).orElseThrow().children().toList().getFirst();
      first.destroy();
      first.onExit().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      service.awaitReady();
      assertThat(Files.exists(seen(service, disk).resolve("ballast"))).isTrue();
      assertThat(published()).isEqualTo(acknowledged);
      assertThat(publish("small")).as("what fits where there is room").isEqualTo(201);
      service.terminate();
      assertThat(service.exitCode(DEADLINE.toMillis())).isZero();
    }
  }

  @Test
  void aDiskThatCannotBeWrittenTo_stopsTheStartAndSaysWhy(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String readOnly = MOUNT + " && mount -o remount,ro \"$0\" && exec \"$@\"";
    assertThatThrownBy(() -> start(folder, disk, readOnly))
        .hasMessageContaining("belfry.file.directory: " + disk.resolve("store") + " cannot be used")
        .hasMessageContaining("Read-only file system")
        .hasMessageContaining("APPLICATION FAILED TO START");
  }

  private ServiceProcess start(Path folder, Path disk, String script) throws IOException {
    return ServiceProcess.startBy(
        List.of("unshare", "--mount", "sh", "-c", script, disk.toString()),
        port,
        folder,
        "--belfry.store=file",
        "--belfry.file.directory=" + disk.resolve("store"),
        "--belfry.retention.bytes=8MB");
  }

  /** A folder of the service's, as it sees it. */
  private static Path seen(ServiceProcess service, Path folder) {
    return Path.of("/proc/" + service.pid() + "/root" + folder);
  }

  /** Writes until there is no space left. */
  private static void fill(Path ballast) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (int i = 0; i < 10_000; i++) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(ballast.toFile().getUsableSpace()).as(e.getMessage()).isZero();
      return;
    }
    throw new AssertionError("the disk is too large");
  }

  private HttpRequest.Builder events(String query) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/topics/posts/events" + query))
        .timeout(DEADLINE);
  }

  /** Publishes a text, whose first letters are its number, and says what was answered. */
  private int publish(String text) throws IOException, InterruptedException {
    String numbered = "%06d %s".formatted(acknowledged.size(), text);
    HttpRequest request =
        events("")
            .header("Authorization", "Bearer secret")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(numbered))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    switch (answer.statusCode()) {
      case 201 -> acknowledged.add(numbered.substring(0, 6));
      case 507 -> assertThat(answer.body()).contains(STORE_FULL);
      default -> throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return answer.statusCode();
  }

  private void awaitAccepted() throws IOException, InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (publish(LARGE) != 201) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // lest it is asked all the time
    }
  }

  /** The numbers of all events, as history has them. */
  private List<String> published() throws IOException, InterruptedException {
    HttpRequest request = events("?limit=1000").header("Accept", "application/json").build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> found = new ArrayList<>();
    Matcher texts = NUMBER.matcher(answer.body());
    while (texts.find()) {
      found.add(texts.group(1));
    }
    return found;
  }
}
