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
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A worker follows a topic and reads the head afterwards, as when a stream is opened; the tailer
 * publishes the head and looks afterwards for who follows. So an event is below the head that was
 * read, or the follower is told of it.
 *
 * <p>The result is the head that was read, and whether the follower was told.
 */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "begins ahead of the event, and is woken")
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "begins behind it, and is woken for nothing")
@Outcome(id = "1, false", expect = ACCEPTABLE, desc = "begins behind it")
@Outcome(expect = FORBIDDEN, desc = "begins ahead of the event, and sleeps over it")
@State
public class FollowStress {

  private static final List<Event> EVENT = Stress.append(Stress.event(1, Stress.A));

  private final EventLog log = Stress.log(10);
  private final Stress.Follower follower = new Stress.Follower();

  @Actor
  public void tailer() {
    log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void worker(IZ_Result result) {
    log.follow(Stress.A, follower);
    result.r1 = (int) log.head().number();
  }

  @Arbiter
  public void told(IZ_Result result) {
    result.r2 = follower.told;
  }
}
