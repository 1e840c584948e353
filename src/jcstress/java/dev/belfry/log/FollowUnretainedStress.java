package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILZ_Result;

/**
 * A worker begins to follow a topic while an event comes that is not to be retained. The tailer
 * skips it where it finds nobody, and looks once more behind the head: who began ahead of the event
 * is owed it, or a gap.
 *
 * <p>The result is the head that the worker read, what it finds of the event when all is over, and
 * whether it was told to look.
 */
@JCStressTest
@Outcome(id = "0, event, true", expect = ACCEPTABLE, desc = "began ahead of it, and gets it")
@Outcome(id = "0, gap, true", expect = ACCEPTABLE, desc = "began ahead of it, and is told of a gap")
@Outcome(id = "1, nothing, (true|false)", expect = ACCEPTABLE, desc = "began behind it")
@Outcome(expect = FORBIDDEN, desc = "lost the event, or had one of others")
@State
public class FollowUnretainedStress {

  private static final List<Event> EVENT = Stress.append(Stress.unretained(1, Stress.A));

  private final EventLog log = Stress.log(10);
  private final Stress.Follower follower = new Stress.Follower();
  private final TopicLog[] topics = new TopicLog[1];

  @Actor
  public void tailer() {
    log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void worker(ILZ_Result result) {
    topics[0] = log.follow(Stress.A, follower);
    result.r1 = (int) log.head().number();
  }

  @Arbiter
  public void readOn(ILZ_Result result) {
    LogReader reader = new LogReader();
    boolean complete = reader.read(topics, result.r1, Owed.head(result.r1), log.head());
    result.r2 = complete ? (reader.size() == 0 ? "nothing" : "event") : "gap";
    result.r3 = follower.told;
  }
}
