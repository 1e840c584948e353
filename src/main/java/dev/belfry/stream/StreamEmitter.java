package dev.belfry.stream;

import dev.belfry.hub.Seat;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What a controller returns for an admitted stream; how it is carried is decided below it. */
public final class StreamEmitter extends SseEmitter {
  public StreamEmitter(Seat seat) {}
}
