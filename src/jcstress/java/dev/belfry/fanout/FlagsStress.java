package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Somebody raises one flag of an item and then another one, while the worker takes what is there.
 * The worker clears the flags as it takes them: each has to reach it once, in the same handful or
 * in two.
 *
 * <p>The result is what the worker was handed meanwhile, what was left for later, and how often it
 * was handed anything.
 */
@JCStressTest
@Outcome(id = "0, 6, 1", expect = ACCEPTABLE, desc = "both came later")
@Outcome(id = "2, 4, 2", expect = ACCEPTABLE, desc = "one and the other")
@Outcome(id = "6, 0, 1", expect = ACCEPTABLE, desc = "both at once")
@Outcome(expect = FORBIDDEN, desc = "lost a flag, or had one twice")
@State
public class FlagsStress {

  private final Inbox inbox = new Inbox();
  private final HeardItem item = new HeardItem(inbox);

  @Actor
  public void poller() {
    item.raise(Subscription.WRITABLE);
    item.raise(Subscription.DEPARTED);
  }

  @Actor
  public void worker(III_Result result) {
    inbox.handOn();
    result.r1 = item.sum;
  }

  @Arbiter
  public void later(III_Result result) {
    inbox.handOn();
    result.r2 = item.sum - result.r1;
    result.r3 = item.times;
  }
}
