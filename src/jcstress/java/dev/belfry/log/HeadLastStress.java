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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The tailer appends to two topics while a reader merges them. It may find b's event 2 before it
 * looks, and have looked for a's event 1 before that was there: were the head not published last,
 * or not read first, it would move over 1 and never see it.
 *
 * <p>The result is where the reader came to, how many events it had until there, and how many it
 * has once it has read on.
 */
@JCStressTest
@Outcome(id = "0, 0, 4", expect = ACCEPTABLE, desc = "ahead of all")
@Outcome(id = "2, 2, 4", expect = ACCEPTABLE, desc = "behind the first append, and not within it")
@Outcome(id = "3, 3, 4", expect = ACCEPTABLE, desc = "behind the second")
@Outcome(id = "4, 4, 4", expect = ACCEPTABLE, desc = "behind all")
@Outcome(expect = FORBIDDEN, desc = "moved over an event, or had one twice")
@State
public class HeadLastStress {

  private static final List<Event> FIRST =
      Stress.append(Stress.event(1, Stress.A), Stress.event(2, Stress.B));
  private static final List<Event> SECOND = Stress.append(Stress.event(3, Stress.A));
  private static final List<Event> THIRD = Stress.append(Stress.event(4, Stress.B));

  private final EventLog log = Stress.log(10);
  private final Stress.Follower follower = new Stress.Follower();
  private final TopicLog[] topics = {
    log.follow(Stress.A, follower), log.follow(Stress.B, follower)
  };
  private final LogReader reader = new LogReader();

  @Actor
  public void tailer() {
    log.append(FIRST, Stress.NOON);
    log.append(SECOND, Stress.NOON);
    log.append(THIRD, Stress.NOON);
  }

  @Actor
  public void reader(III_Result result) {
    Head head = log.head();
    boolean complete = reader.read(topics, 0, Owed.head(0), head);
    result.r1 = (int) reader.end();
    result.r2 = complete && Stress.isUnbroken(reader, 0, reader.size()) ? reader.size() : -1;
  }

  @Arbiter
  public void readOn(III_Result result) {
    boolean complete = reader.read(topics, result.r1, Owed.head(0), log.head());
    boolean unbroken = Stress.isUnbroken(reader, result.r1, reader.size());
    result.r3 = complete && unbroken ? result.r2 + reader.size() : -1;
  }
}
