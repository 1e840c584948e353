package dev.belfry.stream;

import dev.belfry.fanout.EventStream;
import dev.belfry.fanout.Subscription;
import dev.belfry.hub.Seat;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * A stream on a socket that was taken over from Tomcat, by the extension point that Tomcat's own
 * WebSocket and HTTP/2 use. Tomcat goes on polling the socket and closes it; the worker writes to
 * it.
 *
 * <p>Public, with a public constructor, only because Tomcat creates it.
 *
 * <p>The worker writes to the {@link SocketChannel}, never to Tomcat's {@code NioChannel}: that one
 * is given to the next client when the connection is closed, and a late write would go there. And
 * the worker never closes the connection, but asks Tomcat to: while Tomcat is still setting it up,
 * nobody else would clean up.
 *
 * <p>A stream that was never bound, because its head could not be sent, knows neither seat nor
 * emitter: whoever tried to send the head gives the seat back and ends the emitter.
 */
public final class SocketStream implements EventStream, InternalHttpUpgradeHandler {

  /** How much a client may say after its request before it is cut off, in bytes. */
  private static final int MAX_DISCARDED = 8 * 1024;

  /** Where all that is discarded goes: written by many threads, read by none. */
  private static final byte[] DISCARDED = new byte[1024];

  private @Nullable SocketWrapperBase<?> wrapper;
  private @Nullable SocketChannel channel;
  private @Nullable Seat seat;
  private @Nullable StreamEmitter emitter;
  private @Nullable Subscription subscription;
  private boolean chunked;
  private int discarded;

  /** Called by Tomcat. */
  public SocketStream() {}

  /** Says whom the stream is for. Before the take-over is complete, on the request's thread. */
  void bind(Seat held, StreamEmitter returned, boolean isChunked) {
    seat = held;
    emitter = returned;
    chunked = isChunked;
  }

  // --- Tomcat's side: one thread at a time, under the wrapper's lock

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> given) {
    wrapper = given;
  }

  @Override
  public void init(WebConnection connection) {
    Seat held = seat;
    SocketWrapperBase<?> own = wrapper;
    if (held == null
        || own == null
        || !(own.getSocket() instanceof NioChannel socket)
        || socket.getIOChannel() == null) {
      disconnect();
      return;
    }
    channel = socket.getIOChannel();
    try {
      Subscription opened = held.open(this);
      subscription = opened;
      if (emitter != null) {
        emitter.carriedBy(opened);
      }
    } catch (IllegalStateException e) {
      disconnect(); // the request failed after the take-over had begun, and gave its place back
    }
  }

  @Override
  public SocketState upgradeDispatch(SocketEvent event) {
    return switch (event) {
      case OPEN_READ -> discard() ? SocketState.UPGRADED : gone();
      case OPEN_WRITE -> {
        Subscription opened = subscription;
        if (opened != null) {
          opened.writable();
        }
        yield SocketState.UPGRADED;
      }
      case STOP, TIMEOUT, DISCONNECT, ERROR, CONNECT_FAIL -> gone();
    };
  }

  private SocketState gone() {
    tellDeparture();
    return SocketState.CLOSED;
  }

  /**
   * Reads what a client has no business to send. Returns false once it is gone, or goes too far.
   */
  private boolean discard() {
    SocketWrapperBase<?> own = wrapper;
    if (own == null) {
      return false;
    }
    try {
      while (discarded <= MAX_DISCARDED) {
        int read = own.read(false, DISCARDED, 0, DISCARDED.length);
        if (read <= 0) {
          return read == 0;
        }
        discarded += read;
      }
    } catch (EOFException e) {
      return false; // Tomcat's way to say that the client has closed
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  @Override
  public void destroy() {
    // may come without init, and is the last that Tomcat says of this connection
    tellDeparture();
    if (seat != null) {
      seat.release();
    }
    if (emitter != null) {
      emitter.ended();
    }
  }

  private void tellDeparture() {
    Subscription opened = subscription;
    if (opened != null) {
      opened.departed();
    }
  }

  @Override
  public void pause() {
    // the drain ends streams; a paused connector need not
  }

  @Override
  public void timeoutAsync(long now) {
    // the worker has timers of its own
  }

  @Override
  public void setSslSupport(SSLSupport sslSupport) {
    // never TLS
  }

  // --- the worker's side

  @Override
  public boolean isChunked() {
    return chunked;
  }

  @Override
  public long write(ByteBuffer[] buffers, int count) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new IOException("not connected");
    }
    return count == 1 ? open.write(buffers[0]) : open.write(buffers, 0, count);
  }

  @Override
  public int prefetch() {
    SocketChannel open = channel;
    return open != null && open.isOpen() && open.isConnected() && !open.isBlocking() ? 1 : 0;
  }

  @Override
  public void awaitWritable() {
    if (wrapper == null) {
      return;
    }
    try {
      wrapper.registerWriteInterest();
    } catch (NullPointerException e) {
      disconnect(); // the connector has stopped, and has no poller any more
    }
  }

  @Override
  public void end() {
    try {
      if (channel != null) {
        channel.shutdownOutput();
      }
    } catch (IOException e) {
      // gone already, which is as good
    }
    disconnect();
  }

  @Override
  public void abort() {
    try {
      if (channel != null && channel.isOpen()) {
        channel.shutdownInput(); // should Tomcat have no thread to disconnect it, its poller does
      }
    } catch (IOException e) {
      // gone already, which is as good
    }
    disconnect();
  }

  private void disconnect() {
    if (wrapper != null) {
      wrapper.processSocket(SocketEvent.DISCONNECT, true);
    }
  }
}
