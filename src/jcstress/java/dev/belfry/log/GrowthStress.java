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
 * A topic grows out of its arrays, and its events move to larger ones, while a reader reads. It has
 * let one go that was not to be retained, so that the others change their slots as they move.
 *
 * <p>The result is where the reader came to, and how many events it had.
 */
@JCStressTest
@Outcome(id = "4, 3", expect = ACCEPTABLE, desc = "from the old arrays")
@Outcome(id = "5, 4", expect = ACCEPTABLE, desc = "behind the first append")
@Outcome(id = "6, 5", expect = ACCEPTABLE, desc = "behind both")
@Outcome(expect = FORBIDDEN, desc = "lost an event, or had one twice, or out of order")
@State
public class GrowthStress {

  private static final List<Event> BEFORE =
      Stress.append(
          Stress.event(1, Stress.A),
          Stress.unretained(2, Stress.A),
          Stress.event(3, Stress.A),
          Stress.event(4, Stress.A));
  private static final List<Event> FIRST = Stress.append(Stress.event(5, Stress.A));
  private static final List<Event> SECOND = Stress.append(Stress.event(6, Stress.A));

  private final EventLog log = Stress.log(10);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final LogReader reader = new LogReader();

  public GrowthStress() {
    log.append(BEFORE, Stress.NOON);
    log.trim(Stress.MINUTES_LATER);
  }

  @Actor
  public void tailer() {
    log.append(FIRST, Stress.NOON);
    log.append(SECOND, Stress.NOON);
  }

  @Actor
  public void reader(II_Result result) {
    Head head = log.head();
    boolean complete = reader.read(topics, 0, Owed.head(4), head);
    result.r1 = (int) reader.end();
    result.r2 = complete && isAllButTheSecond() ? reader.size() : -1;
  }

  private boolean isAllButTheSecond() {
    for (int i = 0; i < reader.size(); i++) {
      if (reader.frame(i).number() != (i == 0 ? 1 : i + 2)) {
        return false;
      }
    }
    return true;
  }
}
