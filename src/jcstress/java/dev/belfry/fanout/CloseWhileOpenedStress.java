package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.sse.CloseReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

/**
 * Somebody asks for a stream to be closed, and says why, while the worker opens it. The worker may
 * hear of that ahead of the subscription's first turn, when there is nothing to close yet: so it
 * looks for a reason once more when it has opened it.
 *
 * <p>The result is how often the subscription ended, what the client was told, and whether that
 * happened meanwhile or later.
 */
@JCStressTest
@Outcome(id = "1, lifetime, meanwhile", expect = ACCEPTABLE, desc = "told in the worker's turn")
@Outcome(id = "1, lifetime, later", expect = ACCEPTABLE, desc = "told when the flag was heard")
@Outcome(expect = FORBIDDEN, desc = "stays open, was told nothing, or twice")
@State
public class CloseWhileOpenedStress {

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();
  private final Subscription subscription = service.subscribe(stream);

  @Actor
  public void closer() {
    subscription.close(CloseReason.LIFETIME);
  }

  @Actor
  public void worker(ILL_Result result) {
    service.step();
    result.r3 = service.ended == 0 ? "later" : "meanwhile";
  }

  @Arbiter
  public void later(ILL_Result result) {
    service.finish();
    result.r1 = service.ended;
    result.r2 = stream.toldLifetimeOnce() ? "lifetime" : stream.text();
  }
}
