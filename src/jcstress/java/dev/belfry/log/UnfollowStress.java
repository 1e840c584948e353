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
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The last follower of an empty topic leaves, so the log is about to forget the topic, while the
 * tailer appends to it. Both happen under the topic's key: the event must not end in a topic that
 * the log has let go of.
 *
 * <p>The result is what one finds who looks the topic up when all is over.
 */
@JCStressTest
@Outcome(id = "event", expect = ACCEPTABLE, desc = "the event is there")
@Outcome(expect = FORBIDDEN, desc = "it is in a topic that nobody finds")
@State
public class UnfollowStress {

  private static final List<Event> EVENT = Stress.append(Stress.event(1, Stress.A));

  private final EventLog log = Stress.log(10);
  private final Stress.Follower follower = new Stress.Follower();
  private final TopicLog topic = log.follow(Stress.A, follower);

  @Actor
  public void tailer() {
    log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void worker() {
    log.unfollow(topic, follower);
  }

  @Arbiter
  public void lookUp(L_Result result) {
    LogReader reader = new LogReader();
    TopicLog[] found = {log.topicOrEmpty(Stress.A)};
    boolean complete = reader.read(found, 0, Owed.RETAINED_ONLY, log.head());
    result.r1 = complete ? (reader.size() == 1 ? "event" : "nothing") : "gap";
  }
}
