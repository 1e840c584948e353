package dev.belfry.operations;

import dev.belfry.fanout.Counts;
import dev.belfry.fanout.FanOut;
import dev.belfry.hub.Publishing;
import dev.belfry.hub.Refusals;
import dev.belfry.hub.Streams;
import dev.belfry.hub.Topics;
import dev.belfry.hub.Vitals;
import dev.belfry.log.EventLog;
import dev.belfry.log.GapReason;
import dev.belfry.sse.CloseReason;
import dev.belfry.sse.FrameEncoder;
import dev.belfry.store.EventStore;
import dev.belfry.store.StoreGauge;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** Publishes what the parts count. No topic is ever a tag: there may be any number of them. */
final class BelfryMetrics implements MeterBinder {

  private final Publishing publishing;
  private final Streams streams;
  private final Topics topics;
  private final FanOut fanOut;
  private final FrameEncoder encoder;
  private final EventLog log;
  private final EventStore store;
  private final Vitals vitals;
  private final Refusals refusals;

  BelfryMetrics(
      Publishing publishing,
      Streams streams,
      Topics topics,
      FanOut fanOut,
      FrameEncoder encoder,
      EventLog log,
      EventStore store,
      Vitals vitals,
      Refusals refusals) {
    this.publishing = publishing;
    this.streams = streams;
    this.topics = topics;
    this.fanOut = fanOut;
    this.encoder = encoder;
    this.log = log;
    this.store = store;
    this.vitals = vitals;
    this.refusals = refusals;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "belfry.streams", "open streams", streams, Streams::size);
    gauge(registry, "belfry.streams.max", "open streams at most", streams, Streams::most);
    gauge(
        registry,
        "belfry.subscriptions",
        "topics of all open streams, each counted for each stream",
        streams,
        Streams::subscriptions);
    gauge(
        registry,
        "belfry.subscriptions.max",
        "topics of all open streams at most",
        streams,
        Streams::mostSubscriptions);
    gauge(
        registry,
        "belfry.history.pages",
        "pages of history that are being read",
        topics,
        Topics::pages);
    gauge(
        registry,
        "belfry.history.pages.max",
        "pages of history read at once at most",
        topics,
        Topics::mostPages);
    gauge(registry, "belfry.topics", "topics that hold events", log, EventLog::topicsWithEvents);
    gauge(
        registry,
        "belfry.topics.known",
        "topics that hold events or have subscribers",
        log,
        l -> l.topics().size());
    gauge(registry, "belfry.log.events", "events in the log", log, l -> l.size().frames());
    gauge(registry, "belfry.log.bytes", "bytes in the log", log, l -> l.size().bytes());
    gauge(
        registry,
        "belfry.encoded.bytes",
        "bytes of direct memory held for encoded events",
        encoder,
        FrameEncoder::held);
    gauge(
        registry,
        "belfry.store.accepting",
        "1, or 0 from when the store refused something until it has accepted something again",
        store,
        s -> s.status().accepting() ? 1 : 0);
    for (StoreGauge gauge : store.gauges()) {
      // a meter holds what it measures weakly: the store stays, a gauge would not
      gauge(registry, gauge.name(), gauge.description(), store, _ -> gauge.value().getAsDouble());
    }
    for (Vitals.Part part : Vitals.Part.values()) {
      Gauge.builder("belfry.age", vitals, v -> v.age(part).toNanos() / 1e9)
          .description("for how long a part has shown nothing")
          .baseUnit("seconds")
          .tag("part", part.text())
          .register(registry);
    }
    Counts counts = fanOut.counts();
    counter(registry, "belfry.streams.opened", "streams opened", counts, Counts::opened);
    counter(
        registry, "belfry.events.published", "events accepted", publishing, Publishing::published);
    counter(
        registry,
        "belfry.events.encoded",
        "events encoded, once for each form while the bytes are held",
        encoder,
        FrameEncoder::encoded);
    counter(
        registry,
        "belfry.events.delivered",
        "events written to streams, one for each subscriber",
        counts,
        Counts::delivered);
    counter(
        registry, "belfry.streams.ended", "streams ended", "departed", counts, Counts::departed);
    counter(
        registry,
        "belfry.defects",
        "streams and duty cycles that were ended by an error of the service",
        counts,
        Counts::defects);
    for (CloseReason reason : CloseReason.values()) {
      counter(
          registry,
          "belfry.streams.ended",
          "streams ended",
          reason.text(),
          counts,
          c -> c.closed(reason));
    }
    for (GapReason reason : GapReason.values()) {
      counter(
          registry,
          "belfry.gaps",
          "gaps told to subscribers",
          reason.text(),
          counts,
          c -> c.gaps(reason));
    }
    for (Map.Entry<String, LongAdder> refused : refusals.counters().entrySet()) {
      counter(
          registry,
          "belfry.refused",
          "requests refused, streams shed among them",
          refused.getKey(),
          refused.getValue(),
          LongAdder::doubleValue);
    }
  }

  private static <T> void gauge(
      MeterRegistry registry, String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(description).register(registry);
  }

  private static <T> void counter(
      MeterRegistry registry, String name, String description, T of, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, of, count).description(description).register(registry);
  }

  private static <T> void counter(
      MeterRegistry registry,
      String name,
      String description,
      String reason,
      T of,
      ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, of, count)
        .description(description)
        .tag("reason", reason)
        .register(registry);
  }
}
