package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Debian's nginx or HAProxy in the foreground, with a configuration of the test's own. */
final class ProxyProcess implements AutoCloseable {

  private static final String NGINX = "/usr/sbin/nginx";
  private static final String HAPROXY = "/usr/sbin/haproxy";
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final int port;

  private ProxyProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts an nginx of one process.
   *
   * @param server the {@code server} block, which listens on the port
   */
  static ProxyProcess nginx(Path parent, int port, String server) throws IOException {
    Path folder = Files.createTempDirectory(parent, "nginx");
    String configuration =
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        %s
        }
        """
            .formatted(server);
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
    return start(folder, port, NGINX, "-p", folder.toString(), "-c", file.toString());
  }

  /**
   * Starts a HAProxy.
   *
   * @param configuration all of it; its frontend binds the port
   */
  static ProxyProcess haproxy(Path parent, int port, String configuration) throws IOException {
    Path folder = Files.createTempDirectory(parent, "haproxy");
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
    return start(folder, port, HAPROXY, "-db", "-f", file.toString());
  }

  private static ProxyProcess start(Path folder, int port, String... command) throws IOException {
    assertThat(Files.isExecutable(Path.of(command[0]))).as("this needs %s", command[0]).isTrue();
    Path log = folder.resolve("log");
    ProxyProcess started = new ProxyProcess(Launch.start(List.of(command), log), port);
    try {
      Launch.await(started.process, log, STARTED_WITHIN, () -> Launch.listens(port));
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
