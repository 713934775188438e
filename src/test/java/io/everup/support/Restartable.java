package io.everup.support;

import io.everup.Everup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole portal on a port of its own that can be stopped and started again on the same database. */
public final class Restartable implements Program {

    private final List<String> settings = new ArrayList<>();
    private ConfigurableApplicationContext program;

    /** @param directory for its data; @param more settings, such as {@code everup.identity.admin-password=…} */
    public Restartable(Path directory, String... more) {
        settings.add("spring.datasource.url=" + Postgres.newDatabase());
        settings.add("spring.datasource.username=postgres");
        settings.add("spring.datasource.password=postgres");
        settings.add("spring.datasource.hikari.maximum-pool-size=12");
        settings.add("everup.data-directory=" + directory);
        settings.add("server.port=0");
        settings.add(OwnDatabase.ownScheduler());
        settings.addAll(List.of(more));
    }

    @Override
    public String start() {
        program = SpringApplication.run(
                Everup.class, settings.stream().map(one -> "--" + one).toArray(String[]::new));
        TestPrograms.opened(program);
        return "http://localhost:" + program.getEnvironment().getRequiredProperty("local.server.port");
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
    }
}
