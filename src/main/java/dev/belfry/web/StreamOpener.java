package dev.belfry.web;

import dev.belfry.event.TopicName;
import dev.belfry.hub.Admission;
import dev.belfry.hub.Hub;
import dev.belfry.hub.Seat;
import dev.belfry.hub.SubscribeRequest;
import dev.belfry.stream.StreamEmitter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Asks the hub for a place for a stream, and answers with it or without. */
@Component
final class StreamOpener {

  private final Hub hub;

  StreamOpener(Hub hub) {
    this.hub = hub;
  }

  /** Opens a stream; null if the answer is complete without one. */
  @Nullable SseEmitter open(
      Set<TopicName> topics, Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SubscribeRequest asked =
        new SubscribeRequest(
            topics,
            Parameters.start(query, request.getHeader("Last-Event-ID")),
            Parameters.flag(query, "envelope", false),
            Parameters.flag(query, "checkpoints", true),
            Parameters.heartbeatEvents(query));
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no"); // nginx would keep events back
    if (request.getMethod().equals("HEAD")) {
      return null;
    }
    return switch (hub.subscribe(asked)) {
      case Admission.Admitted(Seat seat) -> emitter(seat);
      case Admission.Shed(String body) -> {
        // a full node needs the connection for somebody else
        response.setHeader(HttpHeaders.CONNECTION, "close");
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        yield null;
      }
    };
  }

  private static SseEmitter emitter(Seat seat) {
    try {
      return new StreamEmitter(seat);
    } catch (RuntimeException | Error e) {
      seat.release();
      throw e;
    }
  }
}
