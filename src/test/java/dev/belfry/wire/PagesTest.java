package dev.belfry.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belfry.testkit.Readme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** README's page, in Chromium, on a site of several pages. */
@Tag("real")
final class PagesTest {

  /** More than the six connections that a browser opens to a host. */
  private static final int PAGES = 9;

  private static final String TOPIC = "posts";

  /** What is the page's own in README, and what a test wants to know. */
  private static final String PAGE =
      """
      <!doctype html>
      <meta charset="utf-8">
      <title>Page NUMBER</title>
      <a id="next" href="NEXT">next</a>
      <script>
        const received = [];
        let loads = 0, opened = 0, persisted = false;
        const loadState = async () => { loads++; };
        const show = (post) => received.push(String(post));
        window.EventSource = class extends EventSource {
          constructor(url) {
            super(url);
            this.addEventListener('open', () => opened++);
          }
        };
        addEventListener('pageshow', (event) => { persisted = event.persisted; });
      </script>
      <script type="module">
      SCRIPT
      </script>
      """;

  @Test
  void pageThatIsLeft_letsItsStreamGo_andMissesNothing(@TempDir Path profile) throws Exception {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String origin = "http://localhost:" + site.getAddress().getPort();
    try (RunningService service = RunningService.start("belfry.cors.allowed-origins=" + origin);
        Chromium chromium = Chromium.open(profile)) {
      serve(site, script("http://localhost:" + service.port()));
      ChromeDriver page = chromium.driver();
      page.get(origin + "/1");
      for (int number = 1; number <= PAGES; number++) {
        awaitOpened(chromium, number, 1);
        service.awaitSubscribers(TOPIC, 1);
        publish(service, number);
        assertThat(chromium.received(1)).containsExactly(String.valueOf(number));
        if (number < PAGES) {
          page.findElement(By.id("next")).click();
        }
      }
      for (int number = PAGES - 1; number >= PAGES - 3; number--) {
        page.navigate().back();
        awaitOpened(chromium, number, 2);
        assertThat(page.executeScript("return persisted")).as("as it was left").isEqualTo(true);
        service.awaitSubscribers(TOPIC, 1);
        int last = 2 * PAGES - number; // one more for each page gone back
        publish(service, last);
        List<String> all = IntStream.rangeClosed(number, last).mapToObj(String::valueOf).toList();
        assertThat(chromium.received(all.size())).isEqualTo(all);
        assertThat(page.executeScript("return loads")).as("gone on, not loaded").isEqualTo(1L);
      }
    } finally {
      site.stop(0);
    }
  }

  private static void publish(RunningService service, int number) {
    service.publish(TOPIC, "type=new-post", String.valueOf(number));
  }

  private static void awaitOpened(Chromium chromium, int number, long times) {
    chromium
        .await()
        .until(page ->
            ("Page " + number).equals(page.getTitle())
                && Long.valueOf(times).equals(chromium.driver().executeScript("return opened")));
  }

  /** As README says: pages of another origin need full URLs in place of its own. */
  private static String script(String service) throws IOException {
    String script = Readme.block("js");
    script = Readme.with(script, "'/topics/", "'" + service + "/topics/");
    return Readme.with(script, "`/topics/", "`" + service + "/topics/");
  }

  private static void serve(HttpServer site, String script) {
    site.createContext(
        "/",
        exchange -> {
          String number = exchange.getRequestURI().getPath().substring(1);
          if (!number.matches("[0-9]+")) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
          }
          byte[] page =
              PAGE.replace("NUMBER", number)
                  .replace("NEXT", "/" + (Integer.parseInt(number) + 1))
                  .replace("SCRIPT", script)
                  .getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
  }
}
