package dev.belfry.stream;

import dev.belfry.fanout.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Decides how a {@link StreamEmitter} is carried: takes the socket over where it can, and otherwise
 * lets Spring start asynchronous processing.
 */
final class StreamReturnValueHandler implements HandlerMethodReturnValueHandler {

  private final HandlerMethodReturnValueHandler spring;
  private final BooleanSupplier takeOver;

  /**
   * @param spring what carries an emitter otherwise
   * @param takeOver whether the configuration and the connector allow a take-over
   */
  StreamReturnValueHandler(HandlerMethodReturnValueHandler spring, BooleanSupplier takeOver) {
    this.spring = spring;
    this.takeOver = takeOver;
  }

  @Override
  public boolean supportsReturnType(MethodParameter returnType) {
    return StreamEmitter.class.isAssignableFrom(returnType.getParameterType());
  }

  @Override
  public void handleReturnValue(
      @Nullable Object returnValue,
      MethodParameter returnType,
      ModelAndViewContainer container,
      NativeWebRequest web)
      throws Exception {
    StreamEmitter emitter = (StreamEmitter) Objects.requireNonNull(returnValue);
    try {
      HttpServletRequest request =
          Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
      HttpServletResponse response =
          Objects.requireNonNull(web.getNativeResponse(HttpServletResponse.class));
      if (canTakeOver(request, response)) {
        takeOver(emitter, request, response);
        container.setRequestHandled(true);
      } else {
        start(emitter, returnType, container, web);
      }
    } catch (Exception | Error e) {
      emitter.seat().release();
      throw e;
    }
  }

  private void start(
      StreamEmitter emitter,
      MethodParameter returnType,
      ModelAndViewContainer container,
      NativeWebRequest web)
      throws Exception {
    EmitterStream stream = new EmitterStream(emitter);
    spring.handleReturnValue(emitter, returnType, container, web);
    Subscription subscription = emitter.seat().open(stream); // only now can it be written to
    emitter.carriedBy(subscription);
    stream.carries(subscription);
  }

  private boolean canTakeOver(HttpServletRequest request, HttpServletResponse response) {
    return takeOver.getAsBoolean()
        && request.getMethod().equals("GET")
        && (request.getProtocol().equals("HTTP/1.1") || request.getProtocol().equals("HTTP/1.0"))
        && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null
        && request.getAttribute("jakarta.servlet.request.cipher_suite") == null
        && response.getHeader("Content-Encoding") == null
        && !response.isCommitted();
  }

  /**
   * Sends the head of the answer, and has Tomcat hand the socket over once the request is done.
   *
   * <p>Package-private for the test of a client that is gone by then.
   */
  static void takeOver(
      StreamEmitter emitter, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    response.setContentType("text/event-stream");
    // The connection ends with the stream, and the head says so. Tomcat frames no answer that says
    // it, so that the chunks are announced here; it is the stream that writes them.
    boolean chunked = request.getProtocol().equals("HTTP/1.1");
    response.setHeader("Connection", "close");
    if (chunked) {
      response.setHeader("Transfer-Encoding", "chunked");
    }
    SocketStream stream = request.upgrade(SocketStream.class);
    response.setStatus(HttpServletResponse.SC_OK); // not 101: for the client nothing has changed
    try {
      response.flushBuffer();
    } catch (IOException e) {
      // The client is gone, and Tomcat closes what is left. The stream is told of no emitter, so
      // that this is the only place from which the emitter hears of its end.
      emitter.seat().release();
      emitter.ended();
      return;
    }
    stream.bind(emitter.seat(), emitter, chunked);
  }
}
