package dev.belfry.operations;

import dev.belfry.config.StoreProperties;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Says at the start what whoever starts the service wants to know first: where it is, who can reach
 * it, and what becomes of the events when it ends.
 */
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {

  private static final Logger LOGGER = LoggerFactory.getLogger(StartReport.class);

  private final ServerProperties server;
  private final StoreProperties.Kind store;
  private final Environment environment;

  StartReport(ServerProperties server, StoreProperties.Kind store, Environment environment) {
    this.server = server;
    this.store = store;
    this.environment = environment;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    LOGGER.info("{}", text());
  }

  String text() {
    String verb = environment.matchesProfiles("dev") ? "Open " : "Serving ";
    return verb + url() + ", " + reachedFrom() + "; " + events();
  }

  private String url() {
    InetAddress address = server.getAddress();
    String path = server.getServlet().getContextPath();
    return (Ssl.isEnabled(server.getSsl()) ? "https://" : "http://")
        + (isOneOf(address) ? literal(address) : "localhost")
        + ":"
        + environment.getProperty("local.server.port")
        + (path == null ? "" : path)
        + "/";
  }

  private String reachedFrom() {
    InetAddress address = server.getAddress();
    if (isOneOf(address)) {
      return "at this address only";
    }
    boolean near = address != null && address.isLoopbackAddress();
    return near ? "from this machine only" : "from everywhere";
  }

  /** Whether it is one address among those by which other machines reach this one. */
  private static boolean isOneOf(@Nullable InetAddress address) {
    return address != null && !address.isAnyLocalAddress() && !address.isLoopbackAddress();
  }

  private static String literal(@Nullable InetAddress address) {
    String text = address == null ? "" : address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }

  private String events() {
    return switch (store) {
      case MEMORY -> "events are in memory, and gone when it ends (belfry.store=memory)";
      case FILE -> "events are on this machine's disk (belfry.store=file)";
    };
  }
}
