package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JL_Result;

/**
 * The tailer appends an event, takes it back under another epoch, and appends another one, while
 * somebody reads the head: number, epoch and position are those of one moment.
 *
 * <p>The result is the number, and the id that the head says it has.
 */
@JCStressTest
@Outcome(id = "0, e-0", expect = ACCEPTABLE, desc = "ahead of all")
@Outcome(id = "1, e-1", expect = ACCEPTABLE, desc = "behind the event")
@Outcome(id = "2, f-0", expect = ACCEPTABLE, desc = "behind the cut")
@Outcome(id = "3, f-1", expect = ACCEPTABLE, desc = "behind the other event")
@Outcome(expect = FORBIDDEN, desc = "a number of one epoch and an id of another")
@State
public class HeadPairStress {

  private static final List<Event> FIRST = Stress.append(Stress.event(1, Stress.A));
  private static final List<Event> OTHER = Stress.append(Stress.eventOfNext(1, Stress.A));

  private final EventLog log = Stress.log(10);

  @Actor
  public void tailer() {
    log.append(FIRST, Stress.NOON);
    log.cut(0, Stress.NEXT);
    log.append(OTHER, Stress.NOON);
  }

  @Actor
  public void reader(JL_Result result) {
    Head head = log.head();
    result.r1 = head.number();
    result.r2 = head.id().toString();
  }
}
