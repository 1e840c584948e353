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
 * The tailer takes the newest event back, and appends another one in its place, while a reader that
 * has had neither reads on, as a visit does. Whoever has had what was taken back is told; nobody is
 * given the other event as if nothing had happened.
 *
 * <p>The result is what the reader had, once all is over.
 */
@JCStressTest
@Outcome(id = "e-2 f-3", expect = ACCEPTABLE, desc = "behind the cut")
@Outcome(id = "e-2 e-3 gap f-3", expect = ACCEPTABLE, desc = "ahead of the cut, and told of it")
@Outcome(
    id = "e-2 gap f-3",
    expect = ACCEPTABLE,
    desc = "found the event empty, and told for nothing")
@Outcome(expect = FORBIDDEN, desc = "not told, or an event lost or doubled")
@State
public class CutWhileReadStress {

  private static final List<Event> BEFORE =
      Stress.append(
          Stress.event(1, Stress.A), Stress.event(2, Stress.A), Stress.event(3, Stress.A));
  private static final List<Event> OTHER = Stress.append(Stress.eventOfNext(3, Stress.A));

  private final EventLog log = Stress.log(10);
  private final TopicLog[] topics = {log.follow(Stress.A, new Stress.Follower())};
  private final Owed owed = Owed.head(0);
  private final LogReader reader = new LogReader();
  private final StringBuilder had = new StringBuilder();
  private long cursor = 1;

  public CutWhileReadStress() {
    log.append(BEFORE, Stress.NOON);
  }

  @Actor
  public void tailer() {
    log.cut(2, Stress.NEXT);
    log.append(OTHER, Stress.NOON);
  }

  @Actor
  public void reader() {
    readOn();
  }

  private void readOn() {
    Head head = log.head();
    while (!reader.read(topics, cursor, owed, head)) {
      had.append("gap ");
      cursor = LogReader.resumption(topics, cursor, owed, head);
      head = log.head();
    }
    for (int i = 0; i < reader.size(); i++) {
      had.append(reader.frame(i).event().id()).append(' ');
    }
    cursor = reader.end();
  }

  @Arbiter
  public void later(L_Result result) {
    readOn();
    result.r1 = had.toString().trim();
  }
}
