package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The console, as a newcomer sees it; leaves a picture of it in {@code target/console.png}. */
@Tag("real")
final class ConsoleTest {

  @Test
  void console_livesAtOnce_publishes_andResumes(@TempDir Path profile) throws Exception {
    try (RunningService service = RunningService.start("spring.profiles.active=dev");
        Chromium chromium = Chromium.open(profile)) {
      ChromeDriver page = chromium.driver();
      page.get("http://localhost:" + service.port() + "/");
      chromium.await().until(_ -> rows(page, "tr.event .type", "message") >= 2);
      assertThat(page.findElement(By.id("connection")).getAttribute("data-state"))
          .isEqualTo("OPEN");

      fill(page, "topics", "clock, news");
      fill(page, "types", "new-post");
      page.findElement(By.id("connect")).click();
      fill(page, "publish-topic", "news");
      fill(page, "publish-type", "new-post");
      fill(page, "publish-body", "{\"title\": \"gr\u00fc\u00dfe\"}");
      chromium.await().until(_ -> state(page).equals("OPEN"));
      page.findElement(By.id("publish")).click();
      chromium.await().until(_ -> outcome(page).equals("accepted"));
      chromium.await().until(_ -> rows(page, "tr.event .type", "new-post") == 1);

      page.findElement(By.id("toggle")).click();
      chromium.await().until(_ -> state(page).equals("CLOSED"));
      service.publish("news", "1");
      page.findElement(By.id("toggle")).click();
      chromium.await().until(_ -> rows(page, "tr.event .topic", "news") == 2);

      page.get("http://localhost:" + service.port() + "/livez");
      service.awaitSubscribers("news", 0);
      service.publish("news", "2");
      page.navigate().back();
      chromium.await().until(_ -> rows(page, "tr.event .topic", "news") == 3);
      assertThat(state(page)).isEqualTo("OPEN");
      service.awaitSubscribers("news", 1);

      Files.write(Path.of("target/console.png"), page.getScreenshotAs(OutputType.BYTES));
      assertThat(page.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }
  }

  private static void fill(ChromeDriver page, String id, String text) {
    WebElement field = page.findElement(By.id(id));
    field.clear();
    field.sendKeys(text);
  }

  private static long rows(ChromeDriver page, String selector, String text) {
    Object texts =
        page.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())",
            selector);
    return texts instanceof List<?> list ? list.stream().filter(text::equals).count() : 0;
  }

  private static String state(ChromeDriver page) {
    return String.valueOf(page.findElement(By.id("connection")).getAttribute("data-state"));
  }

  private static String outcome(ChromeDriver page) {
    return String.valueOf(page.findElement(By.id("publish-result")).getAttribute("data-outcome"));
  }
}
