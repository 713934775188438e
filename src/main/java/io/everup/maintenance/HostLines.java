package io.everup.maintenance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the hosts of a job with their VMs. */
@Component
class HostLines {

    private final JdbcClient jdbc;

    HostLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record OfHost(UUID host, JobView.VmLine line) {}

    List<JobView.HostLine> of(UUID job) {
        var vms = vms(job).stream()
                .collect(Collectors.groupingBy(OfHost::host, Collectors.mapping(OfHost::line, Collectors.toList())));
        return jdbc.sql("select * from maintenance_host where job_id = :job order by position")
                .param("job", job)
                .query((row, number) -> host(row, vms.getOrDefault(row.getObject("host_id", UUID.class), List.of())))
                .list();
    }

    private static JobView.HostLine host(ResultSet row, List<JobView.VmLine> vms) throws SQLException {
        var failed = row.getString("failed_phase");
        return new JobView.HostLine(
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                row.getInt("position"),
                HostPhase.valueOf(row.getString("phase")),
                MaintenanceDirectory.instant(row, "phase_since"),
                MaintenanceDirectory.instant(row, "began_at"),
                MaintenanceDirectory.instant(row, "ended_at"),
                row.getObject("task_id", UUID.class),
                row.getObject("predicted_millis", Long.class),
                failed == null ? null : HostPhase.valueOf(failed),
                row.getString("failure"),
                row.getString("failure_next"),
                row.getString("output"),
                row.getObject("exit_status", Integer.class),
                row.getBoolean("rebooted"),
                vms);
    }

    private List<OfHost> vms(UUID job) {
        return jdbc.sql("""
                        select m.*, t.progress, t.state as task_state, v.state as vm_state from maintenance_vm m
                        left join task t on t.id = m.task_id left join vm v on v.id = m.vm_id
                        where m.job_id = :job order by m.predicted_millis desc nulls last, m.vm_name, m.vm_id
                        """)
                .param("job", job)
                .query((row, number) -> new OfHost(row.getObject("host_id", UUID.class), vm(row)))
                .list();
    }

    private static JobView.VmLine vm(ResultSet row) throws SQLException {
        var phase = VmPhase.valueOf(row.getString("state"));
        var paused = "PAUSED".equals(row.getString("vm_state"));
        return new JobView.VmLine(
                row.getObject("vm_id", UUID.class),
                row.getString("vm_name"),
                row.getLong("memory_bytes"),
                Choice.valueOf(row.getString("choice")),
                row.getObject("target_id", UUID.class),
                row.getString("target_name"),
                row.getString("why"),
                phase,
                row.getInt("attempts"),
                row.getString("problem"),
                row.getString("problem_next"),
                row.getObject("predicted_millis", Long.class),
                MaintenanceDirectory.instant(row, "began_at"),
                MaintenanceDirectory.instant(row, "ended_at"),
                row.getObject("task_id", UUID.class),
                row.getObject("pause_millis", Long.class),
                phase.busy() ? row.getObject("progress", Integer.class) : null,
                paused
                        ? List.of(Choice.RESUME_AND_MOVE, Choice.LEAVE_OFF)
                        : List.of(Choice.MOVE, Choice.MOVE_WITH_DISKS, Choice.SHUT_DOWN, Choice.LEAVE_OFF));
    }
}
