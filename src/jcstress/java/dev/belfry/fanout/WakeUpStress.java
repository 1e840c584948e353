package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A worker that has found nothing to do goes to sleep while somebody raises a flag. The worker
 * announces its sleep and looks at the stack then; the other one pushes and looks for the
 * announcement then. Were one of the two looks left out, taken too early or not ordered behind the
 * write, both could miss each other, and the worker would sleep over the signal.
 *
 * <p>The result is what becomes of the worker. One that may sleep waits until the other is done,
 * and sleeps then: a wake-up that was given by then ends its sleep at once.
 */
@JCStressTest
@Outcome(id = "stays awake", expect = ACCEPTABLE, desc = "sees the signal before it sleeps")
@Outcome(id = "is woken", expect = ACCEPTABLE, desc = "may sleep, and was sent a wake-up")
@Outcome(expect = FORBIDDEN, desc = "sleeps over the signal")
@State
public class WakeUpStress {

  /** So long that no other process keeps a thread from its core until then. */
  private static final long NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int PATIENCE = 500;

  /** One is enough: where many are lost, waiting for each would take all day. */
  private static volatile boolean lost;

  private final Inbox inbox = new Inbox();
  private final Inbox.Item item = new HeardItem(inbox);
  private volatile boolean ready;
  private volatile boolean done;

  @Actor
  public void raiser() {
    for (int i = 0; i < PATIENCE && !ready; i++) {
      Thread.onSpinWait(); // or this one would mostly be through before the other one begins
    }
    item.raise(1);
    done = true;
  }

  @Actor
  public void worker(L_Result result) {
    takePermit();
    ready = true;
    if (inbox.prepareToPark()) {
      while (!done) {
        Thread.onSpinWait();
      }
      result.r1 = hasPermit() ? "is woken" : "sleeps over it";
    } else {
      result.r1 = "stays awake";
    }
    inbox.awake();
  }

  /** Takes what was left over by a state before: an interrupted thread parks without sleeping. */
  private static void takePermit() {
    Thread.currentThread().interrupt();
    LockSupport.park();
    Thread.interrupted();
  }

  private static boolean hasPermit() {
    if (lost) {
      return false;
    }
    long begin = System.nanoTime();
    LockSupport.parkNanos(NANOS);
    lost = System.nanoTime() - begin >= NANOS;
    return !lost;
  }
}
