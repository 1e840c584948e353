package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A topic that is full grows by two events, so its two oldest are trimmed, while a reader reads
 * from before them on, as a visit does: where the read is not complete, it goes on at the
 * resumption, with a head that is read anew.
 *
 * <p>The result is what the reader had: everything, or a gap and everything behind it.
 */
@JCStressTest
@Outcome(id = "all", expect = ACCEPTABLE, desc = "ahead of the trimming")
@Outcome(id = "gap", expect = ACCEPTABLE, desc = "told that something is gone")
@Outcome(expect = FORBIDDEN, desc = "a hole that nobody told of")
@State
public class TrimmedWhileReadStress {

  private static final List<Event> BEFORE =
      Stress.append(Stress.event(1, Stress.A), Stress.event(2, Stress.A));
  private static final List<Event> FIRST = Stress.append(Stress.event(3, Stress.A));
  private static final List<Event> SECOND = Stress.append(Stress.event(4, Stress.A));

  private final EventLog log = Stress.log(2);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final LogReader reader = new LogReader();

  public TrimmedWhileReadStress() {
    log.append(BEFORE, Stress.NOON);
  }

  @Actor
  public void tailer() {
    log.append(FIRST, Stress.NOON);
    log.append(SECOND, Stress.NOON);
  }

  @Actor
  public void reader(L_Result result) {
    result.r1 = Stress.readOn(log, topics, Owed.head(2), reader);
  }
}
