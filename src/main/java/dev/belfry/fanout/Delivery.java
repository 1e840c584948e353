package dev.belfry.fanout;

import dev.belfry.log.Frame;
import dev.belfry.log.LogReader;
import dev.belfry.sse.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One gathering write to one stream: the rest of a torn frame, the subscription's own blocks, and
 * frames from the log. Scratch space of one worker.
 *
 * <p>Frames that lie one behind the other in memory go out as one buffer.
 */
final class Delivery {

  /** The most bytes of one visit, unless a single frame is larger. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_BUFFERS = LogReader.BATCH + 2;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final FrameEncoder encoder;
  private final ByteBuffer[] buffers = new ByteBuffer[MAX_BUFFERS];

  /**
   * What each buffer of frames is a window on. Windows are kept, since duplicates cost: each is set
   * anew, to bytes of this cycle, before it is read. They keep no memory from being used again.
   */
  private final @Nullable ByteBuffer[] windows = new ByteBuffer[MAX_BUFFERS];

  private final @Nullable ByteBuffer[] memories = new ByteBuffer[MAX_BUFFERS];
  private final int[] lengths = new int[LogReader.BATCH];
  private int count;
  private int frames;
  private long bytes;
  private int tornLength;
  private int controlLength;

  /** Whether something is left out because there was no memory to encode it in. */
  private boolean starved;

  Delivery(FrameEncoder encoder) {
    this.encoder = encoder;
  }

  /** Lets go of what an idle worker has no use for: blocks of subscriptions, and windows. */
  void clear() {
    Arrays.fill(windows, null);
    Arrays.fill(memories, null);
    Arrays.fill(buffers, EMPTY);
  }

  /** Begins with what a subscription has waiting. */
  void begin(Subscription subscription) {
    count = 0;
    frames = 0;
    bytes = 0;
    tornLength = 0;
    controlLength = 0;
    starved = false;
    Frame torn = subscription.torn;
    if (torn != null) {
      FrameEncoder.Bytes whole = encoder.bytes(torn, subscription.envelope, subscription.chunked);
      if (whole == null) {
        starved = true;
        return; // nothing may go ahead of it
      }
      tornLength = whole.length() - subscription.tornAt;
      add(whole.memory(), whole.start() + subscription.tornAt, whole.end());
    }
    ByteBuffer control = subscription.control;
    if (control != null) {
      controlLength = control.remaining();
      buffers[count++] = control;
      bytes += controlLength;
    }
  }

  /**
   * Adds what was read from the log, as far as one visit may write.
   *
   * @return how many frames were added
   */
  int add(LogReader read, Subscription subscription) {
    while (!starved && frames < read.size() && bytes < MAX_BYTES) {
      FrameEncoder.Bytes frame =
          encoder.bytes(read.frame(frames), subscription.envelope, subscription.chunked);
      if (frame == null) {
        starved = true;
        break;
      }
      if (frames > 0 && bytes + frame.length() > MAX_BYTES) {
        break;
      }
      add(frame.memory(), frame.start(), frame.end());
      lengths[frames++] = frame.length();
    }
    return frames;
  }

  @SuppressWarnings("ReferenceEquality") // which memory, not what is in it
  private void add(ByteBuffer memory, int start, int end) {
    bytes += end - start;
    int before = count - 1;
    if (before >= 0 && memories[before] == memory && windows[before] == buffers[before]) {
      ByteBuffer window = buffers[before];
      if (window.limit() == start) {
        window.limit(end);
        return;
      }
    }
    ByteBuffer window = windows[count];
    if (window == null || memories[count] != memory) {
      window = memory.duplicate();
      windows[count] = window;
      memories[count] = memory;
    }
    buffers[count++] = window.limit(end).position(start);
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** Whether there would be more, had there been memory to encode it in. */
  boolean isStarved() {
    return starved;
  }

  long bytes() {
    return bytes;
  }

  /** Writes, and returns how many bytes the stream took. */
  long write(EventStream stream) throws IOException {
    return stream.write(buffers, count);
  }

  /**
   * Notes in the subscription what the stream took: the cursor moves over each frame that it took
   * at least a part of, and the last of them may be torn.
   *
   * @return how many frames it took whole
   */
  int settle(Subscription subscription, LogReader read, long taken) {
    long left = taken;
    int whole = 0;
    if (tornLength > 0) {
      if (left < tornLength) {
        subscription.tornAt += (int) left;
        return 0;
      }
      left -= tornLength;
      subscription.torn = null;
      whole++;
    }
    if (controlLength > 0) {
      if (left < controlLength) {
        return whole; // the buffer itself knows how far it was taken
      }
      left -= controlLength;
      subscription.control = null;
    }
    for (int i = 0; i < frames && left > 0; i++) {
      Frame frame = read.frame(i);
      subscription.cursor = frame.number();
      if (left < lengths[i]) {
        subscription.torn = frame;
        subscription.tornAt = (int) left;
        return whole;
      }
      left -= lengths[i];
      whole++;
    }
    return whole;
  }
}
