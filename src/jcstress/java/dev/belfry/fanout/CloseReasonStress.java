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
 * Somebody asks for an open stream to be closed, and says why, while the worker looks for signals.
 * The reason is written before the flag is raised: a worker that has taken the flag has the reason,
 * and would never look for it again.
 *
 * <p>The result is how often the subscription ended, what the client was told, and whether that
 * happened meanwhile or later.
 */
@JCStressTest
@Outcome(id = "1, lifetime, meanwhile", expect = ACCEPTABLE, desc = "told in the worker's turn")
@Outcome(id = "1, lifetime, later", expect = ACCEPTABLE, desc = "told when the flag was heard")
@Outcome(expect = FORBIDDEN, desc = "stays open, was told nothing, or twice")
@State
public class CloseReasonStress {

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();
  private final Subscription subscription = service.subscribe(stream);

  public CloseReasonStress() {
    service.finish();
  }

  @Actor
  public void closer() {
    subscription.close(CloseReason.LIFETIME);
  }

  @Actor
  public void worker(ILL_Result result) {
    for (int i = 0; i < 10 && service.ended == 0; i++) {
      service.step();
    }
    result.r3 = service.ended == 0 ? "later" : "meanwhile";
  }

  @Arbiter
  public void later(ILL_Result result) {
    service.finish();
    result.r1 = service.ended;
    result.r2 = stream.toldLifetimeOnce() ? "lifetime" : stream.text();
  }
}
