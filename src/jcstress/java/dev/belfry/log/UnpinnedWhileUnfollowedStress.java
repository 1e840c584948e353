package dev.belfry.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The last follower of an empty topic leaves while the last pin is taken off it. Each of the two
 * takes its own away first and looks for the other's then, so that one of them finds neither.
 *
 * <p>The result is whether the log has forgotten the topic.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "forgotten")
@Outcome(expect = FORBIDDEN, desc = "known for good, and nobody reads it")
@State
public class UnpinnedWhileUnfollowedStress {

  private final EventLog log = Stress.log(10);
  private final Stress.Follower follower = new Stress.Follower();
  private final TopicLog topic = log.pin(Stress.A);

  public UnpinnedWhileUnfollowedStress() {
    log.follow(Stress.A, follower);
  }

  @Actor
  public void worker() {
    log.unfollow(topic, follower);
  }

  @Actor
  public void page() {
    log.unpin(topic);
  }

  @Arbiter
  public void later(Z_Result result) {
    result.r1 = log.topics().isEmpty();
  }
}
