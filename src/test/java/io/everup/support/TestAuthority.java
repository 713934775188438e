package io.everup.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority for one test run, made with openssl. */
public final class TestAuthority {

    private final Path home;

    public TestAuthority(Path home) {
        this.home = home;
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(
                words("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"),
                List.of("-subj", "/CN=Test authority", "-keyout", home + "/ca.key", "-out", home + "/ca.pem"));
    }

    /** Its certificate in PEM. */
    public String pem() {
        try {
            return Files.readString(home.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts server.key, server.pem (made out to this name alone) and ca.pem into a directory. */
    public void issue(String name, Path into) {
        issue(name, 1, into);
    }

    /** @param days until it ends; less than 0 for one that has ended */
    public void issue(String name, int days, Path into) {
        run(
                words("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"),
                List.of("-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name),
                List.of("-addext", "basicConstraints=critical,CA:FALSE"),
                List.of("-keyout", into + "/server.key", "-out", into + "/server.csr"));
        run(
                words("openssl x509 -req -CAcreateserial -copy_extensions copy -days " + days),
                List.of("-CA", home + "/ca.pem", "-CAkey", home + "/ca.key"),
                List.of("-in", into + "/server.csr", "-out", into + "/server.pem"));
        try {
            Files.copy(home.resolve("ca.pem"), into.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    @SafeVarargs
    private static void run(List<String>... parts) {
        var command = new ArrayList<String>();
        for (var part : parts) {
            command.addAll(part);
        }
        run(command.toArray(String[]::new));
    }

    static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command[0] + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
