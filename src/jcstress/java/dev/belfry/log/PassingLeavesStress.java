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
 * An event that was not to be retained leaves the middle of its topic, and an empty slot behind,
 * while one reads to whom it is owed. The mark is there before the slot is empty, and is looked at
 * after the slots.
 *
 * <p>The result is what the reader had: everything, or a gap and everything behind it.
 */
@JCStressTest
@Outcome(id = "all", expect = ACCEPTABLE, desc = "ahead of the trimming")
@Outcome(id = "gap", expect = ACCEPTABLE, desc = "told that something is gone")
@Outcome(expect = FORBIDDEN, desc = "a hole that nobody told of")
@State
public class PassingLeavesStress {

  private static final List<Event> BEFORE =
      Stress.append(
          Stress.event(1, Stress.A), Stress.passing(2, Stress.A), Stress.event(3, Stress.A));

  private final EventLog log = Stress.log(10);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final LogReader reader = new LogReader();

  public PassingLeavesStress() {
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
