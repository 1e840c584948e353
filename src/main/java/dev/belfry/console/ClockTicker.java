package dev.belfry.console;

import dev.belfry.event.EventData;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Hub;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes the time once a second on the topic {@code clock}, so that there is something to see.
 * The events have no type: the plainest page there is listens by {@code onmessage}.
 */
final class ClockTicker implements SmartLifecycle {

  private static final TopicName TOPIC = new TopicName("clock");

  private final Hub hub;
  private final InstantSource clock;
  private final ScheduledExecutorService ticking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-clock").factory());
  private volatile boolean running;

  ClockTicker(Hub hub, InstantSource clock) {
    this.hub = hub;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    var _ = ticking.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  private void tick() {
    String time = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    byte[] json = ("{\"time\":\"" + time + "\"}").getBytes(StandardCharsets.UTF_8);
    hub.publish(List.of(new Post(TOPIC, null, EventData.json(json), true)), null);
  }

  @Override
  public void stop() {
    running = false;
    ticking.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
