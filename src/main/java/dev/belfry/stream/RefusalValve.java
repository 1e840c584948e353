package dev.belfry.stream;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.res.StringManager;

/**
 * Answers what Tomcat refuses by itself: requests that its parser cannot read, and those that reach
 * no application. Where Tomcat would send a page of HTML or nothing, a page gets an answer that its
 * author can read.
 *
 * <p>Of a node that stops, a client gets no refusal at all, but the end of its connection: on a
 * status like 503 an {@code EventSource} gives up for good, and after a lost connection it comes
 * back.
 */
final class RefusalValve extends ValveBase {

  /** The longest detail, in characters: Tomcat quotes what it cannot read. */
  private static final int MAX_DETAIL = 300;

  private final Supplier<RefusalWriter> writer;

  RefusalValve(Supplier<RefusalWriter> writer) {
    super(true); // asynchronous requests pass
    this.writer = writer;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (!response.isError()) { // not refused yet
      getNext().invoke(request, response);
    }
    if (response.isErrorReportRequired()
        && !response.isCommitted()
        && (!request.isAsync() || request.isAsyncCompleting())) {
      refuse(request, response);
    }
  }

  private void refuse(Request request, Response response) throws IOException, ServletException {
    response.setErrorReported();
    if (isStopping(request)) {
      response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
      return;
    }
    response.setSuspended(false);
    response.setAppCommitted(false);
    response.setHeader("Connection", "close"); // Tomcat closes whatever it refuses
    Refusal refusal = refusal(request, response);
    writer
        .get()
        .write(refusal.status, refusal.detail, request.getRequest(), response.getResponse());
  }

  /** Whether the connector is paused, or the application is not there any more. */
  private boolean isStopping(Request request) {
    return protocol(request).isPaused()
        || Arrays.stream(getContainer().findChildren())
            .anyMatch(context -> !context.getState().isAvailable());
  }

  private static AbstractHttp11Protocol<?> protocol(Request request) {
    return (AbstractHttp11Protocol<?>) request.getConnector().getProtocolHandler();
  }

  private record Refusal(int status, String detail) {}

  private static Refusal refusal(Request request, Response response) {
    AbstractHttp11Protocol<?> protocol = protocol(request);
    String said = said(request, response);
    if (said.equals(text(Http11InputBuffer.class, "iib.requestheadertoolarge.error"))) {
      int most = protocol.getMaxHttpRequestHeaderSize();
      return request.getCoyoteRequest().requestURI().isNull()
          ? new Refusal(
              414,
              "the request's first line and headers have at most %d bytes, which its target alone exceeds"
                  .formatted(most))
          : new Refusal(
              431,
              "the request's first line and headers have at most %d bytes, cookies among them"
                  .formatted(most));
    }
    int most = protocol.getMaxHeaderCount();
    if (said.equals(text(MimeHeaders.class, "headers.maxCountFail", most))) {
      return new Refusal(431, "a request has at most %d headers".formatted(most));
    }
    return new Refusal(response.getStatus(), detail(response.getStatus(), said));
  }

  /** What Tomcat has to say, or nothing. */
  private static String said(Request request, Response response) {
    Object cause = request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    String said = cause instanceof Exception e ? e.getMessage() : response.getMessage();
    return said == null ? "" : said;
  }

  private static String detail(int status, String said) {
    String detail =
        switch (status) {
          case 404 -> "nothing is at this path";
          case 417 -> "no expectation but 100-continue is known";
          case 501 -> "the method or the transfer coding is not known";
          case 505 -> "the version of HTTP is not known";
          default -> said.isEmpty() ? "the request is not valid HTTP" : said;
        };
    return detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) + "…" : detail;
  }

  private static String text(Class<?> of, String key, Object... arguments) {
    return String.valueOf(StringManager.getManager(of).getString(key, arguments));
  }
}
