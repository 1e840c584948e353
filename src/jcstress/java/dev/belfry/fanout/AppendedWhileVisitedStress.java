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
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * The tailer appends to a topic while the worker visits its subscriptions on account of the event
 * before. The topic's flag is cleared before the visit reads the head, and raised after the head
 * was published: the new event is read by the visit under way, or by another one.
 *
 * <p>The result is how much was done once the worker had nothing more to do, and what it wrote.
 */
@JCStressTest
@Outcome(id = "1, all", expect = ACCEPTABLE, desc = "the new event needed another visit")
@Outcome(id = "2, all", expect = ACCEPTABLE, desc = "the two cycles of a step brought both")
@Outcome(expect = FORBIDDEN, desc = "an event was lost, doubled or left lying")
@State
public class AppendedWhileVisitedStress {

  private static final List<Event> BEFORE = Stress.append(Stress.event(1, Stress.A));
  private static final List<Event> MEANWHILE = Stress.append(Stress.event(2, Stress.A));
  private static final String FIRST = "id: e-1\ndata: 1\n\n";
  private static final String BLOCKS = FIRST + "id: e-2\ndata: 2\n\n";

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();

  public AppendedWhileVisitedStress() {
    stream.isOf(service.subscribe(stream));
    service.finish();
    service.log.append(BEFORE, Stress.NOON);
  }

  @Actor
  public void tailer() {
    service.log.append(MEANWHILE, Stress.NOON);
  }

  @Actor
  public void worker(IL_Result result) {
    service.step();
    result.r1 = stream.events().equals(FIRST) ? 1 : stream.events().equals(BLOCKS) ? 2 : 0;
  }

  @Arbiter
  public void later(IL_Result result) {
    service.finish();
    result.r2 = stream.events().equals(BLOCKS) ? "all" : stream.events();
  }
}
