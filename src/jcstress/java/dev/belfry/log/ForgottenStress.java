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
 * The last event of a topic that nobody follows is too old, so the log forgets the topic, while one
 * looks it up for a page of history. Who does not find the topic must find the number up to which
 * topics were forgotten, which is raised before.
 *
 * <p>The result is what the reader had.
 */
@JCStressTest
@Outcome(id = "event", expect = ACCEPTABLE, desc = "ahead of the trimming")
@Outcome(id = "gap", expect = ACCEPTABLE, desc = "told that something is gone")
@Outcome(expect = FORBIDDEN, desc = "a hole that nobody told of")
@State
public class ForgottenStress {

  private static final List<Event> EVENT = Stress.append(Stress.event(1, Stress.A));

  private final EventLog log = Stress.log(10);
  private final LogReader reader = new LogReader();

  public ForgottenStress() {
    log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void tailer() {
    log.trim(Stress.TOMORROW);
  }

  @Actor
  public void reader(L_Result result) {
    TopicLog[] topics = {log.topicOrEmpty(Stress.A)};
    Head head = log.head();
    boolean complete = reader.read(topics, 0, Owed.RETAINED_ONLY, head);
    result.r1 = complete ? (reader.size() == 1 ? "event" : "hole") : "gap";
  }
}
