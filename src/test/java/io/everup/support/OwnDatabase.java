package io.everup.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives a program under test a database and a data directory that no other one has. */
public final class OwnDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(
                        "spring.datasource.url=" + Postgres.newDatabase(),
                        "spring.datasource.username=postgres",
                        "spring.datasource.password=postgres",
                        "spring.datasource.hikari.maximum-pool-size=12",
                        "spring.datasource.hikari.minimum-idle=1",
                        "everup.data-directory=" + newDirectory(),
                        ownScheduler())
                .applyTo(context);
        TestPrograms.opened(context);
    }

    /** Quartz finds its database by the scheduler's name, for all programs of a JVM: the end of one must not be another's. */
    static String ownScheduler() {
        return "spring.quartz.scheduler-name=everup-" + UUID.randomUUID();
    }

    private static String newDirectory() {
        try {
            var directory = Files.createTempDirectory("everup-test");
            directory.toFile().deleteOnExit();
            return directory.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
