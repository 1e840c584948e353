package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The worker hands on a stack of two items while both are raised again. An item may be pushed again
 * as soon as its flags are cleared, and its link to the next one is then the new stack's: the
 * worker must have followed and cut the old link before.
 *
 * <p>The result is the flags that each item was handed, the first time and again.
 */
@JCStressTest
@Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "all flags, once each")
@Outcome(expect = FORBIDDEN, desc = "an item fell out of the stack, or was handed on twice")
@State
public class RaisedWhileHandedOnStress {

  private final Inbox inbox = new Inbox();
  private final HeardItem one = new HeardItem(inbox);
  private final HeardItem other = new HeardItem(inbox);

  public RaisedWhileHandedOnStress() {
    one.raise(1);
    other.raise(1);
  }

  @Actor
  public void worker() {
    inbox.handOn();
  }

  @Actor
  public void raiser() {
    one.raise(2);
    other.raise(2);
  }

  @Arbiter
  public void later(II_Result result) {
    inbox.handOn();
    result.r1 = one.sum;
    result.r2 = other.sum;
  }
}
