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
 * The frame of an event that was not to be retained is removed from the middle of its topic, and
 * leaves an empty slot, while one reads to whom it is owed. That it is gone is noted before the
 * slot is emptied, and looked at after the slots.
 *
 * <p>The result is what the reader had: everything, or a gap and everything behind it.
 */
@JCStressTest
@Outcome(id = "all", expect = ACCEPTABLE, desc = "ahead of the trimming")
@Outcome(id = "gap", expect = ACCEPTABLE, desc = "told that something is gone")
@Outcome(expect = FORBIDDEN, desc = "a hole that nobody told of")
@State
public class UnretainedRemovedStress {

  private static final List<Event> BEFORE =
      Stress.append(
          Stress.event(1, Stress.A), Stress.unretained(2, Stress.A), Stress.event(3, Stress.A));

  private final EventLog log = Stress.log(10);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final LogReader reader = new LogReader();

  public UnretainedRemovedStress() {
    log.append(BEFORE, Stress.NOON);
  }

  @Actor
  public void tailer() {
    log.trim(Stress.MINUTES_LATER);
  }

  @Actor
  public void reader(L_Result result) {
    result.r1 = Stress.readOn(log, topics, Owed.head(0), reader);
  }
}
