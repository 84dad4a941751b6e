package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The console of a running local cloud in a real Chromium. */
class ConsoleIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  @TempDir private static Path home;
  private static Cloud cloud;
  private static ChromeDriver browser;
  private static String done;
  private static String waiting;

  @BeforeAll
  static void start() throws Exception {
    chromiumIsInstalled();
    Orders orders = new Orders(Seed.random(ConsoleIT.class));
    cloud = Cloud.start(home, "orders");
    done = cloud.nextDay();
    waiting = cloud.nextDay();
    String folder = "orders/" + done + "/";
    cloud.api().upload("landing", folder + "north.csv.gz", Orders.file(orders.of("north")));
    cloud.api().upload("landing", folder + "_SUCCESS", new byte[0]);
    cloud.fallsDue(waiting);
    cloud.succeeds(done);
    browser = browser();
  }

  /** Absent on a developer's machine it is said aloud; in CI it fails. */
  private static void chromiumIsInstalled() {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    String missing = "NO CHROMIUM: " + CHROMIUM + " and " + DRIVER + " are needed, nothing tested";
    if (!installed) {
      System.err.println("**** " + missing + " ****");
    }
    assertThat(installed || !"true".equals(System.getenv("CI"))).as(missing).isTrue();
    assumeTrue(installed, missing);
  }

  private static ChromeDriver browser() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions().setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    if (System.getProperty("user.name").equals("root")) {
      options.addArguments("--no-sandbox");
    }
    options.setCapability("goog:loggingPrefs", logs);
    return new ChromeDriver(
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(), options);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void aPersonWalksFromThePipelinesToARunThatIsDone() {
    open("");
    click("orders");
    assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("orders");
    click(done);
    assertThat(text("main")).contains("Succeeded", "clean", "revenue");
    assertThat(browser.findElements(By.id("stage-revenue"))).hasSize(1);
  }

  @Test
  void aPersonWalksToARunThatWaitsAndReadsWhatIsMissing() {
    open("");
    click("orders");
    click(waiting);
    assertThat(text(".answer"))
        .contains("WAITING_INPUT", "gs://landing/orders/" + waiting + "/_SUCCESS");
    open("pipelines/orders/explain/" + waiting);
    assertThat(text("main")).contains("gs://landing/orders/" + waiting + "/_SUCCESS");
    click("The run of " + waiting);
    assertThat(text(".answer")).contains("WAITING_INPUT");
  }

  @Test
  void theGridLeadsToWhyTheNextIntervalDoesNotRun() {
    String next = cloud.nextDay();
    open("pipelines/orders");
    click(next);
    assertThat(browser.getCurrentUrl()).endsWith("/pipelines/orders/explain/" + next);
    assertThat(text(".answer")).contains("NOT_DUE");
  }

  private void open(String path) {
    browser.get(cloud.console() + "/" + path);
    assertClean();
  }

  private void click(String link) {
    browser.findElement(By.linkText(link)).click();
    assertClean();
  }

  private String text(String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  /** Nothing runs on a page, and the browser has nothing to complain of. */
  private void assertClean() {
    String url = browser.getCurrentUrl();
    assertThat(browser.findElements(By.tagName("script"))).as(url).isEmpty();
    assertThat(
            (Long)
                browser.executeScript(
                    "return Array.from(document.querySelectorAll('*')).filter(e =>"
                        + " Array.from(e.attributes).some(a => a.name.startsWith('on'))).length"))
        .as("elements with handlers on " + url)
        .isZero();
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).as(url).isEmpty();
  }
}
