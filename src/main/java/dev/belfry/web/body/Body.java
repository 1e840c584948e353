package dev.belfry.web.body;

import dev.belfry.event.EventData;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;

/**
 * The body of a request, to be closed once the request is answered.
 *
 * @param json whether it was sent as JSON; plain text otherwise
 * @param text what it says
 * @param bytes the same, as it came
 * @param place what it takes
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the method that asked for it
public record Body(boolean json, String text, byte[] bytes, BodyMemory.Place place)
    implements AutoCloseable {

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
    if (text.indexOf('\0') >= 0) {
      throw ProblemType.MALFORMED_TEXT.because("text holds no NUL");
    }
    return EventData.text(bytes);
  }

  @Override
  public void close() {
    place.close();
  }
}
