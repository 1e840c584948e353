package dev.belfry.sse;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A worker goes inside and looks for memory, while another hides that memory, and writes to it
 * again if it sees nobody inside. At least one of the two must see the other: both write a field
 * first, and read the other's then.
 *
 * <p>The result is what the worker read.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "what was there")
@Outcome(id = "0", expect = ACCEPTABLE, desc = "the memory was hidden")
@Outcome(id = "2", expect = FORBIDDEN, desc = "what was written while the worker was inside")
@State
public class GracePeriodStress {

  private final GracePeriods periods = new GracePeriods();
  private final GracePeriods.Reader worker = periods.reader();
  private volatile boolean hidden;

  /** Plain, as the bytes of a slab are. */
  private int memory = 1;

  @Actor
  public void reads(I_Result result) {
    worker.enter();
    if (!hidden) {
      result.r1 = memory;
    }
    worker.exit();
  }

  @Actor
  public void writes() {
    hidden = true;
    if (periods.isOver(periods.begin())) {
      memory = 2;
    }
  }
}
