package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader of topic a alone moves with the head over the events of topic b. The tailer appends a's
 * event 1 and then b's event 2: a reader that finds the head at 2 must have been able to find 1.
 *
 * <p>The result is where the reader came to, and how many events it had.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "ahead of both")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "between them")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "behind both")
@Outcome(expect = FORBIDDEN, desc = "moved over an event of its topic")
@State
public class OtherTopicStress {

  private static final List<Event> OWN = Stress.append(Stress.event(1, Stress.A));
  private static final List<Event> OTHER = Stress.append(Stress.event(2, Stress.B));

  private final EventLog log = Stress.log(10);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final LogReader reader = new LogReader();

  @Actor
  public void tailer() {
    log.append(OWN, Stress.NOON);
    log.append(OTHER, Stress.NOON);
  }

  @Actor
  public void reader(II_Result result) {
    Head head = log.head();
    boolean complete = reader.read(topics, 0, Owed.head(0), head);
    result.r1 = (int) reader.end();
    result.r2 = complete && Stress.isUnbroken(reader, 0, reader.size()) ? reader.size() : -1;
  }
}
