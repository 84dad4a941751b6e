package dev.headrace.functions.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The console in a real Chromium: it can be walked, and nothing in it runs. */
class ConsoleBrowserIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private ChromeDriver browser;

  @BeforeAll
  static void chromiumIsInstalled() {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    boolean required =
        "true".equals(System.getenv("CI")) || "true".equals(System.getProperty("CI"));
    String missing = "NO CHROMIUM: " + CHROMIUM + " and " + DRIVER + " are needed, nothing tested";
    if (!installed) {
      System.err.println("**** " + missing + " ****");
    }
    assertThat(installed || !required).as(missing).isTrue();
    assumeTrue(installed, missing);
  }

  @BeforeEach
  void open() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    ChromeOptions options = new ChromeOptions().setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    if (System.getProperty("user.name").equals("root")) {
      options.addArguments("--no-sandbox");
    }
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    browser = new ChromeDriver(service, options);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void aPersonWalksFromThePipelinesToARunAndToTheReason() throws IOException {
    try (LoopbackSite site = new LoopbackSite(Showcase.world().console, 0)) {
      browser.get(site.address() + "/");
      click(By.linkText("flights"));
      assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("flights");

      click(By.linkText("2001-01-25"));
      assertThat(browser.findElement(By.cssSelector(".answer h2")).getText()).contains("Failed");
      assertThat(browser.findElement(By.id("stage-clean")).getDomAttribute("open")).isNotNull();

      click(By.linkText("flights"));
      click(By.linkText("2001-01-29"));
      assertThat(browser.findElement(By.cssSelector(".answer")).getText())
          .contains("Not due yet", "NOT_DUE", "in 21 h 15 min");

      click(By.linkText("Pipelines"));
      assertThat(browser.getCurrentUrl()).isEqualTo(site.address() + "/");
      assertNothingRan();
    }
  }

  @Test
  void hostileTextNeverRuns() throws IOException {
    try (LoopbackSite site = new LoopbackSite(ConsoleSafetyTest.hostile().console, 0)) {
      for (String path :
          List.of(
              "/",
              "/pipelines/flights",
              "/pipelines/flights/runs/2001-01-28",
              "/pipelines/flights/explain/2001-01-28",
              "/%3Cimg%20src=x%20onerror=alert(1)%3E")) {
        browser.get(site.address() + path);
        assertThat(browser.findElements(By.tagName("script"))).as(path).isEmpty();
        assertThat(browser.findElements(By.cssSelector("main img, [onerror]"))).as(path).isEmpty();
      }
      browser.get(site.address() + "/pipelines/flights/runs/2001-01-28");
      assertThat(browser.findElement(By.tagName("main")).getText())
          .contains("<img src=x onerror=alert(1)>", "<script>alert(2)</script>");
      assertNothingRan();
    }
  }

  @Test
  void theStyleIsAppliedAndNoPageIsWiderThanAPhone() throws IOException {
    browser.manage().window().setSize(new Dimension(500, 900));
    try (LoopbackSite site = new LoopbackSite(Showcase.world().console, 0)) {
      for (String path :
          List.of("/", "/pipelines/flights", "/pipelines/flights/runs/2001-01-21", "/nowhere")) {
        browser.get(site.address() + path);
        assertThat(browser.findElement(By.className("top")).getCssValue("display"))
            .isEqualTo("flex");
        long wide = (Long) browser.executeScript("return document.body.scrollWidth");
        long window = (Long) browser.executeScript("return window.innerWidth");
        assertThat(wide).as(path).isLessThanOrEqualTo(window);
      }
    }
  }

  @Test
  void aKeyboardFindsTheContentFirst() throws IOException {
    try (LoopbackSite site = new LoopbackSite(Showcase.world().console, 0)) {
      browser.get(site.address() + "/");
      browser.findElement(By.tagName("body")).sendKeys(Keys.TAB);

      WebElement focused = browser.switchTo().activeElement();

      assertThat(focused.getText()).isEqualTo("Skip to content");
      assertThat(focused.isDisplayed()).isTrue();
      assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
    }
  }

  private void click(By link) {
    browser.findElement(link).click();
  }

  private void assertNothingRan() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> browser.switchTo().alert())
        .isInstanceOf(NoAlertPresentException.class);
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .filteredOn(message -> !message.contains("status of 404"))
        .isEmpty();
  }
}
