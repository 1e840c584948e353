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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The worker writes to a stream that is almost full, and asks to be told when it can go on, while
 * the client reads and the poller finds that it can. The poller may be earlier than the worker's
 * question, or tell it in the middle of its visit: the worker alone marks the subscription as
 * blocked and as free, and the flag hands over what the poller has to say.
 *
 * <p>The result is whether the worker found the stream full, and what it wrote once all is over.
 */
@JCStressTest
@Outcome(id = "full, all", expect = ACCEPTABLE, desc = "tore a frame, was told, and finished it")
@Outcome(id = "free, all", expect = ACCEPTABLE, desc = "the client read on before the visit")
@Outcome(expect = FORBIDDEN, desc = "never went on, or tore the frame for good")
@State
public class WritableStress {

  private static final List<Event> EVENTS =
      Stress.append(Stress.event(1, Stress.A), Stress.event(2, Stress.A));
  private static final String BLOCKS = "id: e-1\ndata: 1\n\nid: e-2\ndata: 2\n\n";
  private static final int A_PART_OF_THE_FIRST = 5;

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();

  public WritableStress() {
    stream.isOf(service.subscribe(stream));
    service.finish();
    stream.narrow(A_PART_OF_THE_FIRST);
    service.log.append(EVENTS, Stress.NOON);
  }

  @Actor
  public void worker() {
    service.step();
  }

  @Actor
  public void poller() {
    stream.widen();
  }

  @Arbiter
  public void later(LL_Result result) {
    service.finish();
    result.r1 = stream.full > 0 ? "full" : "free";
    result.r2 = stream.events().equals(BLOCKS) ? "all" : stream.events();
  }
}
