package io.everup.maintenance;

import io.everup.event.EventLog;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes down how far jobs, their hosts and their VMs have come. */
@Component
class JobStore {

    private static final TypeReference<java.util.Map<UUID, Choice>> CHOICES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final EventLog events;
    private final Clock clock;

    JobStore(JdbcClient jdbc, JsonMapper json, EventLog events, Clock clock) {
        this.json = json;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    private Object now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Transactional
    public void add(UUID id, UUID pool, String poolName, String title, boolean rolling, NewJob wish, String by) {
        jdbc.sql("""
                        insert into maintenance_job (id, pool_id, pool_name, title, rolling, state, reason, parallel,
                            bring_back, command, command_seconds, reboot, must_end_by, requested_by, requested_at, choices)
                        values (:id, :pool, :poolName, :title, :rolling, 'RUNNING', :reason, :parallel, :back, :command,
                            :seconds, :reboot, :end, :by, :now, :choices::jsonb)
                        """)
                .param("id", id)
                .param("pool", pool)
                .param("poolName", poolName)
                .param("title", title)
                .param("rolling", rolling)
                .param("reason", wish.reason())
                .param("parallel", wish.parallel())
                .param("back", wish.bringBack())
                .param("command", wish.command())
                .param("seconds", wish.commandSeconds())
                .param("reboot", wish.reboot().name())
                .param("end", at(wish.mustEndBy()))
                .param("by", by)
                .param("now", now())
                .param("choices", json.writeValueAsString(wish.choices()))
                .update();
        changed(id);
    }

    /** What was chosen for VMs in the rehearsal. */
    java.util.Map<UUID, Choice> choices(UUID job) {
        var text = jdbc.sql("select choices::text from maintenance_job where id = :job")
                .param("job", job)
                .query(String.class)
                .single();
        return json.readValue(text, CHOICES);
    }

    @Transactional
    public void predicted(UUID job, UUID host, long millis) {
        jdbc.sql("update maintenance_host set predicted_millis = :millis where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .param("millis", millis)
                .update();
    }

    /** It stopped because the window ends: the next one goes on with it. */
    @Transactional
    public void outOfTime(UUID job) {
        jdbc.sql("update maintenance_job set out_of_time = true where id = :job")
                .param("job", job)
                .update();
    }

    @Transactional
    public void rebooted(UUID job, UUID host) {
        jdbc.sql("update maintenance_host set rebooted = true where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .update();
        changed(job);
    }

    private static Object at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    @Transactional
    public void addHost(UUID job, UUID host, String name, int position, HostPhase phase) {
        jdbc.sql("insert into maintenance_host (job_id, host_id, host_name, position, phase, phase_since, began_at)"
                        + " values (:job, :host, :name, :position, :phase, :now, "
                        + (phase == HostPhase.WAITING ? "null" : ":now") + ")")
                .param("job", job)
                .param("host", host)
                .param("name", name)
                .param("position", position)
                .param("phase", phase.name())
                .param("now", now())
                .update();
    }

    /** The VMs of a host in the order of the plan; those known already keep their choice. */
    @Transactional
    public void planned(UUID job, EvacuationPlan plan) {
        for (var step : plan.steps()) {
            addVm(job, plan.host(), step);
        }
        jdbc.sql("update maintenance_host set predicted_millis = :millis where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", plan.host())
                .param("millis", plan.millis())
                .update();
        changed(job);
    }

    private void addVm(UUID job, UUID host, EvacuationPlan.Step step) {
        jdbc.sql("""
                        insert into maintenance_vm (job_id, host_id, vm_id, vm_name, memory_bytes, choice, target_id,
                            target_name, why, state, predicted_millis, problem, disk_bytes)
                        values (:job, :host, :vm, :name, :memory, :choice, :target, :targetName, :why,
                            case when :problem::text is null then 'WAITING' else 'BLOCKED' end, :millis, :problem, :disks)
                        on conflict (job_id, host_id, vm_id) do nothing
                        """)
                .param("job", job)
                .param("host", host)
                .param("vm", step.vm())
                .param("name", step.name())
                .param("memory", step.memoryBytes())
                .param("choice", step.choice().name())
                .param("target", step.target())
                .param("targetName", step.targetName())
                .param("why", step.why())
                .param("millis", step.millis())
                .param("disks", step.diskBytes())
                .param("problem", step.blocker() == null ? null : step.blocker().text())
                .update();
    }

    @Transactional
    public void state(UUID job, JobState state, String failure, String next) {
        jdbc.sql("update maintenance_job set state = :state, failure = :failure, failure_next = :next,"
                        + " ended_at = case when :over then :now::timestamptz end where id = :job")
                .param("job", job)
                .param("state", state.name())
                .param("failure", failure)
                .param("next", next)
                .param("over", state.over())
                .param("now", now())
                .update();
        changed(job);
    }

    @Transactional
    public void task(UUID job, UUID task) {
        jdbc.sql("update maintenance_job set task_id = :task where id = :job")
                .param("job", job)
                .param("task", task)
                .update();
    }

    /** @param task that carries the phase out; null for none */
    @Transactional
    public void phase(UUID job, UUID host, HostPhase phase, UUID task) {
        jdbc.sql("update maintenance_host set phase = :phase, phase_since = :now, task_id = :task, stuck_since = null,"
                        + " failure = null, failure_next = null, failed_phase = null,"
                        + " began_at = coalesce(began_at, :now), ended_at = case when :over then :now::timestamptz end"
                        + " where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .param("phase", phase.name())
                .param("task", task)
                .param("over", phase.over())
                .param("now", now())
                .update();
        changed(job);
    }

    @Transactional
    public void failed(UUID job, UUID host, HostPhase during, String failure, String next) {
        jdbc.sql("update maintenance_host set phase = 'FAILED', phase_since = :now, failed_phase = :during,"
                        + " failure = :failure, failure_next = :next where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .param("during", during.name())
                .param("failure", failure)
                .param("next", next)
                .param("now", now())
                .update();
        changed(job);
    }

    @Transactional
    public void output(UUID job, UUID host, String output, Integer exitStatus) {
        jdbc.sql("update maintenance_host set output = :output, exit_status = :status"
                        + " where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .param("output", output)
                .param("status", exitStatus)
                .update();
        changed(job);
    }

    @Transactional
    public void reach(UUID job, UUID host, String reach) {
        jdbc.sql("update maintenance_host set reach_before = :reach::jsonb where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .param("reach", reach)
                .update();
    }

    String reachBefore(UUID job, UUID host) {
        return jdbc.sql("select reach_before::text from maintenance_host where job_id = :job and host_id = :host")
                .param("job", job)
                .param("host", host)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** Since when nothing goes on without a choice; marks it when that is new. */
    @Transactional
    public Instant stuck(UUID job, UUID host) {
        return jdbc.sql("update maintenance_host set stuck_since = coalesce(stuck_since, :now)"
                        + " where job_id = :job and host_id = :host returning stuck_since")
                .param("job", job)
                .param("host", host)
                .param("now", now())
                .query((row, number) -> row.getObject("stuck_since", java.time.OffsetDateTime.class)
                        .toInstant())
                .single();
    }

    @Transactional
    public void unstuck(UUID job, UUID host) {
        jdbc.sql("update maintenance_host set stuck_since = null where job_id = :job and host_id = :host"
                        + " and stuck_since is not null")
                .param("job", job)
                .param("host", host)
                .update();
    }

    /** The jobs that have this host and aren't over, newest first. */
    List<UUID> liveOf(UUID host) {
        return jdbc.sql("""
                        select j.id from maintenance_job j join maintenance_host h on h.job_id = j.id
                        where h.host_id = :host and j.state not in ('COMPLETED', 'FAILED', 'CANCELLED')
                          and h.phase not in ('COMPLETED', 'SKIPPED', 'CANCELLED') order by j.requested_at desc
                        """).param("host", host).query(UUID.class).list();
    }

    void changed(UUID job) {
        events.changed("maintenance", job);
    }
}
