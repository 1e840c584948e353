package dev.belfry.fanout;

/**
 * How a stream is written, as its client asked for it.
 *
 * @param envelope whether each event's data is wrapped with where it comes from
 * @param checkpoints whether the client is given an id where there is no event: when the stream
 *     begins, and while it is idle
 * @param heartbeatEvents whether an idle stream gets an event, which a page can see
 */
public record StreamForm(boolean envelope, boolean checkpoints, boolean heartbeatEvents) {

  /** As it is written for whoever asks for nothing else. */
  public static final StreamForm PLAIN = new StreamForm(false, true, false);
}
