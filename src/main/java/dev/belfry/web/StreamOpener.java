package dev.belfry.web;

import dev.belfry.access.ReadPermit;
import dev.belfry.hub.Admission;
import dev.belfry.hub.Seat;
import dev.belfry.hub.Streams;
import dev.belfry.hub.SubscribeRequest;
import dev.belfry.stream.StreamEmitter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Asks for a place for a stream, and answers with it or without. */
@Component
final class StreamOpener {

  private final Streams streams;

  StreamOpener(Streams streams) {
    this.streams = streams;
  }

  /** Opens a stream; null if the answer is complete without one. */
  @Nullable SseEmitter open(
      ReadPermit permit, Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Parameters.requireStreams(query);
    SubscribeRequest asked =
        new SubscribeRequest(
            permit,
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
    return switch (streams.subscribe(asked)) {
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
