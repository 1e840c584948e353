package dev.belfry.web.problem;

import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The kinds of refusal a client can meet, each with its status and its title (RFC 9457). */
public enum ProblemType {
  MALFORMED_JSON("malformed-json", HttpStatus.BAD_REQUEST, "Malformed JSON"),
  MALFORMED_UTF_8("malformed-utf-8", HttpStatus.BAD_REQUEST, "Malformed UTF-8"),
  MALFORMED_TEXT("malformed-text", HttpStatus.BAD_REQUEST, "Malformed text"),
  TOO_DEEP("too-deep", HttpStatus.BAD_REQUEST, "JSON nested too deep"),
  BAD_TOPIC("bad-topic", HttpStatus.BAD_REQUEST, "Not a topic's name"),
  BAD_TYPE("bad-type", HttpStatus.BAD_REQUEST, "Not an event's type"),
  BAD_BATCH("bad-batch", HttpStatus.BAD_REQUEST, "Not a list of events"),
  BAD_PARAMETER("bad-parameter", HttpStatus.BAD_REQUEST, "Bad parameter"),
  BAD_REQUEST("bad-request", HttpStatus.BAD_REQUEST, "Bad request"),
  URI_TOO_LONG("uri-too-long", HttpStatus.URI_TOO_LONG, "Request target too long"),
  HEADERS_TOO_LARGE(
      "headers-too-large", HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Headers too large"),
  EXPECTATION_FAILED("expectation-failed", HttpStatus.EXPECTATION_FAILED, "Expectation failed"),
  NOT_IMPLEMENTED("not-implemented", HttpStatus.NOT_IMPLEMENTED, "Not implemented"),
  VERSION_NOT_SUPPORTED(
      "http-version-not-supported",
      HttpStatus.HTTP_VERSION_NOT_SUPPORTED,
      "Version of HTTP not supported"),
  UNAUTHORIZED("unauthorized", HttpStatus.UNAUTHORIZED, "No valid key"),
  FORBIDDEN("forbidden", HttpStatus.FORBIDDEN, "Not with this key"),
  ORIGIN_NOT_ALLOWED("origin-not-allowed", HttpStatus.FORBIDDEN, "Origin not allowed"),
  NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "Not found"),
  MISDIRECTED("misdirected", HttpStatus.MISDIRECTED_REQUEST, "Request for another host"),
  METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
  NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "Not acceptable"),
  EVENT_TOO_LARGE("event-too-large", HttpStatus.CONTENT_TOO_LARGE, "Event too large"),
  BATCH_TOO_LARGE("batch-too-large", HttpStatus.CONTENT_TOO_LARGE, "Too many events at once"),
  REQUEST_TOO_LARGE("request-too-large", HttpStatus.CONTENT_TOO_LARGE, "Request too large"),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
  TOO_MANY_TOPICS("too-many-topics", HttpStatus.TOO_MANY_REQUESTS, "Too many topics"),
  TOO_MANY_KEYS(
      "too-many-idempotency-keys", HttpStatus.TOO_MANY_REQUESTS, "Too many Idempotency-Keys"),
  KEY_REUSED(
      "idempotency-key-reused",
      HttpStatus.UNPROCESSABLE_CONTENT,
      "Idempotency-Key of another request"),
  KEY_IN_USE("idempotency-key-in-use", HttpStatus.CONFLICT, "Idempotency-Key in use"),
  DELETED("deleted", HttpStatus.GONE, "Deleted"),
  STORE_FULL("store-full", HttpStatus.INSUFFICIENT_STORAGE, "No space left"),
  OUTCOME_UNKNOWN("outcome-unknown", HttpStatus.GATEWAY_TIMEOUT, "Outcome unknown"),
  INTERNAL_ERROR("internal-error", HttpStatus.INTERNAL_SERVER_ERROR, "Internal error"),
  UNAVAILABLE("unavailable", HttpStatus.SERVICE_UNAVAILABLE, "Unavailable for the moment");

  private static final String PREFIX = "tag:belfry.dev,2026:problem:";

  private final String id;
  private final HttpStatus status;
  private final String title;

  ProblemType(String id, HttpStatus status, String title) {
    this.id = id;
    this.status = status;
    this.title = title;
  }

  /** The kind that stands for a status nobody here chose: Spring's or the container's. */
  public static ProblemType of(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> REQUEST_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 417 -> EXPECTATION_FAILED;
      case 421 -> MISDIRECTED;
      case 431 -> HEADERS_TOO_LARGE;
      case 501 -> NOT_IMPLEMENTED;
      case 503 -> UNAVAILABLE;
      case 505 -> VERSION_NOT_SUPPORTED;
      default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
    };
  }

  /** A refusal of this kind, to be thrown. */
  public ProblemException because(String detail) {
    return because(detail, Map.of());
  }

  /**
   * A refusal of this kind that says when to try again, to be thrown.
   *
   * @param retryAfter said in whole seconds, rounded up
   */
  public ProblemException because(String detail, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return because(detail, Map.of(HttpHeaders.RETRY_AFTER, Long.toString(seconds)));
  }

  /** A refusal of this kind that carries headers as well, to be thrown. */
  public ProblemException because(String detail, Map<String, String> headers) {
    return new ProblemException(new Problem(this, detail, headers));
  }

  /** The last part of the URI, and a metric's tag. */
  String id() {
    return id;
  }

  String uri() {
    return PREFIX + id;
  }

  int status() {
    return status.value();
  }

  String title() {
    return title;
  }
}
