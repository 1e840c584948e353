package dev.belfry.web.body;

import dev.belfry.web.problem.ProblemException;
import dev.belfry.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * Reads bodies whole and within the bound, and decodes them. What is not accepted is refused before
 * it is read.
 */
public final class BodyReader {

  /** So much is read at once. */
  static final int CHUNK = 8192;

  /** A byte of another charset becomes so many bytes of UTF-8, at most. */
  static final int MOST_GROWTH = 3;

  private final int mostBytes;
  private final BodyMemory memory;

  /**
   * A reader.
   *
   * @param mostBytes the largest body
   * @param memory of all bodies together, in bytes, each counted once though it is there up to five
   *     times: enough for one and what is read ahead of it
   */
  public BodyReader(int mostBytes, long memory) {
    this.mostBytes = mostBytes;
    this.memory = new BodyMemory(memory);
  }

  /**
   * Reads the body of an event: JSON or text.
   *
   * @throws ProblemException if it is refused
   */
  public Body readEvent(HttpServletRequest request) {
    return read(request, ContentType.of(request, true));
  }

  /**
   * Reads the body of a batch: JSON.
   *
   * @throws ProblemException if it is refused
   */
  public Body readBatch(HttpServletRequest request) {
    return read(request, ContentType.of(request, false));
  }

  private Body read(HttpServletRequest request, ContentType type) {
    for (String coding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      requireIdentity(coding);
    }
    BodyMemory.Place place = memory.place();
    Body body = null;
    try {
      byte[] bytes = bytes(request, place);
      if (!type.charset().equals(StandardCharsets.UTF_8)) {
        place.take((MOST_GROWTH - 1) * bytes.length);
      }
      body = new Body(type.json(), type.decode(bytes), place);
      return body;
    } finally {
      if (body == null) {
        place.close();
      }
    }
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
