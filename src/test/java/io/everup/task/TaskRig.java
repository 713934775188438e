package io.everup.task;

import com.zaxxer.hikari.HikariDataSource;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.shared.Ids;
import io.everup.support.Postgres;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The task module on a database of its own, with workers that the test itself moves, kills and starts. */
@TestConfiguration
@EnableTransactionManagement
@Import({EventLog.class, TaskStore.class, TaskEngine.class, TaskSight.class, TaskDirectory.class, TaskOperations.class})
@ComponentScan(
        basePackages = "io.everup.identity",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.everup\\.identity\\.(Sights|Identities|AccessReader)"))
class TaskRig {

    static final Subject WEB_1 = new Subject("vm", new UUID(0, 7), "web-1");

    /** What {@code kill -9} does to a worker. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Bean
    DataSource dataSource() {
        var source = new HikariDataSource();
        source.setJdbcUrl(Postgres.newDatabase());
        source.setUsername("postgres");
        source.setPassword("postgres");
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .outOfOrder(true)
                .load()
                .migrate();
        return source;
    }

    @Bean
    JdbcClient jdbc(DataSource source) {
        return JdbcClient.create(source);
    }

    @Bean
    JdbcTransactionManager transactions(DataSource source) {
        return new JdbcTransactionManager(source);
    }

    @Bean
    TransactionTemplate transaction(JdbcTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    JsonMapper json() {
        return JsonMapper.builder().build();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Ids ids() {
        return UUID::randomUUID;
    }

    /** Work whose steps write down what is done to them, and do what the test tells them. */
    static final class Script implements TaskKind {

        final List<String> calls = new ArrayList<>();
        final List<TaskStep> steps = new ArrayList<>();
        java.time.Duration patience = java.time.Duration.ofMinutes(2);

        @Override
        public String name() {
            return "script";
        }

        @Override
        public List<TaskStep> steps(TaskRun run) {
            return steps;
        }

        @Override
        public java.time.Duration patience() {
            return patience;
        }

        @Override
        public void ended(TaskRun run, TaskState state) {
            calls.add("ended " + state);
        }

        Step step(String title) {
            var step = new Step(title);
            steps.add(step);
            return step;
        }

        final class Step implements TaskStep {

            final String title;
            Consumer<TaskRun> perform = run -> {};
            Consumer<TaskRun> undo = run -> {};
            java.util.function.Supplier<Probe> probe;
            boolean pivot;
            boolean keeps;

            Step(String title) {
                this.title = title;
            }

            @Override
            public String title() {
                return title;
            }

            @Override
            public Probe probe(TaskRun run) {
                if (probe == null) {
                    return Probe.NOT_DONE;
                }
                calls.add("probe " + title);
                return probe.get();
            }

            @Override
            public void perform(TaskRun run) {
                calls.add("do " + title);
                perform.accept(run);
            }

            @Override
            public void undo(TaskRun run) {
                calls.add("undo " + title);
                undo.accept(run);
            }

            @Override
            public boolean pivot() {
                return pivot;
            }

            @Override
            public boolean keepsWhatWasDone() {
                return keeps;
            }
        }
    }

    static NewTask task(String key) {
        return NewTask.of("script", "Do something to web-1", WEB_1, key, Map.of("colour", "blue"));
    }
}
