package io.everup.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Several portals as processes of their own on one database, behind a balancer of connections; any of them can be killed. */
public final class Replicas implements Program {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final String database = Postgres.newDatabase();
    private final Path directory;
    private final String password;
    private final int count;
    private final Map<Integer, Process> running = new ConcurrentHashMap<>();
    private final List<Integer> ports = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Balancer balancer;

    /** @param directory of what they share outside the database, and for their logs; @param password of user {@code admin} */
    public Replicas(Path directory, int count, String password) {
        this.directory = directory;
        this.count = count;
        this.password = password;
    }

    @Override
    public String start() {
        for (var number = 0; number < count; number++) {
            ports.add(freePort());
        }
        balancer = new Balancer(ports);
        for (var number = 0; number < count; number++) {
            launch(number);
        }
        return "http://localhost:" + balancer.port();
    }

    /** Starts one and waits until it is ready. */
    public void launch(int number) {
        try {
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            Path.of("target", "everup.jar").toAbsolutePath().toString(),
                            "--server.port=" + ports.get(number),
                            "--spring.datasource.hikari.maximum-pool-size=12",
                            "--everup.data-directory=" + directory)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            new File(directory.toFile(), "replica-" + number + ".log")));
            builder.environment().put("SPRING_DATASOURCE_URL", database);
            builder.environment().put("SPRING_DATASOURCE_USERNAME", "postgres");
            builder.environment().put("SPRING_DATASOURCE_PASSWORD", "postgres");
            builder.environment().put("EVERUP_ADMIN_PASSWORD", password);
            running.put(number, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(
                "replica " + number + " is ready", PATIENCE, () -> isReady(number), ready -> ready, () -> log(number));
    }

    private boolean isReady(int number) {
        try {
            var question = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + ports.get(number) + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }

    /** The last lines that it wrote. */
    public String log(int number) {
        try {
            var lines = Files.readAllLines(directory.resolve("replica-" + number + ".log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The replica that leads high availability by the database's word; -1 when none does. */
    public int leader() {
        var pid = one(
                "select split_part(n.name, '@', 1) from ha_lease l join node n on n.id::text = l.owner where l.until > now()");
        return running.entrySet().stream()
                .filter(entry -> pid != null && entry.getValue().pid() == Long.parseLong(pid))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(-1);
    }

    /** Ends one without a word, as a power cut or the kernel would. */
    public void kill(int number) {
        var process = running.remove(number);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int count() {
        return count;
    }

    /** The first column of the first row that the database answers; null when there is none. */
    public String one(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroy);
        running.values().forEach(process -> {
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
        running.clear();
        if (balancer != null) {
            balancer.close();
        }
    }
}
