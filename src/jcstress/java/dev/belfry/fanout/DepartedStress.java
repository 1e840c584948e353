package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

/**
 * A client goes away right after it has come, while the worker opens its subscription, and may hear
 * of it in the same handful of flags, before the subscription has had its first turn, or when it is
 * open. It ends once, and leaves nothing behind.
 *
 * <p>The result is how often it ended, what is left of it, and how far it had come.
 */
@JCStressTest
@Outcome(id = "1, nothing, opened", expect = ACCEPTABLE, desc = "had its first turn")
@Outcome(id = "1, nothing, never opened", expect = ACCEPTABLE, desc = "ended before its first turn")
@Outcome(expect = FORBIDDEN, desc = "stays, ends twice, keeps its topic, or is aborted")
@State
public class DepartedStress {

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();
  private final Subscription subscription = service.subscribe(stream);

  @Actor
  public void container() {
    subscription.departed(); // the socket was read to its end
    subscription.departed(); // and is given up
  }

  @Actor
  public void worker() {
    service.step();
  }

  @Arbiter
  public void later(ILL_Result result) {
    service.finish();
    boolean gone = service.fanOut.subscriptions() == 0 && service.log.topics().isEmpty();
    long opened = service.fanOut.counts().opened();
    result.r1 = service.ended;
    result.r2 = gone ? "nothing" : "something";
    result.r3 = stream.aborted > 0 ? "aborted" : opened == 0 ? "never opened" : "opened";
  }
}
