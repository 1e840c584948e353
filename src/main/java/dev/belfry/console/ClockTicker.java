package dev.belfry.console;

import dev.belfry.access.PublishPermit;
import dev.belfry.event.EventData;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.hub.Publishing;
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

  static final TopicName TOPIC = new TopicName("clock");

  private final Publishing publishing;
  private final PublishPermit permit;
  private final InstantSource clock;
  private final ScheduledExecutorService ticking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-clock").factory());
  private volatile boolean running;

  ClockTicker(Publishing publishing, PublishPermit permit, InstantSource clock) {
    this.publishing = publishing;
    this.permit = permit;
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
    publishing.publish(permit, List.of(new Post(TOPIC, null, EventData.json(json), true)), null);
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
