package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two threads raise flags of the same two items, in opposite order. Whoever raises an item's first
 * flag pushes it, and nobody else: an item that is pushed twice would make the stack a ring.
 *
 * <p>The result is what each item was handed, and how often.
 */
@JCStressTest
@Outcome(id = "6, 1, 6, 1", expect = ACCEPTABLE, desc = "both flags of both at once")
@Outcome(expect = FORBIDDEN, desc = "lost a flag, or an item, or had one twice")
@State
public class TwoRaisersStress {

  private final Inbox inbox = new Inbox();
  private final HeardItem one = new HeardItem(inbox);
  private final HeardItem other = new HeardItem(inbox);

  @Actor
  public void poller() {
    one.raise(Subscription.WRITABLE);
    other.raise(Subscription.WRITABLE);
  }

  @Actor
  public void container() {
    other.raise(Subscription.DEPARTED);
    one.raise(Subscription.DEPARTED);
  }

  @Arbiter
  public void worker(IIII_Result result) {
    inbox.handOn();
    result.r1 = one.sum;
    result.r2 = one.times;
    result.r3 = other.sum;
    result.r4 = other.times;
  }
}
