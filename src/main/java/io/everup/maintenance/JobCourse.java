package io.everup.maintenance;

import io.everup.identity.Actor;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskState;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the end of one host's work means for its job. A rolling job looks at its hosts by itself. */
@Component
class JobCourse {

    private final JobStore store;
    private final TaskDirectory tasks;
    private final JdbcClient jdbc;

    JobCourse(JobStore store, TaskDirectory tasks, JdbcClient jdbc) {
        this.store = store;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    int parallel(UUID job) {
        return jdbc.sql("select parallel from maintenance_job where id = :id")
                .param("id", job)
                .query(Integer.class)
                .single();
    }

    private boolean rolling(UUID job) {
        return jdbc.sql("select rolling from maintenance_job where id = :id")
                .param("id", job)
                .query(Boolean.class)
                .single();
    }

    void held(UUID job) {
        if (!rolling(job)) {
            store.state(job, JobState.HELD, null, null);
        }
    }

    void evacuationEnded(UUID job, UUID host, UUID task, TaskState state, String failure, String next) {
        var cancelled = state == TaskState.CANCELLED;
        if (!rolling(job)) {
            store.state(job, cancelled ? JobState.CANCELLED : JobState.FAILED, failure, next);
        }
        if (!cancelled) {
            store.failed(job, host, HostPhase.EMPTYING, failure, next);
        } else if (rolling(job) && !over(job)) {
            store.failed(
                    job,
                    host,
                    HostPhase.EMPTYING,
                    "Its emptying was cancelled.",
                    "Go on to begin it again, or skip it.");
        } else {
            store.phase(job, host, HostPhase.CANCELLED, task);
        }
    }

    private boolean over(UUID job) {
        return jdbc.sql("select state in ('COMPLETED', 'FAILED', 'CANCELLED') from maintenance_job where id = :id")
                .param("id", job)
                .query(Boolean.class)
                .single();
    }

    void returned(UUID job, boolean cancelled) {
        if (!rolling(job)) {
            store.state(job, cancelled ? JobState.CANCELLED : JobState.COMPLETED, null, null);
        }
    }

    /** It isn't back in use: the host of a single job is held on. */
    void returnEnded(UUID job, UUID host, UUID task, TaskState state) {
        if (!rolling(job)) {
            var view = tasks.find(Actor.SYSTEM, task);
            store.phase(job, host, HostPhase.IN_MAINTENANCE, task);
            store.state(
                    job,
                    JobState.HELD,
                    state == TaskState.CANCELLED ? "Its return was cancelled." : view.failure(),
                    view.next());
        }
    }
}
