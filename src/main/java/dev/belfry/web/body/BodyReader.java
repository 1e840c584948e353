package dev.belfry.web.body;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Reads bodies whole, within the bound and in UTF-8, and refuses others before reading them. */
public final class BodyReader {

  /** So much is read at once. */
  static final int CHUNK = 8192;

  private final int mostBytes;
  private final BodyMemory memory;

  /**
   * A reader.
   *
   * @param mostBytes the largest body
   */
  public BodyReader(int mostBytes) {
    this.mostBytes = mostBytes;
    this.memory = BodyMemory.ofHeap(mostBytes);
  }

  /** Reads a body of one of some media types. */
  public Body read(HttpServletRequest request, List<MediaType> accepted) {
    MediaType type = mediaType(request.getContentType(), accepted);
    for (String coding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      requireIdentity(coding);
    }
    boolean json = type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
    BodyMemory.Place place = memory.place();
    Body body = null;
    try {
      byte[] bytes = bytes(request, place);
      String text = Utf8.decode(bytes);
      if (text == null) {
        throw ProblemType.MALFORMED_UTF_8.because("the body is not UTF-8");
      }
      body = new Body(json, text, bytes, place);
      return body;
    } finally {
      if (body == null) {
        place.close();
      }
    }
  }

  private static MediaType mediaType(@Nullable String sent, List<MediaType> accepted) {
    try {
      MediaType type = MediaType.parseMediaType(sent == null ? "" : sent);
      boolean utf8 = type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset());
      if (utf8 && accepted.stream().anyMatch(type::equalsTypeAndSubtype)) {
        return type;
      }
    } catch (InvalidMediaTypeException e) {
      // told below, like any other
    }
    String wanted = MediaType.toString(accepted);
    throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
        "the body must be one of these, in UTF-8: " + wanted, Map.of("Accept-Post", wanted));
  }

  private static void requireIdentity(String coding) {
    if (!coding.isBlank() && !coding.trim().equalsIgnoreCase("identity")) {
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
          "the body must not be encoded", Map.of(HttpHeaders.ACCEPT_ENCODING, "identity"));
    }
  }

  private byte[] bytes(HttpServletRequest request, BodyMemory.Place place) {
    if (request.getContentLengthLong() > mostBytes) {
      throw tooLarge();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      InputStream body = request.getInputStream();
      byte[] chunk;
      do {
        place.take(CHUNK); // ahead of reading it
        chunk = body.readNBytes(CHUNK);
        bytes.write(chunk);
        if (bytes.size() > mostBytes) {
          throw tooLarge();
        }
      } while (chunk.length == CHUNK);
    } catch (IOException e) {
      // it stalled, broke the chunked coding or left, and then nobody reads this
      throw ProblemType.BAD_REQUEST.because("the body could not be read to its end");
    }
    return bytes.toByteArray();
  }

  private ProblemException tooLarge() {
    return ProblemType.REQUEST_TOO_LARGE.because("a body has at most " + mostBytes + " bytes");
  }
}
