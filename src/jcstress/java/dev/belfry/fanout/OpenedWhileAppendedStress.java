package dev.belfry.fanout;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.belfry.event.Event;
import dev.belfry.log.Stress;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The tailer appends to a topic while the worker opens the first subscription to it, which was
 * admitted before. Its stream begins where it was admitted, whichever comes first: the worker finds
 * the event when it has followed the topic, or is told of it.
 *
 * <p>The result is what the page has once the worker had nothing more to do.
 */
@JCStressTest
@Outcome(id = "ahead", expect = ACCEPTABLE, desc = "began ahead of the event, and got it")
@Outcome(expect = FORBIDDEN, desc = "began behind it, or the event was lost, or came twice")
@State
public class OpenedWhileAppendedStress {

  private static final List<Event> EVENT = Stress.append(Stress.event(1, Stress.A));

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();

  public OpenedWhileAppendedStress() {
    stream.isOf(service.subscribe(stream));
  }

  @Actor
  public void tailer() {
    service.log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void worker() {
    service.step();
  }

  @Arbiter
  public void later(L_Result result) {
    service.finish();
    result.r1 =
        (stream.start() + " " + stream.events()).equals("e-0 id: e-1\ndata: 1\n\n")
            ? "ahead"
            : stream.text();
  }
}
