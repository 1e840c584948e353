package dev.belfry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A request as its bytes will be, so that a test can also send what no HTTP library would. */
public record RawRequest(
    String method, String target, String version, List<String> headers, String body) {

  /** What an {@code EventSource} asks. */
  public static RawRequest stream(String target) {
    return plain("GET", target).header("Accept", "text/event-stream");
  }

  public static RawRequest plain(String method, String target) {
    return new RawRequest(method, target, "HTTP/1.1", List.of("Host: localhost"), "");
  }

  public RawRequest header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new RawRequest(method, target, version, List.copyOf(more), body);
  }

  public RawRequest lastEventId(String id) {
    return header("Last-Event-ID", id);
  }

  public RawRequest method(String other) {
    return new RawRequest(other, target, version, headers, body);
  }

  public RawRequest version(String other) {
    return new RawRequest(method, target, other, headers, body);
  }

  /** Followed by these bytes, whether or not the headers announce them. */
  public RawRequest followedBy(String bytes) {
    return new RawRequest(method, target, version, headers, bytes);
  }

  /** With a body of this length, announced. */
  public RawRequest body(String text) {
    return header("Content-Length", Integer.toString(text.getBytes(UTF_8).length)).followedBy(text);
  }

  public byte[] bytes() {
    return bytesAsText().getBytes(UTF_8);
  }

  public String bytesAsText() {
    var text = new StringBuilder();
    text.append(method).append(' ').append(target).append(' ').append(version).append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    return text.append("\r\n").append(body).toString();
  }
}
