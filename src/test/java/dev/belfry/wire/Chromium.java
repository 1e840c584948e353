package dev.belfry.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium with its own driver, so that nothing is downloaded. */
record Chromium(ChromeDriver driver) implements AutoCloseable {

  private static final String BROWSER = "/usr/bin/chromium";
  private static final String DRIVER = "/usr/bin/chromedriver";
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int SLICE = 50;

  static Chromium open(Path profile) {
    for (String part : List.of(BROWSER, DRIVER)) {
      assertThat(Files.isExecutable(Path.of(part)))
          .as("this test needs %s: apt-get install chromium chromium-driver", part)
          .isTrue();
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER))
            .usingAnyFreePort()
            .build();
    return new Chromium(new ChromeDriver(service, options));
  }

  WebDriverWait await() {
    return new WebDriverWait(driver, WITHIN, Duration.ofMillis(50));
  }

  /** The data of all events that the page has noted in {@code received}, once there are so many. */
  List<String> received(int count) {
    await().until(_ -> received() >= count);
    long all = received();
    List<String> data = new ArrayList<>();
    for (int from = 0; from < all; from += SLICE) {
      Object slice =
          driver.executeScript(
              "return received.slice(arguments[0], arguments[1]).map(encodeURIComponent)",
              from,
              from + SLICE);
      assertThat(slice).isInstanceOf(List.class);
      // percent-encoded on its way, for Selenium takes U+FFFF for the end of its input
      ((List<?>) requireNonNull(slice))
          .forEach(item -> data.add(URLDecoder.decode((String) item, UTF_8)));
    }
    return data;
  }

  private long received() {
    Object length = driver.executeScript("return received.length");
    assertThat(length).isInstanceOf(Long.class);
    return (Long) requireNonNull(length);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
