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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The last event of a topic that nobody follows is too old, so the log forgets the topic, while it
 * is pinned for a reader that is admitted. Pinning takes no lock: it is refused by a topic that the
 * log has let go of, and then looks the topic up anew.
 *
 * <p>The result is whether the topic that was pinned is the one that the log knows, and whether the
 * log has forgotten it once it is unpinned.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "pinned, and let go of")
@Outcome(expect = FORBIDDEN, desc = "reads a topic that never grows, or is kept for good")
@State
public class PinnedWhileForgottenStress {

  private static final List<Event> EVENT = Stress.append(Stress.event(1, Stress.A));

  private final EventLog log = Stress.log(10);
  private TopicLog pinned = new TopicLog(Stress.A, 0);

  public PinnedWhileForgottenStress() {
    log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void tailer() {
    log.trim(Stress.TOMORROW);
  }

  @Actor
  public void page() {
    pinned = log.pin(Stress.A);
  }

  @Arbiter
  @SuppressWarnings("ReferenceEquality") // which topic, not what is in it
  public void later(ZZ_Result result) {
    result.r1 = log.topic(Stress.A) == pinned;
    log.unpin(pinned);
    result.r2 = log.topics().isEmpty();
  }
}
