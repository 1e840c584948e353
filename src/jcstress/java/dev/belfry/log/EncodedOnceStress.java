package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two workers ask for the same form of a frame that has none yet. One encodes it, the other waits
 * and takes the same bytes, or finds them without the lock: then it must find all of them.
 *
 * <p>The result is what each of them read, and whether they read it in one place.
 */
@JCStressTest
@Outcome(id = "whole, whole, once", expect = ACCEPTABLE, desc = "one encoding, complete for both")
@Outcome(expect = FORBIDDEN, desc = "encoded twice, or read before it was there")
@State
public class EncodedOnceStress {

  /** Shared: one for each state would take a slab each. It gives up nothing that is still read. */
  private static final FrameEncoder ENCODER = new FrameEncoder(16L * FrameEncoder.SLAB_SIZE);

  private static final ByteBuffer CHUNK =
      ByteBuffer.wrap("11\r\nid: e-1\ndata: 1\n\n\r\n".getBytes(StandardCharsets.US_ASCII));

  private final Frame frame =
      new Frame(Stress.event(1, Stress.A), new TopicLog(Stress.A, 0), Stress.NOON);
  private FrameEncoder.Bytes first = NOTHING;
  private FrameEncoder.Bytes second = NOTHING;

  private static final FrameEncoder.Bytes NOTHING =
      new FrameEncoder.Bytes(ByteBuffer.allocate(0), 0, 0);

  @Actor
  public void oneWorker(LLL_Result result) {
    first = ENCODER.bytes(frame, false, true);
    result.r1 = Stress.isAt(first, CHUNK) ? "whole" : "torn";
  }

  @Actor
  public void otherWorker(LLL_Result result) {
    second = ENCODER.bytes(frame, false, true);
    result.r2 = Stress.isAt(second, CHUNK) ? "whole" : "torn";
  }

  @Arbiter
  @SuppressWarnings("ReferenceEquality") // which memory, not what is in it
  public void places(LLL_Result result) {
    boolean same = first.memory() == second.memory() && first.start() == second.start();
    result.r3 = same ? "once" : "twice";
  }
}
