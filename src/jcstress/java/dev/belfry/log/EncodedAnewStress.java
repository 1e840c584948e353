package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The encoder has room for one slab and gives it up for each new one, every few frames, while two
 * workers read frames in it. Giving up must drop the memory and not reuse it, and a frame whose
 * bytes are gone is encoded anew.
 *
 * <p>The result is what each of them read.
 */
@JCStressTest
@Outcome(id = "whole, whole", expect = ACCEPTABLE, desc = "both had the right bytes")
@Outcome(expect = FORBIDDEN, desc = "read what was overwritten, or not there yet")
@State
public class EncodedAnewStress {

  private static final FrameEncoder ENCODER = new FrameEncoder(1);

  /** So long that a slab holds seven. */
  private static final int LENGTH = FrameEncoder.SLAB_SIZE / 8;

  /** Not all the same, so that one is not mistaken for another. */
  private static final String LETTERS = "abcdefghijklm";

  private static final List<String> DATA =
      LETTERS
          .chars()
          .mapToObj(letter -> "\"" + Character.toString(letter).repeat(LENGTH) + "\"")
          .toList();
  private static final List<Event> EVENTS =
      DATA.stream().map(data -> Stress.event(1, Stress.A, data, true)).toList();
  private static final List<ByteBuffer> BLOCKS =
      DATA.stream()
          .map(data -> ("id: e-1\ndata: " + data + "\n\n").getBytes(StandardCharsets.US_ASCII))
          .map(ByteBuffer::wrap)
          .toList();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int which = Math.floorMod(NEXT.getAndIncrement(), LETTERS.length());
  private final Frame frame = new Frame(EVENTS.get(which), new TopicLog(Stress.A, 0), Stress.NOON);

  @Actor
  public void oneWorker(LL_Result result) {
    result.r1 =
        Stress.isAt(ENCODER.bytes(frame, false, false), BLOCKS.get(which)) ? "whole" : "torn";
  }

  @Actor
  public void otherWorker(LL_Result result) {
    result.r2 =
        Stress.isAt(ENCODER.bytes(frame, false, false), BLOCKS.get(which)) ? "whole" : "torn";
  }
}
