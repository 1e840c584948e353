package dev.belfry.sse;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.log.Frame;
import dev.belfry.log.Stress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
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

  private static final ByteBuffer CHUNK =
      ByteBuffer.wrap("11\r\nid: e-1\ndata: 1\n\n\r\n".getBytes(StandardCharsets.US_ASCII));

  private final FrameEncoder encoder = Encoders.small();
  private final Frame frame = Stress.frame(1);
  private FrameEncoder.@Nullable Bytes first;
  private FrameEncoder.@Nullable Bytes second;

  @Actor
  public void oneWorker(LLL_Result result) {
    first = encoder.bytes(frame, false, true);
    result.r1 = Encoders.isAt(first, CHUNK) ? "whole" : "torn";
  }

  @Actor
  public void otherWorker(LLL_Result result) {
    second = encoder.bytes(frame, false, true);
    result.r2 = Encoders.isAt(second, CHUNK) ? "whole" : "torn";
  }

  @Arbiter
  @SuppressWarnings("ReferenceEquality") // which memory, not what is in it
  public void places(LLL_Result result) {
    boolean same =
        first != null
            && second != null
            && first.memory() == second.memory()
            && first.start() == second.start();
    result.r3 = same ? "once" : "twice";
  }
}
