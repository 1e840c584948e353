package dev.belfry.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A connector that is paused at the one moment at which Tomcat would refuse a good request: when it
 * has read the request's first line, and not yet its headers.
 */
final class RefusalValveTest {

  private static final int MILLIS = 10_000;

  @TempDir private Path folder;

  private final Tomcat tomcat = new Tomcat();
  private final PausedInBetween protocol = new PausedInBetween();
  private final AtomicInteger refusals = new AtomicInteger();

  /** Says that it is paused from the second time on, if it is to be. */
  static final class PausedInBetween extends Http11NioProtocol {

    private final AtomicBoolean toBePaused = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public boolean isPaused() {
      return toBePaused.get() && asked.getAndIncrement() > 0;
    }
  }

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector(protocol);
    connector.setPort(0);
    tomcat.setConnector(connector);
    tomcat.addContext("", folder.toString());
    ((StandardHost) tomcat.getHost()).setErrorReportValveClass("");
    tomcat
        .getHost()
        .getPipeline()
        .addValve(
            new RefusalValve(() ->
                (status, detail, request, response) -> {
                  refusals.incrementAndGet();
                  response.setStatus(status);
                  response.getWriter().write(detail);
                }));
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  private String answerTo(String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
      socket.setSoTimeout(MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aRequestThatIsReadWhileTheConnectorIsPaused_getsNoStatus_butTheEndOfItsConnection()
      throws IOException {
    protocol.toBePaused.set(true);
    assertThat(answerTo("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
    assertThat(protocol.asked).as("the moment was met").hasPositiveValue();
    assertThat(refusals).hasValue(0);
  }

  @Test
  void aRequestThatReachesNothing_isRefused_andTheConnectionEnds() throws IOException {
    assertThat(answerTo("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .contains("Connection: close\r\n")
        .endsWith("nothing is at this path");
  }

  @Test
  void whatTomcatQuotes_isCut() throws IOException {
    String answer = answerTo("GET /\"" + "x".repeat(2_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("/\"xxx");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n")).length()).isLessThan(320);
  }
}
