package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** What tutorials begin with: a few lines in a file, opened by a double click. */
@Tag("real")
final class FilePageTest {

  private static final String PAGE =
      """
      <!doctype html>
      <title>CONNECTING</title>
      <script>
        const received = [];
        const source = new EventSource('http://localhost:PORT/topics/clock/events');
        source.onmessage = (event) => received.push(event.data);
        source.onerror = () => { document.title = source.readyState === 2 ? 'CLOSED' : 'LOST'; };
      </script>
      <iframe sandbox="allow-scripts" srcdoc="
        <script>
          new EventSource('http://localhost:PORT/topics/framed/events').onmessage =
            (event) => parent.postMessage(event.data, '*');
        </script>"></iframe>
      <script>
        const framed = [];
        addEventListener('message', (event) => framed.push(event.data));
      </script>
      """;

  private static void open(ChromeDriver browser, Path folder, RunningService service)
      throws Exception {
    Path page = folder.resolve("page.html");
    Files.writeString(page, PAGE.replace("PORT", String.valueOf(service.port())));
    browser.get(page.toUri().toString());
  }

  @Test
  void pageFromAFile_andAFrameInASandbox_readWhereEverybodyMay(
      @TempDir Path profile, @TempDir Path folder) throws Exception {
    try (RunningService service =
            RunningService.start("spring.profiles.active=dev", "belfry.cors.public-reads=true");
        Chromium chromium = Chromium.open(profile)) {
      open(chromium.driver(), folder, service);
      assertThat(chromium.received(2)).allMatch(data -> data.matches("\\{\"time\":\"[^\"]+\"}"));
      service.awaitSubscribers("framed", 1);
      service.publish("framed", "1");
      chromium.await().until(_ -> chromium.driver().executeScript("return framed[0]") != null);
    }
  }

  @Test
  void pageFromAFile_isRefusedOtherwise(@TempDir Path profile, @TempDir Path folder)
      throws Exception {
    try (RunningService service = RunningService.start("spring.profiles.active=dev");
        Chromium chromium = Chromium.open(profile)) {
      open(chromium.driver(), folder, service);
      chromium.await().until(page -> "CLOSED".equals(page.getTitle()));
      assertThat(service.subscribers("clock")).isZero();
    }
  }
}
