package dev.belfry.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A request as its bytes will be, so that a test can also send what no HTTP library would. */
record StreamRequest(
    String method, String target, String version, List<String> headers, String body) {

  /** What an {@code EventSource} asks. */
  static StreamRequest stream(String target) {
    return plain("GET", target).header("Accept", "text/event-stream");
  }

  static StreamRequest plain(String method, String target) {
    return new StreamRequest(method, target, "HTTP/1.1", List.of("Host: localhost"), "");
  }

  StreamRequest header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new StreamRequest(method, target, version, List.copyOf(more), body);
  }

  StreamRequest lastEventId(String id) {
    return header("Last-Event-ID", id);
  }

  StreamRequest method(String other) {
    return new StreamRequest(other, target, version, headers, body);
  }

  StreamRequest version(String other) {
    return new StreamRequest(method, target, other, headers, body);
  }

  /** Followed by these bytes, whether or not the headers announce them. */
  StreamRequest followedBy(String bytes) {
    return new StreamRequest(method, target, version, headers, bytes);
  }

  byte[] bytes() {
    return bytesAsText().getBytes(UTF_8);
  }

  String bytesAsText() {
    var text = new StringBuilder();
    text.append(method).append(' ').append(target).append(' ').append(version).append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    return text.append("\r\n").append(body).toString();
  }
}
