package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium as a person uses it: everything waits until it can be done, for pages change under the reader's eyes. One
 * browser serves a class. When a test fails, a picture and the page are left in {@code target/journeys}.
 */
final class Browser implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {

    /** A machine that runs guests in emulation beside the browser is slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of("target", "journeys");

    private ChromeDriver driver;
    private Path profile;
    private String address;
    private Accessibility accessibility;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "Chromium is not installed: apt-get install -y chromium chromium-driver");
        profile = Files.createTempDirectory("everup-browser");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options());
        accessibility = new Accessibility(driver);
    }

    private ChromeOptions options() {
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--window-size=1440,900",
                "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.SEVERE);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (driver != null) {
            driver.quit();
        }
        if (profile != null) {
            org.springframework.util.FileSystemUtils.deleteRecursively(profile);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (driver != null && !(failure instanceof org.opentest4j.TestAbortedException)) {
            try {
                shoot(context.getRequiredTestClass().getSimpleName() + "-"
                        + context.getRequiredTestMethod().getName());
            } catch (WebDriverException | IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private void shoot(String name) throws IOException {
        Files.createDirectories(SHOTS);
        Files.write(SHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        Files.writeString(
                SHOTS.resolve(name + ".html"), "<!-- " + driver.getCurrentUrl() + " -->\n" + driver.getPageSource());
    }

    void at(String portal) {
        address = portal;
    }

    void go(String path) {
        driver.get(address + path);
    }

    /** The path and query of the page. */
    String place() {
        var url = driver.getCurrentUrl();
        return url == null ? "" : url.substring(address.length());
    }

    /** Forgets the session. */
    void signedOut() {
        driver.manage().deleteAllCookies();
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** The first visible match, once there is one. */
    WebElement see(String css) {
        return until(css + " is seen", () -> visible(css), found -> found != null);
    }

    /** As {@link #see}, of those whose text has the words in it. */
    WebElement see(String css, String words) {
        return until(
                css + " with the words \"" + words + "\" is seen", () -> visible(css, words), found -> found != null);
    }

    boolean has(String css) {
        return visible(css) != null;
    }

    private WebElement visible(String css) {
        return visible(css, "");
    }

    private WebElement visible(String css, String words) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(each -> each.isDisplayed() && each.getText().contains(words))
                .findFirst()
                .orElse(null);
    }

    String text(String css) {
        return until(
                css + " has a text",
                () -> {
                    var found = visible(css);
                    return found == null ? null : found.getText();
                },
                text -> text != null);
    }

    /** Texts of all that match now. */
    List<String> texts(String css) {
        return until(
                "the texts of " + css,
                () -> driver.findElements(By.cssSelector(css)).stream()
                        .map(WebElement::getText)
                        .toList(),
                found -> found != null);
    }

    /** Where the links that match lead, in this portal. */
    @SuppressWarnings("unchecked")
    List<String> paths(String css) {
        return (List<String>) driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map((a) => new URL(a.href).pathname)", css);
    }

    void click(String css) {
        click(css, "");
    }

    void click(String css, String words) {
        until(
                css + " \"" + words + "\" can be clicked",
                () -> {
                    var found = visible(css, words);
                    if (found == null) {
                        return false;
                    }
                    found.click();
                    return true;
                },
                Boolean.TRUE::equals);
    }

    /** Replaces what the field holds. Set by script where the driver's keyboard lacks the characters. */
    void type(String css, String text) {
        until(
                css + " can be typed in",
                () -> {
                    var field = visible(css);
                    if (field == null) {
                        return false;
                    }
                    if (text.codePoints().anyMatch(point -> point > 0xffff)) {
                        driver.executeScript("arguments[0].value = arguments[1]", field, text);
                    } else {
                        field.clear();
                        field.sendKeys(text);
                    }
                    return true;
                },
                Boolean.TRUE::equals);
    }

    void choose(String css, String value) {
        until(
                css + " offers " + value,
                () -> {
                    var option = driver.findElement(By.cssSelector(css + " option[value='" + value + "']"));
                    option.click();
                    return option.isSelected();
                },
                Boolean.TRUE::equals);
    }

    /** Keys to whatever has the focus. */
    void press(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void enter(String css) {
        see(css).sendKeys(Keys.ENTER);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a script answers in time, through the last of its arguments. */
    Object later(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver.executeAsyncScript(script, arguments);
    }

    /** Whether the person at the screen prefers it dark. */
    void night(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void until(String law, Supplier<Boolean> condition) {
        until(law, condition, Boolean.TRUE::equals);
    }

    void until(String law, Duration deadline, Supplier<Boolean> condition) {
        Await.until(law, deadline, calmly(condition), Boolean.TRUE::equals, this::facts);
    }

    private <T> T until(String law, Supplier<T> question, Predicate<T> wished) {
        return Await.until(law, PATIENCE, calmly(question), wished, this::facts);
    }

    /** What has just been replaced, moved or covered is looked at again. */
    private static <T> Supplier<T> calmly(Supplier<T> question) {
        return () -> {
            try {
                return question.get();
            } catch (org.openqa.selenium.StaleElementReferenceException
                    | org.openqa.selenium.ElementNotInteractableException
                    | NoSuchElementException e) {
                return null;
            }
        };
    }

    private String facts() {
        try {
            var text = driver.findElement(By.tagName("body")).getText();
            return "at " + driver.getCurrentUrl() + " stands:\n" + text.substring(0, Math.min(text.length(), 1500));
        } catch (WebDriverException e) {
            return e.getMessage();
        }
    }

    /** The page can be used by everybody, and none of its scripts failed or was forbidden. */
    void isSound() {
        assertThat(accessibility.seriousFindings()).as("axe, on %s", place()).isEmpty();
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(entry -> entry.getMessage())
                        .filter(line -> line.contains("Uncaught") || line.contains("Content Security Policy")))
                .as("script errors, on %s", place())
                .isEmpty();
    }

    /** Goes there, waits for the page's heading, and looks whether it is sound. */
    void visit(String path, String heading) {
        go(path);
        see("h1", heading);
        isSound();
    }

    /** Axe, run by the driver: what the page's own policy forbids binds only the page. */
    private record Accessibility(ChromeDriver driver) {

        private static final Path AXE = Path.of("frontend", "node_modules", "axe-core", "axe.min.js");
        private static final String RUN = """
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                    (result) => done(result.violations
                        .filter((each) => each.impact === 'serious' || each.impact === 'critical')
                        .map((each) => each.id + ': ' + each.help + ' - '
                            + each.nodes.slice(0, 4).map((node) => node.html.slice(0, 200)).join(' | '))),
                    (error) => done(['axe failed: ' + error]));
                """;
        private static String source;

        List<?> seriousFindings() {
            driver.executeScript(source());
            driver.manage().timeouts().scriptTimeout(PATIENCE);
            return (List<?>) driver.executeAsyncScript(RUN);
        }

        private static synchronized String source() {
            if (source == null) {
                try {
                    source = Files.readString(AXE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return source;
        }
    }

    /** How the page's clock sees it: milliseconds from the request to the last byte, and to the page being there. */
    Map<?, ?> timing() {
        return (Map<?, ?>) driver.executeScript("const t = performance.getEntriesByType('navigation')[0];"
                + " return {answered: t.responseEnd, ready: t.domContentLoadedEventEnd, bytes: t.decodedBodySize};");
    }
}
