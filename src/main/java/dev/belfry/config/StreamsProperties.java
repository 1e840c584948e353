package dev.belfry.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * How streams live, and how they are carried.
 *
 * @param heartbeat how long a stream may be idle before it gets a block with its cursor; jittered
 *     by up to a fifth less
 * @param stallTimeout how long a reader may accept no byte before it is cut off (slow)
 * @param lifetime how long a stream lasts before its client is told to come back (lifetime);
 *     jittered by up to a fifth less
 * @param drainWindow how long ending all streams may take when the service stops; those left are
 *     cut off
 * @param encodedFrames the most direct memory for encoded events; the oldest are encoded anew if
 *     someone still needs them. Without a value: 64MB, or an eighth of the heap if that is less
 * @param transport socket (taken over from Tomcat where that can be) or emitter (Spring's
 *     asynchronous processing, always)
 */
@ConfigurationProperties("belfry.streams")
public record StreamsProperties(
    @DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS) Duration heartbeat,
    @DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS) Duration stallTimeout,
    @DefaultValue("30m") @DurationUnit(ChronoUnit.SECONDS) Duration lifetime,
    @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration drainWindow,
    @Nullable DataSize encodedFrames,
    @DefaultValue("socket") Transport transport) {

  /** The ways to carry a stream. */
  public enum Transport {
    /** The socket is taken over from Tomcat where that can be. */
    SOCKET,
    /** Spring carries the stream. */
    EMITTER
  }

  /**
   * @throws UnusableConfigurationException if a value is out of its range
   */
  public StreamsProperties {
    Ranges.HEARTBEAT.check(heartbeat);
    Ranges.STALL_TIMEOUT.check(stallTimeout);
    Ranges.LIFETIME.check(lifetime);
    Ranges.DRAIN_WINDOW.check(drainWindow);
    Ranges.ENCODED_FRAMES.checkIfSet(encodedFrames);
  }
}
