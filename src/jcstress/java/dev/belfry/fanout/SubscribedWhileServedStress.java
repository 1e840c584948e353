package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import dev.belfry.log.Stress;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

/**
 * A page subscribes while the worker is in the middle of its duty cycles. All that a subscription
 * is made of is handed over by the one flag that is raised on it.
 *
 * <p>The result is how many subscriptions the worker has, where the new one was told that it
 * begins, and what both have of an event that comes later.
 */
@JCStressTest
@Outcome(id = "2, e-1, both", expect = ACCEPTABLE, desc = "opened, in whichever duty cycle")
@Outcome(expect = FORBIDDEN, desc = "not opened, or not whole")
@State
public class SubscribedWhileServedStress {

  private static final List<Event> BEFORE = Stress.append(Stress.event(1, Stress.A));
  private static final List<Event> LATER = Stress.append(Stress.event(2, Stress.A));
  private static final String LATER_BLOCK = "id: e-2\ndata: 2\n\n";

  private final Stepped service = new Stepped();
  private final PolledStream served = new PolledStream();
  private final PolledStream stream = new PolledStream();

  public SubscribedWhileServedStress() {
    served.isOf(service.subscribe(served));
    service.finish();
    service.log.append(BEFORE, Stress.NOON);
  }

  @Actor
  public void page() {
    stream.isOf(service.subscribe(stream));
  }

  @Actor
  public void worker() {
    service.step();
  }

  @Arbiter
  public void later(ILL_Result result) {
    service.finish();
    service.log.append(LATER, Stress.NOON);
    service.finish();
    result.r1 = service.fanOut.subscriptions();
    result.r2 = stream.start();
    boolean both = served.events().endsWith(LATER_BLOCK) && stream.events().equals(LATER_BLOCK);
    result.r3 = both ? "both" : served.text() + stream.text();
  }
}
