package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Readers of history that ask and do not read: they are few, and do not stay. */
final class StalledHistoryTest {

  private static final int PAGES = 3;
  private static final String TOPIC = "large";

  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "--belfry.limits.history-pages=" + PAGES, "--server.tomcat.connection-timeout=4s");
    String data = '"' + "x".repeat(60_000) + '"';
    for (int i = 0; i < 300; i++) { // more than the kernel takes for a reader
      service.publish(TOPIC, data);
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static double pages() {
    return service
        .management("/actuator/metrics/belfry.history.pages")
        .send()
        .is(200)
        .json()
        .path("measurements")
        .path(0)
        .path("value")
        .asDouble();
  }

  private static Call one() {
    return service.get(Service.events(TOPIC) + "?limit=1").accept("application/json");
  }

  @Test
  void stalledReaders_areBounded_andCutOff() throws IOException {
    List<Wire> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < PAGES; i++) {
        Wire wire = new Wire(service);
        stalled.add(wire);
        wire.send(
            "GET " + Service.events(TOPIC) + "?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        wire.readHead().is(200);
      }
      one().send().isProblem(503, "unavailable").asksToRetry();
      assertThat(pages()).isEqualTo(PAGES);
      service.publish("other", "1"); // who publishes does not wait for them, nor who subscribes
      service.subscribe("other").close();
      service.head(Service.events(TOPIC)).accept("application/json").send().is(200);

      Eventually.await("the stalled readers are cut off", () -> pages() == 0);
      assertThat(one().send().is(200).events()).hasSize(1);
    } finally {
      stalled.forEach(Wire::close);
    }
  }

  @Test
  void readers_giveTheirPlaceBack() {
    for (int i = 0; i < 3 * PAGES; i++) {
      one().send().is(200);
      service.get(Service.events(TOPIC) + "?after=nonsense&limit=1").send().is(200);
    }
    Eventually.await("no page is being read", () -> pages() == 0);
  }
}
