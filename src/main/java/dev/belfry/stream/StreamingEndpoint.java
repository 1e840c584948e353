package dev.belfry.stream;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's endpoint, with a rule for connections that wait for their client: those that have sent
 * nothing yet, or a part of a request, or nothing more after an answer.
 *
 * <p>Without the rule as many of them as there may be connections would keep everybody else out for
 * a minute, the health checks of a balancer among them. With it those that have been silent longest
 * are closed, as soon as there are more of them than {@linkplain Settings#reserve the reserve}, or
 * as soon as the next client would not be accepted. Streams wait for their client, too, and do not
 * count.
 */
final class StreamingEndpoint extends NioEndpoint {

  private static final Logger LOGGER = LoggerFactory.getLogger(StreamingEndpoint.class);

  /**
   * How long a connection has to be silent before it may be closed, in milliseconds: a request that
   * was sent may not have been read yet.
   */
  static final long SILENT_MILLIS = 1_000;

  /** How long the acceptor waits before it looks again whether there is room. */
  private static final long RETRY_MILLIS = 50;

  /** How long the acceptor goes without a look at all connections. */
  private static final long PACE_MILLIS = 1_000;

  /** When there is no room at all, this part of the reserve is closed at once. */
  private static final int PART = 10;

  /**
   * What the endpoint goes by.
   *
   * @param reserve the most connections that may wait for their client, at least 1
   * @param streams how many connections are streams
   * @param stallTimeout how long the other side may acknowledge nothing of what was sent to it
   * @param clock the time as Tomcat takes it, in milliseconds since 1970
   */
  record Settings(int reserve, IntSupplier streams, Duration stallTimeout, LongSupplier clock) {

    /**
     * @throws IllegalArgumentException if there would be no room at all
     */
    Settings {
      if (reserve < 1) {
        throw new IllegalArgumentException("a reserve of " + reserve + " connections");
      }
    }
  }

  /** A connection that waits for its client, and since when. */
  private record Silent(NioSocketWrapper connection, long since) {}

  private final LongAdder hungUp = new LongAdder();
  private Settings settings =
      new Settings(Integer.MAX_VALUE, () -> 0, Duration.ZERO, () -> 0); // until it is told
  private long lookedAt;

  /** Called once, before the endpoint is started. */
  void use(Settings given) {
    settings = given;
  }

  /**
   * Connections that are no streams. Any thread. Asked ahead of each connection, so it counts them
   * without the copy that Tomcat makes of all of them.
   */
  int othersThanStreams() {
    return Math.max(0, connections.size() - settings.streams().getAsInt());
  }

  /** Connections that were closed because they had been silent and others needed the room. */
  long hungUp() {
    return hungUp.sum();
  }

  /**
   * Whether a request is being served, or a part of one has come. Any thread; what is accepted
   * later is not looked at.
   */
  boolean isAnswering() {
    return connections.values().stream().anyMatch(StreamingEndpoint::isAnswering);
  }

  private static boolean isAnswering(SocketWrapperBase<NioChannel> connection) {
    boolean idle = isWaiting(connection) && connection.getCurrentProcessor() == null;
    return !idle && !isTakenOver(connection);
  }

  /**
   * Ends the connection of each request that is being served, also where a thread is in the middle
   * of reading or of writing: both find it at its end. Returns how many there were. Any thread.
   */
  int cutOff() {
    int cut = 0;
    for (SocketWrapperBase<NioChannel> connection : connections.values()) {
      if (isAnswering(connection) && connection instanceof NioSocketWrapper wrapper) {
        hangUp(wrapper);
        SocketChannel channel = wrapper.getSocket().getIOChannel();
        try {
          if (channel != null) {
            channel.shutdownOutput();
          }
          cut++;
        } catch (IOException e) {
          // it was closed meanwhile
        }
      }
    }
    return cut;
  }

  @Override
  protected void initServerSocket() throws Exception {
    super.initServerSocket();
    if (settings.stallTimeout().isPositive()) {
      String failure = UnacknowledgedLimit.set(getServerSocket(), settings.stallTimeout());
      if (failure != null) {
        LOGGER.info(
            "Clients whose network is gone are noticed when the system gives them up, which takes"
                + " it minutes: {}",
            failure);
      }
    }
  }

  /** On the acceptor's thread, ahead of each connection that it accepts. */
  @Override
  protected void countUpOrAwaitConnection() throws InterruptedException {
    long now = settings.clock().getAsLong();
    if (othersThanStreams() > settings.reserve() && now - lookedAt >= PACE_MILLIS) {
      lookedAt = now;
      hangUp(silent(now), settings.reserve());
    }
    while (isFull() && hangUpSome() == 0) {
      Thread.sleep(RETRY_MILLIS);
    }
    super.countUpOrAwaitConnection(); // which waits until those are closed
  }

  /** Never when the endpoint is being stopped, for then Tomcat does not count any more. */
  private boolean isFull() {
    return getConnectionCount() >= getMaxConnections();
  }

  private int hangUpSome() {
    List<Silent> silent = silent(settings.clock().getAsLong());
    int some = Math.max(1, settings.reserve() / PART);
    return hangUp(silent, Math.max(0, silent.size() - some));
  }

  private List<Silent> silent(long now) {
    List<Silent> silent = new ArrayList<>();
    for (SocketWrapperBase<NioChannel> connection : connections.values()) {
      if (isWaiting(connection) && connection instanceof NioSocketWrapper wrapper) {
        long since = wrapper.getLastRead();
        if (now - since >= SILENT_MILLIS) {
          silent.add(new Silent(wrapper, since));
        }
      }
    }
    return silent;
  }

  /**
   * Closes those that have been silent longest, until so many are left. Returns how many it closed.
   */
  private int hangUp(List<Silent> silent, int left) {
    int many = Math.max(0, silent.size() - left);
    silent.sort(Comparator.comparingLong(Silent::since));
    int closed = 0;
    for (Silent each : silent.subList(0, many)) {
      // looked at again, for its client may have sent a request since the others were looked at
      if (isWaiting(each.connection())
          && each.connection().getLastRead() == each.since()
          && hangUp(each.connection())) {
        closed++;
      }
    }
    hungUp.add(closed);
    return closed;
  }

  /**
   * Has Tomcat read the end of the client's input, so that whoever waits for more, the poller or a
   * thread in the middle of a body, closes the connection as one that its client has closed.
   * Returns false if it was closed already.
   */
  private static boolean hangUp(NioSocketWrapper connection) {
    SocketChannel channel = connection.getSocket().getIOChannel();
    if (channel == null || channel.socket().isInputShutdown()) {
      return false;
    }
    try {
      channel.shutdownInput();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the poller waits for bytes of the client, and for a limited time: streams have none.
   */
  private static boolean isWaiting(SocketWrapperBase<NioChannel> connection) {
    return connection instanceof NioSocketWrapper wrapper
        && wrapper.interestOpsHas(SelectionKey.OP_READ)
        && !isTakenOver(wrapper);
  }

  /** Tomcat gives a connection that was taken over all the time there is. */
  private static boolean isTakenOver(SocketWrapperBase<NioChannel> connection) {
    return connection.getReadTimeout() <= 0;
  }
}
