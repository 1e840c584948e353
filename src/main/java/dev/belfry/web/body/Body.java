package dev.belfry.web.body;

import dev.belfry.event.EventData;
import dev.belfry.web.problem.ProblemException;

/** The body of a request, to be closed once the request is answered. */
public final class Body implements AutoCloseable {

  private final boolean json;
  private final String text;
  private final BodyMemory.Place place;

  /**
   * A body that was read.
   *
   * @param json whether it was sent as JSON; plain text otherwise
   * @param text what it says
   * @param place what it takes
   */
  Body(boolean json, String text, BodyMemory.Place place) {
    this.json = json;
    this.text = text;
    this.place = place;
  }

  /** What it says. */
  public String text() {
    return text;
  }

  /**
   * What it says, as data of an event.
   *
   * @throws ProblemException if it is no JSON value, or no text that an event can hold
   */
  public EventData data() {
    if (json) {
      Json.check(text, Json.MAX_DEPTH);
      return EventData.json(JsonMinifier.minify(text));
    }
    return Text.data(text, "");
  }

  @Override
  public void close() {
    place.close();
  }
}
