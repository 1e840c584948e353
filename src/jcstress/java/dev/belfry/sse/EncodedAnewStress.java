package dev.belfry.sse;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.log.Frame;
import dev.belfry.log.Stress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The encoder has two slabs, of which one frame fills one, so that each frame takes the memory of
 * another. One worker reads a frame that is encoded already, within one duty cycle; the other has
 * others encoded meanwhile, and then wants that frame as well, each within a cycle of its own. What
 * the one reads must not be written to before its cycle is over.
 *
 * <p>The result is what each of them read.
 */
@JCStressTest
@Outcome(id = "whole, whole", expect = ACCEPTABLE, desc = "both had the right bytes")
@Outcome(id = "none, whole", expect = ACCEPTABLE, desc = "no memory for the one in this cycle")
@Outcome(id = "whole, none", expect = ACCEPTABLE, desc = "no memory for the other in this cycle")
@Outcome(id = "none, none", expect = ACCEPTABLE, desc = "no memory for either in this cycle")
@Outcome(expect = FORBIDDEN, desc = "read what was written for another frame")
@State
public class EncodedAnewStress {

  private static final int SLAB = 32;
  private static final int OTHERS = 4;
  private static final ByteBuffer BLOCK =
      ByteBuffer.wrap("id: e-1\ndata: 1\n\n".getBytes(StandardCharsets.US_ASCII));

  private final FrameEncoder encoder = new FrameEncoder(2 * SLAB, SLAB);
  private final FrameEncoder.Reader one = encoder.reader();
  private final FrameEncoder.Reader other = encoder.reader();
  private final Frame frame = frame(1);
  private final Frame[] others = new Frame[OTHERS];

  public EncodedAnewStress() {
    for (int i = 0; i < OTHERS; i++) {
      others[i] = frame(2 + i);
    }
    one.enter();
    encoder.bytes(frame, false, false);
    one.exit();
  }

  private static Frame frame(long position) {
    return Stress.frame(position);
  }

  private String read(FrameEncoder.Reader worker) {
    worker.enter();
    FrameEncoder.Bytes bytes = encoder.bytes(frame, false, false);
    String read = bytes == null ? "none" : Encoders.isAt(bytes, BLOCK) ? "whole" : "torn";
    worker.exit();
    return read;
  }

  @Actor
  public void oneWorker(LL_Result result) {
    result.r1 = read(one);
  }

  @Actor
  public void otherWorker(LL_Result result) {
    for (Frame wanted : others) {
      other.enter();
      encoder.bytes(wanted, false, false);
      other.exit();
    }
    result.r2 = read(other);
  }
}
