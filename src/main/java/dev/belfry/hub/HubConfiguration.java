package dev.belfry.hub;

import dev.belfry.config.LimitsProperties;
import dev.belfry.config.MemoryBudget;
import dev.belfry.config.RetentionProperties;
import dev.belfry.config.StreamsProperties;
import dev.belfry.fanout.FanOut;
import dev.belfry.fanout.Jitter;
import dev.belfry.fanout.StreamSettings;
import dev.belfry.log.EventLog;
import dev.belfry.log.Retention;
import dev.belfry.sse.FrameEncoder;
import dev.belfry.store.EventStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts store, log and fan-out together. */
@Configuration(proxyBeanMethods = false)
final class HubConfiguration {

  private static final int FEWEST_WORKERS = 2;

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Refusals refusals() {
    return new Refusals();
  }

  @Bean
  Jitter jitter() {
    return new Jitter(() -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  EventLog eventLog(RetentionProperties retention, MemoryBudget budget) {
    Retention bounds = new Retention(retention.events(), budget.retainedBytes(), retention.age());
    return new EventLog(bounds);
  }

  @Bean
  FrameEncoder frameEncoder(MemoryBudget budget) {
    return new FrameEncoder(budget.encodedFrames());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  FanOut fanOut(EventLog log, FrameEncoder encoder, StreamsProperties streams, Jitter jitter) {
    int workers = Math.max(FEWEST_WORKERS, Runtime.getRuntime().availableProcessors());
    StreamSettings settings =
        new StreamSettings(
            streams.heartbeat(), streams.stallTimeout(), streams.lifetime(), streams.drainWindow());
    return new FanOut(log, encoder, settings, workers, jitter, System::nanoTime);
  }

  @Bean(destroyMethod = "close")
  Tailer tailer(EventLog log, RetentionProperties retention, InstantSource clock) {
    return new Tailer(log, steady(clock.instant(), System::nanoTime), retention.age());
  }

  @Bean
  Vitals vitals(FanOut fanOut, Tailer tailer, EventLog log, EventStore store) {
    return new Vitals(
        fanOut::age,
        tailer::age,
        () -> store.status().age(),
        log::isBroken,
        () -> store.status().broken());
  }

  /** A clock that goes on from a time, and never jumps. */
  static InstantSource steady(Instant begin, LongSupplier nanoClock) {
    long beginNanos = nanoClock.getAsLong();
    return () -> begin.plusNanos(nanoClock.getAsLong() - beginNanos);
  }

  /** Whoever needs the log as the store has it needs this, and so comes behind it. */
  @Bean
  Feed feed(EventStore store, Tailer tailer, EventLog log) {
    return Feed.start(store, tailer, log);
  }

  @Bean
  Streams streams(
      Feed feed,
      EventLog log,
      FanOut fanOut,
      MemoryBudget budget,
      Jitter jitter,
      InstantSource clock,
      Refusals refusals) {
    return new Streams(
        feed,
        log,
        fanOut,
        new StreamLimits(budget.streams(), budget.subscriptions()),
        jitter,
        clock,
        refusals,
        new Subjects(new ConcurrentHashMap<>()));
  }

  @Bean
  Topics topics(Feed feed, EventLog log, MemoryBudget budget) {
    return new Topics(feed, log, budget.historyPages(), System::nanoTime);
  }

  @Bean
  Publishing publishing(
      EventStore store,
      Feed feed,
      EventLog log,
      Streams streams,
      LimitsProperties limits,
      MemoryBudget budget) {
    PublishLimits accepted =
        new PublishLimits(Math.toIntExact(limits.eventSize().toBytes()), budget.topics());
    return new Publishing(store, feed, log, streams, accepted);
  }
}
