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
 * The tailer appends to a topic that the log does not know, for those alone who are connected,
 * while a stream of it is admitted; the worker has its turn later. The topic is pinned before the
 * head is read, and the tailer looks behind the head for whom it has skipped.
 *
 * <p>The result is what the page has once the worker had nothing more to do: it was told that it
 * begins behind the event, or ahead of it and has it, or of a gap that covers it.
 */
@JCStressTest
@Outcome(id = "ahead", expect = ACCEPTABLE, desc = "began ahead of the event, and got it")
@Outcome(id = "gap", expect = ACCEPTABLE, desc = "began ahead of the event, and was told of a gap")
@Outcome(id = "behind", expect = ACCEPTABLE, desc = "began behind the event")
@Outcome(expect = FORBIDDEN, desc = "the event was lost, or came twice")
@State
public class AdmittedWhileAppendedStress {

  private static final List<Event> EVENT = Stress.append(Stress.unretained(1, Stress.A));

  private final Stepped service = new Stepped();
  private final PolledStream stream = new PolledStream();

  @Actor
  public void tailer() {
    service.log.append(EVENT, Stress.NOON);
  }

  @Actor
  public void page() {
    stream.isOf(service.subscribe(stream));
  }

  @Arbiter
  public void later(L_Result result) {
    service.finish();
    result.r1 =
        switch (stream.start() + " " + stream.events()) {
          case "e-0 id: e-1\ndata: 1\n\n" -> "ahead";
          case "e-1 " -> "behind";
          default ->
              stream.events().startsWith("event: stream.gap\nid: e-1\n") ? "gap" : stream.text();
        };
  }
}
