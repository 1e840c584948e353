package dev.belfry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that announce a body and send it byte by byte, or not at all. */
final class TricklingTest {

  /** More than Tomcat has threads of its own kind. */
  private static final int CLIENTS = 300;

  @Test
  void bodiesThatDoNotCome_holdNobodyElseUp() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (Service service = Service.start()) {
      for (int i = 0; i < CLIENTS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        sockets.add(socket);
        String head =
            "POST /topics/q/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + (i % 2 == 0 ? "" : "Authorization: Bearer secret\r\n")
                + "Content-Length: 100000\r\n\r\nx";
        socket.getOutputStream().write(head.getBytes(UTF_8));
      }
      service.get("/livez").send().is(200);
      service.publish(service.topic(), "1");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
