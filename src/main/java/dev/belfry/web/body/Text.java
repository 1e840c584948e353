package dev.belfry.web.body;

import dev.belfry.event.EventData;
import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;

/** Tells text that an event can hold from text that it cannot. */
final class Text {

  private Text() {}

  /**
   * A text as data of an event.
   *
   * @param place what a refusal begins with: where in the body the text stands
   * @throws ProblemException if it holds a NUL, or half a surrogate pair
   */
  static EventData data(String text, String place) {
    byte[] utf8 = Utf8.encode(text);
    if (utf8 == null || text.indexOf('\0') >= 0) {
      throw ProblemType.MALFORMED_TEXT.because(place + "text holds no NUL, no lone surrogate");
    }
    return EventData.text(utf8);
  }
}
